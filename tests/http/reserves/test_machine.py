"""Reserves and credit in any order of orders, payments, permissions, ends and news of 1C (S1, S2, C1, C2)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.postgres.exchange.order_work import PostgresOrderWorks
from adapters.system.system import SystemIds
from application.exchange.order_facts import LineNews, OrderNews
from application.exchange.order_news import Policy, heard
from application.exchange.values import ConnectionId
from domain.inventory.stock import Mark
from entrypoints.prove.world import counterparty_of, holding_of, named
from tests.capabilities import shows
from tests.http.reserves.clock import Hands
from tests.http.reserves.conftest import cleared
from tests.shop import Shop

BUYER = 0
CONTRACT, CLIENT = named("contract", counterparty_of(BUYER), 1), named("counterparty", counterparty_of(BUYER))
HOLDING = named("holding", holding_of(counterparty_of(BUYER)))
PRICE = Decimal("33.33")
AMOUNTS = st.sampled_from(["0.00", "33.33", "66.66", "199.98", "1000.00"]).map(Decimal)
HELD = "SELECT coalesce(sum(uncontained), 0) FROM credit_hold"
RESERVED = "SELECT coalesce(sum(uncontained), 0) FROM reservation"
STATES = """
SELECT r.order_id, r.state, (SELECT count(*) FROM order_event e WHERE e.order_id = r.order_id
    AND e.kind = 'reservation.expired')::int, r.quantity FROM reservation r
