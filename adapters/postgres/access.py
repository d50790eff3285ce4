"""Visits, accounts, sessions, contexts: who asks, in one statement for each request."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from adapters.postgres.database import Database, driver
from adapters.postgres.prepared import Answer, Cells
from application.access.context import BuyerContext, ContractFacts, Visit
from application.access.ports import Credentials
from application.shared.ports import Ids
from domain.access.authority import ACTING, Actor, Authority, Party
from domain.access.permission import Permission
from domain.credit.credit_line import CreditTerms
from domain.ordering.circumstances import ServingWarehouse
from domain.pricing.refinement import RefinementPolicy
from domain.shared.errors import NotFound
from domain.shared.ids import (
    CartId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PriceTypeId,
    RegionId,
    UserId,
    WarehouseId,
)
from domain.shared.money import Currency, Money

# A membership of a holding covers its present members; the role's permissions count for that counterparty alone, and
# those of a role that a company made count nowhere else. Whatever ends a right ends it here, for every door at once.
_ROLES = """
    FROM membership m
    JOIN role r ON r.code = m.role AND r.retired_at IS NULL AND r.permissions <> '{}'
    JOIN counterparty k ON (k.id = m.counterparty_id OR k.holding_id = m.holding_id) AND NOT k.deleted
         AND k.access_closed_at IS NULL AND coalesce(r.counterparty_id = k.id, true)
    WHERE m.user_id = u.id AND m.revoked_at IS NULL
      AND coalesce(m.valid_from <= today.day, true) AND coalesce(m.valid_to >= today.day, true)
"""
MEMBERSHIPS = f"SELECT k.id, k.name, k.inn {_ROLES} GROUP BY k.id"

_STAFF = """SELECT json_agg(r.permissions) FROM membership m JOIN role r ON r.code = m.role
         WHERE {who}.kind = 'staff' AND m.user_id = {who}.id AND m.counterparty_id IS NULL AND m.holding_id IS NULL
           AND m.revoked_at IS NULL AND r.retired_at IS NULL
           AND coalesce(m.valid_from <= today.day, true) AND coalesce(m.valid_to >= today.day, true)"""

# A person with his rights and the context `c` that is active; whatever reads it says where they come from. Nobody
# searches in its documents: as json they are written straight away, where jsonb is built first. Roles come one by one,
# since to group them costs the server more than the reader.
SEEN = f"""
SELECT u.id, u.name, u.kind, u.language, u.manager_id, s.csrf, today.day,
       st.catalogue_version, st.pricing_version,
       (SELECT json_agg(json_build_array(k.id, k.name, k.inn, k.holding_id, r.permissions) ORDER BY k.name, k.id)
        {_ROLES}),
       ({_STAFF.format(who="u")}),
       c.id, c.version, c.lines, c.totals, c.contracts, c.counterparty_id,
       k.status, k.status_reason, c.region_id, rg.name,
       (SELECT json_agg(json_build_array(w.id, w.name, o.id, o.name) ORDER BY rw.priority, w.id)
          FROM region_warehouse rw JOIN warehouse w ON w.id = rw.warehouse_id AND w.told AND NOT w.deleted
          JOIN seller_organization o ON o.id = w.organization_id
         WHERE rw.region_id = c.region_id),
       (SELECT json_agg(json_build_array(
                   ct.id, ct.number, o.id, o.name, ct.price_type_id, pt.name, ct.currency, ct.valid_from, ct.valid_to,
                   ct.is_default, ct.terms, ct.deferral_days, o.tax_regime,
                   CASE WHEN ct.terms = 'limited' THEN (coalesce(l.amount, 0) + coalesce((
                       SELECT sum(p.amount) FROM credit_permission p WHERE p.owner_id = ct.id AND p.kind = 'limit'
                        AND p.revoked_at IS NULL AND p.ends_at > now()), 0))::text END,
                   (coalesce(b.debt, 0) - coalesce(b.advance, 0))::text,
                   (SELECT coalesce(sum(h.amount), 0)::text FROM credit_held h
                     WHERE h.level = 0 AND h.owner_id = ct.id),
                   CASE WHEN cn.id IS NULL THEN 'none' ELSE coalesce(ct.refinement, 'confirm') END
               ) ORDER BY ct.number, ct.id)
          FROM contract ct JOIN seller_organization o ON o.id = ct.organization_id AND NOT o.deleted
          LEFT JOIN price_type pt ON pt.id = ct.price_type_id
          LEFT JOIN credit_limit l ON l.owner_id = ct.id
          LEFT JOIN credit_balance b ON b.owner_id = ct.id
          LEFT JOIN connection cn ON cn.id = ct.connection_id AND cn.quote_url <> '' AND NOT cn.disabled
         WHERE ct.counterparty_id = c.counterparty_id AND NOT ct.deleted),
       (SELECT array_agg(g.group_id ORDER BY g.group_id) FROM user_group_member g WHERE g.user_id = u.id),
       EXISTS (SELECT FROM approval_rule r WHERE r.counterparty_id = c.counterparty_id AND r.ended_at IS NULL)
           OR EXISTS (SELECT FROM budget b WHERE b.counterparty_id = c.counterparty_id AND b.ended_at IS NULL)
