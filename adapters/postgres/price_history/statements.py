"""What stood at a moment, as SQL: each statement reads the log of one kind of fact.

Parameters that all share: at, the moment; day, its bank day; open, what transactions not yet committed then recorded.
"""

WHOSE = """
(%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s) AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
"""
# `since` is where the log begins; no transaction lasts longer than six hours.
MOMENT = f"""
SELECT (SELECT array_agg(began_at) FROM pricing_moment
         WHERE at > %(at)s AND at <= %(at)s + interval '6 hours' AND began_at <= %(at)s),
       coalesce((SELECT pricing_version FROM pricing_moment WHERE at <= %(at)s ORDER BY at DESC LIMIT 1), 0),
       (SELECT recorded_at FROM pricing_fact ORDER BY id LIMIT 1),
       c.number,
       (SELECT recorded_at FROM pricing_fact WHERE kind = 'contract' AND key = c.id::text
           AND content ->> 'counterparty_id' = c.counterparty_id::text ORDER BY id LIMIT 1)
FROM contract c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
WHERE c.id = %(contract)s AND {WHOSE}
"""


def known(column: str) -> str:
    return f"({column} <= %(at)s AND {column} <> ALL(%(open)s::timestamptz[]))"


def was(kind: str, key: str) -> str:
    """The content of one fact; with `late`, what was told first where nothing was known yet."""
    seen = known("f.recorded_at")
    return f"""(SELECT f.content FROM pricing_fact f WHERE f.kind = '{kind}' AND f.key = {key}
        AND ({seen} OR %(late)s) ORDER BY {seen} DESC, CASE WHEN {seen} THEN -f.id ELSE f.id END LIMIT 1)"""


def every(kind: str, moment: str) -> str:
    """All facts of a kind as they stood, as rows of their table."""
    return f"""(SELECT t.* FROM (SELECT DISTINCT ON (f.key) f.content FROM pricing_fact f
        WHERE f.kind = '{kind}' AND {moment} ORDER BY f.key, f.id DESC) AS w
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind}, w.content) AS t WHERE w.content IS NOT NULL)"""


THEN = known("f.recorded_at")
# Its days are dates of validity: by validity those count that are known today.
CONTRACT = f"""
SELECT t.organization_id, o.name, t.number, t.counterparty_id, h.told ->> 'holding_id', t.price_type_id, t.currency,
       s.told ->> 'tax_regime', k.default_region_id, t.deleted,
       CASE WHEN %(late)s THEN c.valid_from ELSE t.valid_from END,
       CASE WHEN %(late)s THEN c.valid_to ELSE t.valid_to END
FROM contract c
CROSS JOIN LATERAL {was("contract", "c.id::text")} AS w
CROSS JOIN LATERAL jsonb_populate_record(NULL::contract, w.content) AS t
JOIN counterparty k ON k.id = t.counterparty_id AND k.id = c.counterparty_id
JOIN seller_organization o ON o.id = t.organization_id
CROSS JOIN LATERAL (SELECT {was("counterparty", "k.id::text")} AS told) AS h
CROSS JOIN LATERAL (SELECT {was("seller_organization", "o.id::text")} AS told) AS s
WHERE c.id = %(contract)s
"""
TYPES = f"""
SELECT id, name, currency, vat_included, scale, fallback_id,
       (SELECT jsonb_agg(jsonb_build_array(r.region_id, r.variant_id) ORDER BY r.region_id)
          FROM {every("price_type_region", THEN)} AS r WHERE r.price_type_id = t.id)
FROM {every("price_type", THEN)} AS t WHERE told AND NOT deleted
"""
GROUPS = f"""
SELECT group_id FROM {every("user_group_member", THEN)} AS t WHERE user_id = %(user)s::uuid ORDER BY group_id
"""
ASSIGNMENTS = f"SELECT {{columns}} FROM {every('price_assignment', THEN)} AS t WHERE {{holds}}"
# As with individual prices: a first day makes it count as it is known today, without one it begins when it is recorded;
# what was withdrawn after the moment was in force until then.
ASSIGNMENTS_IN_FORCE = f"""
SELECT {{columns}} FROM price_assignment t WHERE t.valid_from IS NOT NULL AND {{holds}}
UNION ALL
SELECT {{columns}} FROM {every("price_assignment", THEN)} AS t LEFT JOIN price_assignment now ON now.id = t.id
WHERE {{holds}} AND (now.id IS NULL OR now.valid_from IS NULL AND coalesce(now.valid_to >= %(day)s, true))
  AND (now.id IS NULL OR t.valid_from IS NULL)
"""
STEPS = f"""
SELECT price_type_id, total, becomes_id FROM {every("price_threshold", THEN)} AS t ORDER BY price_type_id, total
"""
RULES = f"SELECT {{columns}} FROM {every('price_rule', THEN)} AS t WHERE state = 'active'"
# A rule that names its first day is taken as it is known today; whether it was on is told by what was recorded, if
# anything was. One without a first day begins when it is recorded.
RULES_IN_FORCE = f"""
SELECT {{columns}} FROM price_rule t LEFT JOIN {every("price_rule", THEN)} AS w USING (id)
WHERE t.valid_from IS NOT NULL AND coalesce(w.state, t.state) = 'active'
UNION ALL
SELECT {{former}} FROM {every("price_rule", THEN)} AS w LEFT JOIN price_rule t USING (id)
WHERE w.state = 'active' AND t.valid_from IS NULL
"""
_MARKUP = "coalesce((SELECT trim_scale(percent) FROM rate_markup WHERE at <= %(at)s ORDER BY id DESC LIMIT 1), 0)"
RATES = f"""
SELECT DISTINCT ON (currency) currency, day, rate, nominal, source, {_MARKUP} FROM (
    SELECT DISTINCT ON (currency, day) * FROM currency_rate_log
    WHERE at <= %(at)s AND day <= %(day)s ORDER BY currency, day, id DESC
) AS told ORDER BY currency, day DESC
"""
RATES_IN_FORCE = f"""
SELECT DISTINCT ON (currency) currency, day, rate, nominal, source, {_MARKUP} FROM currency_rate
WHERE day <= %(day)s ORDER BY currency, day DESC
"""
# A price of before messages were kept was always there.
_PRICED = "coalesce(m.priced_at, m.applied_at, m.received_at, '-infinity')"
LISTED = f"""
SELECT p.variant_id, p.price_type_id, p.packaging_id, trim_scale(p.amount), p.currency
FROM price p LEFT JOIN inbox_message m ON m.id = p.message_id
WHERE p.variant_id = ANY(%(variants)s) AND p.price_type_id = ANY(%(types)s) AND {known(_PRICED)}
UNION ALL
SELECT p.variant_id, p.price_type_id, p.packaging_id, trim_scale(p.amount), p.currency
FROM price_log p LEFT JOIN inbox_message m ON m.id = p.told_by
WHERE p.variant_id = ANY(%(variants)s) AND p.price_type_id = ANY(%(types)s) AND {known(_PRICED)}
  AND NOT {known("p.replaced_at")}
"""
_TERMS = """i.variant_id, i.id, i.level, i.owner_id, i.packaging_id, trim_scale(i.minimum)::text AS minimum,
    trim_scale(i.amount)::text AS amount, i.currency, i.vat_included, i.valid_from, i.valid_to"""
