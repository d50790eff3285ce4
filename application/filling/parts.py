"""A long draft goes to the cart part by part: a cart holds fewer lines than an order form may have (ADR 0054)."""

from collections.abc import Sequence

from attrs import frozen

from application.filling.report import Report, ReportLine, State
from application.filling.typed import MOST_LINES
from domain.shared.money import Money
from domain.shared.quantity import LARGEST


@frozen
class Part:
    """Lines that enter the cart together, in the order of the file; named by the number of its first row."""

    lines: tuple[ReportLine, ...]

    @property
    def first(self) -> int:
        return self.lines[0].typed.row

    @property
    def last(self) -> int:
        return self.lines[-1].typed.row

    @property
    def totals(self) -> tuple[Money, ...]:
        sums: dict[str, Money] = {}
        for line in self.lines:
            if line.sum is not None and line.currency is not None:
                told, key = Money(line.sum, line.currency), line.currency.value
                sums[key] = sums[key] + told if key in sums else told
        return tuple(sums[key] for key in sorted(sums))


def parts_of(report: Report, most: int = MOST_LINES) -> tuple[Part, ...]:
    ready = [line for line in report.ready if line.quantity is not None and line.quantity < LARGEST]
    return tuple(Part(tuple(ready[start : start + most])) for start in range(0, len(ready), most))


def left_of(report: Report, added: Sequence[ReportLine]) -> tuple[ReportLine, ...]:
    """What is not in the cart: with a line that stays, those that were summed into it stay, too."""
    gone = {line.typed.row for line in added}
    summed = {str(row) for row in gone}
    return tuple(
        line
        for line in report.lines
        if line.is_waiting or (line.typed.row not in gone and not (line.state is State.MERGED and line.why in summed))
    )
