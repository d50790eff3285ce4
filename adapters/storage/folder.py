"""Files in a local folder, named by their content: equal files are kept once, a file is never half there."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from attrs import frozen

from adapters.storage.keys import place
from adapters.storage.kinds import HEAD, content_type
from application.exchange.ports import StoredFile

BLOCK = 1 << 20


@frozen
class FolderMedia:
    """`root`/ab/cd/<key>; the kind of a file stands in the database beside its path."""

    root: Path

    def put(self, file: BinaryIO) -> StoredFile | None:
        """None when the content is neither a picture nor a document."""
        kind = content_type(file.read(HEAD))
        file.seek(0)
        return None if kind is None else self.keep(file, kind)

    def keep(self, file: BinaryIO, kind: str) -> StoredFile:
        """Any content, under a type that the caller answers for."""
        digest, size = sha256(), 0

        def key(draft: BinaryIO) -> str:
            nonlocal size
            while block := file.read(BLOCK):
                digest.update(block)
                size += draft.write(block)
            return digest.hexdigest()

        self._written(key)
        return StoredFile(digest.hexdigest(), kind, size)

    def keep_as(self, key: str, content: bytes, kind: str) -> None:
        def write(draft: BinaryIO) -> str:
            draft.write(content)
            return key

        self._written(write)

    def open(self, key: str) -> BinaryIO | None:
        """None for a file that is not there."""
        try:
            return self.path(key).open("rb")
        except FileNotFoundError:
            return None

    def remove(self, key: str) -> None:
        """One that is not there is no error: somebody else may have removed it."""
        self.path(key).unlink(missing_ok=True)

    def path(self, key: str) -> Path:
        return self.root / place(key)

    def _written(self, write: Callable[[BinaryIO], str]) -> None:
        """`write` fills the draft and says its key."""
        self.root.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.root, prefix=".part-", delete=False) as draft:
            try:
                path = self.path(write(cast(BinaryIO, draft)))
                draft.flush()
                os.fsync(draft.fileno())
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
