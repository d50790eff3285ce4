"""Shipments, debts and payments in the books."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from simulators.onec.demo.parties import Contract
from simulators.onec.demo.wholesaler import Wholesaler
from simulators.onec.ledger.orders import (
    AGREED,
    CANCELLED,
    FINAL,
    PARTLY,
    SHIPPED,
    ZERO,
    Line,
    WrongState,
    demand,
    lines_of,
    move_on,
    move_stock,
)
from simulators.onec.ledger.store import register
from simulators.onec.packets import Figures

KOPECK = Decimal("0.01")


def ship(
    db: sqlite3.Connection,
    books: Wholesaler,
    number: str,
    now: datetime,
    part: Mapping[int, Decimal] | None = None,
) -> Decimal:
    """Ship the given base quantities by line, or all that is reserved; returns the shipped sum.

    The debt grows by that sum and falls due after the contract's deferral.
    """
    order = demand(db, number)
    if order["state"] in FINAL:
        raise WrongState(f"Заказ {number} уже закрыт")
    total = sum((_ship_line(db, order, item, part) for item in lines_of(db, number)), ZERO)
    if total == 0:
        raise WrongState(f"По заказу {number} нечего отгружать: нет резерва")
    contract = next((one for one in books.contracts if one.id == order["contract"]), None)
    count = db.execute("SELECT count(*) FROM documents WHERE number != ''").fetchone()[0] + 1
    due = now.date() + timedelta(days=contract.deferral_days if contract else 0)
    db.execute(
        "INSERT INTO documents (title, contract, number, day, due, amount, paid) VALUES (?, ?, ?, ?, ?, ?, '0')",
        (f"РТ00-{count:06d}", order["contract"], number, now.date().isoformat(), due.isoformat(), str(total)),
    )
    _use_advance(db, order["contract"])
    move_on(db, number, PARTLY if any(item.left for item in lines_of(db, number)) else SHIPPED, now)
    return total


def _ship_line(db: sqlite3.Connection, order: sqlite3.Row, item: Line, part: Mapping[int, Decimal] | None) -> Decimal:
    wished = (item.left if item.service else item.reserved) if part is None else part.get(item.line, ZERO)
    count = min(wished, item.left)
    if count <= 0:
        return ZERO
    from_reserve = min(count, item.reserved)
    move_stock(db, order["warehouse"], item.offer, from_reserve - count)
    db.execute(
        "UPDATE lines SET shipped = ?, reserved = ? WHERE number = ? AND line = ?",
        (f"{item.shipped + count:f}", f"{item.reserved - from_reserve:f}", order["number"], item.line),
    )
    return _amount(item, item.shipped + count) - _amount(item, item.shipped)


def _amount(item: Line, count: Decimal) -> Decimal:
    """The part of the line's sum for so many units; all units give the whole sum."""
    return (item.amount * count / item.quantity).quantize(KOPECK, ROUND_HALF_UP)


def pay(db: sqlite3.Connection, books: Wholesaler, contract: str, amount: Decimal, now: datetime) -> None:
    """A payment closes the documents due first; what is left becomes an advance."""
    if contract not in {one.id for one in books.contracts}:
        raise WrongState(f"Договора {contract} нет в базе")
    if amount <= 0:
        raise WrongState("Сумма платежа должна быть больше нуля")
    row = db.execute("SELECT amount FROM advances WHERE contract = ?", (contract,)).fetchone()
    before = Decimal(row["amount"]) if row else ZERO
    db.execute("INSERT OR REPLACE INTO advances VALUES (?, ?)", (contract, str(before + amount)))
    _use_advance(db, contract)
    register(db, "balance", contract)


def _use_advance(db: sqlite3.Connection, contract: str) -> None:
    row = db.execute("SELECT amount FROM advances WHERE contract = ?", (contract,)).fetchone()
    rest = Decimal(row["amount"]) if row else ZERO
    for document in db.execute("SELECT * FROM documents WHERE contract = ? ORDER BY due, id", (contract,)).fetchall():
        paid = min(rest, Decimal(document["amount"]) - Decimal(document["paid"]))
        if paid > 0:
            rest -= paid
            db.execute(
                "UPDATE documents SET paid = ? WHERE id = ?",
                (str(Decimal(document["paid"]) + paid), document["id"]),
            )
            if document["number"]:
                register(db, "order", document["number"])
    db.execute("INSERT OR REPLACE INTO advances VALUES (?, ?)", (contract, str(rest)))


def figures(db: sqlite3.Connection, contracts: list[Contract], today: date, *, unshipped: bool) -> Figures:
    """Debt of contracts in one currency; with `unshipped` accepted orders count before they are shipped."""
    debt, advance, overdue, orders = Decimal("0.00"), Decimal("0.00"), [], []
    for contract in contracts:
        for row in db.execute("SELECT * FROM documents WHERE contract = ? ORDER BY due, id", (contract.id,)):
            left = Decimal(row["amount"]) - Decimal(row["paid"])
            debt += left
            if left > 0 and row["due"] < today.isoformat():
                overdue.append(
                    {
                        "document": row["title"],
                        "date": row["day"],
                        "due_date": row["due"],
                        "amount": str(left),
                    }
                )
        row = db.execute("SELECT amount FROM advances WHERE contract = ?", (contract.id,)).fetchone()
        advance += Decimal(row["amount"]) if row else ZERO
        for order in db.execute(
            "SELECT number, state FROM orders WHERE contract = ? ORDER BY number", (contract.id,)
        ).fetchall():
            if unshipped and order["state"] not in (AGREED, *FINAL):
                debt += sum(
                    (
                        item.amount - _amount(item, item.shipped + item.cancelled)
                        for item in lines_of(db, order["number"])
                    ),
                    ZERO,
                )
            if order["state"] in FINAL or (unshipped and order["state"] != AGREED):
                orders.append(order["number"])
    return Figures(debt.quantize(KOPECK), advance.quantize(KOPECK), tuple(overdue), tuple(orders))


def paid_off(db: sqlite3.Connection, number: str) -> bool:
    """Whether a wholly shipped order has no unpaid document."""
    rows = db.execute("SELECT amount, paid FROM documents WHERE number = ?", (number,)).fetchall()
    order = demand(db, number)
    return (
        bool(rows)
        and order["state"] not in (CANCELLED, PARTLY)
        and all(Decimal(row["amount"]) == Decimal(row["paid"]) for row in rows)
    )