_OURS = "i.variant_id = ANY(%(variants)s) AND i.owner_id = ANY(%(owners)s)"
_STOOD = f"""
    SELECT {_TERMS} FROM individual_price i WHERE {_OURS} AND {known("i.recorded_at")}
    UNION ALL
    SELECT {_TERMS} FROM individual_price_log i
    WHERE {_OURS} AND {known("i.recorded_at")} AND NOT {known("i.replaced_at")}
"""
_COVERS = "coalesce(i.valid_from <= %(day)s, true) AND coalesce(i.valid_to >= %(day)s, true)"
_ASKED = "i.variant_id, i.id, i.level, i.owner_id, i.packaging_id, i.minimum, i.amount, i.currency, i.vat_included"
INDIVIDUAL = f"SELECT {_ASKED} FROM ({_STOOD}) AS i WHERE {_COVERS} ORDER BY i.id"
# As with rules: a first day makes a price count as it is known today, without one it begins when it is recorded. What
# its own source withdrew after the moment was in force until then.
INDIVIDUAL_IN_FORCE = f"""
SELECT {_ASKED} FROM (SELECT {_TERMS} FROM individual_price i WHERE {_OURS} AND i.valid_from IS NOT NULL) AS i
WHERE {_COVERS}
UNION ALL
SELECT {_ASKED} FROM (
    SELECT DISTINCT ON (i.id) {_TERMS}, i.replaced_at FROM individual_price_log i
    WHERE {_OURS} AND (i.told_by IS NULL) = (i.replaced_by IS NULL)
      AND NOT EXISTS (SELECT FROM individual_price c WHERE c.id = i.id)
    ORDER BY i.id, i.replaced_at DESC
) AS i WHERE i.valid_from IS NOT NULL AND NOT {known("i.replaced_at")} AND {_COVERS}
UNION ALL
SELECT {_ASKED} FROM ({_STOOD}) AS i WHERE i.valid_from IS NULL AND {_COVERS}
   AND NOT EXISTS (SELECT FROM individual_price c WHERE c.id = i.id
                    AND (c.valid_from IS NOT NULL OR c.valid_to < %(day)s))
"""
# Every property that any rule or segment of goods has ever read.
READ_BY = """SELECT DISTINCT e::int AS id FROM pricing_fact f, jsonb_array_elements_text(f.content -> 'properties') AS e
    WHERE f.kind IN ('price_rule', 'price_assignment') AND f.content IS NOT NULL"""
