"""Everything that the doors may ask for; made by `bootstrap`, given to the doors by constructor."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import BinaryIO, Protocol
from uuid import UUID

from attrs import field, frozen

from application.access.context import Visit
from application.access.ports import Choice, Switch
from application.access.sign_in import SignedIn, SignIn
from application.approvals.note import ApprovalNote, nothing_needed
from application.approvals.send import never_sent
from application.filling.report import Report
from application.filling.resolve import FillOrder
from application.fulfilment.options import Offer, nothing_offered
from application.ordering.cart_quotes import CartView, LineChange
from application.ordering.change_cart import CartChanged, ChangeCart
from application.ordering.choice import CartChoice
from application.ordering.delivery_ports import DeliveryChoice
from application.ordering.oversight import Approving
from application.ordering.place_order import PlacedOrders, PlaceOrder
from application.ordering.ports import Consignee
from application.price_history.own import AskPastPrice
from application.price_lists.ask import AskPriceList
from application.price_lists.values import PriceListFile
from application.pricing.enter_rate import EnterRate
from application.pricing.rate_ports import Change, Changes, Taken
from application.queries.catalogue import AskPage, CataloguePage
from application.queries.clients import ClientRow, ClientsPage
from application.queries.debts import Debts
from application.queries.orders import OrderFilter, OrdersPage, OrderView, StoredDocument
from application.queries.own_manager import OwnManager, nobody
from application.queries.own_types import as_contracts_tell
from application.queries.price_explanation import PriceExplanation
from application.queries.product_card import ProductCard
from application.queries.rates import RateAlarm, RatesInForce
from application.queries.section_address import SectionPlace, by_number_alone
from application.queries.suggestions import Suggestions, nothing_suggested
from application.queries.tree import Tree
from domain.shared.ids import ConsigneeId, ContractId, OrderId, PackagingId, ProductId, VariantId
from entrypoints.approving import ApprovalUseCases
from entrypoints.carts.lists import ListUseCases
from entrypoints.carts.use_cases import CartUseCases
from entrypoints.changing.use_cases import ChangeUseCases


class ExplainPrice(Protocol):
    def __call__(
        self, visit: Visit, variant: VariantId, quantity: Decimal, packaging: PackagingId
    ) -> PriceExplanation: ...


class Place(Protocol):
    def __call__(
        self, visit: Visit, command: PlaceOrder, approving: Approving | None = None
    ) -> PlacedOrders: ...


class Clients(Protocol):
    def __call__(self, visit: Visit, text: str, offset: int, limit: int) -> ClientsPage: ...


@frozen
class PeopleUseCases:
    """What buyers and managers do. Every call takes the visit: who asks, and in which context."""

    visit: Callable[[str], Visit | None]
    sign_in: Callable[[SignIn], SignedIn]
    sign_out: Callable[[str], None]
    choices: Callable[[Visit], tuple[Choice, ...]]
    switch: Callable[[Visit, Switch], tuple[LineChange, ...]]
    tree: Callable[[Visit], Tree]
    page: Callable[[Visit, AskPage], CataloguePage]
    product: Callable[[Visit, ProductId], ProductCard]
    explain: ExplainPrice
    explain_in_cart: Callable[[Visit, VariantId, PackagingId], PriceExplanation]
    past_price: Callable[[Visit, AskPastPrice], PriceExplanation]
    cart: Callable[[Visit], CartView]
    chosen_cart: Callable[[Visit, CartChoice], CartView]
    change_cart: Callable[[Visit, ChangeCart], CartChanged]
    fill: Callable[[Visit, FillOrder], Report]
    name_promo: Callable[[Visit, str], None]
    remove_promo: Callable[[Visit], None]
    refine_prices: Callable[[Visit], CartView]
    accept_prices: Callable[[Visit, Collection[UUID]], CartView]
    consignees: Callable[[Visit], tuple[Consignee, ...]]
    place_order: Place
    orders: Callable[[Visit, OrderFilter], OrdersPage]
    order: Callable[[Visit, OrderId], OrderView]
    document: Callable[[Visit, UUID], tuple[StoredDocument, bytes]]
    debts: Callable[[Visit], Debts]
    clients: Clients
    client: Callable[[Visit, UUID], ClientRow]
    picture: Callable[[str], tuple[bytes, str] | None]
    own_types: Callable[[Visit], Mapping[ContractId, str]] = as_contracts_tell
    suggest: Callable[[Visit, str], Suggestions] = nothing_suggested
    own_manager: Callable[[Visit], OwnManager | None] = nobody
    section_at: Callable[[Visit, str], SectionPlace] = by_number_alone
    delivery_options: Callable[[Visit, CartView, DeliveryChoice, ConsigneeId | None], Offer] = nothing_offered
    approval: Callable[[Visit, CartView], ApprovalNote] = nothing_needed
    send_for_approval: Callable[[Visit, PlaceOrder], UUID] = never_sent
    approvals: ApprovalUseCases = field(factory=ApprovalUseCases)
    carts: CartUseCases = field(factory=CartUseCases)
    lists: ListUseCases = field(factory=ListUseCases)
    changes: ChangeUseCases = field(factory=ChangeUseCases)


@frozen
class PriceListUseCases:
    """Price lists as files: of buyers, and of managers for their clients."""

    ask: Callable[[Visit, AskPriceList], None]
    lists: Callable[[Visit], Sequence[PriceListFile]]
    of_client: Callable[[Visit, UUID], tuple[ClientRow, Sequence[PriceListFile]]]
    download: Callable[[Visit, UUID], tuple[PriceListFile, BinaryIO]]
    issued: Callable[[Visit, str], PriceListFile | None]


class RateHistory(Protocol):
    def __call__(self, visit: Visit, currency: str, offset: int, limit: int) -> Changes: ...


@frozen
class RateUseCases:
    """What the staff does with rates."""

    rates: Callable[[Visit], RatesInForce]
    alarms: Callable[[Visit], tuple[RateAlarm, ...]]
    history: RateHistory
    whole_history: Callable[[Visit, str], Sequence[Change]]
    enter: Callable[[Visit, EnterRate], bool]
    set_markup: Callable[[Visit, str], Decimal]
    take: Callable[[Visit], Taken]
