"""Tables that people send: opened without being read whole, so that only the columns that are needed become text."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from attrs import frozen

MOST_BYTES = 10 * 1024 * 1024
MOST_FILE_ROWS = 110_000
# A header stands within these; as many are shown where a person has to say what the columns are.
HEAD = 30


@frozen
class TableNotes:
    """What a reader should know of a table. unevaluated: formulas that were kept without their values."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unevaluated: int = 0


class OpenTable(Protocol):
    """Rows are numbered from 1 as the table program shows them; columns from 0. Cells are text, days by ISO."""

    @property
    def name(self) -> str: ...

    @property
    def notes(self) -> TableNotes: ...

    def head(self, rows: int) -> Sequence[tuple[int, tuple[str, ...]]]:
        """The first rows in which something stands."""

    def picked(self, columns: Sequence[int], after: int, filled: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """These columns of the rows below in which something stands in the column `filled`; a cell that is not there is
        empty."""


class OrderFiles(Protocol):
    def open(self, content: bytes) -> Sequence[OpenTable]:
        """The tables that are not hidden and in which something stands, by the content whatever the name. Raises
        FileRefused."""
