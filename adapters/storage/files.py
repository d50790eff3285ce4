"""Documents of the portal: content by its own hash, apart from the pictures that anybody may see."""

from io import BytesIO
from pathlib import Path

from attrs import frozen

from adapters.storage.folder import FolderMedia
from adapters.storage.s3 import S3Media
from domain.shared.errors import NotFound


@frozen
class FolderFiles:
    """Keys are digests; who may read a document is decided by its row, never by the key."""

    folder: FolderMedia

    @classmethod
    def at(cls, root: Path) -> "FolderFiles":
        return cls(FolderMedia(root))

    def put(self, content: bytes) -> str:
        return self.folder.keep(BytesIO(content), "application/pdf").sha256

    def get(self, key: str) -> bytes:
        """Raises NotFound."""
        return whole(self.folder, key)


@frozen
class S3Files:
    """The same in a bucket."""

    media: S3Media

    def put(self, content: bytes) -> str:
        return self.media.keep(BytesIO(content), "application/pdf").sha256

    def get(self, key: str) -> bytes:
        """Raises NotFound, StoreAway."""
        return whole(self.media, key)


def whole(store: FolderMedia | S3Media, key: str) -> bytes:
    file = store.open(key)
    if file is None:
        raise NotFound("file", key)
    with file:
        return file.read()
