"""A small trade in memory behind the ports that buying needs, so that the doors meet the real use cases."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, evolve, field

from application.access.context import BuyerContext, ContractFacts, Visit
from application.access.ports import Choice, ContractChoice, Credentials, RegionChoice, Switch
from application.ordering.ports import Consignee, Entered, Entry, Key, KeyReused, PlacedOrder, Shown
from application.pricing.goods import Board, OfferRow, PricingFacts, Scope
from application.queries.product_card import ProductText
from application.queries.tree import Section, Tree
from application.shared.outbox import Event
from domain.access.authority import Authority, Party
from domain.access.permission import BUILT_IN_ROLES
from domain.credit.credit_line import CreditLine, CreditTerms
from domain.ordering.cart import Cart, LineKey
from domain.ordering.circumstances import ServingWarehouse
from domain.ordering.order import Order
from domain.ordering.placing import ContractCredit, Locked
from domain.pricing.book import PriceType
from domain.shared.errors import NotFound
from domain.shared.ids import (
    CartId,
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrderId,
    OrganizationId,
    PackagingId,
    PriceTypeId,
    ProductId,
    RegionId,
    UserId,
    VariantId,
    WarehouseId,
)
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import NOON, TODAY, a_credit_line, a_stock_line, an_id, goods, rub
from tests.known_askings import KnownAskings, KnownErp
from tests.known_promos import KnownPromos
from tests.no_rules import WithoutRequests

SELLER = OrganizationId(an_id("seller"))
REGION = RegionId(an_id("region"))
WAREHOUSE = ServingWarehouse(WarehouseId(1), "Склад 1", SELLER, "ООО «ТД»")
OPT = PriceType(PriceTypeId(1), "Опт", Currency.RUB)
BOX = Packaging(1, "778", "упак", Decimal(12), Decimal(1))
SECTION = CategoryId(10)


def a_row(variant: int, price: str | None, free: str = "100", **facts: Any) -> OfferRow:
    listed = {} if price is None else {(OPT.id, PackagingId(0)): (Decimal(price), Currency.RUB)}
    stock = {WAREHOUSE.id: Decimal(free)}
    return OfferRow(goods(variant, **facts), "", f"goods/{variant}.png", listed, (), stock, (BOX,))


ROWS: tuple[OfferRow, ...] = (
    a_row(1, "100.00"),
    a_row(2, "12.50", free="35", multiple="10"),
    a_row(3, None),
    *(a_row(variant, f"{variant}.10") for variant in range(5, 31)),
)


@define
class Person:
    """A buyer for one company, or a member of the staff."""

    login: str
    roles: tuple[str, ...] = ("buyer",)
    company: str = "ООО «Ромашка»"
    is_staff: bool = False
    language: str = "ru"
    status: str = "active"

    @property
    def id(self) -> UserId:
        return UserId(an_id(self.login))

    @property
    def party(self) -> Party:
        held = frozenset(str(p) for role in self.roles for p in BUILT_IN_ROLES[role][1])
        name = self.company
        return Party(CounterpartyId(an_id(name)), name, "7701234567", HoldingId(an_id(f"holding of {name}")), held)

    @property
    def contract(self) -> ContractFacts:
        return ContractFacts(
            ContractId(an_id(f"contract of {self.company}")),
            "12",
            SELLER,
            "ООО «ТД»",
            OPT.id,
            OPT.name,
            Currency.RUB,
            None,
            None,
            True,
            CreditTerms.LIMITED,
            14,
            True,
            rub("10000"),
            rub("0"),
            rub("0"),
        )


@define
class Counting:
    """Tokens and ids that are never the same."""

    n: int = 0

    def token(self) -> str:
        self.n += 1
        return f"token-{self.n}"

    def id(self) -> UUID:
        self.n += 1
        return an_id(f"made {self.n}")


@define
class Trade:
    """Every port in one object: what a test changes here, the next request sees."""

    people: dict[str, Person]
    rows: tuple[OfferRow, ...] = ROWS
    limits: tuple[CreditLine, ...] = ()
    tokens: dict[str, tuple[Person, str]] = field(factory=dict)
    carts: dict[CartId, Cart] = field(factory=dict)
    placed: dict[str, tuple[Key, tuple[PlacedOrder, ...]]] = field(factory=dict)
    orders: list[tuple[CounterpartyId, Order]] = field(factory=list)
    operations: set[UUID] = field(factory=set)
    visits: int = 0
    made: Counting = field(factory=Counting)
    allowed: int = 1000
    promos: KnownPromos = field(factory=KnownPromos)
    askings: KnownAskings = field(factory=KnownAskings)
    erp: KnownErp = field(factory=KnownErp)

    # Who asks

    def of(self, token: str) -> Visit | None:
        self.visits += 1
        if token not in self.tokens:
            return None
        person, csrf = self.tokens[token]
        staff = frozenset(str(p) for role in person.roles for p in BUILT_IN_ROLES[role][1])
        party = person.party
        authority = Authority(
            person.id,
            person.login,
            person.is_staff,
            person.language,
            csrf,
            () if person.is_staff else (party,),
            staff if person.is_staff else frozenset(),
            today=TODAY,
        )
        return Visit(authority, None if person.is_staff else self.context(person), 3, 7)

    def again(self, visit: Visit) -> Visit:
        return visit

    def context(self, person: Person) -> BuyerContext:
        cart = self.cart_of(person.id)
        return BuyerContext(
            person.party,
            person.status,
            "нет оплаты",
            REGION,
            "Москва",
            (WAREHOUSE,),
            (person.contract,),
            {},
            cart.id,
            cart.version,
            len(cart.lines),
            (),
            TODAY,
        )

    def credentials(self, login: str) -> Credentials | None:
        person = self.people.get(login)
        return None if person is None else Credentials(person.id, "right", False, person.is_staff)

    def verify(self, hashed: str, password: str) -> bool:
        return hashed == "right" and password == "right"

    def hash(self, password: str) -> str:
        return password

    def allow(self, key: str, limit: int, seconds: int) -> bool:
        self.allowed -= 1
        return self.allowed >= 0

    def forget(self, key: str) -> None: ...

    def start(self, user: UserId, token: str, csrf: str, until: datetime) -> None:
        person = next(person for person in self.people.values() if person.id == user)
        self.tokens[token] = (person, csrf)

    def end(self, token: str) -> None:
        self.tokens.pop(token, None)

    def choices(self, user: UserId) -> Sequence[Choice]:
        person = next(person for person in self.people.values() if person.id == user)
        contract = person.contract
        told = ContractChoice(contract.id, "12", SELLER, "ООО «ТД»", OPT.name, "RUB", "in-force", None)
        region = RegionChoice(REGION, "Москва")
        return (Choice(person.party.id, person.party.name, person.party.inn, REGION, (told,), (region,)),)

    def switch(self, user: UserId, to: Switch) -> None: ...

    # Goods

    def tree(self, version: int) -> Tree:
        section = Section(SECTION, "Метизы", None, (), len(self.rows))
        return Tree(version, {SECTION: section}, (SECTION,), len(self.rows))

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        return [row.goods.product for row in self.rows]

    def search(
        self, version: int, text: str, section: CategoryId | None, most: int | None = None
    ) -> Sequence[ProductId]:
        return [row.goods.product for row in self.rows if text in row.goods.name]

    def of_products(self, products: Sequence[ProductId], scope: Scope) -> Board:
        return Board([row for row in self.rows if row.goods.product in products], 7)

    def of_variants(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        return Board([row for row in self.rows if row.goods.variant in variants], 7)

    def of_product(self, product: ProductId, scope: Scope) -> Board:
        return self.of_products([product], scope)

    def stocked(
        self, products: Sequence[ProductId], warehouses: Sequence[WarehouseId], *_: object
    ) -> Sequence[ProductId]:
        left = {row.goods.product for row in self.rows if any(free > 0 for free in row.stock.values())}
        return [product for product in products if product in left]

    def facts(self, version: int, day: date) -> PricingFacts:
        return PricingFacts(version, day, {OPT.id: OPT}, {})

    def text(self, product: ProductId) -> ProductText:
        row = next((row for row in self.rows if row.goods.product == product), None)
        if row is None:
            raise NotFound("product", str(product))
        named = row.goods
        return ProductText(
            product, named.sku, named.name, "", "Завод", "Россия", "", (), (("Сталь", "А2"),), (SECTION,)
        )

    # The cart

    def cart_of(self, user: UserId) -> Cart:
        id = CartId(an_id(f"cart of {user}"))
        return self.carts.setdefault(id, Cart(id, user, 1))

    def lines(self, cart: CartId, owner: UserId) -> Cart:
        return evolve(self.carts[cart], lines=dict(self.carts[cart].lines))

    @contextmanager
    def change(self, cart: CartId, owner: UserId) -> Iterator["Changing"]:
        yield Changing(self, self.lines(cart, owner))

    def remember(self, cart: CartId, version: int, shown: Shown) -> None: ...

    def consignees_of(self, counterparty: CounterpartyId) -> Sequence[Consignee]:
        return (Consignee(an_id("consignee"), "Склад покупателя", "Москва, ул. Ленина, 1"),)

    # Placing

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        found = self.placed.get(key.key)
        if found is not None and found[0] != key:
            raise KeyReused(key.key)
        return None if found is None else found[1]

    @contextmanager
    def begin(self) -> Iterator["Placing"]:
        yield Placing(self)


@define
class Changing:
    trade: Trade
    cart: Cart

    def is_repeated(self, operation: UUID) -> bool:
        known = operation in self.trade.operations
        self.trade.operations.add(operation)
        return known

    def save(self, touched: Mapping[LineKey, Decimal | None]) -> None:
        self.trade.carts[self.cart.id] = self.cart

    def save_promo(self) -> None:
        self.save({})


@define
class Placing(WithoutRequests):
    trade: Trade
    entry: Entry | None = None

    def enter(self, entry: Entry) -> Entered:
        self.entry = entry
        free = {(row.goods.variant, WAREHOUSE.id): row.stock[WAREHOUSE.id] for row in self.trade.rows}
        stock = {
            key: a_stock_line(str(free.get(key, Decimal(0))), variant=key[0], warehouse=key[1]) for key in entry.stock
        }
        limits = self.trade.limits or (a_credit_line(rub("10000")),)
        credit = {contract: ContractCredit(CreditTerms.LIMITED, limits) for contract in entry.contracts}
        names = [(OrderId(an_id(f"{entry.key.key} {n}")), f"B{n:06d}") for n in range(entry.parts)]
        version = self.trade.carts[entry.cart].version
        promo = None if entry.promo is None else self.trade.promos.of(entry.promo, entry.counterparty)
        return Entered(self.trade.stored(entry.key), version, Locked(stock, credit, {}, promo), names)

    def save(self, orders: Sequence[Order], placing: UUID) -> None:
        assert self.entry is not None
        self.trade.orders += [(self.entry.counterparty, order) for order in orders]

    def spend_cart(self, cart: CartId, keep: Collection[LineKey] = ()) -> None:
        kept = self.trade.carts[cart]
        kept.lines = {key: quantity for key, quantity in kept.lines.items() if key in keep}
        kept.promo = None
        kept.version += 1

    def record(self, events: Sequence[Event]) -> None: ...

    def answer(self, key: Key, placed: Sequence[PlacedOrder]) -> None:
        self.trade.placed[key.key] = (key, tuple(placed))

    def commit(self) -> None: ...


def now() -> datetime:
    return NOON
