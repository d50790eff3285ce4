"""Compiled templates, kept between starts: compiling them all is most of what a web server's start costs."""

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jinja2
from attrs import define
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from entrypoints.pages.language import LOCALE

PAGES = Path(__file__).parent


@define(eq=False)
class KeptTemplates(BytecodeCache):
    """A file for each template as it is compiled for one language.

    A source that has changed is compiled again: Jinja keeps its hash with the code. What else the code is made of, the
    words of the language, our own part in compiling and Jinja itself, names the folder; one of another edition is taken
    away. Nothing here need be there: a folder that cannot be written to costs the time of compiling alone.
    """

    folder: Path

    @classmethod
    def of(cls, folder: Path, code: str) -> "KeptTemplates":
        made_of = sha256(jinja2.__version__.encode())
        for path in (LOCALE / f"{code}.po", *(PAGES / f"{name}.py" for name in ("language", "figures", "rendering"))):
            made_of.update(path.read_bytes())
        kept = folder / f"{code}-{made_of.hexdigest()[:16]}"
        for other in folder.glob(f"{code}-*"):
            if other != kept:
                shutil.rmtree(other, ignore_errors=True)
        return cls(kept)

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), self._path(bucket).open("rb") as kept:
            bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Several servers start at once: each writes a file of its own and puts it in place whole."""
        path = self._path(bucket)
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            with draft.open("wb") as kept:
                bucket.write_bytecode(kept)
            draft.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / bucket.key
