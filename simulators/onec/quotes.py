"""The HTTP service of the base that says what a cart really costs; it can misbehave in every way that we know of.

Source: docs/exchange/quotes.md.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from simulators.onec.demo.parties import Contract
from simulators.onec.demo.wholesaler import Wholesaler

PATH = "/hs/b2b/v1/quote"
HOLDS = timedelta(minutes=15)
KOPECK = Decimal("0.01")
# What the books of the base give for a whole cart and the portal knows nothing of: two per cent from this line sum on.
MANY, OFF = Decimal(5000), Decimal("0.98")
SLOW, SILENT = 3.0, 30.0

Lines = list[dict[str, Any]]


def answer(
    books: Wholesaler, asked: dict[str, Any], manner: str, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> tuple[HTTPStatus, Any]:
    """The status, and JSON to be sent, or bytes as they are. `manner` is one of MANNERS."""
    if manner == "down":
        return HTTPStatus.SERVICE_UNAVAILABLE, {"error": "Фоновое задание выполняется"}
    if manner in ("slow", "silent"):
        sleep(SLOW if manner == "slow" else SILENT)
    if manner == "garbage":
        return HTTPStatus.OK, b"<html>\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0 1\xd0\xa1</html>"
    lines = [line for row in asked["lines"] if (line := priced(books, row)) is not None]
    told = {
        "type": "quote.answer",
        "request_id": asked["request_id"],
        "cart_hash": asked["cart_hash"],
        "valid_until": (now + HOLDS).isoformat(timespec="seconds"),
        "lines": lines,
    }
    return HTTPStatus.OK, MANNERS.get(manner, _plain)(told)


def priced(books: Wholesaler, row: dict[str, Any]) -> dict[str, Any] | None:
    """The base's own price of one line; None for goods or a contract that it does not know."""
    contract = next((one for one in books.contracts if one.id == row["contract"]["id"]), None)
    characteristic = row.get("characteristic")
    offer = row["item"]["id"] + (f"#{characteristic['id']}" if characteristic else "")
    packs, quantity = Decimal(row["coefficient"]), Decimal(row["quantity"])
    price = None if contract is None else _price(books, contract, offer, quantity * packs)
    if contract is None or price is None:
        return None
    own = price * packs
    final = own * OFF if own * quantity >= MANY else own
    return {
        "line": row["line"],
        "price": str(final.quantize(KOPECK, ROUND_HALF_UP)),
        "currency": contract.currency,
        "vat_included": contract.currency == "RUB",
    }


def _price(books: Wholesaler, contract: Contract, offer: str, quantity: Decimal) -> Decimal | None:
    agreed = [
        one
        for one in books.individual_prices
        if one.contract == contract.id and one.offer == offer and (one.min_quantity or 0) <= quantity
    ]
    if agreed:
        return max(agreed, key=lambda one: one.min_quantity or 0).price
    prices = books.prices.get(offer, {})
    kind: str | None = contract.price_type
    by_id = {one.id: one for one in books.price_types}
    while kind is not None:
        if kind in prices:
            return prices[kind]
        kind = by_id[kind].fallback
    return None


def _plain(told: dict[str, Any]) -> Any:
    return told


def _each(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {**told, "lines": [{**line, **change(line)} for line in told["lines"]]}


def _times(line: dict[str, Any], factor: str) -> dict[str, Any]:
    return {"price": str((Decimal(line["price"]) * Decimal(factor)).quantize(KOPECK, ROUND_HALF_UP))}


def _partial(told: dict[str, Any]) -> Any:
    return {**told, "lines": told["lines"][1:]}


def _twice(told: dict[str, Any]) -> Any:
    return {**told, "lines": [line for line in told["lines"] for _ in range(2)]}


# Whoever adds a manner here adds a line to the table of tests/simulators/test_quotes.py.
MANNERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "normal": _plain,
    "slow": _plain,
    "silent": _plain,
    "down": _plain,
    "garbage": _plain,
    "partial": _partial,
    "dearer": _each(lambda line: _times(line, "1.05")),
    "cheaper": _each(lambda line: _times(line, "0.95")),
    "other-cart": lambda told: {**told, "cart_hash": "0" * 64},
    "other-request": lambda told: {**told, "request_id": str(uuid4())},
    "expired": lambda told: {**told, "valid_until": "2020-01-01T00:00:00+03:00"},
    "zero": _each(lambda line: {"price": "0.00"}),
    "negative": _each(lambda line: {"price": "-" + line["price"]}),
    "exponent": _each(lambda line: {"price": "1.5E3"}),
    "currency": _each(lambda line: {"currency": "EUR"}),
    "comma": _each(lambda line: {"price": line["price"].replace(".", ",")}),
    "twice": _twice,
}
