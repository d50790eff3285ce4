"""Documents of the portal: content by its own hash, apart from the pictures that anybody may see."""

from io import BytesIO
from pathlib import Path

from attrs import frozen

from adapters.storage.folder import FolderMedia
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
        file = self.folder.open(key)
        if file is None:
            raise NotFound("file", key)
        with file:
            return file.read()