"""
ORDERS = """
SELECT o.id, o.phase, o.total, h.order_id IS NOT NULL FROM sales_order o
LEFT JOIN credit_hold h ON h.order_id = o.id ORDER BY o.placed_at
"""
ENDED = ("shipped", "released", "expired")


class Trading(RuleBasedStateMachine):
    """One buyer of one good under a limit of his contract and one of his holding; the model keeps what they allow."""

    keys = count()

    def __init__(self, shop: Shop, hands: Hands, base: int) -> None:
        super().__init__()
        self.shop, self.hands, self.base = shop, hands, base
        self.works = PostgresOrderWorks(shop.database, SystemIds())
        self.clock = count(1)
        self.ended: dict[UUID, str] = {}
        self.held_before = Decimal(0)

    @initialize(limit=AMOUNTS, common=AMOUNTS, free=st.integers(0, 20), keeps=st.booleans())
    def begin(self, limit: Decimal, common: Decimal, free: int, keeps: bool) -> None:
        cleared(self.shop)
        # One warehouse has all: what it lacks would come from the other.
        self.shop.run("UPDATE stock SET free = CASE WHEN warehouse_id = 1 THEN %s ELSE 0 END", free)
        self.set_limit(CONTRACT, limit)
        self.set_limit(HOLDING, common)
        self.free, self.late, self.permits = Decimal(free), False, list[tuple[UUID, int, Decimal]]()
        if keeps:
            self.shop.run("INSERT INTO credit_policy (owner_id, on_excess) VALUES (%s, 'hold')", CLIENT)

    def set_limit(self, owner: UUID, amount: Decimal) -> None:
        self.shop.run(
            "INSERT INTO credit_limit (owner_id, currency, amount) VALUES (%s, 'RUB', %s)"
            " ON CONFLICT (owner_id) DO UPDATE SET amount = excluded.amount",
            *(owner, amount),
        )
        if owner == CONTRACT:
            self.limit = amount
        else:
            self.common = amount

    @property
    def room(self) -> Decimal:
        """What both limits leave, permissions counted."""
        more = [sum((a for _, level, a in self.permits if level == of), Decimal(0)) for of in (0, 2)]
        return min(self.limit + more[0], self.common + more[1]) - Decimal(self.shop.one(HELD))

    @rule(quantity=st.integers(1, 5))
    def order(self, quantity: int) -> None:
        buyer, room = self.shop.buyer(BUYER), self.room
        left = self.free - Decimal(self.shop.one(RESERVED))
        self.shop.run("DELETE FROM cart_line")
        answer = buyer.order(buyer.fill([(2, str(quantity))]), f"machine-{next(self.keys)}")
        keeps = self.shop.one("SELECT count(*) FROM credit_policy") == 1
        stands_against = PRICE * quantity > room or self.late
        if quantity > left or (stands_against and not keeps):
            assert answer.status_code == 409
        else:
            assert answer.status_code == 201, answer.text
            (order,) = (UUID(one["id"]) for one in answer.json["orders"])
            assert self.hands.status(order) == ("on_hold" if stands_against else "new")

    @rule(owner=st.sampled_from([CONTRACT, HOLDING]), amount=AMOUNTS)
    def tell_limit(self, owner: UUID, amount: Decimal) -> None:
        self.set_limit(owner, amount)

    @rule()
    def tell_overdue_or_its_payment(self) -> None:
        self.late = not self.late
        self.shop.run("DELETE FROM overdue_document")
        if self.late:
            self.shop.run(
                "INSERT INTO overdue_document (owner_id, document, due, amount, currency)"
                " VALUES (%s, 'РТ-1', '2026-01-01', 10, 'RUB')",
                CONTRACT,
            )

    @rule(level=st.sampled_from([0, 2]), amount=AMOUNTS.filter(bool))
    def permit(self, level: int, amount: Decimal) -> None:
        id = uuid4()
        self.shop.run(
            "INSERT INTO credit_permission (id, kind, level, owner_id, amount, currency, reason, granted_by, ends_at)"
            " SELECT %s, 'limit', %s, %s, %s, 'RUB', 'machine', id, now() + interval '1 day' FROM app_user LIMIT 1",
            *(id, level, CONTRACT if level == 0 else HOLDING, amount),
        )
        self.permits.append((id, level, amount))

    @precondition(lambda self: self.permits)
    @rule(data=st.data())
    def permission_ends(self, data: st.DataObject) -> None:
        id, *_ = self.permits.pop(data.draw(st.integers(0, len(self.permits) - 1)))
        self.shop.run(
            "UPDATE credit_permission SET granted_at = now() - interval '2 days', ends_at = now() WHERE id = %s", id
        )

    @rule()
    def let_go_what_waits(self) -> None:
        waiting = [row for row in self.shop.rows(ORDERS) if row[1] == "on_hold"]
        room, expected = self.room, 0
        for _, _, total, _ in waiting:
            if not self.late and total <= room:
                room, expected = room - total, expected + 1
        assert self.hands.release() == expected

    @rule(hours=st.sampled_from([1.0, 25.0, 73.0, -30.0]))
    def time_passes_and_may_jump_back(self, hours: float) -> None:
        self.hands.pass_hours(hours)
        self.hands.warn()
        self.hands.expire()

    def given(self) -> list[UUID]:
        return [row[0] for row in self.shop.rows(ORDERS) if row[1] in ("new", "confirmed", "partly_shipped")]

    def news(self, order: UUID, make: Callable[[Mark], OrderNews]) -> None:
        """Of 1C, twice: a network repeats."""
        mark = Mark(datetime.now(UTC) + timedelta(seconds=next(self.clock)))
        for _ in range(2):
            with self.works.begin(ConnectionId(self.base)) as work:
                before = work.lock(order)
                work.save(before, heard(before, make(mark), Policy(), datetime.now(UTC)), 1)

    @precondition(lambda self: self.given())
    @rule(data=st.data(), shipped=st.integers(0, 5).map(Decimal))
    def erp_ships(self, data: st.DataObject, shipped: Decimal) -> None:
        lines = {1: LineNews(shipped=shipped)}
        self.news(data.draw(st.sampled_from(self.given())), lambda mark: OrderNews(mark, erp_number="1", lines=lines))

    @precondition(lambda self: self.given())
    @rule(data=st.data())
    def erp_cancels(self, data: st.DataObject) -> None:
        self.news(data.draw(st.sampled_from(self.given())), lambda mark: OrderNews(mark, cancelled=True))

    @invariant()
    def each_reserve_ends_once(self) -> None:
        """S2."""
        for order, state, ends, _ in self.shop.rows(STATES):
            assert self.ended.get(order, state) == state
            assert ends == (1 if state == "expired" else 0)
            if state in ENDED:
                self.ended[order] = state

    @invariant()
    def nothing_is_reserved_beyond_the_stock(self) -> None:
        """S1; 1C tells no new snapshot here."""
        assert Decimal(self.shop.one(RESERVED)) <= max(self.free, Decimal(0))

    @invariant()
    def orders_on_hold_add_no_exposure_and_all_others_do(self) -> None:
        for _, phase, _, has_hold in self.shop.rows(ORDERS):
            if phase != "cancelled":
                assert has_hold == (phase != "on_hold")


@shows("M043", "M048", "M077", "N12")
def test_laws_of_reserves_and_credit_hold_in_any_order(opened: tuple[Shop, Hands]) -> None:
    shop, hands = opened
    base = int(shop.one("SELECT min(id) FROM connection"))

    class Here(Trading):
        def __init__(self) -> None:
            super().__init__(shop, hands, base)

    few = settings(
        max_examples=8, stateful_step_count=20, deadline=None, phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=few)
