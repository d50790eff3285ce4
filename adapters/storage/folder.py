"""Files in a local folder, named by their content: equal files are kept once, a file is never half there."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from attrs import frozen

from adapters.storage.kinds import HEAD, content_type
from application.exchange.ports import StoredFile

BLOCK = 1 << 20


@frozen
class FolderMedia:
    """`root`/ab/cd/<sha256>; the kind of a file stands in the database beside its path."""

    root: Path

    def put(self, file: BinaryIO) -> StoredFile | None:
        """None when the content is neither a picture nor a document."""
        kind = content_type(file.read(HEAD))
        file.seek(0)
        return None if kind is None else self.keep(file, kind)

    def keep(self, file: BinaryIO, kind: str) -> StoredFile:
        """Any content, under a type that the caller answers for."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = sha256(), 0
        with NamedTemporaryFile(dir=self.root, prefix=".part-", delete=False) as draft:
            try:
                while block := file.read(BLOCK):
                    digest.update(block)
                    size += draft.write(block)
                draft.flush()
                os.fsync(draft.fileno())
                path = self.path(digest.hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return StoredFile(digest.hexdigest(), kind, size)

    def open(self, digest: str) -> BinaryIO | None:
        """None for a file that is not there."""
        try:
            return self.path(digest).open("rb")
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> None:
        """One that is not there is no error: somebody else may have removed it."""
        self.path(digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        if len(digest) != 64 or not digest.isalnum():
            raise ValueError("not a digest")
        return self.root / digest[:2] / digest[2:4] / digest
