"""What a rule would change, as people look at it before saving (A08)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import BuyerContext
from application.pricing.goods import Board, Scope
from domain.ordering.cart import LineKey
from domain.pricing.assortment import GoodsOf, Sellers
from domain.pricing.remarks import Remarked
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.shared.ids import ContractId, CounterpartyId, ProductId, VariantId
from domain.shared.money import Currency, Money


@frozen
class PricedClient:
    """A contract in force: how it is priced, and whose it is."""

    terms: Terms
    name: str


@frozen
class OpenCart:
    """A cart with lines, and the context that it is priced in."""

    context: BuyerContext
    lines: Mapping[LineKey, Decimal]


@frozen
class Example:
    """One price before and after; None where there is none. others: how many clients more have the same."""

    goods: str
    sku: str
    client: str
    others: int
    currency: Currency
    before: Decimal | None
    after: Decimal | None
    why: str = ""
    variant: VariantId | None = None
    contract: ContractId | None = None
    counterparty: CounterpartyId | None = None


@frozen
class HiddenGoods:
    """One good that a client would lose. others: how many contracts more would."""

    goods: str
    sku: str
    client: str
    others: int


@frozen
class AssortmentEffects:
    """Goods that some contract loses or gets, and how many contracts do; emptied: those that are left with nothing."""

    hidden: int = 0
    hidden_from: int = 0
    shown: int = 0
    shown_to: int = 0
    emptied: int = 0
    examples: tuple[HiddenGoods, ...] = ()


@frozen
class CartEffect:
    """refused: how many of its lines could no more be ordered, less those that could again."""

    client: str
    before: tuple[Money, ...]
    after: tuple[Money, ...]
    refused: int = 0


@frozen
class RuleEffects:
    """On the day that the rule begins, or today.

    goods, clients: all that it speaks of, exactly. examined: goods that were priced, every `step`-th of them; with step
    1 everything is exact. agreed: individual prices in force among them. unpriced: goods that would lose their price.
    assortment: of a rule of availability alone, which changes no price. refused_lines: of open carts that could no
    more be ordered, less those that could again.
    carts: open ones with such goods of such clients; of them `priced_carts` were priced. cart_examples: the first of
    the `changed_carts`. up, down: by how much in sum. pricing_version: of the prices that were compared.
    """

    day: date
    goods: int
    clients: int
    classes: int
    examined: int
    step: int
    changed_goods: int
    changed_clients: int
    agreed: int
    changed_agreed: int
    examples: tuple[Example, ...]
    unpriced: tuple[Example, ...]
    unpriced_goods: int
    carts: int
    priced_carts: int
    cart_examples: tuple[CartEffect, ...]
    up: tuple[Money, ...]
    down: tuple[Money, ...]
    changed_carts: int
    remarks: tuple[Remarked, ...] = ()
    pricing_version: int = 0
    assortment: AssortmentEffects | None = None
    refused_lines: int = 0

    @property
    def is_exact(self) -> bool:
        return self.step == 1 and self.carts == self.priced_carts


class ClientBase(Protocol):
    """Goods, contracts and carts in bulk: the same number of statements whatever they hold, for each chunk."""

    def version(self) -> int: ...

    def clients(self, day: date) -> Sequence[PricedClient]:
        """All contracts in force that day, in the client's own region."""

    def goods(self, whiches: Sequence[Which]) -> Sequence[VariantId]:
        """Variants on sale that any of them speaks of, by id."""

    def board(self, variants: Sequence[VariantId], scope: Scope, properties: Collection[int]) -> Board:
        """With the values of these properties among the traits, whether a saved rule reads them or not."""

    def masks(self) -> tuple[Sellers, GoodsOf]:
        """All goods on sale as sets, read anew."""

    def named(self, products: Sequence[ProductId]) -> Mapping[ProductId, tuple[str, str]]:
        """Name and article."""

    def agreed(self, whiches: Sequence[Which], owners: Collection[UUID], reached: Decimal, day: date) -> int:
        """Individual prices in force, with no greater minimum."""

    def carts(
        self, whiches: Sequence[Which], counterparties: Collection[UUID], day: date, most: int
    ) -> tuple[Sequence[OpenCart], int]:
        """The latest, and how many there are."""
