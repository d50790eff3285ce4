"""A cart with its warehouses, sellers and prices: what the page shows and what placing confirms.

Allocation comes before the quote; a line divided between warehouses is several quoted lines (semantics 4, 6).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from attrs import evolve, field, frozen

from domain.catalog.goods import Goods
from domain.inventory.allocation import Available, Share, allocate
from domain.inventory.stock import OutOfStock
from domain.ordering.cart import LineKey
from domain.ordering.minimum import BelowMinimum, Minimum, Ordered, below_minimums
from domain.ordering.refined_cart import CartRefinement, asked_refs, in_force, refined_cart
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.availability import AS_IT_IS, Shown
from domain.pricing.book import VAT_KINDS, PriceBook
from domain.pricing.cart_quote import NextStep, quote_cart
from domain.pricing.promo import Promo
from domain.pricing.promo_taking import with_promo
from domain.pricing.refinement import Asking, LineRef, Refined, RefinementPolicy
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, OrganizationId, VariantId, WarehouseId
from domain.shared.money import Currency, Money, rounded, vat_on_top
from domain.shared.quantity import Packaging

ZERO = Decimal(0)


@frozen
class NoValidContract(DomainError):
    """The seller of the goods and this counterparty have no contract in force; `why`: expired, not-yet or none."""

    code: ClassVar[str] = "contract.none-in-force"
    organization: OrganizationId
    organization_name: str
    why: str = "none"


@frozen
class NotSellable(DomainError):
    """Withdrawn from sale since it was put into the cart."""

    code: ClassVar[str] = "goods.not-sellable"
    variant_id: VariantId
    name: str


@frozen
class NotInAssortment(DomainError):
    """Rules have taken it from this client's catalogue since he put it into the cart."""

    code: ClassVar[str] = "goods.not-in-assortment"
    variant_id: VariantId
    name: str


@frozen
class ServingWarehouse:
    """A warehouse of the active region, by priority, with the seller organization whose goods it holds."""

    id: WarehouseId
    name: str
    organization: OrganizationId
    organization_name: str


@frozen
class Circumstances:
    """What a cart is quoted under: the active context with the facts of one snapshot.

    terms: the contract's terms by seller organization; a seller without an entry has no contract in force.
    stock: what may still be ordered by (variant, warehouse), our holds already subtracted; absent is nothing.
    promo: the code that the cart names, with its uses so far.
    shown: of goods that rules of availability speak of; None for those that this client does not have.
    policies: of the contracts whose prices the ERP refines; askings: what it was asked about this cart and said, at the
    moment `at` of the quote. minimums: the nearest agreement on the least sum, by contract.
    """

    warehouses: Sequence[ServingWarehouse]
    terms: Mapping[OrganizationId, Terms]
    stock: Mapping[tuple[VariantId, WarehouseId], Decimal]
    book: PriceBook
    why_no_terms: Mapping[OrganizationId, str] = field(factory=dict)
    promo: Promo | None = None
    shown: Mapping[VariantId, Shown | None] = field(factory=dict)
    policies: Mapping[ContractId, RefinementPolicy] = field(factory=dict)
    askings: Sequence[Asking] = ()
    at: datetime | None = None
    minimums: Mapping[ContractId, Minimum] = field(factory=dict)

    by_seller: dict[OrganizationId | None, tuple[ServingWarehouse, ...]] = field(factory=dict, init=False, eq=False)

    def seller_of(self, goods: Goods, warehouse: ServingWarehouse) -> OrganizationId:
        return goods.organization or warehouse.organization

    def serving(self, goods: Goods) -> tuple[ServingWarehouse, ...]:
        """The warehouses that may serve it: those whose seller has a contract in force and no rule closes to it."""
        found = self.by_seller.get(goods.organization)
        if found is None:
            found = tuple(w for w in self.warehouses if self.seller_of(goods, w) in self.terms)
            self.by_seller[goods.organization] = found
        if not self.shown or (shown := self.shown.get(goods.variant, AS_IT_IS)) is AS_IT_IS:
            return found
        return tuple(w for w in found if w.id not in shown.closed) if shown is not None else ()

    def promise(self, goods: Goods) -> tuple[ServingWarehouse, int] | None:
        """Where what is missing comes from, and in how many days; None where no rule promises it."""
        shown = self.shown.get(goods.variant, AS_IT_IS)
        if shown is None or not shown.promises:
            return None
        served = {warehouse.id: warehouse for warehouse in self.serving(goods)}
        told = shown.promise(served)
        return None if told is None else (served[told[0]], told[1])


@frozen
class Wanted:
    """A line of the cart with the facts of its goods. `quantity` in units of the packaging."""

    key: LineKey
    goods: Goods
    packaging: Packaging
    quantity: Decimal

    @property
    def base_quantity(self) -> Decimal:
        return self.packaging.to_base(self.quantity)


@frozen
class QuotedShare:
    """The part of a line that one warehouse serves. promised: the day by which it comes; None: it is in stock."""

    warehouse: ServingWarehouse
    organization: OrganizationId
    base_quantity: Decimal
    quoted: QuotedLine
    promised: date | None = None


