"""What the ERP has to tell about orders, stock and debts, read from its books."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from simulators.onec.cml.orders import ReturnedLine, ReturnedOrder
from simulators.onec.demo.wholesaler import Wholesaler
from simulators.onec.ledger.money import figures, paid_off
from simulators.onec.ledger.orders import CANCELLED, SHIPPED, Line, demand, lines_of
from simulators.onec.ledger.requests import last_answer, refusal
from simulators.onec.packets import Message, balance

KOPECK = Decimal("0.01")


def returned(db: sqlite3.Connection, number: str) -> ReturnedOrder:
    """An order for the file that goes back: lines without what was cancelled."""
    order = demand(db, number)
    shipments = db.execute("SELECT title, day FROM documents WHERE number = ? ORDER BY id", (number,)).fetchall()
    last = (shipments[-1]["title"], f"{shipments[-1]['day']}T12:00:00") if shipments else None
    kept = [line for line in lines_of(db, number) if line.quantity > line.cancelled]
    return ReturnedOrder(
        ident=order["erp_id"],
        number=number,
        day=order["day"],
        erp_number=order["erp_number"],
        erp_date=order["erp_date"][:19],
        state=order["state"],
        cancelled=order["state"] == CANCELLED,
        currency=order["currency"],
        counterparty=order["counterparty"],
        counterparty_name=order["counterparty_name"],
        lines=[
            ReturnedLine(
                line.offer,
                line.name,
                line.quantity - line.cancelled,
                line.price,
                standing(line),
            )
            for line in kept
        ],
        shipment=last if order["state"] == SHIPPED else None,
        payment=(f"ПП-{order['erp_number'][-6:]}", order["since"][:19]) if paid_off(db, number) else None,
    )


def standing(line: Line) -> Decimal:
    """The sum of what is shipped or still to be."""
    return (line.amount * (line.quantity - line.cancelled) / line.quantity).quantize(KOPECK)


def refusal_message(db: sqlite3.Connection, id: str) -> Message:
    number, told = refusal(db, id)
    return Message("order.rejected", number, told)


def order_message(db: sqlite3.Connection, number: str, *, by_line: bool = True) -> Message:
    """by_line: whether the base tells what it reserved; what it shipped and cancelled it always does."""
    order = demand(db, number)
    shipments = db.execute(
        "SELECT title, day, amount FROM documents WHERE number = ? ORDER BY id", (number,)
    ).fetchall()
    lines = lines_of(db, number)
    return Message(
        "order",
        order["erp_id"],
        {
            "number": number,
            "change": last_answer(db, number),
            "total": str(sum((standing(line) for line in lines), Decimal("0.00"))),
            "erp_number": order["erp_number"],
            "erp_date": order["erp_date"],
            "state": order["state"],
            "cancelled": order["state"] == CANCELLED,
            "lines": [
                {
                    "line": line.line,
                    "quantity": f"{line.quantity - line.cancelled:f}",
                    "reserved": f"{line.reserved:f}" if by_line else None,
                    "shipped": f"{line.shipped:f}",
                    "cancelled": f"{line.cancelled:f}",
                }
                for line in lines
            ],
            "shipments": [{"number": row["title"], "date": row["day"], "amount": row["amount"]} for row in shipments],
        },
    )


def balances(
    db: sqlite3.Connection, books: Wholesaler, contracts: Iterable[str], at: datetime, *, unshipped: bool
) -> list[Message]:
    """Balances of the contracts, then of the holdings with a common limit that they touch."""
    wanted = set(contracts)
    told = [one for one in books.contracts if one.id in wanted]
    messages = [
        balance(
            "contract",
            one.id,
            one.currency,
            one.limit if one.terms == "limited" else None,
            figures(db, [one], at.date(), unshipped=unshipped),
            at,
            unshipped=unshipped,
        )
        for one in told
    ]
    touched = {one.counterparty for one in told}
    for group in books.holdings:
        members = {buyer.id for buyer in books.counterparties if buyer.holding == group.id}
        if group.limit is not None and members & touched:
            mine = [one for one in books.contracts if one.counterparty in members and one.currency == "RUB"]
            messages.append(
                balance(
                    "holding",
                    group.id,
                    "RUB",
                    group.limit,
                    figures(db, mine, at.date(), unshipped=unshipped),
                    at,
                    unshipped=unshipped,
                )
            )
    return messages
