"""What the ERP was asked about carts, and said; and whom to ask about a cart's contracts, by the ERP's own ids."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, json_text
from adapters.postgres.shelf import array
from application.ordering.refinement_ports import Base, BaseId, Item, Source
from domain.pricing.refinement import Asking, LineRef, NotTaken, RefinedPrice, Refinement, Unanswered
from domain.shared.ids import CartId, ContractId, CounterpartyId, PackagingId, UserId, VariantId
from domain.shared.money import Currency

# A question that failed after an answer does not hide the answer: for each base the newest of both kinds. What an order
# stands on is spent with its cart, and all that was asked before it: the same goods once more are another order, which
# the ERP has not seen.
NEWEST = """
SELECT DISTINCT ON (r.connection_id, r.unanswered = '')
       r.id, r.base, r.cart_hash, r.contracts, r.asked_at, r.valid_until, r.prices, r.not_taken, r.unanswered,
       r.accepted_at IS NOT NULL
FROM price_refinement r JOIN cart c ON c.id = r.cart_id
WHERE r.cart_id = %(cart)s AND c.user_id = %(owner)s AND r.counterparty_id = %(counterparty)s
  AND NOT EXISTS (SELECT FROM price_refinement s JOIN sales_order o ON o.refinement_id = s.id
                   WHERE s.cart_id = r.cart_id AND s.asked_at >= r.asked_at)
ORDER BY r.connection_id, r.unanswered = '', r.asked_at DESC, r.id DESC
"""
KEEP = """
INSERT INTO price_refinement (id, cart_id, user_id, counterparty_id, connection_id, base, cart_hash, contracts,
    asked_at, valid_until, prices, not_taken, unanswered)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)
"""
# The first yes stands; it is who said it that an argument will ask for.
ACCEPT = """
UPDATE price_refinement r SET accepted_at = %(at)s, accepted_by = %(owner)s FROM cart c
WHERE r.id = ANY(%(answers)s::uuid[]) AND r.cart_id = %(cart)s AND c.id = r.cart_id AND c.user_id = %(owner)s
  AND r.accepted_at IS NULL
"""
SOURCES = """
SELECT n.id, n.name, n.quote_url, n.quote_login, n.quote_password, n.quote_patience, k.erp_id, c.id, c.erp_id,
       t.variant, t.packaging, p.erp_id, v.erp_id, p.sku, p.name, coalesce(g.code, p.unit_code)
FROM unnest(%(contracts)s::uuid[], %(variants)s::int[], %(packagings)s::int[]) AS t(contract, variant, packaging)
JOIN contract c ON c.id = t.contract AND c.counterparty_id = %(counterparty)s AND c.erp_id IS NOT NULL
JOIN counterparty k ON k.id = c.counterparty_id
JOIN connection n ON n.id = c.connection_id AND n.quote_url <> '' AND NOT n.disabled
JOIN variant v ON v.id = t.variant
JOIN product p ON p.id = v.product_id
LEFT JOIN packaging g ON g.id = t.packaging
WHERE p.erp_id IS NOT NULL
ORDER BY n.id, c.id, t.variant, t.packaging
"""


@frozen
class PostgresAskings:
    database: Database

    def newest(self, cart: CartId, owner: UserId, counterparty: CounterpartyId) -> Sequence[Asking]:
        facts = {"cart": cart, "owner": owner, "counterparty": counterparty}
        with self.database.driver() as connection:
            return [_asking(row) for row in connection.execute(NEWEST, facts, prepare=True)]

    def keep(self, cart: CartId, owner: UserId, counterparty: CounterpartyId, base: BaseId, asking: Asking) -> None:
        answer = asking.answer
        prices = [[*ref, p.amount, p.currency, p.vat_included] for ref, p in answer.prices.items()] if answer else []
        not_taken = [[*ref, why.value] for ref, why in asking.not_taken.items()]
        facts = (
            asking.id, cart, owner, counterparty, base, asking.base, asking.cart_hash, sorted(asking.contracts),
            asking.asked_at, answer.valid_until if answer else None, json_text(prices), json_text(not_taken),
            asking.unanswered.value if asking.unanswered else "",
        )  # fmt: skip
        with self.database.driver() as connection:
            connection.execute(KEEP, facts)

    def accept(self, cart: CartId, owner: UserId, answers: Collection[UUID], at: datetime) -> None:
        facts = {"cart": cart, "owner": owner, "answers": array(sorted(answers)), "at": at}
        with self.database.driver() as connection:
            connection.execute(ACCEPT, facts)


def _asking(row: tuple[Any, ...]) -> Asking:
    id, base, cart_hash, contracts, asked_at, until, prices, not_taken, unanswered, accepted = row
    told = {
        _ref(c, v, p): RefinedPrice(Decimal(amount), Currency(currency), included)
        for c, v, p, amount, currency, included in prices
    }
    answer = None if until is None else Refinement(id, cart_hash, until, told, accepted)
    return Asking(
        id, base, cart_hash, frozenset(map(ContractId, contracts)), asked_at, answer,
        Unanswered(unanswered) if unanswered else None,
        {_ref(c, v, p): NotTaken(why) for c, v, p, why in not_taken},
    )  # fmt: skip


def _ref(contract: str, variant: int, packaging: int) -> LineRef:
    return LineRef(ContractId(UUID(contract)), VariantId(variant), PackagingId(packaging))


@frozen
class PostgresSources:
    database: Database

    def of(self, lines: Collection[LineRef], counterparty: CounterpartyId) -> Sequence[Source]:
        refs = sorted(lines)
        facts = {
            "contracts": array([ref.contract for ref in refs]),
            "variants": array([ref.variant for ref in refs]),
            "packagings": array([ref.packaging for ref in refs]),
            "counterparty": counterparty,
        }
        with self.database.driver() as connection:
            rows = connection.execute(SOURCES, facts).fetchall()
        by_base: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            by_base.setdefault(row[0], []).append(row)
        return [_source(mine) for mine in by_base.values()]


def _source(rows: list[tuple[Any, ...]]) -> Source:
    id, name, url, login, password, patience, counterparty, *_ = rows[0]
    contracts, items, units = {}, {}, {}
    for row in rows:
        contract, erp_contract, variant, packaging, item, characteristic, sku, title, unit = row[7:]
        contracts[ContractId(contract)] = erp_contract
        items[VariantId(variant)] = Item(item, characteristic or "", sku, title)
        units[LineRef(ContractId(contract), VariantId(variant), PackagingId(packaging))] = unit or ""
    base = Base(BaseId(id), name, url, login, password, patience)
    return Source(base, counterparty or "", contracts, items, units)
