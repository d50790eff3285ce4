"""Rows of a report with their figures written."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from application.filling.report import CHANGES, Report, ReportLine, State
from entrypoints.filling.words import fault, remark
from entrypoints.pages.figures import Figures, typed
from entrypoints.pages.language import Language

PAGE = 100
ALL, ERRORS, CHANGED = "", "errors", "changed"


@frozen
class Row:
    """units: (id, name, chosen). becomes: the quantity that goes to the cart where it differs from what is typed."""

    row: int
    article: str
    own: str
    typed_name: str
    quantity: str
    name: str
    sku: str
    product: int
    candidates: Sequence[tuple[int, str]]
    units: Sequence[tuple[int | str, str, bool]]
    unit: str
    fault: str
    is_bad_article: bool
    is_bad_quantity: bool
    is_changed: bool
    remarks: Sequence[tuple[str, bool]]
    merged: str
    becomes: str
    price: str
    vat: str
    sum: str
    stock: str


def shown(report: Report, show: str) -> Sequence[ReportLine]:
    if show == ERRORS:
        return report.waiting
    return report.changed if show == CHANGED else report.lines


def row_of(line: ReportLine, figures: Figures) -> Row:
    language, is_known = figures.language.code, bool(line.variant)
    base_unit = line.packagings[0].name if line.packagings else ""
    priced = line.price is not None and line.currency is not None
    return Row(
        line.typed.row,
        line.typed.article or line.typed.own,
        line.typed.own if line.typed.article else "",
        "" if is_known else line.typed.name,
        line.typed.quantity,
        line.name,
        line.sku,
        line.product,
        [(one.variant, _candidate(one.sku, one.name, one.price, one.currency, figures)) for one in line.candidates],
        _units(line, base_unit, figures),
        line.unit,
        fault(line, language),
        line.state in (State.NOT_FOUND, State.SEVERAL),
        line.state in (State.QUANTITY, State.UNIT),
        line.is_changed,
        [(remark(line, what, facts, language), what in CHANGES) for what, facts in line.remarks.items()],
        line.why if line.state is State.MERGED else "",
        _becomes(line, figures),
        figures.price(line.price, line.currency.value) if line.price is not None and line.currency else "",
        figures.vat(line.vat_included, line.vat_rate) if priced else "",
        figures.amount(line.sum, line.currency.value) if line.sum is not None and line.currency else "",
        figures.quantity(line.available, base_unit) if line.state in (State.FOUND, State.NO_PRICE) else "",
    )


def _candidate(sku: str, name: str, price: Decimal | None, currency: object, figures: Figures) -> str:
    told = figures.price(price, str(currency)) if price is not None else figures.language.say("Price on request")
    return " · ".join(part for part in (sku, name, told) if part)


def _units(line: ReportLine, base_unit: str, figures: Figures) -> Sequence[tuple[int | str, str, bool]]:
    """A unit that the goods do not come in is not taken for another one: nothing is chosen until a person chooses."""
    is_open = line.state is State.UNIT
    every: list[tuple[int | str, str, bool]] = [
        (one.id, one.name or base_unit, not is_open and one.id == line.packaging.id) for one in line.packagings
    ]
    return [("", figures.language.say("Choose the unit"), True), *every] if is_open else every


def _becomes(line: ReportLine, figures: Figures) -> str:
    if line.state is not State.FOUND or line.quantity is None:
        return ""
    if typed(line.quantity) == line.typed.quantity.strip():
        return ""
    return figures.quantity(line.quantity, line.unit)


def filters(report: Report, path: str, language: Language) -> list[tuple[str, str, str, int]]:
    """(code, name, address, count)."""
    counts: Mapping[str, int] = {
        ALL: len(report.lines),
        ERRORS: len(report.waiting),
        CHANGED: len(report.changed),
    }
    names = {ALL: language.say("All lines"), ERRORS: language.say("With errors"), CHANGED: language.say("Changed")}
    return [(code, names[code], f"{path}?show={code}" if code else path, counts[code]) for code in names]
