"""What the portal asks of orders that the base has: kept as it came, answered in the manner that is set.

The portal's message goes on coming until its packet is acknowledged, so that a request is known by its number.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from simulators.onec.ledger.orders import (
    CANCELLED,
    FINAL,
    SHIPPED,
    ZERO,
    Line,
    find,
    lines_of,
    move_on,
    move_stock,
    reserve,
)
from simulators.onec.ledger.store import register

ACCEPT, REFUSE, PARTLY, SILENT = "accept", "refuse", "partly", "silent"
MANNERS = (ACCEPT, REFUSE, PARTLY, SILENT)
REFUSED = "Менеджер отказал: заказ уже собирают"
TOO_LATE = "Заказ уже отгружен или закрыт"
IN_PART = "Часть товара уже собрана"
PIECE = Decimal(1)


def keep(db: sqlite3.Connection, messages: Iterable[Mapping[str, Any]]) -> None:
    """Of an unknown order as well: it is refused in its turn."""
    for one in messages:
        told = one["payload"]
        wanted = {str(row["line"]): str(row["quantity"]) for row in told.get("lines", ())}
        kind = "cancel" if one["type"] == "order.cancel" else "change"
        db.execute(
            "INSERT OR IGNORE INTO requests (id, number, change, kind, wanted) VALUES (?, ?, ?, ?, ?)",
            (one["id"], told["number"], told["change"], kind, json.dumps(wanted)),
        )


def answer_all(db: sqlite3.Connection, manner: str, now: datetime) -> dict[str, str]:
    """What was answered, by order; nothing while the base is silent."""
    if manner == SILENT:
        return {}
    rows = db.execute("SELECT * FROM requests WHERE answer IS NULL ORDER BY number, change").fetchall()
    return {row["number"]: _answer(db, row, manner, now) for row in rows}


def _answer(db: sqlite3.Connection, row: sqlite3.Row, manner: str, now: datetime) -> str:
    number, order = row["number"], find(db, row["number"])
    if order is None or order["state"] in FINAL:
        return _refuse(db, row, TOO_LATE if order else "Заказа нет в базе")
    if manner == REFUSE:
        return _refuse(db, row, REFUSED)
    told: dict[str, str] = json.loads(row["wanted"])
    for place, item in enumerate(items := lines_of(db, number)):
        wanted = ZERO if row["kind"] == "cancel" else Decimal(told.get(str(item.line), item.quantity - item.cancelled))
        wanted = max(wanted, item.shipped)
        if manner == PARTLY:
            wanted = half(item, wanted, is_last=place == len(items) - 1, is_alone=len(items) == 1)
        _set(db, order, item, wanted)
    reserve(db, number)
    left = lines_of(db, number)
    if not any(item.left for item in left):
        move_on(db, number, SHIPPED if any(item.shipped for item in left) else CANCELLED, now)
    register(db, "order", number)
    register(db, "balance", order["contract"])
    return _close(db, row, "partly" if manner == PARTLY else "accepted", IN_PART if manner == PARTLY else "")


def half(item: Line, wanted: Decimal, *, is_last: bool, is_alone: bool) -> Decimal:
    """All lines but the last as asked for; of the only line half of the way, in whole units."""
    standing = item.quantity - item.cancelled
    if is_alone:
        return standing + ((wanted - standing) / 2).quantize(PIECE)
    return standing if is_last else wanted


def _set(db: sqlite3.Connection, order: sqlite3.Row, item: Line, wanted: Decimal) -> None:
    """Less is cancelled, and its reserve goes back to free stock; more is ordered at the same price."""
    standing = item.quantity - item.cancelled
    quantity, amount, cancelled = item.quantity, item.amount, item.cancelled
    if wanted > standing:
        quantity += wanted - standing
        amount = (item.amount * quantity / item.quantity).quantize(Decimal("0.01"))
    else:
        cancelled += standing - wanted
    over = max(item.reserved - (wanted - item.shipped), ZERO)
    move_stock(db, order["warehouse"], item.offer, over)
    db.execute(
        "UPDATE lines SET quantity = ?, amount = ?, cancelled = ?, reserved = ? WHERE number = ? AND line = ?",
        (f"{quantity:f}", str(amount), f"{cancelled:f}", f"{item.reserved - over:f}", order["number"], item.line),
    )


def _refuse(db: sqlite3.Connection, row: sqlite3.Row, text: str) -> str:
    register(db, "refusal", row["id"])
    return _close(db, row, "refused", text)


def _close(db: sqlite3.Connection, row: sqlite3.Row, answer: str, text: str) -> str:
    db.execute("UPDATE requests SET answer = ?, text = ? WHERE id = ?", (answer, text, row["id"]))
    return answer


def last_answer(db: sqlite3.Connection, number: str) -> dict[str, Any] | None:
    """The newest request that the state of the order answers: told with every message, so that none is lost."""
    row = db.execute(
        "SELECT change, text FROM requests WHERE number = ? AND answer IN ('accepted', 'partly')"
        " ORDER BY change DESC LIMIT 1",
        (number,),
    ).fetchone()
    return None if row is None else {"no": row["change"], "text": row["text"]}


def refusal(db: sqlite3.Connection, id: str) -> tuple[str, dict[str, Any]]:
    """The portal's number of the order, and the payload of `order.rejected`."""
    row = db.execute("SELECT * FROM requests WHERE id = ?", (id,)).fetchone()
    return row["number"], {
        "number": row["number"], "change": row["change"], "code": "conflict", "text": row["text"],
    }  # fmt: skip
