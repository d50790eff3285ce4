"""What became other after a moment, of the facts that a client's prices are made of; and who told it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database
from adapters.postgres.price_history.statements import WHOSE
from adapters.postgres.prices.sources import joined, source
from application.price_history.history import Change, ContractRow, Field
from application.price_history.past import Asked, Moment, Past
from application.pricing.rule_content import which_of, whom_of
from application.queries.orders import Readers
from domain.catalog.folding import sku_key
from domain.pricing.assigning import names_of
from domain.pricing.effect import EffectKind
from domain.shared.ids import ContractId, VariantId
from domain.shared.money import Currency

MOST = 200
CONTRACTS = f"""
SELECT c.id, c.number, o.name, c.deleted FROM contract c JOIN counterparty k ON k.id = c.counterparty_id
JOIN seller_organization o ON o.id = c.organization_id
WHERE k.id = %(client)s AND NOT k.deleted AND {WHOSE} ORDER BY c.deleted, c.number, c.id
"""
VARIANTS = """
SELECT a.typed, v.id FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS a(typed, key, place)
JOIN product p ON p.sku_key = a.key AND p.told AND NOT p.deleted
JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
ORDER BY a.place, v.id LIMIT 100
"""
# The two sides of a change are joined by the message that ended one and began the other.
LISTED = f"""
WITH stood AS (
    SELECT price_type_id, variant_id, packaging_id, amount, currency, message_id AS told_by,
           NULL::bigint AS replaced_by, NULL::timestamptz AS replaced_at
    FROM price WHERE variant_id = ANY(%(variants)s) AND price_type_id = ANY(%(types)s)
    UNION ALL
    SELECT price_type_id, variant_id, packaging_id, amount, currency, told_by, replaced_by, replaced_at
    FROM price_log WHERE variant_id = ANY(%(variants)s) AND price_type_id = ANY(%(types)s)
), changed AS (
    SELECT coalesce(a.variant_id, b.variant_id) AS variant_id, coalesce(a.price_type_id, b.price_type_id) AS kind,
           b.amount AS was, b.currency AS was_in, a.amount, a.currency, coalesce(a.told_by, b.replaced_by) AS message,
           b.replaced_at
    FROM stood b FULL JOIN stood a
      ON a.told_by = b.replaced_by AND a.price_type_id = b.price_type_id AND a.variant_id = b.variant_id
         AND a.packaging_id = b.packaging_id
    WHERE a.told_by IS NOT NULL OR b.replaced_by IS NOT NULL
)
SELECT c.variant_id, t.name, trim_scale(c.was), c.was_in, trim_scale(c.amount), c.currency,
       coalesce(c.replaced_at, told_m.priced_at, told_m.applied_at, told_m.received_at), told_m.id,
       coalesce(told_c.name, '')
FROM changed c JOIN price_type t ON t.id = c.kind {joined("told", "c.message", "NULL::bigint")}
WHERE coalesce(c.replaced_at, told_m.priced_at, told_m.applied_at, told_m.received_at) > %(at)s
ORDER BY 7 DESC LIMIT %(most)s
"""
INDIVIDUAL = f"""
WITH stood AS (
    SELECT id, level, variant_id, amount, currency, valid_from, valid_to, recorded_at, message_id AS told_by,
           act_id AS told_act_id, NULL::timestamptz AS replaced_at, NULL::bigint AS replaced_by,
           NULL::bigint AS replaced_act_id
    FROM individual_price WHERE variant_id = ANY(%(variants)s) AND owner_id = ANY(%(owners)s)
    UNION ALL
    SELECT id, level, variant_id, amount, currency, valid_from, valid_to, recorded_at, told_by, told_act_id,
           replaced_at, replaced_by, replaced_act_id
    FROM individual_price_log WHERE variant_id = ANY(%(variants)s) AND owner_id = ANY(%(owners)s)
), changed AS (
    SELECT coalesce(a.variant_id, b.variant_id) AS variant_id, coalesce(a.level, b.level) AS level, b.amount AS was,
           b.currency AS was_in, a.amount, a.currency, b.valid_from AS was_from, a.valid_from, b.valid_to AS was_to,
           a.valid_to, coalesce(a.recorded_at, b.replaced_at) AS at, coalesce(a.told_by, b.replaced_by) AS message,
           CASE WHEN a.id IS NULL THEN b.replaced_act_id ELSE a.told_act_id END AS act
    FROM stood b FULL JOIN stood a ON a.id = b.id AND a.recorded_at = b.replaced_at
    WHERE a.id IS NOT NULL OR b.replaced_at IS NOT NULL
)
SELECT c.variant_id, c.level, trim_scale(c.was), c.was_in, trim_scale(c.amount), c.currency, c.was_from::text,
       c.valid_from::text, c.was_to::text, c.valid_to::text, c.at, told_m.id, coalesce(told_u.name, told_c.name, '')
