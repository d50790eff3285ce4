"""The content editor's desk over the wholesaler of the proof, and a worker of this process without a queue."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from attrs import frozen
from falcon.testing import Result
from PIL import Image

from entrypoints.bootstrap.media import shrink_pictures, sort_upload
from entrypoints.bootstrap.parts import Parts
from tests.http.pages.person import seen
from tests.shop import CSRF, Shop, Visitor

BOUNDARY = "part-of-a-form"
PATH = "/manage/media"


def picture(shade: int, size: tuple[int, int] = (64, 48), form: str = "PNG") -> bytes:
    """Equal shades are equal contents."""
    target = BytesIO()
    Image.new("RGB", size, (shade, 80, 120)).save(target, form)
    return target.getvalue()


def archive(entries: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def multipart(fields: Mapping[str, str], files: Sequence[tuple[str, str, bytes]]) -> tuple[bytes, dict[str, str]]:
    """files: field, name, content."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [
        f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + content
        for field, name, content in files
    ]
    body = b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts)
    return body + f"--{BOUNDARY}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


@frozen
class Desk:
    shop: Shop
    parts: Parts
    editor: Visitor

    def post(
        self, path: str, fields: Mapping[str, str], files: Sequence[tuple[str, str, bytes]], by: Visitor | None = None
    ) -> Result:
        who = by or self.editor
        body, headers = multipart({"csrf": CSRF, **fields}, files)
        return who.client.simulate_post(path, body=body, headers=headers, cookies=who.cookies)

    def send(self, files: Mapping[str, bytes]) -> str:
        """Sent and sorted; the address of the report."""
        answer = self.post(PATH, {}, [("files", name, content) for name, content in files.items()])
        assert answer.status_code == 303, seen(answer.text)
        self.sort()
        return str(answer.headers["Location"])

    def sort(self) -> None:
        work = sort_upload(self.parts)
        for id in self.open("media-upload"):
            work(id)

    def open(self, consumer: str) -> list[int]:
        asked = "SELECT outbox_id FROM outbox_delivery WHERE consumer = %s AND done_at IS NULL ORDER BY 1"
        return [row[0] for row in self.shop.rows(asked, consumer)]

    def shrink(self) -> int:
        return shrink_pictures(self.parts)()

    def verdicts(self, report: str) -> dict[str, str]:
        rows = self.shop.rows(
            "SELECT path, verdict FROM media_file WHERE upload_id = %s AND verdict <> 'unpacked'", report[-36:]
        )
        return dict(rows)

    def text(self, path: str, by: Visitor | None = None) -> str:
        answer: Any = (by or self.editor).ask("GET", path)
        assert answer.status_code == 200, seen(answer.text)
        return seen(answer.text).replace("\u00a0", " ")

    def pictures(self, product: int, kind: str = "photo") -> list[str]:
        """Hashes of those that stand, in their order."""
        rows = self.shop.rows(
            "SELECT sha256 FROM product_picture WHERE product_id = %s AND kind = %s AND ended_by IS NULL"
            " ORDER BY place, id",
            *(product, kind),
        )
        return [row[0] for row in rows]