"""
# Who acts for the buyer is told by the session; what he may is asked only then. In the cart that is active, or in
# another one of the buyer's.
_VISIT = f"""{SEEN},
       CASE WHEN s.acting_for IS NOT NULL THEN a.id END
FROM session s
JOIN app_user a ON a.id = s.user_id AND NOT a.disabled
JOIN app_user u ON u.id = coalesce(s.acting_for, s.user_id) AND NOT u.disabled
CROSS JOIN catalogue_state st
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
LEFT JOIN cart c ON c.user_id = u.id AND u.kind = 'buyer' AND {{which}}
LEFT JOIN counterparty k ON k.id = c.counterparty_id
LEFT JOIN region rg ON rg.id = c.region_id
WHERE s.token_hash = %(token)s AND s.expires_at > now()
"""
VISIT = _VISIT.replace("{which}", "c.active").encode()
VISIT_IN = _VISIT.replace("{which}", "c.id = %(cart)s AND c.deleted_at IS NULL AND NOT c.set_aside").encode()

_MANAGED = f"""
    SELECT array_agg(id) FROM counterparty
    WHERE manager_id = a.manager_id AND id IN (SELECT id FROM ({MEMBERSHIPS}) AS theirs)
"""
# Whoever acts for a buyer: his rights of now, and which of the buyer's companies are his clients.
ACTING_FOR = f"""
SELECT a.id, a.name, ({_STAFF.format(who="a")}), ({_MANAGED})
FROM app_user a CROSS JOIN app_user u CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
WHERE a.id = %(actor)s AND u.id = %(user)s
"""


MOST_KEPT = 512  # sessions


def token_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


@frozen
class PostgresVisits:
    """Read with every request, so that a right withdrawn is gone with the next one; made anew only where it differs."""

    database: Database
    zone: ZoneInfo
    kept: "OrderedDict[bytes, tuple[object, Visit]]" = field(factory=OrderedDict, eq=False)

    def of(self, token: str) -> Visit | None:
        return self._of(token_hash(token))

    def again(self, visit: Visit) -> Visit:
        found = self._of(visit.session)
        if found is None:
            raise NotFound("session", str(visit.authority.user))
        return found

    def inside(self, visit: Visit, cart: CartId) -> Visit:
        """The same visit in another cart of this person's. Raises NotFound for what is not his."""
        told = self._told(VISIT_IN, visit.session, cart=cart)
        found = None if told is None else told.visit(visit.session)
        if found is None or found.context is None:
            raise NotFound("cart", str(cart))
        return found

    def _of(self, session: bytes) -> Visit | None:
        told = self._told(VISIT, session)
        if told is None:
            self.kept.pop(session, None)
            return None
        kept = self.kept.get(session)
        if kept is not None and kept[0] == told.key:
            return kept[1]
        visit = told.visit(session)
        if visit is None:
            # Whoever may act for the client no more is himself again, and is not thrown out.
            with self.database.driver() as connection:
                connection.execute(STOP_ACTING, (session,))
            return self._of(session)
        self.kept[session] = told.key, visit
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
        return visit

    def _told(self, statement: bytes, session: bytes, **more: object) -> "Told | None":
        answer = self.database.ask(statement, {"token": session, "zone": self.zone.key, **more})
        if not len(answer):
            return None
        cells = answer.cells
        if cells[-1] is None:
            return Told(cells, answer)
        user, *_, actor = answer.rows()[0]
        with self.database.driver() as connection:
            told = {"actor": actor, "user": user, "zone": self.zone.key}
            acting = connection.execute(ACTING_FOR, told).fetchone()
        # Nobody is the buyer for want of an answer.
        return None if acting is None else Told(cells, answer, acting)


