"""Ways out as buttons of the checkout: what was pressed changes the cart or the form, and nothing typed is lost."""

from collections.abc import Mapping

from application.access.context import Visit
from application.ordering.change_cart import CartRow, ChangeCart
from domain.ordering.cart import LineKey, Operation
from entrypoints.pages.figures import read_quantity
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.lines import key_of, key_text

# name of a button -> the field that it fills
TAKEN = {
    "take_date": "ship_on",
    "take_method": "method",
    "take_window": "window",
    "take_pickup": "pickup",
}
MOST_POSTPONED = 2000


def postponed(text: str) -> frozenset[LineKey]:
    keys = (key_of(part) for part in text.split(",")[:MOST_POSTPONED] if part)
    return frozenset(key for key in keys if key is not None)


def text_of(keys: frozenset[LineKey]) -> str:
    return ",".join(key_text(key) for key in sorted(keys, key=lambda key: (key.variant, key.packaging)))


def mended(desk: Desk, visit: Visit, form: Mapping[str, str]) -> dict[str, str] | None:
    """The form as the pressed button leaves it; None when it was the button that places."""
    if not any(name in form for name in (*TAKEN, "remove", "set", "postpone", "bring_back", "refresh")):
        return None
    after = dict(form)
    for name, field in TAKEN.items():
        if name in form:
            after[field] = form[name]
    if "postpone" in form:
        after["later"] = text_of(postponed(form.get("later", "")) | postponed(form["postpone"]))
    if "bring_back" in form:
        after["later"] = ""
    if rows := _rows(form):
        desk.use_cases.change_cart(visit, ChangeCart(rows, round_up=True))
    return after


def _rows(form: Mapping[str, str]) -> tuple[CartRow, ...]:
    rows = [CartRow(key.variant, "1", key.packaging, Operation.REMOVE) for key in postponed(form.get("remove", ""))]
    for part in form.get("set", "").split(";"):
        name, _, text = part.partition("=")
        key = key_of(name)
        if key is not None and text:
            rows.append(CartRow(key.variant, read_quantity(text), key.packaging, Operation.SET))
    return tuple(rows)
