"""The question for the prices of a cart and its answer, as JSON. Source: docs/exchange/quotes.md, ADR 0024."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

from application.ordering.refinement_ports import Question
from domain.pricing.refinement import Unanswered
from domain.pricing.refining import AskedLine, Told, ToldLine

FORMAT: Final = "b2b-erp"
VERSION: Final = "1.0"
MOST_LINES: Final = 10_000


class Number(str):
    """A number of JSON as it was written: `1E2` and `100` are one number and two texts."""


def question_text(question: Question) -> bytes:
    source = question.source
    told = {
        "format": FORMAT,
        "format_version": VERSION,
        "type": "quote.request",
        "request_id": str(question.id),
        "cart_hash": question.cart_hash,
        "asked_at": question.asked_at.isoformat(),
        "counterparty": {"id": source.counterparty},
        "lines": [_line(question, line) for line in question.lines],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _line(question: Question, line: AskedLine) -> dict[str, Any]:
    """Decimals as text, so that no parser of the other side makes a binary fraction of them."""
    item = question.source.items[line.ref.variant]
    return {
        "line": line.number,
        "contract": {"id": question.source.contracts[line.ref.contract]},
        "item": {"id": item.item, "code": item.sku, "name": item.name},
        "characteristic": {"id": item.characteristic} if item.characteristic else None,
        "unit": question.source.units[line.ref],
        "coefficient": format(line.coefficient, "f"),
        "quantity": format(line.quantity, "f"),
        "price": None if line.price is None else format(line.price, "f"),
        "currency": line.currency.value,
        "vat_included": line.vat_included,
    }


def read_answer(content: bytes) -> Told | Unanswered:
    """What is no answer at all is told as such; what is odd in one line is left to the judge of prices."""
    try:
        said = json.loads(
            content.decode("utf-8-sig"), parse_float=Number, parse_int=Number, parse_constant=_no_constant
        )
        return _told(said)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Unanswered.UNREADABLE


def _told(said: Any) -> Told:
    """Raises: ValueError, KeyError, TypeError for what does not have the form of an answer."""
    if not isinstance(said, dict) or not isinstance(said["lines"], list) or len(said["lines"]) > MOST_LINES:
        raise ValueError("no answer")
    until = datetime.fromisoformat(_text(said["valid_until"]))
    if until.tzinfo is None:
        raise ValueError("a time without a zone")
    lines = [_told_line(row) for row in said["lines"]]
    return Told(_text(said["request_id"]), _text(said["cart_hash"]), until, lines)


def _told_line(row: Mapping[str, Any]) -> ToldLine:
    number, price, included = row["line"], row.get("price"), row.get("vat_included")
    if not isinstance(number, Number) or not number.isdigit() or len(number) > 6:
        raise ValueError("no number of a line")
    return ToldLine(
        int(number),
        price.strip() if isinstance(price, str) else "",
        str(row.get("currency") or ""),
        included if isinstance(included, bool) else None,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
