"""The locking transaction of placing: one round trip to lock and read, one to write, whatever the cart holds.

Pipelined statements run one after another on the server, each with a snapshot of its own (READ COMMITTED), so facts
that follow the locks see what the one before us committed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from attrs import define, field, frozen

from adapters.postgres.company.audit import record_act
from adapters.postgres.company.budget_lines import BUDGETS, LOCK_BUDGETS, budget_line, save_uses
from adapters.postgres.company.request_rows import lock_request, save_request
from adapters.postgres.database import Database, Driver, json_text
from adapters.postgres.outbox import record
from adapters.postgres.promo_codes import BY_ID as PROMO_BY_ID
from adapters.postgres.promo_codes import LOCK as LOCK_PROMO
from adapters.postgres.promo_codes import promo_of
from adapters.postgres.reserves.following import policy_of
from adapters.postgres.saving import STATUS_OF, save_orders
from application.company.acts import Act
from application.ordering.ports import Entered, Entry, Key, KeyReused, PlacedOrder
from application.shared.outbox import Event, approval_decided
from application.shared.ports import Ids
from domain.access.authority import NotSignedIn
from domain.credit.credit_line import Balance, CreditLine, CreditTerms, OverdueDocument, overdue, overdue_days
from domain.inventory.life import Life
from domain.inventory.life import Policies as Lives
from domain.inventory.stock import Snapshot, StockLine
from domain.ordering.approval import ApprovalRequest
from domain.ordering.budget import BudgetUse
from domain.ordering.cart import LineKey
from domain.ordering.order import Order
from domain.ordering.placing import ContractCredit, Locked, converted
from domain.parties.level import Level
from domain.pricing.book import Rate
from domain.shared.errors import NotFound
from domain.shared.ids import BalanceId, CartId, ContractId, MessageId, OrderId, UserId, WarehouseId
from domain.shared.money import Currency, Money

CLAIM = """
INSERT INTO idempotency_key (principal, operation, key, request_hash) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
STORED = "SELECT request_hash, response FROM idempotency_key WHERE principal = %s AND operation = %s AND key = %s"
# The person is looked at once more behind the lock: he may have been disabled since the request began.
# The numbers of its orders are drawn on the way.
LOCK_CART = """
SELECT c.version, u.disabled, ARRAY(SELECT nextval('order_number') FROM generate_series(1, %s))
FROM cart c JOIN app_user u ON u.id = c.user_id
WHERE c.id = %s AND c.user_id = %s FOR UPDATE OF c
"""

# A limit or a stock whose line nobody made before would be locked by nobody. New lines are made in a transaction of
# their own, in the order of locks; then they are there for good, and nobody else need look for them before he locks.
MAKE_CREDIT_LINES = """
INSERT INTO credit_line (level, owner_id)
SELECT o.level, o.owner_id
FROM (SELECT 0 AS level, c AS owner_id FROM unnest(%(contracts)s::uuid[]) AS c
      UNION ALL SELECT 1, id FROM counterparty WHERE id = %(counterparty)s
      UNION ALL SELECT 2, holding_id FROM counterparty WHERE id = %(counterparty)s) AS o
WHERE NOT EXISTS (SELECT FROM credit_line l WHERE l.level = o.level AND l.owner_id = o.owner_id)
ORDER BY o.level DESC, o.owner_id ON CONFLICT DO NOTHING
"""
LOCK_CREDIT = """
SELECT level FROM credit_line
WHERE (level, owner_id) IN (
    SELECT 0, c FROM unnest(%(contracts)s::uuid[]) AS c
    UNION ALL SELECT 1, id FROM counterparty WHERE id = %(counterparty)s
    UNION ALL SELECT 2, holding_id FROM counterparty WHERE id = %(counterparty)s)
ORDER BY level DESC, owner_id FOR UPDATE
"""

