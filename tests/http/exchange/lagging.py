"""A portal and a 1C that talk over a real socket, and what each of them knows of the same goods at every moment."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from adapters.onec.reading import read
from adapters.postgres.exchange.catalogue import PostgresCatalogImport
from adapters.postgres.reserves.clockwork import PostgresClockwork
from application.exchange.apply_next import ApplyCatalogue
from application.exchange.values import Kind
from application.reserves.keep import ExpireReserves
from simulators.onec.ledger.orders import move_stock
from simulators.onec.ledger.store import Store, register
from simulators.onec.twin import Pace, Twin
from tests.http.exchange.portal import LOGIN, PASSWORD, Portal, portal

MOSCOW = ZoneInfo("Europe/Moscow")
ZERO = Decimal(0)
GOODS = """
WITH p AS (
    INSERT INTO product (connection_id, erp_id, name, sku, unit_code, unit)
    VALUES (%(base)s, %(product)s, %(name)s, %(name)s, '796', 'шт')
    ON CONFLICT (connection_id, erp_id) DO UPDATE SET name = excluded.name RETURNING id
) INSERT INTO variant (product_id, erp_id) SELECT id, %(characteristic)s FROM p
"""
KEY = """
SELECT v.id, w.id FROM variant v JOIN product p ON p.id = v.product_id CROSS JOIN warehouse w
WHERE p.erp_id = %s AND v.erp_id = %s AND w.erp_id = %s
"""
STOCK = "SELECT free, mark_at, snapshot_id FROM stock WHERE variant_id = %s AND warehouse_id = %s"
HELD = """
SELECT o.number, r.line, r.quantity, r.uncontained, r.state, r.closed_at FROM reservation r
JOIN sales_order o ON o.id = r.order_id WHERE r.variant_id = %s AND r.warehouse_id = %s ORDER BY o.number
"""
ORDER = """
INSERT INTO sales_order (id, number, placing_id, counterparty_id, contract_id, organization_id, warehouse_id, currency,
    total, vat_total, phase, status, placed_at)
SELECT %(id)s, %(number)s, %(id)s, c.counterparty_id, c.id, c.organization_id, %(warehouse)s, 'RUB',
    %(amount)s, 0, 'new', 'new', now() FROM contract c WHERE c.erp_id = %(contract)s
"""
LINE = """
INSERT INTO order_line (order_id, line, variant_id, name, requested, ordered, price, vat_rate, amount, vat, gross)
VALUES (%(id)s, 1, %(variant)s, 'Товар', %(quantity)s, %(quantity)s, 100, 20, %(amount)s, 0, %(amount)s)
"""
RESERVE = """
INSERT INTO reservation (order_id, line, variant_id, warehouse_id, quantity, uncontained, basis_snapshot, basis_free,
    basis_held, expires_at)
VALUES (%(id)s, 1, %(variant)s, %(warehouse)s, %(quantity)s, %(quantity)s, %(snapshot)s, %(free)s, %(held)s,
    now() + interval '1 day')
