"""The limits of files: ready cells are written, and a sheet is read, by the same libraries and nothing else."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import FastExcel


def write(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with TemporaryFile() as file:
        workbook = FastExcel(file)
        workbook.sheet("Sheet", (dict(zip(headings, row, strict=True)) for row in rows))
        workbook.save()


def read(content: bytes) -> int:
    """How many rows."""
    return len(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python())
