"""Shapes that several answers share. Ids are opaque strings; money is {amount, currency}."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NewType
from uuid import UUID

from attrs import define, frozen

from application.queries.tree import Section
from domain.pricing.ask import QuotedLine
from domain.shared.errors import DomainError
from domain.shared.money import Currency, rounded, vat_on_top
from domain.shared.quantity import Packaging
from entrypoints.http.entry import NOTHING_AROUND, Around
from entrypoints.http.problems import problem, sentence


@frozen
class Named:
    id: str
    name: str


@define
class PriceWire:
    """Of one unit of the packaging; `gross` is what is paid for it. vat_rate null: without VAT."""

    amount: Decimal
    currency: Currency
    vat_included: bool
    vat_rate: Decimal | None
    gross: Decimal


@frozen
class PackagingWire:
    """`numerator / denominator` base units. The id "0" is the base unit itself."""

    id: str
    name: str
    numerator: Decimal
    denominator: Decimal


# A problem within an answer: as RFC 9457 has it, without `instance`.
ProblemWire = NewType("ProblemWire", dict[str, Any])


@frozen
class RefusalWire:
    """Why something cannot be ordered, in short; `code` as in docs/api/problems.md."""

    code: str
    detail: str


@frozen
class WarehouseWire:
    id: str
    name: str
    seller: Named


def named(id_: UUID | int, name: str) -> Named:
    return Named(str(id_), name)


def price_of_one(line: QuotedLine | None) -> PriceWire | None:
    """Of a line whose quantity is one; None where it has no price."""
    if line is None or line.refusal is not None:
        return None
    return PriceWire(line.price, line.ask.terms.currency, line.vat_included, line.vat_rate, line.gross)


def unit_price(line: QuotedLine | None) -> PriceWire | None:
    """Of a line of any quantity."""
    if line is None or line.refusal is not None:
        return None
    one = rounded(line.price)
    gross = one if line.vat_included else one + vat_on_top(one, line.vat_rate)
    return PriceWire(line.price, line.currency, line.vat_included, line.vat_rate, gross)


def packaging_wire(packaging: Packaging) -> PackagingWire:
    return PackagingWire(str(packaging.id), packaging.name, packaging.numerator, packaging.denominator)


def refusal_wire(error: DomainError, language: str) -> RefusalWire:
    return RefusalWire(error.code, sentence(error, language))


def problem_wire(error: DomainError, language: str, around: Around = NOTHING_AROUND) -> ProblemWire:
    return ProblemWire(problem(error, language, around=around))


def problems_wire(
    errors: Iterable[DomainError], language: str, around: Around = NOTHING_AROUND
) -> tuple[ProblemWire, ...]:
    return tuple(problem_wire(error, language, around) for error in errors)


def path_wire(path: Iterable[Section]) -> tuple[Named, ...]:
    return tuple(Named(str(section.id), section.name) for section in path)


def picture_url(key: str | None) -> str | None:
    return f"/media/{key}" if key else None
