"""The limit of an import: bare parsing of the same files, and COPY of the same rows into tables without any index.

Usage: python -m bench.limits.parse files FOLDER, or: rows URL FOLDER, with a file of COPY text for each table.
Prints the CPU seconds of the work alone.
"""

import sys
import time
from pathlib import Path
from xml.etree.ElementTree import iterparse

import psycopg

PIECE = 1 << 18
TABLES = ("category", "property", "product", "product_category", "variant", "packaging", "price", "stock")


def parse(folder: Path) -> None:
    for path in sorted(folder.glob("*.xml")):
        for _, element in iterparse(path):  # noqa: S314 - our own files
            element.clear()


def copy(url: str, folder: Path) -> None:
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS limit_{table}")
            connection.execute(f"CREATE TABLE limit_{table} (LIKE {table})")
            with connection.cursor().copy(f"COPY limit_{table} FROM STDIN") as out, (folder / table).open("rb") as rows:
                while piece := rows.read(PIECE):
                    out.write(piece)


def unload(url: str, folder: Path) -> None:
    """The rows as they stand, for `copy`; no part of the limit."""
    folder.mkdir(exist_ok=True)
    with psycopg.connect(url) as connection:
        for table in TABLES:
            with connection.cursor().copy(f"COPY {table} TO STDOUT") as rows, (folder / table).open("wb") as out:
                for piece in rows:
                    out.write(piece)


def drop(url: str) -> None:
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS limit_{table}")


def main(kind: str, *arguments: str) -> None:
    began = time.process_time()
    if kind == "files":
        parse(Path(arguments[0]))
    else:
        copy(arguments[0], Path(arguments[1]))
    print(time.process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
