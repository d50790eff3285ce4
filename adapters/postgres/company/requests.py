"""Requests for approval: carts put aside, decided, taken back. Whose they are is a part of every statement (A1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from adapters.postgres.access import SEEN, visit_from
from adapters.postgres.company.audit import record_act
from adapters.postgres.company.request_rows import STEPS, able, lock_request, save_request, save_steps, step_of
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.outbox import record
from application.access.context import Visit
from application.approvals.ports import NewRequest, RequestRow, RequestView, StepView, Watcher
from application.company.acts import Act
from application.ordering.choice import CartChoice
from application.ordering.delivery_ports import DeliveryChoice
from application.shared.outbox import approval_asked, approval_decided
from application.shared.ports import Clock, Ids
from domain.ordering.approval import ApprovalRequest, RequestState
from domain.ordering.cart import CartChanged
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, OrderId, UserId, WarehouseId
from domain.shared.money import Currency, Money

SUBSTITUTES = """
SELECT approver_id, substitute_id FROM approval_substitute
WHERE counterparty_id = %(company)s AND ended_at IS NULL AND %(day)s BETWEEN valid_from AND valid_to
ORDER BY valid_from, id
"""
LOCK_CART = """
SELECT version, counterparty_id, region_id, contracts, active FROM cart
WHERE id = %s AND user_id = %s AND NOT set_aside AND deleted_at IS NULL FOR UPDATE
"""
PUT_ASIDE = "UPDATE cart SET set_aside = true, active = false, version = version + 1 WHERE id = %s"
NEW_CART = """
INSERT INTO cart (id, user_id, counterparty_id, region_id, contracts, version, active)
VALUES (%s, %s, %s, %s, %s::jsonb, (nextval('cart_series') << 24) + 1, %s)
"""
POSTPONED = """
UPDATE cart_line SET cart_id = %(to)s WHERE cart_id = %(from)s
   AND (variant_id, packaging_id) IN (SELECT * FROM unnest(%(variants)s::int[], %(packagings)s::int[]))
"""
COUNT_LINES = "UPDATE cart SET lines = (SELECT count(*) FROM cart_line l WHERE l.cart_id = cart.id) WHERE id = ANY(%s)"
# What it mends is the newest one that its asker took back and has not sent again.
SEND = """
INSERT INTO approval_request (id, counterparty_id, requester_id, sent_by, cart_id, totals, lines, consignee_id, ship_on,
                              comment, delivery, expires_at, mends)
VALUES (%(id)s, %(company)s, %(requester)s, %(sent_by)s, %(cart)s, %(totals)s::jsonb, %(lines)s, %(consignee)s,
        %(ship_on)s, %(comment)s, %(delivery)s::jsonb,
        now() + make_interval(days => coalesce(
            (SELECT approval_days FROM company_policy WHERE counterparty_id = %(company)s), 7)),
        (SELECT r.id FROM approval_request r
          WHERE r.requester_id = %(requester)s AND r.counterparty_id = %(company)s AND r.taken_back_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM approval_request n WHERE n.mends = r.id)
          ORDER BY r.taken_back_at DESC LIMIT 1))
"""
TAKE_BACK = """
UPDATE approval_request SET taken_back_at = now()
WHERE id = %s AND requester_id = %s AND taken_back_at IS NULL RETURNING cart_id
"""
CURRENT = "SELECT id, lines FROM cart WHERE user_id = %s AND active FOR UPDATE"
BACK = """
INSERT INTO cart_line (cart_id, variant_id, packaging_id, quantity)
SELECT %(to)s, variant_id, packaging_id, quantity FROM cart_line WHERE cart_id = %(from)s ORDER BY position
ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET quantity = cart_line.quantity + excluded.quantity
"""
# An empty cart takes the context of what comes back, and its promo code; another keeps its own.
CONTEXT = """
UPDATE cart c SET counterparty_id = a.counterparty_id, region_id = a.region_id, contracts = a.contracts,
    promo_code_id = a.promo_code_id
FROM cart a WHERE c.id = %(to)s AND a.id = %(from)s AND c.lines = 0
"""
COUNTED = """
UPDATE cart SET lines = (SELECT count(*) FROM cart_line l WHERE l.cart_id = cart.id), version = version + 1,
    totals = '[]', updated_at = now() WHERE id = %s
"""
ROW = """
SELECT r.id, r.counterparty_id, k.name, r.requester_id, q.name, s.name, r.state, r.totals, r.lines, r.comment,
       r.sent_at, r.expires_at, r.closed_at,
       (SELECT count(*) FROM approval_step t WHERE t.request_id = r.id AND t.verdict IS NOT NULL),
       (SELECT count(*) FROM approval_step t WHERE t.request_id = r.id),
       (SELECT t.approver_id FROM approval_step t WHERE t.request_id = r.id AND t.verdict IS NULL
         ORDER BY t.position LIMIT 1)
