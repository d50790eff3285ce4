"""Archives of pictures, as people make them on Windows: names in CP866 or windows-1251, folders, nothing trusted."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from application.media.judging import MOST_BYTES, PictureRefused
from application.media.ports import Opened
from application.media.values import MOST_FILES

MOST_UNPACKED: Final = 2 << 30
# Pictures are packed already: whatever shrinks a hundredfold is none, or is an empty field of one colour.
MOST_RATIO: Final = 200
RATIO_FROM: Final = 8 << 20
IN_MEMORY: Final = 8 << 20
BLOCK: Final = 1 << 20
UTF8_FLAG, LOCKED_FLAG = 0x800, 0x1
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


class ZippedPictures:
    """The port `PictureArchives`."""

    def is_archive(self, file: BinaryIO) -> bool:
        head = file.read(4)
        file.seek(0)
        return head in (b"PK\x03\x04", b"PK\x05\x06")

    def entries(self, file: BinaryIO) -> Iterator[tuple[str, int, Opened]]:
        """What the directory promises is judged first; the reader gives out no byte beyond what was promised."""
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN:
            raise PictureRefused("archive-broken") from None
        infos = [info for info in archive.infolist() if not info.is_dir()]
        judge(infos)
        return ((name_of(info), info.file_size, partial(opened, archive, info)) for info in infos)


def judge(infos: list[zipfile.ZipInfo]) -> None:
    """Raises PictureRefused."""
    if len(infos) > MOST_FILES:
        raise PictureRefused("archive-many", str(len(infos)))
    total = sum(info.file_size for info in infos)
    if total > MOST_UNPACKED:
        raise PictureRefused("archive-bomb", str(total))
    for info in infos:
        if info.flag_bits & LOCKED_FLAG:
            raise PictureRefused("archive-locked")
        if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise PictureRefused("archive-bomb", str(info.file_size))


@contextmanager
def opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    """Raises PictureRefused for an entry that is too large or does not unpack."""
    if info.file_size > MOST_BYTES:
        raise PictureRefused("too-large", str(info.file_size))
    with SpooledTemporaryFile(IN_MEMORY) as whole:
        try:
            with archive.open(info) as content:
                while block := content.read(BLOCK):
                    whole.write(block)
        except BROKEN:
            raise PictureRefused("broken") from None
        whole.seek(0)
        yield cast(BinaryIO, whole)


def name_of(info: zipfile.ZipInfo) -> str:
    """Where no flag says UTF-8, Python reads CP437; the bytes behind it are of whichever page of Windows was in use."""
    if info.flag_bits & UTF8_FLAG or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        read = [raw.decode(page, "replace") for page in ("cp866", "cp1251")]
        return max(read, key=russian)


def russian(text: str) -> int:
    """How much of it is what a person may have written: Cyrillic letters count for it, other signs against it."""
    return sum(1 if "а" <= letter.lower() <= "я" or letter in "ёЁ" else -1 for letter in text if not letter.isascii())
