"""The portal that is put on trial: the real use cases over the real adapters, and broken ones that must be caught."""

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import event

from adapters.postgres.access import PostgresVisits
from adapters.postgres.askings import PostgresAskings
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.carts import PostgresCarts
from adapters.postgres.database import Database
from adapters.postgres.migrating import migrate as migrate_database
from adapters.postgres.orders import PostgresConsignees
from adapters.postgres.placing import Policies, PostgresPlacing
from adapters.postgres.price_lists.files import PostgresPriceLists
from adapters.postgres.promo_codes import PostgresPromos
from adapters.postgres.reserves.clockwork import PostgresClockwork
from adapters.postgres.stored_lines import PostgresStoredLines
from adapters.system.passwords import Argon2Passwords
from adapters.system.system import SystemClock, SystemIds
from application.access.context import Visit
from application.ordering.cart_quotes import CartQuotes, CartView
from application.ordering.change_cart import CartChanged, ChangeCart, ChangeCartHandler
from application.ordering.place_order import PlacedOrders, PlaceOrder, PlaceOrderHandler
from application.price_lists.look import ProveFile
from application.pricing.goods import Reading
from application.queries.proof import ProvePrice
from application.reserves.keep import ExpireReserves
from entrypoints.bootstrap.broken_placing import BROKEN, BROKEN_EXPIRIES
from entrypoints.bootstrap.mortal import Fate, MortalConnection
from entrypoints.bootstrap.oversight import oversight
from entrypoints.bootstrap.refining import refining

REAL = "real"
PLACINGS = (REAL, *BROKEN, *BROKEN_EXPIRIES)
ZONE = ZoneInfo("Europe/Moscow")


def prove_price(url: str) -> ProvePrice:
    return ProvePrice(PostgresStoredLines(Database(url, size=1)))


def prove_file(url: str) -> ProveFile:
    return ProveFile(PostgresPriceLists(Database(url, size=1), ZONE))


@frozen
class Portal:
    """What a buyer's process does."""

    visit: Callable[[str], Visit | None]
    change_cart: Callable[[Visit, ChangeCart], CartChanged]
    cart: Callable[[Visit], CartView]
    place_order: Callable[[Visit, PlaceOrder], PlacedOrders]
    expire: Callable[[], int]
    close: Callable[[], None]


def migrate(url: str) -> None:
    migrate_database(url)


def hashed(password: str) -> str:
    return Argon2Passwords().hash(password)


def portal(url: str, placing: str = REAL, fate: Fate | None = None) -> Portal:
    """Over one pool. With a fate, its connections are mortal."""
    database = Database(url, size=2)
    if fate is not None:
        MortalConnection.fate = fate
        event.listen(database.engine, "do_connect", partial(_mortal, application_name="optovik-prove"))
    clock, ids = SystemClock(ZONE), SystemIds()
    carts, reading = PostgresCarts(database), Reading(PostgresBoard(database), PostgresPricing(database))
    quotes = CartQuotes(carts, reading, PostgresPromos(database), PostgresAskings(database), clock)
    make = BROKEN.get(placing, PostgresPlacing)
    orders = make(database, ids, Policies("P"), clock.today)
    asking = refining(database, quotes, clock, ids)
    place = PlaceOrderHandler(
        quotes, asking, orders, PostgresConsignees(database), orders.begin, clock, ids, oversight(database)
    )
    expire = ExpireReserves(BROKEN_EXPIRIES.get(placing, PostgresClockwork)(database))
    change = ChangeCartHandler(carts, reading, quotes)
    return Portal(PostgresVisits(database, ZONE).of, change, quotes, place, expire, database.close)


def _mortal(_: Any, __: Any, arguments: list[Any], options: dict[str, Any], *, application_name: str) -> Any:
    return MortalConnection.connect(*arguments, **options, application_name=application_name)
