"""Archives of 1C, unpacked entry by entry into a temporary file."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from adapters.onec.packing import UnsafeArchive, unpacked
from application.exchange.refusals import BrokenFile

IN_MEMORY = 16 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class ZipArchives:
    def entries(self, file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
        """Safe names and whole contents, one open at a time.

        Raises: BrokenFile for a broken or encrypted one, a bomb, a path outside; also after some entries.
        """
        try:
            for name, content in unpacked(file):
                with SpooledTemporaryFile(IN_MEMORY) as whole:
                    shutil.copyfileobj(content, whole)
                    whole.seek(0)
                    yield name, cast(BinaryIO, whole)
        except UnsafeArchive as unsafe:
            raise BrokenFile(unsafe.code, unsafe.text) from None
        except BROKEN:
            raise BrokenFile("bad-member", "Архив повреждён: файл в нём не читается") from None
