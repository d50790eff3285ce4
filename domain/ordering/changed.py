"""What is different in a cart since its owner last saw it (M033, M085, M086)."""

from collections.abc import Mapping

from attrs import frozen

from domain.ordering.cart import LineKey
from domain.ordering.circumstances import NoValidContract
from domain.ordering.drafting import NotInAssortment, NotSellable
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine
from domain.ordering.seen import Seen, What

KEEPS_OUT = (NotSellable, NotInAssortment, NoValidContract)


@frozen
class LineChanged:
    line: QuotedCartLine
    before: Seen
    now: Seen
    what: tuple[What, ...]


def seen_now(line: QuotedCartLine) -> Seen:
    price = line.price
    state = next((refusal.code for refusal in line.refusals if isinstance(refusal, KEEPS_OUT)), "")
    if price is None or price.refusal is not None:
        return Seen(None, None, line.available, state)
    return Seen(price.price, price.currency, line.available, state)


def lines_changed(seen: Mapping[LineKey, Seen], quoted: QuotedCart) -> tuple[LineChanged, ...]:
    """In the order of the cart; lines that were never shown have nothing to differ from."""
    found = []
    for line in quoted.lines:
        before = seen.get(line.wanted.key)
        if before is None:
            continue
        now = seen_now(line)
        if now != before and (what := before.told(now, line.wanted.base_quantity)):
            found.append(LineChanged(line, before, now, what))
    return tuple(found)


def to_be_stamped(
    touched: Mapping[LineKey, object], seen: Mapping[LineKey, Seen], before: QuotedCart, after: QuotedCart
) -> dict[LineKey, Seen]:
    """What the owner now knows by his own change, from `before` to `after`, both quoted at the same moment.

    Lines that he touched, lines never shown, and lines that his change made different from what he had seen: a
    threshold that the cart reached or left, the stock that another line took. What had changed before he came stays to
    be told.
    """
    was = {line.wanted.key: line for line in before.lines}
    found = {}
    for line in after.lines:
        key, now = line.wanted.key, seen_now(line)
        told = seen.get(key)
        if told is None or key in touched or (now != told and key in was and _was_known(told, was[key])):
            found[key] = now
    return found


def _was_known(told: Seen, before: QuotedCartLine) -> bool:
    """Nothing was waiting to be told of this line before the change."""
    return not told.told(seen_now(before), before.wanted.base_quantity)