MAKE_STOCK_LINES = """
INSERT INTO stock_line SELECT v, w FROM unnest(%(variants)s::int[], %(warehouses)s::int[]) AS t(v, w)
WHERE NOT EXISTS (SELECT FROM stock_line l WHERE l.variant_id = v AND l.warehouse_id = w)
ORDER BY v, w ON CONFLICT DO NOTHING
"""
LOCK_STOCK = """
SELECT 1 FROM stock_line
WHERE (variant_id, warehouse_id) IN (SELECT * FROM unnest(%(variants)s::int[], %(warehouses)s::int[]))
ORDER BY variant_id, warehouse_id FOR UPDATE
"""

CONTRACTS = """
SELECT c.id, c.terms, c.overdue_tolerance_days, c.currency,
       c.deleted OR coalesce(c.valid_to < %(today)s, false) OR coalesce(c.valid_from > %(today)s, false),
       (SELECT jsonb_agg(jsonb_build_array(d.document, d.due, d.amount::text, d.currency) ORDER BY d.due, d.document)
          FROM overdue_document d WHERE d.owner_id IN (c.id, c.counterparty_id)),
       (SELECT sum(p.amount) FROM credit_permission p WHERE p.kind = 'overdue'
           AND p.owner_id IN (c.id, c.counterparty_id) AND p.revoked_at IS NULL AND p.ends_at > now()),
       EXISTS (SELECT FROM credit_policy p WHERE p.owner_id = c.counterparty_id AND p.on_excess = 'hold'),
       NOT EXISTS (SELECT FROM reserve_off f WHERE f.kind = 'contract' AND f.key = c.id::text),
       (SELECT array_agg(w.id) FROM reserve_off f JOIN warehouse w
           ON f.key = CASE f.kind WHEN 'warehouse' THEN w.id::text WHEN 'base' THEN w.connection_id::text END),
       (SELECT jsonb_agg(jsonb_build_array(status, terms, hours, warn_hours, at_status)) FROM reserve_policy)
FROM contract c WHERE c.id = ANY(%(contracts)s)
"""

# Limits that apply to the contracts: their own, the counterparty's, the holding's. «limited» without a figure is zero.
# What is held of each stands beside it: however many orders are open, none of them is read.
LIMITS = """
WITH owner(level, id, currency) AS (
    SELECT 0, c.id, c.currency FROM contract c WHERE c.id = ANY(%(contracts)s) AND c.terms = 'limited'
    UNION ALL
    SELECT 1, l.owner_id, l.currency FROM credit_limit l WHERE l.owner_id = %(counterparty)s
    UNION ALL
    SELECT 2, l.owner_id, l.currency FROM credit_limit l
     WHERE l.owner_id = (SELECT holding_id FROM counterparty WHERE id = %(counterparty)s)
)
SELECT o.level, o.id, coalesce(l.currency, o.currency),
       coalesce(l.amount, 0) + coalesce((SELECT sum(p.amount) FROM credit_permission p WHERE p.kind = 'limit'
           AND p.level = o.level AND p.owner_id = o.id AND p.revoked_at IS NULL AND p.ends_at > now()), 0),
       b.id, coalesce(b.debt - b.advance, 0),
       (SELECT jsonb_object_agg(h.currency, h.amount::text) FROM credit_held h
         WHERE h.level = o.level AND h.owner_id = o.id AND h.amount > 0)
FROM owner o LEFT JOIN credit_limit l ON l.owner_id = o.id LEFT JOIN credit_balance b ON b.owner_id = o.id
ORDER BY o.level DESC, o.id
"""

STOCK = """
SELECT s.variant_id, s.warehouse_id, s.free, s.snapshot_id, l.held,
       (SELECT w.deleted OR NOT w.told FROM warehouse w WHERE w.id = s.warehouse_id)
FROM unnest(%(variants)s::int[], %(warehouses)s::int[]) AS t(v, w)
JOIN stock s ON s.variant_id = v AND s.warehouse_id = w
JOIN stock_line l ON l.variant_id = v AND l.warehouse_id = w
"""

