"""What the desk of pictures may ask for; made by `bootstrap`."""

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.media.values import FileRow, MediaDesk, UploadView


class AskUpload(Protocol):
    def __call__(self, visit: Visit, id: UUID, verdict: str, after: int, limit: int) -> UploadView: ...


class AskKept(Protocol):
    def __call__(self, visit: Visit, after: int, limit: int) -> tuple[Sequence[FileRow], int | None]: ...


class AttachFile(Protocol):
    def __call__(self, visit: Visit, file: int, sku: str, product: int | None = None) -> UUID: ...


@frozen
class MediaUseCases:
    take: Callable[[Visit, Iterable[tuple[str, BinaryIO]]], UUID]
    desk: Callable[[Visit], MediaDesk]
    upload: AskUpload
    kept: AskKept
    attach: AttachFile
    keep: Callable[[Visit, int], UUID]
    detach: Callable[[Visit, int], UUID]
    match: Callable[[Visit, UUID | None], int]
    keep_all: Callable[[Visit, UUID], None]
    undo: Callable[[Visit, UUID], None]
