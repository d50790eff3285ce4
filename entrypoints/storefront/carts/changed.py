"""What changed in the cart since its owner saw it, in words."""

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from application.ordering.cart_quotes import CartView
from application.queries.offers import Card
from domain.ordering.changed import LineChanged
from domain.ordering.seen import What
from domain.shared.ids import VariantId
from domain.shared.money import Money
from entrypoints.pages.language import Language
from entrypoints.storefront.lines import key_text


@frozen
class ChangeRow:
    """before, now: prices; None where there was none. short: only so much is left of `wanted`, in base units."""

    key: str
    name: str
    sku: str
    words: tuple[str, ...]
    is_bad: bool
    before: Decimal | None
    before_currency: str
    now: Decimal | None
    now_currency: str
    instead: tuple[Card, ...]


@frozen
class LimitRow:
    number: str
    over: Money | None


@frozen
class ChangesView:
    version: int
    lines: tuple[ChangeRow, ...]
    limits: tuple[LimitRow, ...]

    @property
    def how_many(self) -> int:
        return len(self.lines) + len(self.limits)


BAD = frozenset((What.DEARER, What.PRICE_GONE, What.SHORT, What.GONE))


def changes_view(
    view: CartView, language: Language, instead: Mapping[VariantId, tuple[Card, ...]]
) -> ChangesView | None:
    if not view.has_changed:
        return None
    lines = tuple(_row(one, language, instead) for one in view.changed)
    return ChangesView(view.quoted.version, lines, tuple(LimitRow(one.number, one.over) for one in view.limits))


def _row(one: LineChanged, language: Language, instead: Mapping[VariantId, tuple[Card, ...]]) -> ChangeRow:
    wanted = one.line.wanted
    is_price = one.before.price != one.now.price or one.before.currency != one.now.currency
    return ChangeRow(
        key_text(wanted.key),
        wanted.goods.name,
        wanted.goods.sku,
        tuple(_said(what, language) for what in one.what),
        any(what in BAD for what in one.what),
        one.before.price if is_price else None,
        one.before.currency.value if one.before.currency else "RUB",
        one.now.price if is_price else None,
        one.now.currency.value if one.now.currency else "RUB",
        instead.get(wanted.key.variant, ()),
    )


def _said(what: What, language: Language) -> str:
    match what:
        case What.DEARER:
            return language.say("dearer")
        case What.CHEAPER:
            return language.say("cheaper")
        case What.REPRICED:
            return language.say("priced in another currency")
        case What.PRICE_GONE:
            return language.say("has no price now")
        case What.PRICE_BACK:
            return language.say("has a price again")
        case What.SHORT:
            return language.say("there is not enough any more")
        case What.ENOUGH:
            return language.say("there is enough again")
        case What.GONE:
            return language.say("cannot be ordered any more")
        case What.BACK:
            return language.say("can be ordered again")
