"""A portal without a database: the real use cases over fake ports, for the pages to be tried and looked at."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from attrs import define, field, frozen

from application.access.context import Visit
from application.access.ports import Choice, ContractChoice, RegionChoice, Switch
from application.access.sign_in import SignedIn, SignIn
from application.ordering.cart_quotes import CartQuotes
from application.ordering.change_cart import ChangeCartHandler
from application.ordering.name_promo import NamePromoHandler
from application.ordering.place_order import PlaceOrderHandler
from application.ordering.ports import Consignee
from application.ordering.refine_prices import AcceptPricesHandler, RefinePricesHandler
from application.ordering.switch_context import SwitchContextHandler
from application.pricing.goods import Reading
from application.pricing.price_order import MOST_ORDERED
from application.queries.assortment import Assortments
from application.queries.cart_line import CartLineExplanationQuery
from application.queries.catalogue import CataloguePageQuery
from application.queries.debts import DebtsQuery
from application.queries.orders import OrderQuery, OrdersQuery
from application.queries.price_explanation import PriceExplanationQuery
from application.queries.product_card import ProductCardQuery
from domain.access.authority import SignInRefused, TooManyAttempts
from domain.ordering.cart import Cart, LineKey
from domain.shared.ids import (
    CartId,
    ContractId,
    CounterpartyId,
    OrganizationId,
    PackagingId,
    RegionId,
    UserId,
    VariantId,
)
from domain.shared.money import Money
from entrypoints.use_cases import PeopleUseCases
from tests.http.pages.books import FakeClients, FakeDebts, FakeOrders
from tests.http.pages.pictures import picture
from tests.http.pages.placing import FakeWork, Shelf
from tests.http.pages.rates import FakeRates, FakeService
from tests.http.pages.shelves import ROWS, FakeBoard, FakeIndex, FakePricing, FakeTexts
from tests.http.pages.trade import (
    ACCOUNTANT,
    ADMIN,
    BUYER,
    CONTRACTS,
    DAY,
    MANAGER,
    MOSCOW,
    NOON,
    PARTIES,
    REGIONS,
    STROY,
    authority,
    context,
    uid,
    visit,
)
from tests.known_articles import resolver_over
from tests.known_askings import KnownAskings, KnownErp, refining
from tests.known_promos import AnyNumber, KnownPromos
from tests.no_sets import NoSets
from tests.past import nothing_kept
from tests.searching import searching
from tests.whole import orders_over

PEOPLE = {"buyer": BUYER, "accountant": ACCOUNTANT, "manager": MANAGER, "admin": ADMIN}
PASSWORD = "secret"
# Twelve lines; among them one short of stock, one off its multiple, one divided between two warehouses.
CART = {
    (1010, 0): "150",
    (1020, 0): "200",
    (1030, 0): "55",
    (1070, 0): "500",
    (1090, 0): "300",
    (1131, 0): "1400",
    (1140, 0): "12",
    (1150, 0): "3",
    (1230, 0): "120.5",
    (1240, 0): "60",
    (1270, 127): "2",
    (1220, 0): "1",
}


class FixedClock:
    def now(self) -> datetime:
        return NOON

    def today(self) -> date:
        return DAY


@define
class FakeCarts:
    cart: Cart
    totals: tuple[Money, ...] = ()
    operations: set[UUID] = field(factory=set)

    def lines(self, cart: CartId, owner: UserId) -> Cart:
        return Cart(self.cart.id, owner, self.cart.version, dict(self.cart.lines), self.cart.promo)

    @contextmanager
    def change(self, cart: CartId, owner: UserId) -> Iterator["FakeChange"]:
        yield FakeChange(self, self.lines(cart, owner))

    def remember_totals(self, cart: CartId, version: int, totals: Sequence[Money]) -> None:
        self.totals = tuple(totals)


@define
class FakeChange:
    carts: FakeCarts
    cart: Cart

    def is_repeated(self, operation: UUID) -> bool:
        repeated = operation in self.carts.operations
        self.carts.operations.add(operation)
        return repeated

    def save(self, touched: Mapping[LineKey, Decimal | None]) -> None:
        self.carts.cart = self.cart
        self.carts.totals = ()

    def save_promo(self) -> None:
        self.save({})


def a_cart() -> Cart:
    lines = {LineKey(VariantId(v), PackagingId(p)): Decimal(q) for (v, p), q in CART.items()}
    return Cart(CartId(uid(71)), BUYER, 5, lines)


@define
class FakePortal:
    """State of one buyer: where he is, what is in his cart, what he has ordered."""

    language: str = "ru"
    party: CounterpartyId = STROY
    region: RegionId = MOSCOW
    chosen: dict[OrganizationId, ContractId] = field(factory=dict)
    carts: FakeCarts = field(factory=lambda: FakeCarts(a_cart()))
    orders: FakeOrders = field(factory=FakeOrders)
    shelf: Shelf = field(factory=Shelf)
    most_ordered: int = MOST_ORDERED
    attempts: int = 0
    rates: FakeRates = field(factory=FakeRates)
    bank: FakeService = field(factory=FakeService)
    promos: KnownPromos = field(factory=KnownPromos)
    askings: KnownAskings = field(factory=KnownAskings)
    erp: KnownErp = field(factory=KnownErp)

    def visit(self, token: str) -> Visit | None:
        user = PEOPLE.get(token)
        if user is None:
            return None
        who = authority(user, self.language)
        if who.is_staff:
            return visit(who, None)
        cart = self.carts.cart
        return visit(
            who, context(who, self.party, self.region, self.chosen, cart.version, len(cart.lines), self.carts.totals)
        )

    def sign_in(self, command: SignIn) -> SignedIn:
        self.attempts += 1
        if self.attempts > 5:
            raise TooManyAttempts(300)
        if command.login not in PEOPLE or command.password != PASSWORD:
            raise SignInRefused
        self.attempts = 0
        return SignedIn(command.login, "csrf", command.login in ("manager", "admin"))

    def choices(self, _: UserId) -> Sequence[Choice]:
        return [
            Choice(
                id,
                name,
                inn,
                MOSCOW,
                tuple(
                    ContractChoice(
                        c.id,
                        c.number,
                        c.organization,
                        c.organization_name,
                        c.price_type_name,
                        c.currency.value,
                        "in-force" if c.in_force(DAY) else c.why_not(DAY),
                        c.valid_to.strftime("%d.%m.%Y") if c.valid_to else None,
                    )
                    for c in CONTRACTS[id]
                ),
                tuple(RegionChoice(region, title) for region, title in REGIONS.items()),
            )
            for id, (name, inn, _) in PARTIES.items()
        ]

    def switch(self, user: UserId, to: Switch) -> None:
        if to.counterparty != self.party:
            self.chosen = {}
        self.party = to.counterparty
        self.region = to.region or self.region
        contract = next((c for c in CONTRACTS[to.counterparty] if c.id == to.contract), None)
        if contract is not None:
            self.chosen = {**self.chosen, contract.organization: contract.id}

    @property
    def reading(self) -> Reading:
        return Reading(FakeBoard(), FakePricing())

    def use_cases(self) -> PeopleUseCases:
        reading, index = self.reading, FakeIndex()
        orders = orders_over(reading.board, reading.pricing, FixedClock(), self.most_ordered)
        quotes = CartQuotes(self.carts, reading, self.promos, self.askings, FixedClock())
        asking = refining(quotes, self.askings, self.erp, FixedClock(), self.shelf)
        place = PlaceOrderHandler(quotes, asking, self.shelf, self, self.begin, FixedClock(), self.shelf)
        everything = Assortments(index, NoSets(), reading.pricing)
        naming = NamePromoHandler(self.carts, self.promos, quotes, AnyNumber())
        switch = SwitchContextHandler(self, FakeVisits(self), quotes)
        return PeopleUseCases(
            visit=self.visit,
            sign_in=self.sign_in,
            sign_out=lambda _: None,
            choices=switch.choices,
            switch=switch,
            tree=lambda who: index.tree(who.catalogue_version),
            page=CataloguePageQuery(index, reading, orders, everything, searching(index)),
            product=ProductCardQuery(FakeTexts(), reading, everything),
            explain=PriceExplanationQuery(reading),
            explain_in_cart=CartLineExplanationQuery(quotes),
            past_price=nothing_kept(PriceExplanationQuery(reading)),
            cart=quotes,
            change_cart=ChangeCartHandler(self.carts, reading, quotes),
            fill=resolver_over(reading, ROWS.values),
            name_promo=naming,
            remove_promo=naming.remove,
            refine_prices=RefinePricesHandler(quotes, asking, AnyNumber()),
            accept_prices=AcceptPricesHandler(quotes, self.askings, FixedClock()),
            consignees=lambda who: tuple(self.of(who.buyer().party.id)),
            place_order=place,
            orders=OrdersQuery(self.orders),
            order=OrderQuery(self.orders),
            document=lambda who, id: (self.orders.document_of(id), b"%PDF-1.7 fake"),
            debts=DebtsQuery(FakeDebts()),
            clients=FakeClients(),
            client=lambda who, id: FakeClients()(who, "", 0, 50).rows[0],
            picture=picture,
        )

    @contextmanager
    def begin(self) -> Iterator[FakeWork]:
        yield FakeWork(self.shelf, self.orders, self.carts)

    def of(self, _: CounterpartyId) -> Sequence[Consignee]:
        return [
            Consignee(uid(81), "Склад на Лобненской", "Москва, ул. Лобненская, 18, стр. 4"),
            Consignee(uid(82), "Объект «Речной порт»", "Московская обл., г. Химки, Нагорное ш., 2"),
        ]


@frozen
class FakeVisits:
    portal: FakePortal

    def of(self, token: str) -> Visit | None:
        return self.portal.visit(token)

    def again(self, visit: Visit) -> Visit:
        token = next(name for name, user in PEOPLE.items() if user == visit.authority.user)
        after = self.of(token)
        assert after is not None
        return after