@frozen
class Told:
    """A visit as the server wrote it. acting: what whoever acts for the buyer may, None where nobody does."""

    cells: Cells
    answer: Answer
    acting: tuple[Any, ...] | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What is written alike is seen alike."""
        return self.cells, self.acting

    def visit(self, session: bytes) -> Visit | None:
        """None where somebody acts for a buyer and may no more."""
        visit = visit_from(self.answer.rows()[0][:-1], session)
        return visit if self.acting is None else acting_visit(visit, *self.acting)


STOP_ACTING = "UPDATE session SET acting_for = NULL WHERE token_hash = %s"


def acting_visit(
    visit: Visit, id: UUID, name: str, roles: list[list[str]] | None, clients: list[UUID] | None
) -> Visit | None:
    """None where the right is gone, or none of the buyer's companies is a client of the person's any more."""
    permissions, theirs = held_by(roles or ()), frozenset(clients or ())
    if Permission.ACT_FOR_CLIENTS not in permissions:
        return None
    sees_all, authority = Permission.SEE_ALL_CLIENTS in permissions, visit.authority
    parties = tuple(
        evolve(party, permissions=party.permissions & ACTING)
        for party in authority.parties
        if sees_all or party.id in theirs
    )
    if not parties:
        return None
    actor = Actor(UserId(id), name)
    context = visit.context
    active = None if context is None else next((p for p in parties if p.id == context.party.id), None)
    return evolve(
        visit,
        authority=evolve(authority, parties=parties, actor=actor),
        context=None if context is None or active is None else evolve(context, party=active),
    )


def visit_from(row: tuple[Any, ...], session: bytes) -> Visit:
    user, name, kind, language, manager, csrf, day, catalogue_version, pricing_version, mine, staff, *context = row
    parties = parties_of(mine or ())
    authority = Authority(
        UserId(user), name, kind == "staff", language, csrf, parties, held_by(staff or ()), manager, day
    )
    active = next((p for p in parties if p.id == context[5]), None)
    buyer = context_of(context, active, day) if active is not None else None
    return Visit(authority, buyer, catalogue_version, pricing_version, session)


def parties_of(rows: Iterable[list[Any]]) -> tuple[Party, ...]:
    """Each counterparty once, in the order of the rows, with what all roles there give together."""
    roles: dict[tuple[str, ...], list[list[str]]] = {}
    for *party, permissions in rows:
        roles.setdefault(tuple(party), []).append(permissions)
    return tuple(
        Party(CounterpartyId(UUID(id)), name, inn, HoldingId(UUID(holding)), held_by(of_roles))
        for (id, name, inn, holding), of_roles in roles.items()
    )


def held_by(roles: Iterable[list[str]]) -> frozenset[str]:
    return frozenset(permission for role in roles for permission in role)


def context_of(row: list[Any], party: Party, day: date) -> BuyerContext:
    (cart, version, lines, totals, chosen, _, status, reason, region, region_name, warehouses, contracts, groups,
     is_overseen) = row  # fmt: skip
    return BuyerContext(
        party,
        status,
        reason,
        None if region is None else RegionId(region),
        region_name or "",
        tuple(ServingWarehouse(WarehouseId(w[0]), w[1], OrganizationId(UUID(w[2])), w[3]) for w in warehouses or ()),
        tuple(_contract(contract) for contract in contracts or ()),
        {OrganizationId(UUID(o)): ContractId(UUID(c)) for o, c in chosen.items()},
        CartId(cart),
        version,
        lines,
        tuple(Money(Decimal(amount), Currency(currency)) for amount, currency in totals),
        day,
        tuple(groups or ()),
        is_overseen,
    )


def _contract(row: list[Any]) -> ContractFacts:
    (id, number, organization, organization_name, price_type, price_type_name, code, valid_from, valid_to, is_default,
     terms, deferral, regime, limit, debt, held, refinement) = row  # fmt: skip
    currency = Currency(code)
    return ContractFacts(
        ContractId(UUID(id)),
        number,
        OrganizationId(UUID(organization)),
        organization_name,
        None if price_type is None else PriceTypeId(price_type),
        price_type_name or "",
        currency,
        None if valid_from is None else date.fromisoformat(valid_from),
        None if valid_to is None else date.fromisoformat(valid_to),
        is_default,
        CreditTerms(terms),
        deferral,
        regime != "simplified",
        None if limit is None else Money(Decimal(limit), currency),
        Money.rounded(Decimal(debt), currency),
        Money.rounded(Decimal(held), currency),
        RefinementPolicy(refinement),
    )


@frozen
class PostgresAccounts:
    database: Database

    def credentials(self, login: str) -> Credentials | None:
        with self.database.driver() as connection:
            row = connection.execute(
                "SELECT id, password_hash, disabled, kind = 'staff' FROM app_user WHERE login = %s", (login,)
            ).fetchone()
        return None if row is None else Credentials(*row)


# The default context of a buyer: his default counterparty if he may still act for it, else the first by name.
START_CART = """
INSERT INTO cart (id, user_id, counterparty_id, region_id)
SELECT %(id)s, u.id, k.id, coalesce(k.default_region_id, (SELECT id FROM region ORDER BY name, id LIMIT 1))
FROM app_user u
JOIN membership m ON m.user_id = u.id AND m.revoked_at IS NULL
JOIN counterparty k ON (k.id = m.counterparty_id OR k.holding_id = m.holding_id) AND NOT k.deleted
     AND k.access_closed_at IS NULL