FROM changed c {joined("told", "CASE WHEN c.act IS NULL THEN c.message END", "c.act")}
WHERE c.at > %(at)s ORDER BY c.at DESC LIMIT %(most)s
"""
_PLAIN = """(SELECT jsonb_object_agg(e.key, CASE WHEN jsonb_typeof(e.value) = 'number' THEN to_jsonb(e.value #>> '{{}}')
    ELSE e.value END) FROM jsonb_each({content}) AS e)"""
FACTS = f"""
SELECT f.kind, f.key, {_PLAIN.format(content="f.before")}, {_PLAIN.format(content="f.content")},
       f.recorded_at, told_m.id, coalesce(told_u.name, rule_u.name, told_c.name, '')
FROM (
    SELECT *, lag(content) OVER (PARTITION BY kind, key ORDER BY id) AS before FROM pricing_fact
    WHERE (kind, key) IN (SELECT * FROM unnest(%(kinds)s::text[], %(keys)s::text[]))
       OR kind IN ('price_rule', 'price_assignment')
       OR (kind = 'price_type_region' AND split_part(key, '/', 1)::int = ANY(%(types)s))
       OR (kind = 'price_threshold' AND split_part(key, '/', 1)::int = ANY(%(types)s))
) AS f {joined("told", "f.message_id", "f.act_id")}
LEFT JOIN price_rule_log r ON f.kind = 'price_rule' AND r.rule_id::text = f.key
      AND r.version = (f.content ->> 'version')::int
LEFT JOIN app_user rule_u ON rule_u.id = r.user_id
WHERE f.recorded_at > %(at)s ORDER BY f.id DESC LIMIT %(most)s
"""
# Of rates only what was told late for days up to then; that every day has a rate of its own is no change.
RATES = f"""
SELECT 'rate', l.currency || ' ' || l.day, trim_scale(l.rate_before / l.nominal_before), trim_scale(l.rate / l.nominal),
       l.at, told_m.id, coalesce(u.name, told_c.name, l.source)
FROM currency_rate_log l LEFT JOIN app_user u ON u.id = l.user_id {joined("told", "l.message_id", "NULL::bigint")}
WHERE l.at > %(at)s AND l.day <= %(day)s AND l.currency = ANY(%(currencies)s)
UNION ALL
SELECT 'markup', '', before, percent, at, NULL, who FROM (
    SELECT trim_scale(m.percent) AS percent, trim_scale(lag(m.percent) OVER (ORDER BY m.id)) AS before, m.at,
           coalesce(u.name, '') AS who
    FROM rate_markup m LEFT JOIN app_user u ON u.id = m.user_id
) AS m WHERE at > %(at)s AND cardinality(%(currencies)s::text[]) > 0
ORDER BY 5 DESC LIMIT %(most)s
"""
# Of a fact's content, what people are not told: ids that never change, and what has no word.
HIDDEN = frozenset(("id", "version", "organization_id", "counterparty_id", "price_type_id", "place", "set_here", "told",
                    "properties", "priority", "assignee", "owner_id", "region_id"))  # fmt: skip
NAMED = {"price_type_id": "price_type", "fallback_id": "fallback", "becomes_id": "becomes", "holding_id": "holding",
         "variant_id": "becomes"}  # fmt: skip


@frozen
class PostgresPriceHistory:
    database: Database

    def contracts(self, whose: Readers, client: UUID) -> Sequence[ContractRow]:
        parties = None if whose.counterparties is None else list(whose.counterparties)
        facts = {"client": client, "manager": whose.manager, "parties": parties}
        with self.database.driver() as connection:
            rows = connection.execute(CONTRACTS.encode(), facts).fetchall()
        return [ContractRow(ContractId(id), *more) for id, *more in rows]

    def variants(self, articles: Sequence[str]) -> Sequence[tuple[str, VariantId]]:
        keys = {article: key for article in articles if (key := sku_key(article))}
        with self.database.driver() as connection:
            return connection.execute(VARIANTS, [list(keys), list(keys.values())]).fetchall()

    def changes(self, asked: Asked, since: Moment, past: Past) -> Sequence[Change]:
        terms, types = past.terms, past.book.types
        kinds = list(types)
        currencies = {terms.currency, *(kind.currency for kind in types.values())} - {Currency.RUB}
        named = [("contract", terms.contract), ("counterparty", terms.counterparty),
                 ("seller_organization", terms.organization), *(("price_type", kind) for kind in kinds)]  # fmt: skip
        values = {
            "at": since.at, "day": since.day, "most": MOST, "variants": list(asked.variants), "types": kinds,
            "owners": [terms.contract, terms.counterparty, terms.holding],
            "kinds": [kind for kind, _ in named], "keys": [str(key) for _, key in named],
            "currencies": [currency.value for currency in currencies],
        }  # fmt: skip
        with self.database.snapshot() as connection:
            rows = [connection.execute(each.encode(), values).fetchall() for each in (LISTED, INDIVIDUAL, FACTS, RATES)]
        names = {str(id): kind.name for id, kind in types.items()}
        facts = [_fact(row, names) for row in rows[2] if CONCERNS.get(row[0], _always)(row, past)]
        found = [*map(_listed, rows[0]), *map(_individual, rows[1]), *facts, *map(_rate, rows[3])]
        told = [change for change in found if change.fields or change.is_new or change.is_gone]
        return sorted(told, key=lambda change: change.told.at or since.at, reverse=True)[:MOST]


def _listed(row: tuple[Any, ...]) -> Change:
    variant, name, was, was_in, amount, currency, *told = row
    price = Field("price", was, amount, was_in or "", currency or "")
    return Change("listed", name, (price,), source(tuple(told)), was is None, amount is None, variant)


def _individual(row: tuple[Any, ...]) -> Change:
    variant, level, was, was_in, amount, currency, was_from, start, was_to, end, *told = row
    fields = [Field("price", was, amount, was_in or "", currency or "")] if (was, was_in) != (amount, currency) else []
    for name, before, after in (("valid_from", was_from, start), ("valid_to", was_to, end)):
        fields += [Field(name, before, after)] if before != after and amount is not None else []
    owner = ("contract", "counterparty", "holding")[level]
    return Change("individual", owner, tuple(fields), source(tuple(told)), was is None, amount is None, variant)


def _fact(row: tuple[Any, ...], types: Mapping[str, str]) -> Change:
    kind, _, before, after, *told = row
    was, now = before or {}, after or {}
    fields = [
        Field(NAMED.get(name, name), _said(name, was.get(name), types), _said(name, now.get(name), types))
        for name in sorted(was.keys() | now.keys())
        if was.get(name) != now.get(name)
        and (name not in HIDDEN or name == "price_type_id" and kind in ("contract", "price_assignment"))
    ]
    shown = () if before is None or after is None else tuple(fields)
    content = now or was
    name = content.get("segment") if kind == "price_assignment" else None
    name = name or content.get("name") or content.get("number") or types.get(content.get("price_type_id") or "", "")
    return Change(kind, name, shown, source(tuple(told)), before is None, after is None)


def _said(name: str, value: Any, types: Mapping[str, str]) -> Any:
    """Names in the place of ids; conditions of a rule are only said to have changed."""
    if name in ("price_type_id", "fallback_id", "becomes_id", "variant_id"):
        return types.get(value, value)
    return None if isinstance(value, dict | list) or name == "holding_id" else value


def _concerns(row: tuple[Any, ...], past: Past) -> bool:
    return any(
        EffectKind(content["effect"]).is_price
        and whom_of(content["whom"]).has(past.terms)
        and which_of(content["which"]).has(known.goods.traits)
        for content in (row[2], row[3]) if content is not None
        for known in past.goods.values()
    )  # fmt: skip


def _assigned(row: tuple[Any, ...], past: Past) -> bool:
    """Whether it names the client, and goods that were asked for."""
    named = {(assignee.value, owner and str(owner)) for assignee, owner in names_of(past.terms)}
    return any(
        (content["assignee"], content["owner_id"]) in named and which_of(content["which"]).has(known.goods.traits)
        for content in (row[2], row[3]) if content is not None
        for known in past.goods.values()
    )  # fmt: skip


def _always(row: tuple[Any, ...], past: Past) -> bool:
    return True


def _in_region(row: tuple[Any, ...], past: Past) -> bool:
    return bool(row[1].endswith(f"/{past.terms.region}"))


CONCERNS = {"price_rule": _concerns, "price_assignment": _assigned, "price_type_region": _in_region}


def _rate(row: tuple[Any, ...]) -> Change:
    fact, name, before, after, *told = row
    return Change(fact, name, (Field("rate", before, Decimal(after)),), source(tuple(told)), before is None)