# A cart without a rest leaves the version at which it was emptied, and what was ordered of another one its own: a
# quantity that another tab still shows does not come back as a cart of its own.
SPEND = """
WITH gone AS (DELETE FROM cart_line WHERE cart_id = %(cart)s)
UPDATE cart SET version = version + 1, lines = 0, emptied = version + 1, promo_code_id = NULL, totals = '[]',
    seen_short = NULL, updated_at = now() WHERE id = %(cart)s
"""
SPEND_PART = """
WITH kept AS MATERIALIZED (
    SELECT * FROM unnest(%(variants)s::int[], %(packagings)s::int[]) AS k(variant_id, packaging_id)
), gone AS (
    DELETE FROM cart_line WHERE cart_id = %(cart)s AND (variant_id, packaging_id) NOT IN (SELECT * FROM kept)
    RETURNING variant_id, packaging_id
), removed AS (
    INSERT INTO cart_removal (cart_id, variant_id, packaging_id, version)
    SELECT c.id, gone.variant_id, gone.packaging_id, c.version + 1 FROM gone, cart c WHERE c.id = %(cart)s
    ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET version = excluded.version
)
UPDATE cart SET version = version + 1, promo_code_id = NULL, totals = '[]', seen_short = NULL, updated_at = now(),
    lines = (SELECT count(*) FROM cart_line WHERE cart_id = %(cart)s) - (SELECT count(*) FROM gone)
WHERE id = %(cart)s
"""
ANSWER = "UPDATE idempotency_key SET response = %s::jsonb WHERE principal = %s AND operation = %s AND key = %s"


@frozen
class Policies:
    """prefix: of this instance's order numbers, at most 3 characters."""

    prefix: str = "B"


# His own limit and his holding's stand beside those of the contracts.
OF_COUNTERPARTY = 2

Row = tuple[Any, ...]


@frozen
class Found:
    """The rows behind the locks. is_claimed: the key is new. lines: how many of credit and of stock were locked."""

    is_claimed: bool
    cart: Row | None
    lines: int
    contracts: list[Row]
    limits: list[Row]
    stock: list[Row]
    promo: Row | None
    budgets: Sequence[Row]


