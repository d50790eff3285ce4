"""Orders in the books: taken from the portal, reserved, moved on, cancelled."""

import sqlite3
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from simulators.onec.demo.ids import erp_id
from simulators.onec.demo.parties import Contract
from simulators.onec.demo.wholesaler import Wholesaler
from simulators.onec.documents import SiteLine, SiteOrder
from simulators.onec.ledger.store import register

AGREED, CONFIRMED, ASSEMBLED, PARTLY, SHIPPED, CANCELLED = (
    "На согласовании",
    "Подтвержден",
    "В сборке",
    "Частично отгружен",
    "Отгружен",
    "Отменен",
)
FINAL = (SHIPPED, CANCELLED)
ZERO = Decimal(0)


class WrongState(Exception):
    """The order is not where the action needs it, or is not known."""


@frozen
class Line:
    """Quantities are of base units."""

    line: int
    offer: str
    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    reserved: Decimal
    shipped: Decimal
    cancelled: Decimal
    service: bool

    @property
    def left(self) -> Decimal:
        return self.quantity - self.shipped - self.cancelled


def take(db: sqlite3.Connection, books: Wholesaler, order: SiteOrder, now: datetime, reserves: bool = True) -> str:
    """Enter an order, matched by its number alone: new, updated, cancelled or kept as it was.

    An order that went past agreement is kept, as УТ does: its repeat only counts as received once more.
    """
    known = find(db, order.number)
    if known is None:
        _enter(db, books, order, now)
        _write_lines(db, order.number, order.lines)
        if reserves:
            reserve(db, order.number)
        if order.cancelled:
            cancel(db, order.number, now)
        return "new"
    db.execute("UPDATE orders SET received = received + 1 WHERE number = ?", (order.number,))
    register(db, "order", order.number)
    if order.cancelled and known["state"] not in (*FINAL, PARTLY):
        cancel(db, order.number, now)
        return "cancelled"
    if known["state"] == AGREED:
        release(db, order.number)
        db.execute("DELETE FROM lines WHERE number = ?", (order.number,))
        db.execute(
            "UPDATE orders SET amount = ?, ident = ? WHERE number = ?",
            (str(order.amount), order.ident, order.number),
        )
        _write_lines(db, order.number, order.lines)
        if reserves:
            reserve(db, order.number)
        return "updated"
    return "kept"


def _enter(db: sqlite3.Connection, books: Wholesaler, order: SiteOrder, now: datetime) -> None:
    count = db.execute("SELECT count(*) FROM orders").fetchone()[0] + 1
    remarks: list[str] = []
    contract = _contract(books, order, remarks)
    organization = order.told("ОрганизацияИд") or (contract.organization if contract else books.organizations[0].id)
    known = {offer.id for offer in books.offers}
    remarks += [
        f"создана новая номенклатура {line.offer}"
        for line in order.lines
        if not line.service and line.offer not in known
    ]
    db.execute(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        (
            order.number,
            order.ident,
            erp_id("order", order.number),
            f"ОП00-{count:06d}",
            now.isoformat(),
            order.day,
            AGREED,
            now.isoformat(),
            order.counterparty,
            order.counterparty_name,
            contract.id if contract else "",
            organization,
            _warehouse(books, order, organization, remarks),
            order.currency,
            str(order.amount),
            "; ".join(remarks),
        ),
    )
    register(db, "order", order.number)


def _contract(books: Wholesaler, order: SiteOrder, remarks: list[str]) -> Contract | None:
    """By ERP id, else by the name in the standard requisite, else the counterparty's first valid one."""
    told = order.told("ДоговорИд")
    named = order.told("Договор контрагента")
    mine = [one for one in books.contracts if one.counterparty == order.counterparty]
    if not mine:
        remarks.append(f"создан новый контрагент {order.counterparty_name}")
    for one in mine:
        if one.id == told or (not told and named and one.number in named):
            return one
    if told or named:
        remarks.append(f"договор не найден: {told or named}")
    return next((one for one in mine if one.default), None)


def _warehouse(books: Wholesaler, order: SiteOrder, organization: str, remarks: list[str]) -> str:
    told, named = order.told("СкладИд"), order.told("Склад")
    for place in books.warehouses:
        if place.id == told or (not told and place.name == named):
            return place.id
    if told or named:
        remarks.append(f"склад не найден: {told or named}")
    own = [place.id for place in books.warehouses if place.organization == organization]
    return own[0] if own else books.warehouses[0].id


