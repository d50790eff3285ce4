"""A line of a placed order: why it cost what it cost, what it would cost now, and what has changed in between."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from attrs import evolve, field, frozen

from application.access.context import Visit
from application.explaining.client_price import own_rules
from application.explaining.ports import Explanations, OrderedLine, Placing
from application.ordering.ports import Promos
from application.price_history.history import Change, PriceHistory
from application.price_history.moments import Moments
from application.price_history.past import Asked, GoodsNow, Moment, Past, PastBooks
from application.queries.orders import readers
from application.queries.price_explanation import proof_of
from domain.access.permission import Permission
from domain.pricing.ask import QuotedLine
from domain.pricing.book import Reached
from domain.pricing.cart_quote import quote_cart
from domain.pricing.passed_over import PassedOverAll, passed_over
from domain.pricing.promo import Promo, Uses
from domain.pricing.promo_taking import with_promo
from domain.pricing.trail import FIELDS, Explained, explained, restored
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import ContractId, CounterpartyId, OrderId, VariantId


@frozen
class GoodsGone(DomainError):
    """What was ordered is not sold any more, so that it has no price of today."""

    code: ClassVar[str] = "price.goods-gone"
    sku: str
    name: str


Quoted = dict[tuple[OrderId, int], QuotedLine]


@frozen
class Present:
    """The line as it would be placed now, with the others of its cart; why: the reason where it could not be.

    promo: why the code of then takes nothing any more.
    """

    line: QuotedLine | None = None
    hash: str = ""
    pricing_version: int = 0
    passed: PassedOverAll = PassedOverAll()
    versions: Mapping[UUID, int] = field(factory=dict)
    hidden: int = 0
    promo: DomainError | None = None
    why: DomainError | None = None
    goods: GoodsNow | None = None


@frozen
class OrderLinePrice:
    """unknown: steps of the stored trail that this version of the portal has no name for."""

    placing: Placing
    ordered: OrderedLine
    stored: tuple[Explained, ...]
    unknown: tuple[str, ...]
    present: Present
    changes: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        line = self.present.line
        return line is not None and line.refusal is None and line.gross == self.ordered.gross


@frozen
class OrderPriceQuery:
    books: PastBooks
    history: PriceHistory
    kept: Explanations
    promos: Promos
    moments: Moments

    def __call__(self, visit: Visit, order: OrderId, number: int) -> OrderLinePrice:
        """Raises NotAllowed; NotFound for an order that is not of the asker's clients, or a line without a trail."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        placing = self.kept.placing(readers(visit), order)
        line = next((each for each in placing.lines if (each.order, each.line) == (order, number)), None)
        if line is None:
            raise NotFound("order line", f"{order}/{number}")
        unknown = tuple(dict.fromkeys(str(step[0]) for step in line.trail if step[0] not in FIELDS))
        stored = explained(restored(step for step in line.trail if step[0] in FIELDS))
        now = self.moments.now()
        present, changes = Present(), tuple[Change, ...]()
        try:
            past = self._past(visit, placing, line.contract, now)
            changes = tuple(self.history.changes(Asked(line.contract, (line.variant,)), since(placing, now), past))
            present = self._present(visit, placing, line, past, now)
        except DomainError as refused:
            present = Present(why=refused)
        return OrderLinePrice(placing, line, stored, unknown, present, changes)

    def _past(self, visit: Visit, placing: Placing, contract: ContractId, now: Moment) -> Past:
        variants = tuple(dict.fromkeys(each.variant for each in placing.lines if each.contract == contract))
        return self.books.of(readers(visit), Asked(contract, variants, placing.region), now)

    def _present(self, visit: Visit, placing: Placing, line: OrderedLine, past: Past, now: Moment) -> Present:
        """Raises: the reason why the line has no price at all."""
        quoted, reached = lines_of(placing.lines, past)
        if (line.order, line.line) not in quoted:
            raise GoodsGone(line.sku, line.name)
        lines, refusal = quoted, None
        if (promo := self._promo(placing)) is not None:
            others = {each.contract for each in placing.lines} - {line.contract}
            for contract in sorted(others):
                lines = lines | lines_of(placing.lines, self._past(visit, placing, contract, now))[0]
            taken = with_promo(promo, list(lines.values()), past.book)
            lines, refusal = dict(zip(lines, taken.lines, strict=True)), taken.refusal
        found = lines[line.order, line.line]
        kept = tuple(self.kept.rules())
        book = evolve(past.book, reached=reached)
        passed = passed_over(found, book, self.kept.dated(past.terms, line.variant), kept)
        shown = passed if Permission.SEE_RULES in visit.authority.staff_permissions else own_rules(passed, past.terms)
        versions = {each.rule.id: each.version for each in kept}
        hidden = len(passed.rules) - len(shown.rules)
        return Present(
            found, proof_of(found), book.version, shown, versions, hidden, refusal, goods=past.goods[line.variant]
        )

    def _promo(self, placing: Placing) -> Promo | None:
        """As if the order had not been placed: its own use does not stand in its way."""
        if placing.promo is None:
            return None
        found = self.promos.of(placing.promo, CounterpartyId(placing.client))
        if found is None or not placing.is_used:
            return found
        return evolve(found, uses=Uses(found.uses.in_all - 1, found.uses.of_counterparty - 1))


def lines_of(ordered: Iterable[OrderedLine], past: Past) -> tuple[Quoted, Mapping[ContractId, Reached]]:
    """Quoted together, as in a cart. Goods no longer on sale are left out. Raises ContractNotInForceThen."""
    past.check()
    own = [line for line in ordered if line.contract == past.terms.contract and line.variant in past.goods]
    sums: dict[VariantId, Any] = {}
    asks = [past.ask(line.variant, line.quantity, line.packaging) for line in own]
    for ask in asks:
        sums[ask.variant] = sums.get(ask.variant, 0) + ask.reached
    cart = quote_cart(past.book, [evolve(ask, reached=sums[ask.variant]) for ask in asks])
    return {(line.order, line.line): quoted for line, quoted in zip(own, cart.lines, strict=True)}, cart.reached


def since(placing: Placing, now: Moment) -> Moment:
    at = placing.placed_at.astimezone(now.at.tzinfo)
    return Moment(at, at.date())


def differing(one: Sequence[Explained], other: Sequence[Explained]) -> tuple[bool, ...]:
    """Of each step of the first, whether the second has none that tells the same."""
    return tuple(not any(is_same(step, each) for each in other) for step in one)


def is_same(one: Explained, other: Explained) -> bool:
    """By the facts that both have: what a step tells grows, and one that was kept has words in the place of ids."""
    common = one.facts.keys() & other.facts.keys()
    return one.step == other.step and all(_alike(one.facts[name], other.facts[name]) for name in common)


def _alike(one: object, other: object) -> bool:
    return one == other if isinstance(one, Decimal) and isinstance(other, Decimal) else str(one) == str(other)