@define
class PostgresOrderingWork:
    connection: Driver
    ids: Ids
    policies: Policies
    today: date
    lives: Lives = field(factory=Lives, init=False)
    terms: dict[ContractId, str] = field(factory=dict, init=False)
    rest: ExitStack = field(factory=ExitStack, init=False)

    def enter(self, entry: Entry) -> Entered:
        key, connection = entry.key, self.connection
        stock = sorted(entry.stock)
        facts: dict[str, Any] = {
            "contracts": sorted(entry.contracts),
            "counterparty": entry.counterparty,
            # As PostgreSQL writes arrays: three statements take them, and each would write its own otherwise.
            "variants": "{" + ",".join([str(variant) for variant, _ in stock]) + "}",
            "warehouses": "{" + ",".join([str(warehouse) for _, warehouse in stock]) + "}",
            "promo": entry.promo,
            "today": self.today,
        }
        first = found = self._locked(entry, facts, entry.parts)
        if found.lines < len(entry.contracts) + OF_COUNTERPARTY + len(stock):
            with connection.pipeline():
                connection.execute("ROLLBACK")
                connection.execute(MAKE_CREDIT_LINES, facts)
                connection.execute(MAKE_STOCK_LINES, facts)
            # Numbers outlive what was given up.
            found = self._locked(entry, facts, 0)
        stored = None
        if not found.is_claimed:
            stored = answer_of(connection.execute(STORED, (key.principal, key.operation, key.key)).fetchone(), key)
        if first.cart is None or found.cart is None:
            raise NotFound("cart", str(entry.cart))
        version, is_disabled, _ = found.cart
        if is_disabled:
            raise NotSignedIn
        of_contracts, held = found.contracts, found.stock
        self.lives, unreserved = _lives(of_contracts)
        self.terms = {ContractId(row[0]): row[1] for row in of_contracts}
        locked = Locked(
            {(row[0], row[1]): _stock_line(row) for row in held},
            credits_of(of_contracts, found.limits, entry.rates, self.today),
            entry.rates,
            None if entry.promo is None else promo_of(found.promo),
            unreserved,
            frozenset(ContractId(row[0]) for row in of_contracts if row[4]),
            frozenset(WarehouseId(row[1]) for row in held if row[5]),
        )
        numbered = [(OrderId(self.ids.new()), f"{self.policies.prefix}{n:06d}") for n in first.cart[2]]
        return Entered(stored, version, locked, numbered, [budget_line(row) for row in found.budgets])

    def _locked(self, entry: Entry, facts: Mapping[str, Any], numbers: int) -> Found:
        """numbers: how many are drawn for the orders to be."""
        key, connection = entry.key, self.connection
        promo = budgets = None
        with connection.pipeline():
            connection.execute("BEGIN")
            claimed = connection.execute(CLAIM, (key.principal, key.operation, key.key, key.request_hash))
            cart = connection.execute(LOCK_CART, (numbers, entry.cart, key.principal))
            credit = connection.execute(LOCK_CREDIT, facts)
            if entry.budgets:
                connection.execute(LOCK_BUDGETS, [list(entry.budgets)])
            if entry.promo is not None:
                connection.execute(LOCK_PROMO, facts)
            lines = connection.execute(LOCK_STOCK, facts)
            contracts = connection.execute(CONTRACTS, facts)
            limits = connection.execute(LIMITS, facts)
            stock = connection.execute(STOCK, facts)
            if entry.promo is not None:
                promo = connection.execute(PROMO_BY_ID.encode(), facts)
            if entry.budgets:
                budgets = connection.execute(BUDGETS, [entry.day, list(entry.budgets)])
        return Found(
            claimed.rowcount == 1, cart.fetchone(), credit.rowcount + lines.rowcount, contracts.fetchall(),
            limits.fetchall(), stock.fetchall(), None if promo is None else promo.fetchone(),
            () if budgets is None else budgets.fetchall(),
        )  # fmt: skip

    def save(self, orders: Sequence[Order], placing: UUID) -> None:
        save_orders(self.connection, orders, placing, self._life)
        # What follows is mostly asked for no answer: it goes to the server in one round trip.
        self.rest.enter_context(self.connection.pipeline())

    def _life(self, order: Order) -> Life:
        policy = self.lives.of(STATUS_OF[order.phase], self.terms.get(order.terms.contract))
        return policy.life(order.placed_at)

    def spend_cart(self, cart: CartId, keep: Collection[LineKey] = ()) -> None:
        if not keep:
            self.connection.execute(SPEND, {"cart": cart})
            return
        kept = {"variants": [key.variant for key in keep], "packagings": [key.packaging for key in keep]}
        self.connection.execute(SPEND_PART, {"cart": cart, **kept})

    def spend_budgets(self, uses: Sequence[BudgetUse], approval: UUID | None) -> None:
        save_uses(self.connection, uses, approval)

    def lock_request(self, request: UUID) -> ApprovalRequest:
        return lock_request(self.connection, request, self.today)

    def close_request(self, request: ApprovalRequest, orders: Sequence[Order], by: UserId) -> None:
        save_request(self.connection, request, [order.id for order in orders])
        told = {"requester": str(request.requester), "orders": [order.number for order in orders]}
        company = orders[0].terms.counterparty
        record_act(self.connection, Act(by, None, "approval.approved", str(request.id), company, told))
        self.record([approval_decided(request.id)])

    def record(self, events: Sequence[Event]) -> None:
        record(self.connection, events)

    def answer(self, key: Key, placed: Sequence[PlacedOrder]) -> None:
        self.connection.execute(ANSWER, (json_text(list(placed)), key.principal, key.operation, key.key))

    def commit(self) -> None:
        self.connection.execute("COMMIT")


