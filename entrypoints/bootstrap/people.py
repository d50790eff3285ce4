"""What buyers and managers do."""

from collections.abc import Callable
from uuid import UUID

from adapters.postgres.access import PostgresAccounts, PostgresSessions, PostgresVisits
from adapters.postgres.askings import PostgresAskings
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.carts import PostgresCarts
from adapters.postgres.catalogue import PostgresProductTexts
from adapters.postgres.clients import PostgresClients
from adapters.postgres.company.requests import PostgresRequests
from adapters.postgres.contexts import PostgresContexts
from adapters.postgres.debts import PostgresDebtBoard
from adapters.postgres.delivery import PostgresDeliveryBook
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.labels import PostgresLabelSets
from adapters.postgres.minimums import PostgresMinimums
from adapters.postgres.orders import PostgresConsignees, PostgresOrders
from adapters.postgres.placing import Policies, PostgresPlacing
from adapters.postgres.price_columns import PostgresPriceColumns
from adapters.postgres.price_history.books import PostgresPastBooks
from adapters.postgres.price_history.changes import PostgresPriceHistory
from adapters.postgres.promo_codes import PostgresPromos
from adapters.postgres.structure.addresses import PostgresSectionAddresses
from adapters.postgres.whole_board import PostgresWholeBoard
from adapters.redis.limits import RedisLimits
from adapters.storage.keys import is_key
from adapters.storage.kinds import HEAD, content_type
from adapters.system.beside import Rests
from adapters.system.passwords import Argon2Passwords
from adapters.system.system import SystemTokens
from application.access.context import Visit
from application.access.sign_in import SignInHandler
from application.approvals.decide import ApprovalDesk
from application.approvals.note import ApprovalNoteQuery
from application.approvals.send import SendForApprovalHandler
from application.fulfilment.deliver import PlanDelivery
from application.fulfilment.options import DeliveryOptions
from application.labels.filtering import LabelFilter
from application.ordering.cart_quotes import CartQuotes
from application.ordering.change_cart import ChangeCartHandler
from application.ordering.name_promo import NamePromoHandler
from application.ordering.place_order import PlaceOrderHandler
from application.ordering.ports import Consignee
from application.ordering.refine_prices import AcceptPricesHandler, RefinePricesHandler
from application.ordering.switch_context import SwitchContextHandler
from application.price_history.asking import ClientPricesQuery
from application.price_history.moments import Moments
from application.price_history.own import PastPriceQuery
from application.price_lists.bulk_prices import BulkPrices
from application.price_lists.own_orders import OwnOrders, Written, unknown
from application.pricing.goods import Reading
from application.pricing.whole import WholeReading
from application.queries.assortment import Assortments
from application.queries.cart_line import CartLineExplanationQuery
from application.queries.catalogue import CataloguePageQuery
from application.queries.clients import ClientQuery, ClientsQuery
from application.queries.debts import DebtsQuery
from application.queries.orders import DocumentQuery, OrderQuery, OrdersQuery, StoredDocument
from application.queries.own_types import OwnTypesQuery
from application.queries.price_explanation import PriceExplanationQuery
from application.queries.product_card import ProductCardQuery
from application.queries.section_address import SectionPlaceQuery
from application.shared.ports import Later
from entrypoints.approving import ApprovalUseCases
from entrypoints.bootstrap.carts import cart_use_cases, list_use_cases
from entrypoints.bootstrap.changing import change_use_cases
from entrypoints.bootstrap.filling import resolver
from entrypoints.bootstrap.indexing import Index
from entrypoints.bootstrap.oversight import oversight
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.refining import refining
from entrypoints.bootstrap.search import buyers_search, own_manager, suggest
from entrypoints.use_cases import PeopleUseCases

# SVG may carry a script, so it is kept and not shown.
SHOWN = frozenset(("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"))


