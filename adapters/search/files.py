"""Index files in a folder: a manifest names the two newest, and is replaced as a whole."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from zlib import crc32

import msgspec
from attrs import frozen

from adapters.search.building import build
from adapters.search.edition import Edition, IndexBroken
from adapters.search.layout import BLOCK, FORMAT, FileHead, Manifest
from application.indexing.ports import Built, Mark, Reading
from application.shared.ports import Rest, without_rest

# A program that lays files out otherwise looks for another name, and finds none.
MANIFEST = f"current-{FORMAT}.json"
KEPT = 2
# After so many files that were made from the one before them, one is made from nothing but the truth.
MOST_FROM_OLD = 500


@frozen
class FolderIndexFiles:
    """rest: is called now and then while a file is made and another one answers."""

    root: Path
    rest: Rest = without_rest

    def newest(self) -> Mark | None:
        files = read_manifest(self.root).files
        if not files or files[0].sequence % MOST_FROM_OLD == 0:
            return None
        try:
            is_whole = (self.root / files[0].name).stat().st_size == files[0].size
        except FileNotFoundError:
            return None
        return Mark(*files[0].mark) if is_whole else None

    def build(self, reading: Reading) -> Built:
        began = monotonic()
        manifest = read_manifest(self.root)
        sequence = manifest.files[0].sequence + 1 if manifest.files else 1
        base = self._base() if reading.changed is not None else None
        rest = self.rest if manifest.files else without_rest
        draft = build(reading, sequence, base, rest)
        self.root.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.root, prefix=".part-", delete=False) as file:
            try:
                crc = draft.write(file, rest)
                size = file.tell()
                file.flush()
                os.fsync(file.fileno())
                name = f"{reading.mark.version}-{sequence}.index"
                head = FileHead(name, draft.head.mark, sequence, size, crc)
                Path(file.name).chmod(0o644)
                Path(file.name).replace(self.root / head.name)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        self._name(Manifest([head, *manifest.files][:KEPT]))
        is_whole = base is None
        return Built(reading.mark, sequence, draft.head.goods, is_whole, round(monotonic() - began, 3), size)

    def _base(self) -> Edition | None:
        files = read_manifest(self.root).files
        if not files:
            return None
        try:
            return opened(self.root, files[0], self.rest)
        except (IndexBroken, FileNotFoundError):
            return None

    def _name(self, manifest: Manifest) -> None:
        draft = self.root / f"{MANIFEST}.part"
        draft.write_bytes(msgspec.json.encode(manifest))
        draft.replace(self.root / MANIFEST)
        named = {file.name for file in manifest.files}
        # Who has mapped an old one reads on: its content goes with the last who holds it.
        for old in self.root.glob("*.index"):
            if old.name not in named:
                old.unlink(missing_ok=True)


def read_manifest(root: Path) -> Manifest:
    """Empty where there is none, or where it cannot be read."""
    try:
        return msgspec.json.decode((root / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.MsgspecError):
        return Manifest([])


def opened(root: Path, file: FileHead, rest: Rest = without_rest) -> Edition:
    """Raises IndexBroken where it is not whole; FileNotFoundError."""
    path, crc = root / file.name, 0
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            crc = crc32(block, crc)
            rest()
    if crc != file.crc:
        raise IndexBroken("checksum")
    edition = Edition.at(path)
    rest()
    return edition
