"""Rows of a list of goods, their figures written: a page of them is on the measured path."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid4

from attrs import field, frozen
from markupsafe import Markup, escape

from application.access.context import Visit
from application.queries.offers import Card, Offer
from domain.access.permission import Permission
from domain.ordering.circumstances import NoValidContract
from domain.shared.ids import VariantId
from entrypoints.http.problems import sentence
from entrypoints.pages.figures import typed
from entrypoints.pages.language import Language
from entrypoints.pages.rendering import Edition

MOST_VARIANTS = 12
UNMARKED = Markup()
ONE = Decimal(1)
# By its fields in order, as with quoted lines (domain/pricing/quote.py).
_new = tuple.__new__


@lru_cache(1 << 14)
def written(text: str) -> Markup:
    """Names, articles and units are the same for everybody, and a page has fifty of them."""
    return escape(text)


@lru_cache(1 << 10)
def stepping(minimum: Decimal, multiple: Decimal) -> tuple[str, str]:
    """By how many at a time, and how many at least, as a field holds them."""
    return typed(multiple or ONE), typed(max(minimum, multiple) or ONE)


@frozen
class Typed:
    """What stood in a field when the form came back, and what was wrong with it."""

    text: str
    fault: str


NOTHING: Mapping[VariantId, Typed] = {}


class Row(NamedTuple):
    """One offer; `is_other` is a further variant of the row above. Without `price` there is `no_price`.

    A tuple, which the template unpacks in this order and prints as it is: whatever comes from outside is escaped here,
    once, where the template would look at 13 values a row. Of those that are plain text, all are figures or ours.
    """

    product: int
    variant: int
    name: Markup
    sku: Markup
    picture: Markup | None
    price: str
    unit: Markup
    vat: Markup
    no_price: Markup
    stock: str
    step: str
    least: str
    typed: Markup
    fault: Markup
    is_other: bool
    others: Markup
    marks: Markup


@frozen
class Listing:
    """A form of goods. `back` is the address of the page that shows it."""

    rows: tuple[Row, ...]
    csrf: str
    back: str
    can_order: bool
    tiles: bool = False
    operation: str = field(factory=lambda: str(uuid4()))


@frozen
class RowMaker:
    """Writes rows in one language; remarks, which repeat within a page, are made once."""

    edition: Edition
    entered: Mapping[VariantId, Typed] = field(factory=dict)
    marks: Mapping[VariantId, Markup] = field(factory=dict)
    _remarks: dict[tuple[bool, Decimal | None], Markup] = field(factory=dict, init=False)

    def rows(self, cards: Iterable[Card]) -> tuple[Row, ...]:
        found: list[Row] = []
        for card in cards:
            shown = card.offers[:MOST_VARIANTS]
            found.append(self.row(shown[0], self._others(len(card.offers) - 1)))
            found += [self.row(offer, is_other=True) for offer in shown[1:]]
        return tuple(found)

    def row(self, offer: Offer, others: Markup = UNMARKED, *, is_other: bool = False) -> Row:
        goods, line, figures = offer.row.goods, offer.price, self.edition.figures
        entered = self.entered.get(goods.variant)
        price, remark, no_price = "", UNMARKED, UNMARKED
        if line is not None and line.refusal is None:
            price = figures.price(line.price, line.currency.value)
            remark = self._remark(line.vat_included, line.vat_rate)
        else:
            no_price = escape(self._why_none(offer))
        unit = written(goods.unit)
        step, least = stepping(offer.steps.minimum, offer.steps.multiple)
        return _new(Row, (
            goods.product,
            goods.variant,
            written(offer.row.variant_name if is_other and offer.row.variant_name else goods.name),
            written(goods.sku),
            None if is_other or offer.row.picture is None else escape(offer.row.picture),
            price,
            unit,
            remark,
            no_price,
            figures.quantity(offer.available, unit) if offer.available > 0 else self._ordered(offer),
            step,
            least,
            escape(entered.text) if entered else UNMARKED,
            escape(entered.fault) if entered else UNMARKED,
            is_other,
            others,
            self.marks.get(goods.variant, UNMARKED),
        ))  # fmt: skip

    def _remark(self, included: bool, rate: Decimal | None) -> Markup:
        remark = self._remarks.get((included, rate))
        if remark is None:
            remark = self._remarks[included, rate] = escape(self.edition.figures.vat(included, rate))
        return remark

    def _why_none(self, offer: Offer) -> str:
        if isinstance(offer.refusal, NoValidContract):
            return sentence(offer.refusal, self.edition.language.code)
        return self.edition.language.say("Price on request")

    def _ordered(self, offer: Offer) -> str:
        return "" if offer.on_order is None else on_order(self.edition.language, offer.on_order)

    def _others(self, count: int) -> Markup:
        if count < 1:
            return UNMARKED
        said = self.edition.language.count("%(n)s more variant", "%(n)s more variants", count)
        return escape(said % {"n": count})


def on_order(language: Language, days: int) -> str:
    return language.count("on order, %(n)s day", "on order, %(n)s days", days) % {"n": days}


def listing(visit: Visit, rows: tuple[Row, ...], back: str, tiles: bool = False) -> Listing:
    can_order = Permission.CHANGE_CART in visit.buyer().party.permissions
    return Listing(rows, visit.authority.csrf, back, can_order, tiles)
