"""Offers of a card in the unit that is chosen: what was typed, and the same figures written for the row."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from application.queries.units import UnitOffer, Wish
from domain.ordering.cart import LineKey
from domain.shared.ids import PackagingId, VariantId
from entrypoints.http.problems import sentence
from entrypoints.pages.figures import read_quantity, typed
from entrypoints.storefront.lines import key_of
from entrypoints.storefront.row import Typed


@frozen
class UnitRow:
    """`field` names the quantity and `place` its remark, as adding to the cart answers by them."""

    source: UnitOffer
    place: str
    step: str
    least: str
    entered: str
    fault: str
    sentence: str

    @property
    def field(self) -> str:
        return f"q-{self.place}"


def wishes_of(form: Mapping[str, str]) -> dict[VariantId, Wish]:
    """Of a form: the unit of each row (`u-<variant>`), what stands in its field, and the unit that was pressed."""
    found: dict[VariantId, Wish] = {}
    for name, text in form.items():
        key = key_of(f"{name.removeprefix('u-')}-{text}") if name.startswith("u-") else None
        if key is not None:
            found[key.variant] = Wish(key.packaging, read_quantity(form.get(field_of(key), "")))
    pressed = key_of(str(form.get("unit", "")))
    if pressed is not None:
        before = found.get(pressed.variant, Wish(pressed.packaging))
        found[pressed.variant] = Wish(pressed.packaging, before.quantity, before.packaging)
    return found


def wishes_entered(entered: Mapping[LineKey, Typed]) -> dict[VariantId, Wish]:
    """Of what was refused on its way to the cart: each row comes back in the unit in which it was typed."""
    return {key.variant: Wish(key.packaging) for key in entered}


def unit_rows(
    offers: Iterable[UnitOffer], entered: Mapping[LineKey, Typed], language: str
) -> tuple[UnitRow, ...]:
    return tuple(_row(each, entered, language) for each in offers)


def _row(each: UnitOffer, entered: Mapping[LineKey, Typed], language: str) -> UnitRow:
    key = LineKey(each.offer.variant, PackagingId(each.unit.id))
    back = entered.get(key)
    text = back.text if back else typed(each.counted.quantity) if each.counted else each.typed
    step = typed(each.steps.multiple or each.least)
    said = sentence(each.fault, language) if each.fault else ""
    return UnitRow(each, place_of(key), step, typed(each.least), text, back.fault if back else "", said)


def place_of(key: LineKey) -> str:
    return str(key.variant) if key.packaging == 0 else f"{key.variant}-{key.packaging}"


def field_of(key: LineKey) -> str:
    return f"q-{place_of(key)}"
