"""Filling an order: the order form written and read back, a pasted list of as many lines as a cart holds."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from rustpy_xlsxwriter import FastExcel

from adapters.files.order_files import OrderFileReader
from adapters.files.price_list import PriceListSheets
from application.access.context import Visit
from application.filling.layout import guessed, lines_of
from application.filling.paste import pasted
from application.filling.report import Report, State
from application.filling.resolve import FillOrder
from application.filling.stamps import Stamp, Stamps
from application.price_lists.lines import present
from application.price_lists.listed_goods import ListedGoods
from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Format
from application.price_lists.words import ListWords, cells
from bench import cpu, people
from bench.limits import sheets as bare
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Stage
from domain.shared.money import Currency
from entrypoints.bootstrap.filling import stamps
from entrypoints.bootstrap.indexing import Index
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.people import people_use_cases, whole_reading
from entrypoints.bootstrap.price_lists import assortments
from entrypoints.use_cases import PeopleUseCases

WRITE_GOAL, READ_GOAL, REPORT_GOAL = 1.8, 3.0, 1_000.0
FORM_LINES, ORDERED_OF, LIST_LINES, WHOLE_LINES = 20_000, 20, 2_000, 100_000
NOTES = [
    "Writing: quoted lines become the cells of an order form with a signed key each, formats, a filter, a validation;"
    " the limit writes the same cells, ready-made, by the same library. What quoting them costs is told by “a whole"
    " price list”.",
    "",
    f"Reading: a form of {FORM_LINES:,} lines of which every {ORDERED_OF}th is ordered becomes typed lines, weighed"
    " against bombs and looked through for hidden rows and formulas first; the limit reads the cells by that library.",
    "",
    f"Report: a pasted list of {LIST_LINES:,} articles, found, judged and priced as one cart; CPU of the web process"
    " and of PostgreSQL once the goods are known to the process, as the second look at a draft has it.",
]  # fmt: skip


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    rounds = min(stage.rounds, 3)
    with stage.portal.connected() as connection:
        buyer = people.sign_up(connection, [0])[0]
        parts = Parts.of(stage.portal.settings, 4, timeout=0)
        use_cases = people_use_cases(parts, Index.of(parts, follow=None))
        visit = use_cases.visit(buyer.token)
        assert visit is not None
        skus = [row[0] for row in connection.execute("SELECT sku FROM product WHERE sku <> '' ORDER BY id LIMIT 2000")]
        lines, head = quoted(parts, visit)
        found = [*writing(stage, parts, lines, head, rounds), *reading(stage, stamps(parts), lines, head, rounds)]
        found += reporting(stage, use_cases, visit, skus, rounds)
        parts.database.close()
    return [Chapter("Filling an order", found, NOTES)]


def quoted(parts: Parts, visit: Visit) -> tuple[list[ListLine], ListHead]:
    own = assortments(parts.database)
    goods = ListedGoods(own.trees, NoSections(), (), own.of(visit))  # type: ignore[arg-type]  # the index is its trees
    with whole_reading(parts).open(goods.arranged, visit.buyer(), visit.pricing_version) as read:
        lines = [line for chunk in present(read, goods) for line in chunk]
    party = visit.buyer().party
    head = ListHead(uuid4(), "ru", party.name, party.inn, "", (), (), datetime.now(UTC), None, 1, 1)
    return lines, head


class NoSections:
    """What section a line stands in is none of these figures."""

    def of(self, products: Sequence[object]) -> Sequence[Any]:
        return ()


def writing(stage: Stage, parts: Parts, lines: list[ListLine], head: ListHead, rounds: int) -> list[Figure]:
    # Of a smaller catalogue the lines are taken again and again: writing a line costs the same.
    many = (lines * (WHOLE_LINES // len(lines) + 1))[:WHOLE_LINES]
    ready, headings = rows_of(many, head, stamps(parts), parts)
    sheets = PriceListSheets(parts.zone, stamps(parts))
    taken: dict[str, list[float]] = {"ours": [], "limit": []}
    for _ in range(rounds):
        taken["limit"].append(spent(partial(bare.write, headings, ready)))
        taken["ours"].append(spent(lambda: sheets.write(Format.XLSX, head, many).close()))
    return [ratio(stage, f"XLSX price list of {len(many):,} lines", taken, WRITE_GOAL)]


def rows_of(
    lines: Sequence[ListLine], head: ListHead, keys: Stamps, parts: Parts, every: int = 0
) -> tuple[list[list[Any]], list[str]]:
    """The cells of an order form, and its headings; every so many lines are ordered."""
    words, vats = ListWords("ru", parts.zone), dict[tuple[bool, Decimal | None], str]()
    headings = [column.heading for column in (*words.columns(), *words.order_columns())]
    ready = []
    for place, line in enumerate(lines):
        price = line.price
        stamp = Stamp(
            str(head.id)[:8], line.goods.variant, 0, price.price if price else None,
            price.currency if price else Currency.RUB, line.available or Decimal(0),
        )  # fmt: skip
        ordered = Decimal(5) if every and place % every == 0 else None
        ready.append([*cells(line, words, vats), ordered, keys.write(stamp)])
    return ready, headings


def reading(stage: Stage, keys: Stamps, lines: list[ListLine], head: ListHead, rounds: int) -> list[Figure]:
    parts = Parts.of(stage.portal.settings, 1)
    many = (lines * (FORM_LINES // len(lines) + 1))[:FORM_LINES]
    ready, headings = rows_of(many, head, keys, parts, ORDERED_OF)
    target = BytesIO()
    workbook = FastExcel(target)
    workbook.sheet("Прайс-лист", [dict(zip(headings, row, strict=True)) for row in ready], header_row=8)
    workbook.save()
    content = target.getvalue()
    taken: dict[str, list[float]] = {"ours": [], "limit": []}
    for _ in range(rounds):
        taken["limit"].append(spent(partial(bare.read, content)))
        taken["ours"].append(spent(partial(read_back, content)))
    parts.database.close()
    return [ratio(stage, f"order form: reading {FORM_LINES:,} lines back", taken, READ_GOAL)]


def read_back(content: bytes) -> None:
    tables = OrderFileReader().open(content)
    layout = guessed(tables)
    found, _ = lines_of(tables[layout.table], layout, FORM_LINES)
    assert len(found) == FORM_LINES // ORDERED_OF, len(found)


def reporting(
    stage: Stage, use_cases: PeopleUseCases, visit: Visit, skus: Sequence[str], rounds: int
) -> list[Figure]:
    text = "\n".join(f"{skus[n % len(skus)].lower()}\t{n % 7 + 1}" for n in range(LIST_LINES))

    def report() -> Report:
        return use_cases.fill(visit, FillOrder(pasted(text)))

    first = report()
    assert sum(line.state in (State.FOUND, State.MERGED, State.NO_PRICE) for line in first.lines) > LIST_LINES * 0.9
    took, elapsed = [], []
    for _ in range(rounds):
        database, began, clock = cpu.seconds([stage.portal.database]), process_time(), perf_counter()
        report()
        elapsed.append((perf_counter() - clock) * 1000)
        took.append((process_time() - began + cpu.seconds([stage.portal.database]) - database) * 1000)
    name = f"quick order: report of {LIST_LINES:,} lines"
    return [
        Figure(name, stage.size, median(took), "CPU ms", goal=REPORT_GOAL, sense=AT_MOST),
        Figure(f"{name}, by the clock", stage.size, median(elapsed), "ms"),
    ]


def spent(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def ratio(stage: Stage, name: str, taken: dict[str, list[float]], goal: float) -> Figure:
    ours, limit = median(taken["ours"]), median(taken["limit"])
    return Figure(name, stage.size, ours, "CPU s", limit, ours / limit, goal, AT_MOST)
