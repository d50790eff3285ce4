"""Sending a whole folder of CommerceML, each file by the way its dialect goes."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from attrs import define, field, frozen

from simulators.onec.client import CATALOG, SALE, Client, Session
from simulators.onec.sniff import pictures_of, sniff
from simulators.onec.wire import PROFILES, Answer, ExchangeFailed

PICTURES = "import_files"


@frozen
class Parcel:
    """One XML to send: under `name`, as `kind` of exchange; lower ranks go first."""

    path: Path
    name: str
    kind: str
    rank: int
    version: str


@define
class Sent:
    """What came of one file; `answers` are (mode, first word), seconds are of the whole session part."""

    parcel: Parcel
    pictures: int = 0
    posts: int = 0
    seconds: float = 0.0
    answers: list[tuple[str, Answer]] = field(factory=list)
    error: ExchangeFailed | None = None
    skipped: bool = False

    @property
    def outcome(self) -> str:
        if self.skipped:
            return "не отправлен: первая порция не принята"
        return self.error.text if self.error else "success"


class FolderRefused(Exception):
    """At least one file was refused; `report` tells of all of them."""

    def __init__(self, report: Sequence[Sent]) -> None:
        super().__init__("; ".join(f"{sent.parcel.name}: {sent.outcome}" for sent in report if sent.error))
        self.report = report


def plan(folder: Path) -> list[Parcel]:
    """Every XML of the folder in the order to send it."""
    paths = sorted(path for path in folder.rglob("*.xml") if PICTURES not in path.relative_to(folder).parts)
    taken = Counter(path.name.lower() for path in paths)
    parcels = []
    for path in paths:
        content = sniff(path)
        name = path.name if taken[path.name.lower()] == 1 else _unique(path.relative_to(folder))
        parcels.append(Parcel(path, name, SALE if content.sale else CATALOG, content.rank, content.version))
    return sorted(
        parcels,
        key=lambda parcel: (
            parcel.rank,
            _natural(parcel.path.relative_to(folder).with_suffix("").as_posix()),
        ),
    )


def send_folder(client: Client, folder: Path, tell: Callable[[Sent], None] = lambda _: None) -> list[Sent]:
    """Send everything; raises FolderRefused after the last file if any was refused.

    A run of 3.x goes in one session; УТ and УНФ log in for every file. When the first portion of goods
    is refused, the other portions of goods are not sent, but the offers still are, as 1C does.
    """
    parcels = plan(folder)
    if not parcels:
        raise ExchangeFailed("folder", f"В папке {folder} нет файлов XML.")
    together = client.profile.one_session or all(parcel.version.startswith("3") for parcel in parcels)
    if together and client.profile is PROFILES["ut11"]:
        client.profile = PROFILES["bitrix"]
    report = []
    for sent in _one_session(client, folder, parcels) if together else _session_each(client, folder, parcels):
        report.append(sent)
        tell(sent)
    if any(sent.error for sent in report):
        raise FolderRefused(report)
    return report


def _one_session(client: Client, folder: Path, parcels: Sequence[Parcel]) -> Iterator[Sent]:
    for kind in (CATALOG, SALE):
        mine = [parcel for parcel in parcels if parcel.kind == kind]
        if not mine:
            continue
        with client.session(kind) as session:
            session.init()
            for parcel in mine:
                yield _send(session, folder, Sent(parcel))
            session.complete()


def _session_each(client: Client, folder: Path, parcels: Sequence[Parcel]) -> Iterator[Sent]:
    failed_first = False
    goods = [parcel for parcel in parcels if parcel.kind == CATALOG and parcel.rank <= 2]
    for parcel in parcels:
        sent = Sent(parcel)
        if failed_first and parcel in goods:
            sent.skipped = True
        else:
            for _ in range(client.profile.attempts):
                sent = _attempt(client, folder, Sent(parcel))
                if sent.error is None:
                    break
        failed_first = failed_first or (sent.error is not None and goods[:1] == [parcel])
        yield sent


def _attempt(client: Client, folder: Path, sent: Sent) -> Sent:
    try:
        with client.session(sent.parcel.kind) as session:
            session.init()
            return _send(session, folder, sent)
    except ExchangeFailed as error:
        sent.error = error
        return sent


def _send(session: Session, folder: Path, sent: Sent) -> Sent:
    started, first = time.monotonic(), len(session.log)
    content = sent.parcel.path.read_bytes()
    pictures = list(_pictures(folder, sent.parcel.path, content))
    sent.pictures = len(pictures)
    try:
        shots = ((name, path.read_bytes()) for name, path in pictures)
        sent.posts = session.send(
            (*shots, (sent.parcel.name, content)) if session.zipped else _chain(shots, sent.parcel.name, content)
        )
        session.import_file(sent.parcel.name)
    except ExchangeFailed as error:
        sent.error = error
    sent.seconds = time.monotonic() - started
    sent.answers = session.log[first:]
    return sent


def _chain(shots: Iterator[tuple[str, bytes]], name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield from shots
    yield name, content


def _pictures(folder: Path, xml: Path, content: bytes) -> Iterator[tuple[str, Path]]:
    """Pictures named in the file that are really there, beside it or at the root of the folder."""
    for name in pictures_of(content):
        for base in (xml.parent, folder):
            path = base / name
            if path.is_file():
                yield name, path
                break


def _unique(path: Path) -> str:
    return f"{path.stem}___{uuid5(NAMESPACE_URL, path.as_posix())}{path.suffix}"


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text.lower())]
