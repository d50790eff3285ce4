"""Letters kept as .eml files, newest last; the name of a file is the letter's number."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any

from attrs import define, field, frozen


@frozen
class Letter:
    """A stored letter; `sender` and `recipients` are of the envelope, not of the header."""

    number: int
    path: Path
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain", "html"))
        return "" if body is None else str(body.get_content())

    @property
    def html(self) -> str | None:
        body = self.message.get_body(("html",))
        return None if body is None else str(body.get_content())

    @property
    def attachments(self) -> list[tuple[str, str, bytes]]:
        """(file name, content type, bytes)."""
        return [
            (
                part.get_filename() or f"part-{place}",
                part.get_content_type(),
                bytes(part.get_payload(decode=True) or b""),
            )
            for place, part in enumerate(self.message.iter_attachments())
        ]

    def told(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "from": self.sender,
            "to": list(self.recipients),
            "subject": str(self.message.get("Subject", "")),
            "date": str(self.message.get("Date", "")),
            "text": self.text,
            "html": self.html,
            "attachments": [{"name": name, "type": kind, "size": len(data)} for name, kind, data in self.attachments],
        }


@define
class Letters:
    """A folder of letters; the envelope goes into two headers of ours at the top of the file."""

    folder: Path
    lock: Lock = field(factory=Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def keep(self, sender: str, recipients: list[str], content: bytes) -> int:
        """Store a letter whole or not at all; returns its number."""
        with self.lock:
            number = max((int(path.stem) for path in self.folder.glob("*.eml")), default=0) + 1
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            head = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\nX-Received: {now}\r\n"
            draft = self.folder / f"{number:06d}.part"
            draft.write_bytes(head.encode() + content)
            draft.rename(self.folder / f"{number:06d}.eml")
        return number

    def all(self) -> list[Letter]:
        return [_read(path) for path in sorted(self.folder.glob("*.eml"))]

    def find(self, number: int) -> Letter | None:
        path = self.folder / f"{number:06d}.eml"
        return _read(path) if path.is_file() else None

    def clear(self) -> None:
        with self.lock:
            for path in self.folder.glob("*.eml"):
                path.unlink()


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    told = str(message.get("X-Envelope-To", ""))
    return Letter(
        int(path.stem),
        path,
        str(message.get("X-Envelope-From", "")),
        tuple(part.strip() for part in told.split(",") if part),
        message,
    )
