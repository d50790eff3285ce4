"""A cart with its warehouses, sellers and prices: what the page shows and what placing confirms.

Allocation comes before the quote; a line divided between warehouses is several quoted lines (semantics 4, 6).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from attrs import evolve, frozen

from domain.ordering.circumstances import Circumstances, ServingWarehouse
from domain.ordering.drafting import Draft, Wanted, allocated
from domain.ordering.minimum import BelowMinimum, Ordered, below_minimums
from domain.ordering.refined_cart import CartRefinement, asked_refs, in_force, refined_cart
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.cart_quote import NextStep, quote_cart
from domain.pricing.promo import Promo
from domain.pricing.promo_taking import with_promo
from domain.pricing.refinement import LineRef, Refined
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, OrganizationId, VariantId
from domain.shared.light import light
from domain.shared.money import Currency, Money, rounded, vat_on_top

ZERO = Decimal(0)


@light
class QuotedShare:
    """The part of a line that one warehouse serves. promised: the day by which it comes; None: it is in stock."""

    warehouse: ServingWarehouse
    organization: OrganizationId
    base_quantity: Decimal
    quoted: QuotedLine
    promised: date | None = None


@light
class QuotedCartLine:
    """`available` is what could be ordered of this line now, in base units."""

    wanted: Wanted
    shares: tuple[QuotedShare, ...]
    available: Decimal
    refusals: tuple[DomainError, ...] = ()

    @property
    def gross(self) -> Decimal:
        return sum((share.quoted.gross for share in self.shares), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        return sum((share.quoted.vat for share in self.shares), Decimal("0.00"))

    @property
    def discount(self) -> Decimal:
        """What the promo code takes; already off the gross."""
        return sum((share.quoted.discount for share in self.shares), Decimal("0.00"))

    @property
    def price(self) -> QuotedLine | None:
        return self.shares[0].quoted if self.shares else None


@frozen
class CartPromo:
    """The code of a cart, on the day of the quote: what it takes, one sum a currency, or why it takes nothing."""

    promo: Promo
    day: date
    discounts: tuple[Money, ...] = ()
    refusal: DomainError | None = None

    @property
    def text(self) -> str:
        return self.promo.code.text


@frozen
class QuotedCart:
    """next_steps: what is left to better prices, by contract. refinement: None where no ERP is asked.

    below: least sums that the cart does not come to.
    """

    version: int
    pricing_version: int
    lines: tuple[QuotedCartLine, ...]
    next_steps: tuple[NextStep, ...] = ()
    promo: CartPromo | None = None
    refinement: CartRefinement | None = None
    below: tuple[BelowMinimum, ...] = ()

    @cached_property
    def refusals(self) -> tuple[DomainError, ...]:
        """A code that takes nothing and a price that nobody said yes to stand in the way, as does a missing good:
        nobody orders at a sum that he did not expect.
        """
        found = [refusal for line in self.lines for refusal in line.refusals]
        if self.promo is not None and self.promo.refusal is not None:
            found.append(self.promo.refusal)
        if self.refinement is not None:
            found += self.refinement.refusals
        return (*found, *self.below)

    @cached_property
    def terms(self) -> Mapping[ContractId, Terms]:
        """What its lines are quoted under, by contract."""
        # A thousand lines share a few terms: a contract's id is hashed once for each of these.
        found = {id(share.quoted.ask.terms): share.quoted.ask.terms for line in self.lines for share in line.shares}
        return {terms.contract: terms for terms in found.values()}

    @cached_property
    def totals(self) -> tuple[Money, ...]:
        """What the buyer pays, one sum a currency, in the order of their codes."""
        sums = dict.fromkeys((terms.currency for terms in self.terms.values()), Decimal("0.00"))
        for currency in sums:
            shares = (share.quoted for line in self.lines for share in line.shares)
            sums[currency] = sum((quoted.gross for quoted in shares if quoted.currency is currency), sums[currency])
        return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))

    @property
    def division(self) -> tuple[Money, ...]:
        """By how much dividing lines changed the sum, since every part is rounded by itself (O1); mostly nothing."""
        sums: dict[Currency, Decimal] = {}
        for line in self.lines:
            if len(line.shares) > 1 and line.price is not None and line.price.refusal is None:
                currency = line.price.currency
                sums[currency] = sums.get(currency, ZERO) + _undivided(line)
        return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()) if amount)


def _undivided(line: QuotedCartLine) -> Decimal:
    """What the parts of a divided line add up to, less what one line at the same price would be."""
    first = line.shares[0].quoted
    quoted = [share.quoted for share in line.shares]
    if any((q.price, q.vat_rate) != (first.price, first.vat_rate) or q.discount for q in quoted):
        return ZERO
    quantity = sum((q.ask.quantity for q in quoted), ZERO)
    amount = rounded(first.price * quantity)
    whole = amount if first.vat_included else amount + vat_on_top(amount, first.vat_rate)
    return line.gross - whole


def quoted_cart(version: int, wanted: Sequence[Wanted], under: Circumstances) -> QuotedCart:
    """Allocate and price every line; nothing is decided here that placing does not check again."""
    left = dict(under.stock)
    reached: dict[VariantId, Decimal] = {}
    bases = [line.base_quantity for line in wanted]
    for line, base in zip(wanted, bases, strict=True):
        reached[line.key.variant] = reached.get(line.key.variant, ZERO) + base
    drafts = [
        allocated(line, base, under, left, reached[line.key.variant]) for line, base in zip(wanted, bases, strict=True)
    ]
    asks = [share.ask for draft in drafts for share in draft.shares]
    asked = asked_refs(asks, under.policies)
    told = in_force(asked, under.askings, under.at)
    quote = quote_cart(evolve(under.book, refined=told.prices) if told.prices else under.book, asks)
    names = {line.key.variant: line.goods.name for line in wanted}
    refinement = refined_cart(asked, told, under.askings, quote.lines, _without(told.prices, under, asks), names)
    priced, promo = _less_promo(quote.lines, under)
    answers = iter(priced)
    lines = tuple(_quoted(draft, answers) for draft in drafts)
    below = below_minimums(_ordered(lines), under.minimums, under.book.rates) if under.minimums else ()
    return QuotedCart(version, under.book.version, lines, tuple(quote.next.values()), promo, refinement, below)


def _ordered(lines: Sequence[QuotedCartLine]) -> tuple[Ordered, ...]:
    """What the buyer pays under each contract, the promo code's discount already off."""
    found: dict[ContractId, Ordered] = {}
    for line in lines:
        for share in line.shares:
            terms = share.quoted.ask.terms
            gross = Money(share.quoted.gross, terms.currency)
            before = found.get(terms.contract)
            total = gross if before is None else before.total + gross
            found[terms.contract] = Ordered(terms.contract, terms.contract_number, total)
    return tuple(found.values())


def _without(prices: Mapping[LineRef, Refined], under: Circumstances, asks: Sequence[Ask]) -> tuple[QuotedLine, ...]:
    """The lines at the portal's own prices, where the ERP has told others: what became dearer is seen against them."""
    return quote_cart(under.book, asks).lines if prices else ()


def _less_promo(lines: tuple[QuotedLine, ...], under: Circumstances) -> tuple[tuple[QuotedLine, ...], CartPromo | None]:
    if under.promo is None:
        return lines, None
    taken = with_promo(under.promo, lines, under.book)
    return taken.lines, CartPromo(under.promo, under.book.day, taken.discounts, taken.refusal)


def _quoted(draft: Draft, answers: Iterator[QuotedLine]) -> QuotedCartLine:
    shares = tuple(
        QuotedShare(each.warehouse, each.organization, each.base_quantity, next(answers), each.promised)
        for each in draft.shares
    )
    unpriced = [share.quoted.refusal for share in shares if share.quoted.refusal is not None]
    return QuotedCartLine(draft.wanted, shares, draft.available, (*draft.refusals, *unpriced[:1]))