def _write_lines(db: sqlite3.Connection, number: str, lines: tuple[SiteLine, ...]) -> None:
    for item in lines:
        db.execute(
            "INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, '0', '0', '0', ?)",
            (
                number,
                item.line,
                item.offer,
                item.name,
                f"{item.quantity:f}",
                f"{item.price:f}",
                str(item.amount),
                item.service,
            ),
        )


def reserve(db: sqlite3.Connection, number: str) -> None:
    """Reserve what is free at the order's warehouse; the rest of a line waits unreserved."""
    place = demand(db, number)["warehouse"]
    for item in lines_of(db, number):
        row = db.execute("SELECT free FROM stock WHERE offer = ? AND warehouse = ?", (item.offer, place)).fetchone()
        free = Decimal(row["free"]) if row and not item.service else ZERO
        more = max(min(free, item.left - item.reserved), ZERO)
        move_stock(db, place, item.offer, -more)
        db.execute(
            "UPDATE lines SET reserved = ? WHERE number = ? AND line = ?",
            (f"{item.reserved + more:f}", number, item.line),
        )
    register(db, "order", number)


def unreserve(db: sqlite3.Connection, number: str, line: int, quantity: Decimal) -> None:
    """A person gives a part of the reserve to somebody else: the order goes on wanting it."""
    order = demand(db, number)
    (item,) = [one for one in lines_of(db, number) if one.line == line]
    given = min(item.reserved, quantity)
    move_stock(db, order["warehouse"], item.offer, given)
    db.execute(
        "UPDATE lines SET reserved = ? WHERE number = ? AND line = ?", (f"{item.reserved - given:f}", number, line)
    )
    register(db, "order", number)


def release(db: sqlite3.Connection, number: str) -> None:
    """Give the reserves of an order back to free stock."""
    order = demand(db, number)
    for item in lines_of(db, number):
        move_stock(db, order["warehouse"], item.offer, item.reserved)
    db.execute("UPDATE lines SET reserved = '0' WHERE number = ?", (number,))


def cancel(db: sqlite3.Connection, number: str, now: datetime) -> None:
    """Cancel all that is not shipped."""
    if demand(db, number)["state"] in FINAL:
        raise WrongState(f"Заказ {number} уже закрыт")
    release(db, number)
    for item in lines_of(db, number):
        db.execute(
            "UPDATE lines SET cancelled = ? WHERE number = ? AND line = ?",
            (f"{item.cancelled + item.left:f}", number, item.line),
        )
    shipped = any(item.shipped for item in lines_of(db, number))
    move_on(db, number, SHIPPED if shipped else CANCELLED, now)


def move_on(db: sqlite3.Connection, number: str, state: str, now: datetime) -> None:
    order = demand(db, number)
    db.execute("UPDATE orders SET state = ?, since = ? WHERE number = ?", (state, now.isoformat(), number))
    register(db, "order", number)
    register(db, "balance", order["contract"])


def move_stock(db: sqlite3.Connection, place: str, offer: str, by: Decimal) -> None:
    row = db.execute("SELECT free FROM stock WHERE offer = ? AND warehouse = ?", (offer, place)).fetchone()
    if row is None or by == 0:
        return
    db.execute(
        "UPDATE stock SET free = ? WHERE offer = ? AND warehouse = ?",
        (f"{Decimal(row['free']) + by:f}", offer, place),
    )
    register(db, "stock", offer)


def find(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
    return row


def demand(db: sqlite3.Connection, number: str) -> sqlite3.Row:
    row = find(db, number)
    if row is None:
        raise WrongState(f"Заказа {number} нет в базе")
    return row


def lines_of(db: sqlite3.Connection, number: str) -> list[Line]:
    rows = db.execute("SELECT * FROM lines WHERE number = ? ORDER BY line", (number,)).fetchall()
    return [
        Line(
            line=row["line"],
            offer=row["offer"],
            name=row["name"],
            quantity=Decimal(row["quantity"]),
            price=Decimal(row["price"]),
            amount=Decimal(row["amount"]),
            reserved=Decimal(row["reserved"]),
            shipped=Decimal(row["shipped"]),
            cancelled=Decimal(row["cancelled"]),
            service=bool(row["service"]),
        )
        for row in rows
    ]
