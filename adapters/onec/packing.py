"""Names of files as 1C sends them, and zip archives, read without trust.

Source: the exchange protocol, mode=file: relative paths with either slash, prefixes of temporary directories, names in
CP866 or windows-1251 inside archives.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import IO, Any, BinaryIO

from attrs import frozen

EXTENSIONS = frozenset(
    "xml zip jpg jpeg png gif webp bmp tif tiff svg pdf doc docx xls xlsx ods odt rtf txt csv".split()
)
NAME_LIMIT = 250
_DRIVE = re.compile(r"^[A-Za-z]:")
_TEMPORARY = re.compile(r"^(?:/?(?:private/)?(?:var/)?tmp/|[A-Za-z]:/(?:.*/)?te?mp/|/?home/[^/]+/tmp/)", re.IGNORECASE)
_RESERVED = frozenset(("con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))))


class UnsafeName(ValueError):
    """A name that points outside, holds controls or has an extension that nobody asked for."""


class UnsafeArchive(Exception):
    """An archive that cannot be unpacked; `code` is stable, `text` is a Russian sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


@frozen
class Limits:
    """Of an archive as a whole: unpacked bytes, number of files, unpacked to packed bytes of one file."""

    total: int = 4 << 30
    count: int = 50_000
    ratio: int = 200
    slack: int = 1 << 20  # a file smaller than this may have any ratio


STANDARD = Limits()


def safe_name(text: str) -> str:
    """The relative path with `/` under which a sent file is kept: `import_files/ab/abcd.jpg`, `offers0_1.xml`.

    Strips everything up to the last `webdata/` and the prefix of a system's temporary directory.

    Raises: UnsafeName for `..`, drives, absolute paths, controls, reserved names and unexpected extensions.
    """
    name = text.strip().replace("\\", "/")
    if any(ord(character) < 32 or character == "\x7f" for character in name):
        raise UnsafeName(text)
    head, mark, tail = name.rpartition("webdata/")
    inside = bool(mark) and (not head or head.endswith("/"))
    name = tail if inside else _TEMPORARY.sub("", name, count=1)
    if name.startswith("/") or _DRIVE.match(name):
        raise UnsafeName(text)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or len(name) > NAME_LIMIT or any(is_unsafe(part) for part in parts):
        raise UnsafeName(text)
    stem, dot, extension = parts[-1].rpartition(".")
    if not dot or not stem or extension.lower() not in EXTENSIONS:
        raise UnsafeName(text)
    return "/".join(parts)


def is_unsafe(part: str) -> bool:
    return part == ".." or ":" in part or part.endswith((" ", ".")) or part.partition(".")[0].lower() in _RESERVED


def unpacked(archive: BinaryIO, limits: Limits = STANDARD) -> Iterator[tuple[str, BinaryIO]]:
    """(safe name, file open for reading) of every file, in the order of the archive; each is closed after its turn.

    Declared sizes are checked before and the real ones while reading. Folders and empty names are passed over.

    Raises: UnsafeArchive, also from `read` of a file.
    """
    try:
        opened = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise UnsafeArchive("not-zip", "Архив повреждён или передан не полностью") from None
    with opened:
        members = [member for member in opened.infolist() if not member.is_dir()]
        check_declared(members, limits)
        budget = Budget(limits.total)
        taken: set[str] = set()
        for member in members:
            name = name_of(member)
            if name.lower() in taken:
                raise UnsafeArchive("same-name", f"В архиве два файла с именем «{name}»")
            taken.add(name.lower())
            try:
                file = opened.open(member)
            except (zipfile.BadZipFile, NotImplementedError):
                raise unreadable(name) from None
            with file, io.BufferedReader(Bounded(name, file, budget)) as bounded:
                yield name, bounded


def unreadable(name: str) -> UnsafeArchive:
    return UnsafeArchive("bad-member", f"Файл «{name}» в архиве не читается")


def check_declared(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.count:
        raise UnsafeArchive("too-many", f"В архиве больше {limits.count} файлов")
    if sum(member.file_size for member in members) > limits.total:
        raise UnsafeArchive("too-big", f"Архив распаковывается больше чем в {limits.total >> 20} МБ")
    for member in members:
        if member.file_size > max(member.compress_size, 1) * limits.ratio and member.file_size > limits.slack:
            raise UnsafeArchive("bomb", "Архив сжат подозрительно сильно и не распакован")
        if member.flag_bits & 0x1:
            raise UnsafeArchive("encrypted", "Архив защищён паролем")
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise UnsafeArchive("link", "В архиве есть ссылка на файл; такие архивы не принимаются")


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's safe name; without the UTF-8 flag it may be UTF-8 all the same, CP866 or windows-1251.

    Raises: UnsafeArchive.
    """
    name = member.orig_filename.split("\0", 1)[0]
    if not member.flag_bits & 0x800:
        name = best_reading(name.encode("cp437"))
    try:
        return safe_name(name)
    except UnsafeName:
        raise UnsafeArchive("unsafe-name", f"Недопустимое имя файла в архиве: «{name[:80]}»") from None


def best_reading(raw: bytes) -> str:
    """UTF-8 if it is that; else whichever of CP866 and windows-1251 gives more Russian letters, CP866 when even."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return max((raw.decode(each, "replace") for each in ("cp866", "cp1251")), key=russian)


def russian(name: str) -> int:
    """Letters count for the reading; pseudographics and capitals amid a word count against it."""
    letters = sum(1 for c in name if "а" <= c.lower() <= "я" or c in "ёЁ")
    odd = sum(1 for c in name if ord(c) > 127 and not ("а" <= c.lower() <= "я" or c in "ёЁ№"))
    shouting = sum(1 for a, b in pairwise(name) if "а" <= a <= "я" and "А" <= b <= "Я")
    return letters - 3 * odd - 2 * shouting


class Budget:
    """What may still be unpacked, whatever the archive declared."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnsafeArchive("too-big", "Архив распаковывается больше, чем в нём объявлено")


class Bounded(io.RawIOBase):
    """A member of an archive that spends the common budget as it is read; going back costs nothing."""

    def __init__(self, name: str, file: IO[bytes], budget: Budget) -> None:
        self._name = name
        self._file = file
        self._budget = budget
        self._furthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        try:
            block = self._file.read(len(view))
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise unreadable(self._name) from None
        position = self._file.tell()
        if position > self._furthest:
            self._budget.take(position - self._furthest)
            self._furthest = position
        view[: len(block)] = block
        return len(block)