"""
OFFER = "INSERT INTO order_offer (order_id, connection_id) VALUES (%(id)s, %(base)s)"


@frozen
class Moment:
    """What the books of 1C say: when by its clock and by ours, and how much of each order they have taken."""

    erp: datetime
    ours: datetime
    taken: Mapping[str, Decimal]


NEVER = Moment(datetime.min.replace(tzinfo=MOSCOW), datetime.min.replace(tzinfo=MOSCOW), {})


@frozen
class Hold:
    number: str
    quantity: Decimal
    uncontained: Decimal
    state: str
    closed_at: datetime | None


@define
class SkewedClock:
    """Of 1C: goes as ours does, ahead or behind by so much. Whenever 1C looks at it, its books are remembered: what it
    tells under that time is what they said then.
    """

    ahead: timedelta = timedelta(0)
    books: Store | None = None
    past: list[Moment] = field(factory=list)

    def __call__(self) -> datetime:
        now = datetime.now(MOSCOW)
        told = now + self.ahead
        if self.books is not None:
            # Messages tell milliseconds.
            whole = told.replace(microsecond=told.microsecond // 1000 * 1000)
            self.past.append(Moment(whole, now, taken(self.books)))
        return told


def taken(books: Store) -> Mapping[str, Decimal]:
    rows = books.db.execute("SELECT number, reserved, shipped FROM lines ORDER BY number").fetchall()
    return {row["number"]: Decimal(row["reserved"]) + Decimal(row["shipped"]) for row in rows}


@define
class World:
    portal: Portal
    twin: Twin
    clock: SkewedClock
    orders: int = 0
    told: dict[int, Moment] = field(factory=dict)

    @property
    def warehouse(self) -> str:
        return self.twin.books.warehouses[0].id

    def open(self, count: int) -> list[str]:
        """Goods of both: their ids in 1C, as many as asked."""
        self.twin._directories()
        offers = [offer.id for offer in self.twin.books.offers][:count]
        for id in offers:
            product, _, characteristic = id.partition("#")
            named = {"base": self.portal.connection, "product": product, "characteristic": characteristic}
            with self.portal.database.driver() as connection:
                connection.execute(GOODS, {**named, "name": f"Товар {product}"})
        return offers

    def key(self, offer: str) -> tuple[int, int]:
        product, _, characteristic = offer.partition("#")
        variant, warehouse = self.portal.rows(KEY, product, characteristic, self.warehouse)[0]
        return variant, warehouse

    def set_free(self, offer: str, free: Decimal) -> None:
        """1C counts its goods anew: that is what is free there, its reserves left out."""
        self.move(offer, free - self.twin.store.free(offer)[self.warehouse])
        with self.twin.store.work() as db:
            register(db, "stock", offer)

    def move(self, offer: str, by: Decimal) -> None:
        with self.twin.store.work() as db:
            move_stock(db, self.warehouse, offer, by)

    def free(self, offer: str) -> Decimal:
        """In the snapshot that the portal has; it has none before the first one."""
        rows = self.portal.rows(STOCK, *self.key(offer))
        return Decimal(rows[0][0]) if rows else ZERO

    def holds(self, offer: str) -> list[Hold]:
        rows = self.portal.rows(HELD, *self.key(offer))
        return [Hold(number, quantity, left, state, at) for number, _, quantity, left, state, at in rows]

    def available(self, offer: str) -> Decimal:
        return self.free(offer) - sum((one.uncontained for one in self.holds(offer)), ZERO)

    def place(self, offer: str, quantity: Decimal) -> str | None:
        """As the portal places: the reservation and its basis in one transaction, where there is enough."""
        variant, warehouse = self.key(offer)
        stock = self.portal.rows(STOCK, variant, warehouse)
        held = sum((one.uncontained for one in self.holds(offer)), ZERO)
        if not stock or stock[0][0] - held < quantity:
            return None
        self.orders += 1
        contract = next(one for one in self.twin.books.contracts if one.currency == "RUB" and one.default)
        told = {
            "id": UUID(int=self.orders), "number": f"B{self.orders:06d}", "contract": contract.id, "variant": variant,
            "warehouse": warehouse, "quantity": quantity, "amount": quantity * 100, "snapshot": stock[0][2],
            "free": stock[0][0], "held": held, "base": self.portal.connection,
        }  # fmt: skip
        with self.portal.database.driver() as connection, connection.transaction():
            for statement in (ORDER, LINE, RESERVE, OFFER):
                connection.execute(statement.encode(), told)
            connection.execute("INSERT INTO stock_line VALUES (%s, %s) ON CONFLICT DO NOTHING", (variant, warehouse))
        return f"B{self.orders:06d}"

    def expire(self, number: str) -> None:
        self.portal.run(
            "UPDATE reservation SET expires_at = now() - interval '1 second' WHERE order_id ="
            " (SELECT id FROM sales_order WHERE number = %s)",
            number,
        )
        ExpireReserves(PostgresClockwork(self.portal.database))()

    def owed(self, offer: str) -> Decimal:
        """What the snapshot in force surely does not contain: wanted by our orders, not taken in 1C when it was made.

        Of an order whose reserve expired that is what 1C had taken by then: its goods are no longer there for others.
        """
        rows = self.portal.rows(STOCK, *self.key(offer))
        if not rows:
            return ZERO
        figure, mark, snapshot = rows[0]
        if figure == self.twin.store.free(offer)[self.warehouse]:
            # It is what the books say now, so it contains all that they have taken by now. By its time alone this would
            # not be known: a file tells whole seconds, and a figure that is told again keeps the time of its first.
            self.clock()
            self.told[snapshot] = self.clock.past[-1]
        then = self.told.get(snapshot) or self._at(lambda one: one.erp <= mark)
        return sum((self._missing(one, then) for one in self.holds(offer)), ZERO)

    def _missing(self, hold: Hold, then: Moment) -> Decimal:
        contained = then.taken.get(hold.number, ZERO)
        if hold.state in ("active", "shipped"):
            return max(ZERO, hold.quantity - contained)
        # What was told after it had expired contains whatever 1C has done with it, giving it back as well.
        if hold.state == "expired" and hold.closed_at is not None and then.ours < hold.closed_at:
            closed = hold.closed_at
            return max(ZERO, self._at(lambda one: one.ours <= closed).taken.get(hold.number, ZERO) - contained)
        return ZERO

    def _at(self, is_before: Callable[[Moment], bool]) -> Moment:
        return next((one for one in reversed(self.clock.past) if is_before(one)), NEVER)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def a_world(url: str, folder: Path, reserves_at: str, *, by_line: bool, stock_by: str) -> Iterator[World]:
    """Files tell whole seconds, so that a margin of one is the least that is sound."""
    ours = portal(url, folder / "media", erp_reserves_at=reserves_at, margin_seconds=1, any_base=True)
    assert isinstance(ours.apply.appliers, dict)
    ours.apply.appliers[Kind.CATALOG] = ApplyCatalogue(read, PostgresCatalogImport(ours.database))
    clock = SkewedClock()
    with make_server("127.0.0.1", 0, ours.app, Server, Quiet) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        twin = Twin(
            f"http://127.0.0.1:{server.server_port}", LOGIN, PASSWORD, folder, goods=40,
            pace=Pace(confirm=0, assemble=None, ship=None), stock_by=stock_by, reserves_at=reserves_at,
            by_line=by_line, tell=lambda _: None, clock=clock,
        )  # fmt: skip
        clock.books = twin.store
        yield World(ours, twin, clock)
        twin.store.close()
        server.shutdown()
    ours.database.close()