"""
FROM = """
FROM approval_request r JOIN counterparty k ON k.id = r.counterparty_id AND NOT k.deleted
JOIN app_user q ON q.id = r.requester_id JOIN app_user s ON s.id = r.sent_by
WHERE (r.requester_id = %(user)s AND r.counterparty_id = ANY(%(own)s) OR r.counterparty_id = ANY(%(sees)s)
    OR r.counterparty_id = ANY(%(approves)s))
"""
KINDS = {
    "mine": "AND r.requester_id = %(user)s",
    "waiting": "AND r.state = 'waiting' AND r.expires_at > now() AND r.requester_id <> %(user)s"
    " AND r.counterparty_id = ANY(%(approves)s)",
    "all": "",
}
ONE = """
SELECT r.cart_id, c.version, r.delivery, r.consignee_id, coalesce(n.name, ''), r.ship_on, r.mends,
       (SELECT m.id FROM approval_request m WHERE m.mends = r.id LIMIT 1), r.taken_back_at IS NOT NULL,
       (SELECT jsonb_agg(jsonb_build_array(o.id, o.number) ORDER BY o.number) FROM sales_order o
         WHERE o.id = ANY(r.orders))
FROM approval_request r JOIN cart c ON c.id = r.cart_id LEFT JOIN consignee n ON n.id = r.consignee_id WHERE r.id = %s
"""
NAMES = "SELECT id, name FROM app_user WHERE id = ANY(%s)"
VISIT = f"""{SEEN}
FROM approval_request r
JOIN app_user u ON u.id = r.requester_id AND NOT u.disabled
CROSS JOIN (SELECT ''::text AS csrf) AS s
CROSS JOIN catalogue_state st
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
JOIN cart c ON c.id = r.cart_id
JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
LEFT JOIN region rg ON rg.id = c.region_id
WHERE r.id = %(id)s
"""
LATE = "SELECT id FROM approval_request WHERE state = 'waiting' AND expires_at <= %s ORDER BY expires_at, id LIMIT %s"


def substitutes(connection: Driver, company: CounterpartyId, day: date) -> Mapping[UserId, UserId]:
    return {UserId(a): UserId(b) for a, b in connection.execute(SUBSTITUTES, {"company": company, "day": day})}


@frozen
class PostgresRequestWork:
    connection: Driver
    ids: Ids
    day: date

    def people_who_approve(self, company: CounterpartyId) -> tuple[frozenset[UserId], Mapping[UserId, UserId]]:
        return able(self.connection, company, self.day), substitutes(self.connection, company, self.day)

    def is_sent(self, id: UUID) -> bool:
        return self.connection.execute("SELECT FROM approval_request WHERE id = %s", [id]).fetchone() is not None

    def send(self, request: NewRequest) -> bool:
        cart = self.connection.execute(LOCK_CART, [request.cart, request.requester]).fetchone()
        if self.is_sent(request.id):
            return False
        if cart is None:
            raise NotFound("cart", str(request.cart))
        version, company, region, contracts, was_active = cart
        if version != request.cart_version:
            raise CartChanged(request.cart_version, version)
        self.connection.execute(PUT_ASIDE, [request.cart])
        postponed = request.choice.postponed
        if was_active or postponed:
            fresh = self.ids.new()
            facts = [fresh, request.requester, company, region, json_text(contracts), was_active]
            self.connection.execute(NEW_CART, facts)
            if postponed:
                moved = {
                    "from": request.cart, "to": fresh, "variants": [key.variant for key in postponed],
                    "packagings": [key.packaging for key in postponed],
                }  # fmt: skip
                self.connection.execute(POSTPONED, moved)
                self.connection.execute(COUNT_LINES, [[request.cart, fresh]])
        totals = json_text([[str(money.amount), money.currency.value] for money in request.totals])
        told = {
            "id": request.id, "company": request.company, "requester": request.requester, "sent_by": request.sent_by,
            "cart": request.cart, "totals": totals, "lines": request.lines, "consignee": request.consignee,
            "ship_on": request.ship_on, "comment": request.comment,
            "delivery": json_text(chosen(request.delivery, request.choice.pickup)),
        }  # fmt: skip
        self.connection.execute(SEND, told)
        save_steps(self.connection, request.id, request.steps)
        return True

    def lock(self, id: UUID) -> ApprovalRequest:
        return lock_request(self.connection, id, self.day)

    def save(self, request: ApprovalRequest) -> None:
        save_request(self.connection, request)

    def take_back(self, id: UUID, user: UserId) -> bool:
        row = self.connection.execute(TAKE_BACK, [id, user]).fetchone()
        if row is None:
            return False
        current = self.connection.execute(CURRENT, [user]).fetchone()
        if current is None:
            raise NotFound("cart", str(user))
        both = {"from": row[0], "to": current[0]}
        self.connection.execute(CONTEXT, both)
        self.connection.execute(BACK, both)
        self.connection.execute(COUNTED, [current[0]])
        return True

    def ask(self, request: UUID, people: Collection[UserId]) -> None:
        record(self.connection, [approval_asked(request, user) for user in sorted(people)])

    def decided(self, request: UUID) -> None:
        record(self.connection, [approval_decided(request)])

    def record(self, act: Act) -> None:
        record_act(self.connection, act)


@frozen
class PostgresRequests:
    database: Database
    zone: ZoneInfo
    ids: Ids
    clock: Clock

    @contextmanager
    def begin(self) -> Iterator[PostgresRequestWork]:
        with self.database.transaction() as transaction:
            yield PostgresRequestWork(driver(transaction), self.ids, self.clock.today())

    def rows(self, watcher: Watcher, kind: str, limit: int) -> Sequence[RequestRow]:
        text = f"{ROW} {FROM} {KINDS[kind]} ORDER BY r.state <> 'waiting', r.sent_at DESC, r.id LIMIT %(limit)s"
        with self.database.driver() as connection:
            rows = connection.execute(text.encode(), {**_asked(watcher), "limit": limit}).fetchall()
            mine = Deciding(connection, watcher)
            found = [row_of(row, mine) for row in rows]
        return [row for row in found if row.awaits_me] if kind == "waiting" else found

    def one(self, watcher: Watcher, id: UUID) -> RequestView:
        with self.database.driver() as connection:
            asked = {**_asked(watcher), "id": id}
            row = connection.execute(f"{ROW} {FROM} AND r.id = %(id)s".encode(), asked).fetchone()
            if row is None:
                raise NotFound("approval", str(id))
            return _view(connection, row_of(row, Deciding(connection, watcher)), watcher)

    def requester_visit(self, id: UUID) -> Visit | None:
        with self.database.driver() as connection:
            row = connection.execute(VISIT.encode(), {"id": id, "zone": self.zone.key}).fetchone()
        return None if row is None else visit_from(row, b"")

    def late(self, at: datetime, most: int) -> Sequence[UUID]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(LATE, [at, most])]


@define
class Deciding:
    """Whether a step waits for the watcher; each company is asked about once."""

    connection: Driver
    watcher: Watcher
    known: dict[UUID, tuple[frozenset[UserId], Mapping[UserId, UserId]]] = field(factory=dict)

    def awaits(self, company: CounterpartyId, requester: UserId, approver: UserId | None) -> bool:
        me = self.watcher.user
        if requester == me or company not in self.watcher.approves:
            return False
        if company not in self.known:
            day = self.watcher.day
            self.known[company] = able(self.connection, company, day), substitutes(self.connection, company, day)
        may, instead = self.known[company]
        if approver is None or approver == requester or approver not in may:
            return True
        return me in (approver, instead.get(approver))


def _asked(watcher: Watcher) -> dict[str, Any]:
    return {
        "user": watcher.user, "own": list(watcher.own), "sees": list(watcher.sees), "approves": list(watcher.approves),
    }  # fmt: skip


def row_of(row: tuple[Any, ...], mine: Deciding) -> RequestRow:
    (id, company, company_name, requester, name, sender, state, totals, lines, comment, sent_at, expires_at, closed_at,
     done, steps, approver) = row  # fmt: skip
    state = RequestState(state)
    awaits = state is RequestState.WAITING and mine.awaits(company, requester, approver)
    return RequestRow(
        id, company, company_name, requester, name, sender, state,
        tuple(Money(Decimal(amount), Currency(code)) for amount, code in totals), lines, comment, sent_at, expires_at,
        closed_at, done, steps, awaits,
    )  # fmt: skip


def _view(connection: Driver, row: RequestRow, watcher: Watcher) -> RequestView:
    facts = connection.execute(ONE, [row.id]).fetchone()
    assert facts is not None
    cart, version, delivery, consignee, consignee_name, ship_on, mends, mended_by, taken_back, orders = facts
    may = able(connection, row.company, watcher.day)
    steps = [step_of(step, may) for step in connection.execute(STEPS, [row.id]).fetchall()]
    people = {user for s in steps for user in (s.approver, s.decided_by, s.instead_of) if user is not None}
    names: dict[UUID, str] = dict(connection.execute(NAMES, [list(people)]).fetchall())

    def name(user: UserId | None) -> str:
        return names.get(user, "") if user is not None else ""

    views = tuple(StepView(s, name(s.approver), name(s.decided_by), name(s.instead_of)) for s in steps)
    told = tuple((OrderId(UUID(id)), number) for id, number in orders or ())
    return RequestView(
        row, views, cart, version, consignee, consignee_name, ship_on, mends, mended_by, taken_back, told,
        *choices_of(delivery),
    )  # fmt: skip


def chosen(delivery: DeliveryChoice, pickup: WarehouseId | None) -> dict[str, object]:
    """What checkout had of delivery, as it is kept with the request."""
    told: dict[str, object] = {
        "method": delivery.method, "address": delivery.address, "window": delivery.window, "payer": delivery.payer,
        "pickup": pickup,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def choices_of(told: Mapping[str, Any]) -> tuple[CartChoice, DeliveryChoice]:
    def id(name: str) -> UUID | None:
        return UUID(told[name]) if name in told else None

    payer = id("payer")
    pickup = told.get("pickup")
    return (
        CartChoice(pickup=None if pickup is None else WarehouseId(pickup)),
        DeliveryChoice(
            id("method"), id("address"), told.get("window", ""), None if payer is None else CounterpartyId(payer)
        ),
    )
