"""A page of a list of goods, its figures written: on the measured path."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
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
from entrypoints.storefront.row import NONE, ORDERED, SOME, Drawn, RowFacts, Typed, drawn

MOST_VARIANTS = 12
ONE = Decimal(1)
# By its fields in order, as with quoted lines (domain/pricing/quote.py).
_new = tuple.__new__


@lru_cache(1 << 10)
def unit_text(unit: str) -> Markup:
    return escape(unit)


@lru_cache(1 << 10)
def stepping(minimum: Decimal, multiple: Decimal) -> tuple[str, str]:
    """By how many at a time, and how many at least, as a field holds them."""
    return typed(multiple or ONE), typed(max(minimum, multiple) or ONE)


NOTHING: Mapping[VariantId, Typed] = {}


@frozen
class Listing:
    """A form of goods. `back` is the address of the page that shows it."""

    csrf: str
    back: str
    can_order: bool
    tiles: bool = False
    operation: str = field(factory=lambda: str(uuid4()))


@frozen
class RowMaker:
    """Writes rows in one language; remarks, which repeat within a page, are made once.

    draw: of the shelf of rows. entered: what came back with the form, and was refused. facts, marks: what is told of
    goods under their names, in UTF-8; those without marks can be kept, and nothing more.
    """

    edition: Edition
    draw: Callable[[RowFacts], Drawn]
    can_order: bool
    tiles: bool = False
    entered: Mapping[VariantId, Typed] = NOTHING
    facts: Mapping[VariantId, bytes] = field(factory=dict)
    marks: Mapping[VariantId, bytes] = field(factory=dict)
    _remarks: dict[tuple[bool, Decimal | None], bytes] = field(factory=dict, init=False)

    def rows(self, cards: Iterable[Card]) -> bytes:
        """Markup: each piece of it is our own, a figure, or was escaped."""
        pieces: list[bytes] = []
        for card in cards:
            main, *others = card.offers[:MOST_VARIANTS]
            self._put(pieces, main, len(card.offers) - 1)
            for offer in others:
                self._put(pieces, offer, is_other=True)
        return b"".join(pieces)

    def _put(self, pieces: list[bytes], offer: Offer, others: int = 0, *, is_other: bool = False) -> None:
        goods, line, figures = offer.row.goods, offer.price, self.edition.figures
        variant, is_priced = goods.variant, False
        if line is not None and line.refusal is None:
            is_priced, price = True, figures.price(line.price, line.currency.value)
            vat = self._remark(line.vat_included, line.vat_rate)
        else:
            price, vat = escape(self._why_none(offer)), b""
        if offer.available > 0:
            left, stock = SOME, figures.quantity(offer.available, unit_text(goods.unit))
        elif offer.on_order is not None:
            left, stock = ORDERED, on_order(self.edition.language, offer.on_order)
        else:
            left, stock = NONE, self.edition.language.say("none")
        marks = self.marks.get(variant)
        step, least = stepping(offer.steps.minimum, offer.steps.multiple)
        facts: RowFacts = _new(RowFacts, (
            goods.product,
            variant,
            offer.row.variant_name if is_other and offer.row.variant_name else goods.name,
            goods.sku,
            None if is_other else offer.row.picture,
            goods.unit,
            step,
            least,
            others,
            is_other,
            marks is None,
            is_priced,
            left,
            self.can_order,
            self.tiles,
        ))  # fmt: skip
        came = self.entered.get(variant) if self.entered else None
        row = self.draw(facts) if came is None else drawn(self.edition, facts, came)
        before, to_price, to_vat, to_stock, after = row
        pieces += (
            before, self.facts.get(variant, b""), marks or b"", to_price, price.encode(), to_vat, vat, to_stock,
            stock.encode(), after,
        )  # fmt: skip

    def _remark(self, included: bool, rate: Decimal | None) -> bytes:
        remark = self._remarks.get((included, rate))
        if remark is None:
            remark = self._remarks[included, rate] = escape(self.edition.figures.vat(included, rate)).encode()
        return remark

    def _why_none(self, offer: Offer) -> str:
        if isinstance(offer.refusal, NoValidContract):
            return sentence(offer.refusal, self.edition.language.code)
        return self.edition.language.say("Price on request")


def on_order(language: Language, days: int) -> str:
    return language.count("on order, %(n)s day", "on order, %(n)s days", days) % {"n": days}


def listing(visit: Visit, back: str, tiles: bool = False) -> Listing:
    return Listing(visit.authority.csrf, back, can_order(visit), tiles)


def can_order(visit: Visit) -> bool:
    return Permission.CHANGE_CART in visit.buyer().party.permissions
