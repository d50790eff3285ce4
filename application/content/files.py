"""A file that people are given: what it may be, judged by its content, and where it is kept."""

from io import BytesIO
from typing import BinaryIO, ClassVar, Protocol

from attrs import frozen

from application.media.store import Store
from domain.shared.errors import DomainError, NotFound

MOST_BYTES = 100 * 1024 * 1024


@frozen
class ContentRefused(DomainError):
    """`why`: empty, kind, too-large. found: what it seems to be instead."""

    code: ClassVar[str] = "content.refused"
    why: str
    found: str = ""


@frozen
class KeptFile:
    filename: str
    sha256: str
    content_type: str
    size: int


@frozen
class SentContent:
    """A file as a form sent it; without content where none was chosen."""

    name: str
    content: bytes


@frozen
class GivenFile:
    """What is sent to whoever may have it. The caller closes `content`."""

    file: KeptFile
    content: BinaryIO


class KindOf(Protocol):
    def __call__(self, content: bytes) -> tuple[str, str]:
        """Media type and ending; of what is given to nobody the type is empty, and the ending tells what it is."""


@frozen
class ContentFiles:
    store: Store
    kind_of: KindOf

    def take(self, sent: SentContent) -> KeptFile:
        """Raises ContentRefused, StoreAway."""
        if not sent.content:
            raise ContentRefused("empty")
        if len(sent.content) > MOST_BYTES:
            raise ContentRefused("too-large")
        kind, ending = self.kind_of(sent.content)
        if not kind:
            raise ContentRefused("kind", ending)
        kept = self.store.keep(BytesIO(sent.content), kind)
        return KeptFile(named(sent.name, ending), kept.sha256, kind, kept.size)

    def give(self, file: KeptFile) -> GivenFile:
        """Raises NotFound when the store has lost it, StoreAway."""
        content = self.store.open(file.sha256)
        if content is None:
            raise NotFound("file", file.sha256)
        return GivenFile(file, content)


def named(name: str, ending: str) -> str:
    """With the ending of what it is, so that no program is called a document."""
    stem, dot, told = name.strip().rpartition(".")
    alike = {"jpg": ("jpg", "jpeg"), "txt": ("txt", "csv"), "doc": ("doc", "xls", "ppt")}.get(ending, (ending,))
    if dot and told.lower() in alike:
        return name.strip()[:200]
    return f"{(stem if dot and len(told) <= 5 else name.strip())[:190] or 'file'}.{ending}"
