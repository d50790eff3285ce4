"""What uploads of pictures need of the outside."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol
from uuid import UUID

from attrs import frozen

from application.media.values import (
    FileRow,
    MediaDesk,
    NewUpload,
    SentFile,
    UploadView,
    Verdict,
)
from application.shared.outbox import Deliveries
from domain.catalog.pictures import PictureKind
from domain.shared.ids import ProductId, UserId

Opened = Callable[[], AbstractContextManager[BinaryIO]]


class PictureArchives(Protocol):
    def is_archive(self, file: BinaryIO) -> bool:
        """By its first bytes; the file is at its beginning again."""

    def entries(self, file: BinaryIO) -> Iterator[tuple[str, int, Opened]]:
        """Paths as people see them, sizes, and the content to be opened one at a time.

        Raises PictureRefused: archive-broken, archive-bomb, archive-many, archive-locked; opening an entry may, too.
        """


@frozen
class Sorted:
    """What came of one file. `id`: of the row that stands already; None for an entry of an archive.

    product: that it is attached to, or was found to be there already. candidates: to choose from.
    """

    id: int | None
    file: SentFile
    verdict: Verdict
    reason: str = ""
    found: str = ""
    kind: PictureKind = PictureKind.PHOTO
    place: int = 1
    product: ProductId | None = None
    candidates: tuple[ProductId, ...] = ()


class GoodsByArticle(Protocol):
    def goods(self, skus: Collection[str]) -> Mapping[str, Set[ProductId]]:
        """By folded article: of the goods, of their variants, or a barcode."""

    def contents(self, products: Collection[ProductId]) -> Mapping[ProductId, Set[str]]:
        """Hashes of the pictures that each has now, the ERP's among them."""


class UploadWork(GoodsByArticle, Protocol):
    """One transaction. Whatever changes pictures raises the catalogue's version, so that no page shows old ones."""

    @property
    def deliveries(self) -> Deliveries: ...

    def sent(self, upload: UUID) -> Sequence[tuple[int, SentFile]]:
        """Files that nobody has looked at; none of an upload that is over."""

    def lock(self, upload: UUID) -> bool:
        """Whether it stands: an undone one takes nothing more. Raises NotFound."""

    def unsettled(self, upload: UUID | None) -> Sequence[FileRow]:
        """Unmatched and kept ones, of one upload or all kept ones; locked."""

    def file(self, id: int) -> FileRow:
        """Locked. Raises NotFound."""

    def settle(self, upload: UUID, rows: Sequence[Sorted]) -> None:
        """Their rows as told; those attached stand in the gallery, in place of what stood there before."""

    def detach(self, file: int) -> None: ...

    def finish(self, upload: UUID) -> None: ...

    def undo(self, upload: UUID) -> int:
        """How many pictures went; those that they had replaced are back."""

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None:
        """In the audit."""


class Uploads(Protocol):
    def add(self, upload: NewUpload) -> None:
        """With the event that has it sorted."""

    def desk(self, limit: int) -> MediaDesk: ...

    def one(self, id: UUID, verdict: str, after: int, limit: int) -> UploadView:
        """Raises NotFound."""

    def kept(self, after: int, limit: int) -> tuple[Sequence[FileRow], int | None]: ...


class UploadProgress(Protocol):
    def __call__(self, upload: UUID, done: int, total: int) -> None:
        """To be seen at once, whatever becomes of the work."""


BeginUpload = Callable[[], AbstractContextManager[UploadWork]]