def people_use_cases(parts: Parts, by: Index | None = None) -> PeopleUseCases:
    by = by or Index.of(parts)
    database, clock, ids = parts.database, parts.clock, parts.ids
    visits, sessions = PostgresVisits(database, parts.zone), PostgresSessions(database, ids)
    index = by.catalog
    reading = Reading(PostgresBoard(database), PostgresPricing(database))
    assortments = Assortments(index, PostgresGoodsSets(database), reading.pricing)
    carts, promos = PostgresCarts(database), PostgresPromos(database)
    askings = PostgresAskings(database)
    book = PostgresDeliveryBook(database)
    quotes = CartQuotes(carts, reading, promos, askings, clock, book.splitting, PostgresMinimums(database))
    asking = refining(database, quotes, clock, ids)
    limits = RedisLimits.at(parts.settings.redis_url)
    changing = ChangeCartHandler(carts, reading, quotes)
    naming = NamePromoHandler(carts, promos, quotes, limits)
    switch = SwitchContextHandler(PostgresContexts(database, parts.zone), visits, quotes)
    consignees = PostgresConsignees(database)
    placing = PostgresPlacing(database, ids, Policies(parts.settings.instance_prefix), clock.today)
    orders, clients = PostgresOrders(database), PostgresClients(database)
    labels = PostgresLabelSets(database)
    by.editions.beside.append(lambda version: labels.of(version, clock.today()))
    requests = PostgresRequests(database, parts.zone, ids, clock)

    place = PlaceOrderHandler(
        quotes, asking, placing, consignees, placing.begin, clock, ids, oversight(database),
        PlanDelivery(book, clock, parts.zone),
    )  # fmt: skip
    approvals = ApprovalDesk(requests, requests.begin, quotes.chosen, oversight(database), place, clock)

    def consignees_of(visit: Visit) -> tuple[Consignee, ...]:
        return tuple(consignees.of(visit.buyer().party.id))

    return PeopleUseCases(
        changes=change_use_cases(parts),
        visit=visits.of,
        sign_in=SignInHandler(
            PostgresAccounts(database),
            sessions,
            Argon2Passwords(),
            limits,
            SystemTokens(),
            clock,
        ),
        sign_out=sessions.end,
        choices=switch.choices,
        switch=switch,
        tree=assortments.tree,
        page=CataloguePageQuery(
            index,
            reading,
            own_orders(parts, assortments, by.later, by.editions.written),
            assortments,
            buyers_search(parts),
            by.editions,
            by.reserved,
            LabelFilter(labels, reading),
        ),
        product=ProductCardQuery(PostgresProductTexts(database), reading, assortments),
        explain=PriceExplanationQuery(reading),
        explain_in_cart=CartLineExplanationQuery(quotes),
        past_price=PastPriceQuery(
            PriceExplanationQuery(reading), PostgresPastBooks(database), Moments(clock, parts.zone)
        ),
        cart=quotes,
        change_cart=changing,
        fill=resolver(parts, reading),
        name_promo=naming,
        remove_promo=naming.remove,
        consignees=consignees_of,
        refine_prices=RefinePricesHandler(quotes, asking, limits),
        accept_prices=AcceptPricesHandler(quotes, askings, clock),
        place_order=place,
        chosen_cart=quotes.chosen,
        delivery_options=DeliveryOptions(book, clock, parts.zone),
        orders=OrdersQuery(orders),
        order=OrderQuery(orders),
        document=_documents(DocumentQuery(orders), parts),
        debts=DebtsQuery(PostgresDebtBoard(database)),
        clients=ClientsQuery(clients),
        client=ClientQuery(clients),
        picture=_pictures(parts),
        own_types=OwnTypesQuery(reading.pricing),
        suggest=suggest(parts, assortments, limits),
        own_manager=own_manager(parts),
        section_at=SectionPlaceQuery(PostgresSectionAddresses(database), assortments.tree),
        approval=ApprovalNoteQuery(oversight(database)),
        send_for_approval=SendForApprovalHandler(quotes, oversight(database), consignees, requests.begin),
        approvals=ApprovalUseCases.of(approvals),
        carts=cart_use_cases(parts, carts, quotes, visits),
        lists=list_use_cases(parts, carts, quotes, changing),
    )


def own_orders(
    parts: Parts, assortments: Assortments, later: Later | None = None, written: Written = unknown
) -> OwnOrders:
    whole = whole_reading(parts)
    bulk = BulkPrices(PostgresPriceColumns(parts.database), whole, assortments.pricing, assortments.sets)
    return OwnOrders(whole, parts.clock, bulk=bulk, later=later, written=written, rest=Rests())


def whole_reading(parts: Parts) -> WholeReading:
    return WholeReading(PostgresWholeBoard(parts.database), PostgresPricing(parts.database))


def client_prices(parts: Parts) -> ClientPricesQuery:
    database = parts.database
    return ClientPricesQuery(
        PostgresClients(database),
        PostgresPastBooks(database),
        PostgresPriceHistory(database),
        Moments(parts.clock, parts.zone),
    )


def _documents(query: DocumentQuery, parts: Parts) -> Callable[[Visit, UUID], tuple[StoredDocument, bytes]]:
    files = parts.documents

    def document(visit: Visit, id: UUID) -> tuple[StoredDocument, bytes]:
        found = query(visit, id)
        return found, files.get(found.key)

    return document


def _pictures(parts: Parts) -> Callable[[str], tuple[bytes, str] | None]:
    media = parts.pictures

    def picture(key: str) -> tuple[bytes, str] | None:
        """None for what is not there, is not a key, or is not a picture that browsers may show."""
        if not is_key(key):
            return None
        file = media.open(key)
        if file is None:
            return None
        with file:
            content = file.read()
        kind = content_type(content[:HEAD])
        return (content, kind) if kind in SHOWN else None

    return picture