def answer_of(row: tuple[Any, ...] | None, key: Key) -> list[PlacedOrder] | None:
    if row is None or row[1] is None:
        return None
    if bytes(row[0]) != key.request_hash:
        raise KeyReused(key.key)
    return [
        PlacedOrder(
            UUID(o["id"]), o["number"], Money(Decimal(o["total"]["amount"]), Currency(o["total"]["currency"])),
            o["organization"], o["warehouse"], o["lines"],
        )
        for o in row[1]
    ]  # fmt: skip


def _stock_line(row: tuple[Any, ...]) -> StockLine:
    variant, warehouse, free, snapshot, held, _ = row
    return StockLine(variant, warehouse, Snapshot(free, MessageId(snapshot)), held)


def credits_of(
    contracts: list[tuple[Any, ...]], limits: list[tuple[Any, ...]], rates: Mapping[Currency, Rate], today: date
) -> dict[ContractId, ContractCredit]:
    """The same limit object for every contract that it bounds: two parts of one cart share its room."""
    shared = [_credit_line(row, rates) for row in limits if row[0] != Level.CONTRACT]
    of_contracts = [row for row in limits if row[0] == Level.CONTRACT]
    own = {id: [_credit_line(r, rates) for r in rows] for id, rows in groupby(of_contracts, lambda r: r[1])}
    found = {}
    for id, terms, tolerance, code, _, documents, permitted, keeps, reserves, *_ in contracts:
        currency = Currency(code)
        late = [
            OverdueDocument(name, day, Money(Decimal(amount), Currency(c)), overdue_days(today, day))
            for name, due, amount, c in documents or ()
            for day in [date.fromisoformat(due)]
        ]
        refusal = overdue(ContractId(id), late, tolerance, currency)
        if refusal is not None and permitted is not None and refusal.total.amount <= permitted:
            refusal = None
        lines = [*shared, *own.get(id, ())]
        found[ContractId(id)] = ContractCredit(CreditTerms(terms), lines, refusal, keeps, reserves)
    return found


def _lives(contracts: list[tuple[Any, ...]]) -> tuple[Lives, frozenset[WarehouseId]]:
    """The policies of reserves and the warehouses without them stand in every row alike."""
    if not contracts:
        return Lives(), frozenset()
    off, policies = contracts[0][-2:]
    every = [policy_of(told) for told in policies or ()]
    return Lives(every), frozenset(WarehouseId(id) for id in off or ())


def _credit_line(row: tuple[Any, ...], rates: Mapping[Currency, Rate]) -> CreditLine:
    level, owner, code, limit, balance, debt, held = row
    currency = Currency(code)
    total = Money.zero(currency)
    for held_in, amount in (held or {}).items():
        total += converted(Money(Decimal(amount), Currency(held_in)), currency, rates)
    basis = Balance(None if balance is None else BalanceId(balance), Money(debt, currency))
    return CreditLine(Level(level), owner, Money(limit, currency), basis, total)


@frozen
class PostgresPlacing:
    """Makes the works, and looks up answers given before."""

    database: Database
    ids: Ids
    policies: Policies
    today: Callable[[], date]

    @contextmanager
    def begin(self) -> Iterator[PostgresOrderingWork]:
        """The transaction begins and ends in the round trips of its first and of its last statements."""
        with self.database.driver() as connection:
            work = self.work(connection)
            try:
                with work.rest:
                    yield work
            finally:
                if not connection.closed:
                    connection.rollback()

    def work(self, connection: Driver) -> PostgresOrderingWork:
        return PostgresOrderingWork(connection, self.ids, self.policies, self.today())

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        with self.database.driver() as connection:
            row = connection.execute(STORED, (key.principal, key.operation, key.key)).fetchone()
        return answer_of(row, key)
