"""An upload of pictures: what was sent, and what came of each file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from domain.catalog.pictures import PictureKind
from domain.shared.errors import DomainError
from domain.shared.ids import ProductId, UserId

MOST_FILES = 5_000
MOST_SENT = 512 * 1024 * 1024
# What systems put beside the pictures by themselves.
NOISE = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


class UploadState(StrEnum):
    WAITING = "waiting"
    SORTING = "sorting"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class Verdict(StrEnum):
    """SENT: not looked at yet. UNPACKED: an archive, whose entries have verdicts of their own. KEPT: for later."""

    SENT = "sent"
    UNPACKED = "unpacked"
    ATTACHED = "attached"
    DUPLICATE = "duplicate"
    SEVERAL = "several"
    UNMATCHED = "unmatched"
    KEPT = "kept"
    REFUSED = "refused"


SHOWN = (Verdict.ATTACHED, Verdict.DUPLICATE, Verdict.SEVERAL, Verdict.UNMATCHED, Verdict.KEPT, Verdict.REFUSED)


@frozen
class UploadRefused(DomainError):
    """`why`: empty, too-large, too-many. `limit`: the bound, in bytes or files."""

    code: ClassVar[str] = "media.upload-refused"
    why: str
    limit: int = 0


@frozen
class GoodsNotFound(DomainError):
    """Nothing answers to what was typed as an article."""

    code: ClassVar[str] = "media.goods-not-found"
    sku: str


@frozen
class GoodsAmbiguous(DomainError):
    """Several goods answer to it: a person chooses."""

    code: ClassVar[str] = "media.goods-ambiguous"
    sku: str
    count: int


@frozen
class SentFile:
    path: str
    size: int
    sha256: str


@frozen
class NewUpload:
    id: UUID
    by: UserId
    files: tuple[SentFile, ...]


@frozen
class UploadRow:
    """One upload as the list shows it; counts by verdict."""

    id: UUID
    by: str
    state: UploadState
    done: int
    total: int
    failure: str
    uploaded_at: datetime
    undone_at: datetime | None
    counts: Mapping[str, int]

    @property
    def is_finished(self) -> bool:
        return self.state not in (UploadState.WAITING, UploadState.SORTING)

    @property
    def files(self) -> int:
        return sum(self.counts.values())


@frozen
class NamedGoods:
    product: ProductId
    sku: str
    name: str


@frozen
class FileRow:
    """reason, found: of a refused one, its code and what it is instead."""

    id: int
    upload: UUID
    path: str
    size: int
    sha256: str
    verdict: Verdict
    reason: str
    found: str
    kind: PictureKind
    place: int
    goods: NamedGoods | None
    candidates: tuple[NamedGoods, ...]


@frozen
class UploadView:
    """rows: a page of the files, of one verdict where one is asked for; next: the id to go on after."""

    upload: UploadRow
    verdict: str
    rows: Sequence[FileRow]
    next: int | None


@frozen
class MediaDesk:
    """The first page: latest uploads, how many files are kept for later, which of the ERP's pictures are not shown."""

    uploads: Sequence[UploadRow]
    kept: int
    waiting: int
    hidden: Sequence[tuple[NamedGoods, str, str]]


def tidy_path(name: str) -> str:
    """The relative path as a browser or an archive tells it, harmless; empty for what is no file of a person."""
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    kept = ["".join(letter for letter in part if letter.isprintable()) for part in parts]
    kept = [part for part in kept if part not in ("", ".", "..") and not part.endswith(":")]
    if not kept or "__MACOSX" in kept or kept[-1].lower() in NOISE or kept[-1].startswith("._"):
        return ""
    return "/".join(part[:120] for part in kept[-4:])
