"""A list of typed lines becomes goods: the report of the quick order, for programs. Nothing enters the cart."""

from decimal import Decimal
from typing import Annotated

from attrs import frozen

from application.filling.paste import MOST_TEXT, pasted
from application.filling.report import Report, ReportLine
from application.filling.resolve import FillOrder
from application.filling.typed import LONGEST, MOST_LINES, TypedLine
from domain.ordering.cart import CartTooLong
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.money import Currency, Money
from entrypoints.api.asking import Longest, told
from entrypoints.api.operation import AnyOperation, Caller, Operation
from entrypoints.api.wire_shared import PackagingWire, packaging_wire
from entrypoints.filling.words import fault, remark

GROUP = "Quick order"


@frozen
class TypedAsk:
    article: Annotated[str, Longest(LONGEST)] = told("article or barcode as people write it", "")
    quantity: Annotated[str, Longest(40)] = told("as typed, «1 250,5 шт» too; empty takes the least", "")
    unit: Annotated[str, Longest(40)] = told("name of a unit or a packaging; empty is the base unit", "")
    own: Annotated[str, Longest(LONGEST)] = told("the client's own article, where he has one", "")


@frozen
class ListAsk:
    lines: Annotated[tuple[TypedAsk, ...], Longest(MOST_LINES)] = told("lines, judged one by one", ())
    text: Annotated[str, Longest(MOST_TEXT)] = told("or a list as it is pasted: lines, commas, semicolons, tabs", "")
    round_up: bool = told("take the next multiple with a remark; else the line is refused", False)


@frozen
class RemarkWire:
    code: str
    detail: str


@frozen
class CandidateWire:
    variant: str
    sku: str
    name: str
    unit: str
    price: Decimal | None
    currency: Currency | None


@frozen
class FilledLineWire:
    """state: found goes to the cart by POST /cart/lines; merged went into an earlier row; the others say why not."""

    row: int
    state: str
    detail: str
    variant: str | None
    sku: str
    name: str
    packaging: PackagingWire | None
    quantity: Decimal | None
    price: Decimal | None
    currency: Currency | None
    sum: Decimal | None
    available: Decimal
    remarks: tuple[RemarkWire, ...]
    candidates: tuple[CandidateWire, ...]


@frozen
class ReportWire:
    lines: tuple[FilledLineWire, ...]
    totals: tuple[Money, ...]


def resolve(caller: Caller, ask: ListAsk) -> ReportWire:
    typed = [
        TypedLine(row, line.article, line.quantity, line.unit, line.own) for row, line in enumerate(ask.lines, 1)
    ]
    typed += pasted(ask.text)
    report = caller.use_cases.fill(caller.visit, FillOrder(tuple(typed), ask.round_up))
    return report_wire(report, caller.language)


def report_wire(report: Report, language: str) -> ReportWire:
    return ReportWire(tuple(line_wire(line, language) for line in report.lines), report.totals)


def line_wire(line: ReportLine, language: str) -> FilledLineWire:
    is_known = bool(line.variant)
    return FilledLineWire(
        line.typed.row,
        line.state.value,
        fault(line, language),
        str(line.variant) if is_known else None,
        line.sku,
        line.name,
        packaging_wire(line.packaging) if is_known else None,
        line.quantity,
        line.price,
        line.currency,
        line.sum,
        line.available,
        tuple(RemarkWire(what.value, remark(line, what, facts, language)) for what, facts in line.remarks.items()),
        tuple(
            CandidateWire(str(one.variant), one.sku, one.name, one.unit, one.price, one.currency)
            for one in line.candidates
        ),
    )


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "POST",
        "/quick-order",
        "resolveList",
        "What a list of articles and quantities means, with prices, stock and what stands in the way of each line",
        ListAsk,
        ReportWire,
        resolve,
        (NotFound, NotAllowed, CartTooLong),
    ),
)