WHERE u.id = %(user)s AND u.kind = 'buyer'
ORDER BY k.id = u.default_counterparty_id DESC NULLS LAST, k.name, k.id
LIMIT 1
ON CONFLICT (user_id) WHERE active DO NOTHING
"""

# Whoever lost the company that his cart is in goes on with another of his, the goods with him.
REHOME = """
UPDATE cart c SET counterparty_id = k.id, region_id = coalesce(k.default_region_id, c.region_id), contracts = '{}',
    version = c.version + 1, totals = '[]', updated_at = now()
FROM (SELECT k.id, k.default_region_id
        FROM app_user u JOIN membership m ON m.user_id = u.id AND m.revoked_at IS NULL
        JOIN counterparty k ON (k.id = m.counterparty_id OR k.holding_id = m.holding_id) AND NOT k.deleted
             AND k.access_closed_at IS NULL
       WHERE u.id = %(user)s AND coalesce(m.valid_to >= now()::date, true)
       ORDER BY k.id = u.default_counterparty_id DESC NULLS LAST, k.name, k.id LIMIT 1) AS k
WHERE c.user_id = %(user)s AND NOT c.set_aside AND NOT EXISTS (
    SELECT FROM membership m JOIN counterparty h ON h.id = c.counterparty_id AND h.access_closed_at IS NULL
     WHERE m.user_id = c.user_id AND m.revoked_at IS NULL AND coalesce(m.valid_to >= now()::date, true)
       AND (m.counterparty_id = h.id OR m.holding_id = h.holding_id))
"""


@frozen
class PostgresSessions:
    database: Database
    ids: Ids

    def start(self, user: UserId, token: str, csrf: str, until: datetime) -> None:
        with self.database.transaction() as connection:
            raw = driver(connection)
            raw.execute(
                "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, %s, %s)",
                (token_hash(token), user, csrf, until),
            )
            raw.execute(START_CART, {"id": self.ids.new(), "user": user})
            raw.execute(REHOME, {"user": user})

    def end(self, token: str) -> None:
        with self.database.driver() as connection:
            connection.execute("DELETE FROM session WHERE token_hash = %s", (token_hash(token),))