@frozen
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
        sums: dict[Currency, Decimal] = {}
        for line in self.lines:
            for share in line.shares:
                currency = share.quoted.currency
                sums[currency] = sums.get(currency, Decimal("0.00")) + share.quoted.gross
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
        _allocated(line, base, under, left, reached[line.key.variant]) for line, base in zip(wanted, bases, strict=True)
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


@frozen
class _Draft:
    """A line that is allocated and not yet priced: prices depend on all lines together."""

    wanted: Wanted
    shares: tuple["_Asked", ...]
    available: Decimal
    refusals: list[DomainError]


@frozen
class _Asked:
    warehouse: ServingWarehouse
    organization: OrganizationId
    base_quantity: Decimal
    ask: Ask
    promised: date | None = None


def _quoted(draft: _Draft, answers: Iterator[QuotedLine]) -> QuotedCartLine:
    shares = tuple(
        QuotedShare(each.warehouse, each.organization, each.base_quantity, next(answers), each.promised)
        for each in draft.shares
    )
    unpriced = [share.quoted.refusal for share in shares if share.quoted.refusal is not None]
    return QuotedCartLine(draft.wanted, shares, draft.available, (*draft.refusals, *unpriced[:1]))


def _allocated(
    wanted: Wanted,
    base: Decimal,
    under: Circumstances,
    left: dict[tuple[VariantId, WarehouseId], Decimal],
    reached: Decimal,
) -> _Draft:
    goods, variant = wanted.goods, wanted.key.variant
    if under.shown and under.shown.get(variant, AS_IT_IS) is None:
        return _Draft(wanted, (), ZERO, [NotInAssortment(variant, goods.name)])
    refusals: list[DomainError] = []
    if not goods.sellable:
        refusals.append(NotSellable(variant, goods.name))
    steps = goods.steps(wanted.packaging)
    if (off := steps.check(variant, wanted.quantity)) is not None:
        refusals.append(off)

    served = under.serving(goods)
    free = [had if (had := left.get((variant, warehouse.id), ZERO)) > ZERO else ZERO for warehouse in served]
    stocks = [Available(warehouse.id, quantity) for warehouse, quantity in zip(served, free, strict=True)]
    available = sum(free, ZERO)
    multiple = steps.multiple if wanted.packaging.is_base else wanted.packaging.to_base(Decimal(1))
    allocation = allocate(base, multiple, stocks)
    shares = list(allocation.shares)
    for share in shares:
        left[variant, share.warehouse] -= share.quantity
    ordered: list[_Asked] = []
    if allocation.missing and (promise := under.promise(goods)) is not None:
        warehouse, days = promise
        promised = under.book.day + timedelta(days=days)
        ordered = [_asked(wanted, under, warehouse, allocation.missing, reached, promised)]
    elif allocation.missing:
        refusals.append(_missing(wanted, under, served, allocation.missing, available))
        shares = _with_the_rest(shares, allocation.missing, served)

    by_id = {warehouse.id: warehouse for warehouse in served}
    asked = tuple(_asked(wanted, under, by_id[share.warehouse], share.quantity, reached) for share in shares)
    return _Draft(wanted, (*asked, *ordered), available, refusals)


def _with_the_rest(shares: list[Share], missing: Decimal, served: Sequence[ServingWarehouse]) -> list[Share]:
    """What nobody has is still priced, as if the first warehouse had it: the buyer sees what it would cost."""
    if not shares:
        return [Share(served[0].id, missing)] if served else []
    first, *others = shares
    return [Share(first.warehouse, first.quantity + missing), *others]


def _missing(
    wanted: Wanted,
    under: Circumstances,
    served: Sequence[ServingWarehouse],
    missing: Decimal,
    available: Decimal,
) -> DomainError:
    """Not enough, or goods of a seller with whom there is no contract."""
    variant = wanted.key.variant
    for warehouse in under.warehouses:
        seller = under.seller_of(wanted.goods, warehouse)
        if seller in under.terms:
            continue
        if not served or under.stock.get((variant, warehouse.id), ZERO) >= missing:
            why = under.why_no_terms.get(seller, "none")
            return NoValidContract(seller, warehouse.organization_name, why)
    return OutOfStock(variant, wanted.base_quantity, available)


def _asked(
    wanted: Wanted,
    under: Circumstances,
    warehouse: ServingWarehouse,
    base: Decimal,
    reached: Decimal,
    promised: date | None = None,
) -> _Asked:
    goods, packaging = wanted.goods, wanted.packaging
    seller = under.seller_of(goods, warehouse)
    quantity = base if packaging.is_base else base * packaging.denominator / packaging.numerator
    kind = VAT_KINDS[goods.vat_kind]
    terms = under.terms[seller]
    ask = Ask(wanted.key.variant, terms, quantity, packaging, reached, kind, goods.vat_rate, goods.traits)
    return _Asked(warehouse, seller, base, ask, promised)
