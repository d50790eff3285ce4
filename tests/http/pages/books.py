"""Orders in all statuses, debts, clients and the journal of the fake portal."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, evolve, field

from application.access.context import Visit
from application.queries.clients import ClientRow, ClientsPage
from application.queries.debts import ContractDebt, Debts, LimitView
from application.queries.orders import (
    DocumentView,
    EventView,
    OrderFilter,
    OrderLineView,
    OrderRow,
    OrdersPage,
    OrderView,
    Readers,
    StatusView,
    StoredDocument,
)
from domain.credit.credit_line import OverdueDocument
from domain.ordering.order import Order
from domain.ordering.status import DEFAULT_SCHEME
from domain.parties.level import Level
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, HoldingId, OrderId
from domain.shared.money import Money
from tests.http.pages.trade import CONTRACTS, DAY, NOON, NORTH_NAME, PARTIES, REMONT, STROY, TRADE_NAME, rub, uid

STATUSES = tuple(StatusView(s.code, s.phase.value, s.name_ru, s.name_en, s.colour) for s in DEFAULT_SCHEME)
TRAIL: list[list[Any]] = [
    ["passed", 1, "Крупный опт", "no-price"],
    ["listed", 2, "Мелкий опт", "fallback", "118.40", "RUB"],
    ["amount", "118.40", "12", "1420.80"],
    ["vat", "included", "22", "256.21", "1420.80"],
]


def order_row(n: int) -> OrderRow:
    status = STATUSES[n % len(STATUSES)]
    party = REMONT if n % 4 == 3 else STROY
    offline = n % 6 == 5
    erp = f"КИУТ-{12400 + n:06d}" if offline or status.code not in ("new", "awaiting_payment") else ""
    return OrderRow(
        OrderId(uid(500 + n)),
        "" if offline else f"B-{n + 1:06d}",
        NOON - timedelta(days=n, hours=n % 5),
        party,
        PARTIES[party][0],
        NORTH_NAME if n % 5 == 4 else TRADE_NAME,
        ("Центральный", "Подольск", "Парнас")[n % 3],
        status,
        rub(f"{1420 + n * 7919 % 90000}.80"),
        3 + n % 9,
        "offline" if offline else "portal",
        erp,
        "" if offline else "Лебедева Марина Викторовна",
    )


def lines() -> tuple[OrderLineView, ...]:
    def line(n: int, sku: str, name: str, *quantities: str) -> OrderLineView:
        requested, ordered, reserved, shipped, cancelled = map(Decimal, quantities)
        return OrderLineView(
            n,
            1010 + n,
            101 + n,
            sku,
            name,
            "шт",
            requested,
            ordered,
            reserved,
            shipped,
            cancelled,
            Decimal("118.40"),
            True,
            Decimal(22),
            Decimal("118.40") * ordered,
            Decimal("21.35") * ordered,
            Decimal("118.40") * ordered,
            "9f" * 32,
        )

    return (
        line(1, "DIN933-M8x40", "Болт М8×40 DIN 933 оцинкованный, полная резьба", "12", "12", "0", "12", "0"),
        line(2, "DIN934-M8", "Гайка М8 DIN 934 оцинкованная", "100", "80", "30", "50", "0"),
        line(3, "KG-1314", "Ключ рожковый 13×14 мм CrV хромированный", "5", "5", "0", "0", "5"),
    )


def order_view(row: OrderRow) -> OrderView:
    at = row.placed_at
    events = (
        EventView(at, "placed", "Лебедева Марина Викторовна", False, {}),
        EventView(
            at + timedelta(minutes=3), "accepted", "", True, {"erp_number": row.erp_number, "erp_date": "2026-11-23"}
        ),
        EventView(
            at + timedelta(hours=2),
            "status",
            "",
            True,
            {"before": "new", "after": "confirmed", "erp_state": "Согласован"},
        ),
        EventView(
            at + timedelta(hours=5),
            "lines",
            "",
            True,
            {"lines": {"2": {"ordered": ["100", "80"], "shipped": ["0", "50"]}}},
        ),
        EventView(at + timedelta(hours=5), "reservation", "", True, {"lines": {"1": {"state": ["active", "shipped"]}}}),
    )
    documents = (DocumentView(uid(900), "invoice", f"С-{row.number}", at.date(), row.total, "portal", 48_130),)
    is_new = row.status.code in ("new", "awaiting_payment")
    return OrderView(
        row,
        "12/2026",
        "Склад на Лобненской",
        date(2026, 11, 27),
        "Разгрузка с 9 до 12, пропуск на КПП-2.",
        rub("256.21"),
        None if not is_new else NOON + timedelta(days=3),
        at + timedelta(minutes=1),
        None if is_new else at + timedelta(minutes=3),
        lines(),
        events[: 1 if is_new else 5],
        () if row.origin == "offline" else documents,
        (order_row(1),) if row.number == "B-000003" else (),
        {str(n): TRAIL for n in (1, 2, 3)},
    )


@define
class FakeOrders:
    rows: list[OrderRow] = field(factory=lambda: [order_row(n) for n in range(24)])

    def page(self, readers: Readers, ask: OrderFilter) -> OrdersPage:
        mine = [
            row
            for row in self.rows
            if (readers.counterparties is None or row.counterparty in readers.counterparties)
            and (not ask.counterparty or row.counterparty == ask.counterparty)
            and ask.number.casefold() in f"{row.number} {row.erp_number}".casefold()
        ]
        counts = [(s, sum(row.status == s for row in mine)) for s in STATUSES]
        shown = [row for row in mine if ask.status in ("", row.status.code)]
        page = tuple(shown[ask.offset : ask.offset + ask.limit])
        return OrdersPage(page, len(shown), tuple((s, n) for s, n in counts if n), ask)

    def one(self, readers: Readers, order: OrderId) -> OrderView:
        row = next((row for row in self.rows if row.id == order), None)
        if row is None:
            raise NotFound("order", str(order))
        return order_view(row)

    def document(self, readers: Readers, document: UUID) -> StoredDocument:
        return self.document_of(document)

    def document_of(self, document: UUID) -> StoredDocument:
        view = DocumentView(document, "invoice", "С-1", DAY, rub("100.00"), "portal", 48_130)
        return StoredDocument(view, "key", "Счёт С-1.pdf")

    def add(self, orders: Sequence[Order]) -> None:
        for order in orders:
            status = next(s for s in STATUSES if s.phase == order.phase.value)
            self.rows.insert(
                0,
                evolve(
                    order_row(0),
                    id=order.id,
                    number=order.number,
                    placed_at=order.placed_at,
                    status=status,
                    total=order.total,
                    organization_name=order.terms.organization_name,
                    warehouse_name=order.warehouse.name,
                    lines=len(order.lines),
                    erp_number="",
                    counterparty=order.terms.counterparty,
                    counterparty_name=PARTIES[order.terms.counterparty][0],
                ),
            )


class FakeDebts:
    def of(self, counterparty: CounterpartyId, holding: HoldingId | None, today: date) -> Debts:
        as_of = datetime(2026, 11, 23, 5, 40, tzinfo=UTC)
        late = (
            OverdueDocument("Реализация КИУТ-012211 от 02.10.2026", date(2026, 11, 1), rub("41200.00"), 22),
            OverdueDocument("Реализация КИУТ-012248 от 09.10.2026", date(2026, 11, 8), rub("18930.40"), 15),
        )
        found = []
        for c in CONTRACTS[counterparty]:
            limit = LimitView(Level.CONTRACT, c.limit, c.debt, c.held, as_of) if c.limit and c.debt and c.held else None
            found.append(
                ContractDebt(
                    c.id,
                    c.number,
                    c.organization_name,
                    c.terms,
                    c.deferral_days,
                    c.debt,
                    rub("0.00"),
                    c.held or Money.zero(),
                    limit,
                    as_of if c.debt else None,
                    late if c.number == "12/2026" else (),
                    c.in_force(DAY),
                    c.valid_to,
                )
            )
        shared = (
            (LimitView(Level.HOLDING, rub("3000000.00"), rub("1204400.50"), rub("84310.00"), as_of),) if holding else ()
        )
        return Debts(counterparty, PARTIES[counterparty][0], tuple(found), shared)


class FakeClients:
    def __call__(self, visit: Visit, text: str, offset: int, limit: int) -> ClientsPage:
        rows = [
            ClientRow(
                CounterpartyId(uid(31 if n == 0 else 300 + n)),
                name,
                inn,
                "772301001",
                holding,
                "Котова Анна Дмитриевна",
                "blocked" if n == 3 else "active",
                "Просрочка более 60 дней" if n == 3 else "",
                1 + n % 3,
                (rub(f"{(n * 313) % 900}412.50"),) if n % 4 else (),
                (rub("41200.00"),) if n % 3 == 0 else (),
                n % 5,
                NOON - timedelta(days=n * 6) if n != 4 else None,
                f"B-{n + 10:06d}" if n != 4 else "",
            )
            for n, (name, inn, holding) in enumerate(
                [
                    ("ООО «СтройКомплект Плюс»", "7723456019", "Холдинг «СтройКомплект»"),
                    ("ИП Ремизов Дмитрий Олегович", "502912345678", ""),
                    ("АО «Мосэлектромонтаж-5»", "7705123454", "Мосэлектромонтаж"),
                    ("ООО «Кровля и Фасад Северо-Запад»", "7810234566", ""),
                    ("ООО «ТехноСнаб»", "6671234563", ""),
                    ("ООО «Промышленные перчатки»", "5263123450", ""),
                ]
            )
        ]
        shown = [row for row in rows if text.casefold() in row.name.casefold() or row.inn.startswith(text or "-")]
        shown = shown if text else rows
        return ClientsPage(tuple(shown[offset : offset + limit]), len(shown), text, offset, limit)
