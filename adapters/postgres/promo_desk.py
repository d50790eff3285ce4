"""Promo codes of the seller's people: lists, cards, the transaction of whoever changes them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.promo_codes import COLUMNS, LOCK, code_of, conditions_of
from application.promo_desk.book import PromoFilter, PromoRow, PromoUse, PromoVersion
from application.promo_desk.change import Kept
from application.promo_desk.typed import PromoRefused, TypedPromo
from domain.catalog.traits import folded
from domain.pricing.promo import PromoCode, promo_key
from domain.pricing.promo_refusals import PromoNotSound
from domain.shared.errors import NotFound
from domain.shared.ids import UserId
from domain.shared.money import Currency, Money

_CODE = ", ".join(f"c.{name}" for name in COLUMNS)
ROWS = f"""
SELECT {_CODE}, c.name, c.version, c.created_at, n.uses, t.taken, count(*) OVER ()
FROM promo_code c
CROSS JOIN LATERAL (
    SELECT count(DISTINCT placing_id)::int AS uses FROM promo_use WHERE promo_id = c.id AND released_at IS NULL) AS n
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(currency, taken) AS taken
    FROM (SELECT currency, sum(amount)::text AS taken FROM promo_use
           WHERE promo_id = c.id AND released_at IS NULL GROUP BY currency) AS of_currency) AS t
"""
LIST = f"""
SELECT * FROM ({ROWS}
WHERE (%(text)s = '' OR c.key LIKE %(key)s OR c.name ILIKE %(name)s)
  AND CASE %(state)s
      WHEN 'off' THEN c.state = 'off'
      WHEN 'future' THEN c.state = 'active' AND c.valid_from > %(day)s
      WHEN 'past' THEN c.state = 'active' AND c.valid_to < %(day)s
      WHEN 'used-up' THEN c.state = 'active' AND n.uses >= c.most_uses
      WHEN 'on' THEN c.state = 'active' AND coalesce(c.valid_from <= %(day)s, true)
           AND coalesce(c.valid_to >= %(day)s, true) AND coalesce(n.uses < c.most_uses, true)
      ELSE true END
ORDER BY c.created_at DESC, c.id DESC OFFSET %(offset)s LIMIT %(limit)s) AS page
"""
NAMES = """
SELECT (SELECT array_agg(sku ORDER BY sku) FROM product WHERE id = ANY(%(products)s)),
       (SELECT array_agg(DISTINCT name) FROM category WHERE id = ANY(%(categories)s)),
       (SELECT array_agg(DISTINCT inn) FROM counterparty WHERE id = ANY(%(counterparties)s)),
       (SELECT array_agg(DISTINCT name) FROM holding WHERE id = ANY(%(holdings)s))
"""
USES = """
SELECT o.id, o.number, k.name, u.amount, u.currency, u.used_at, u.released_at
FROM promo_use u JOIN sales_order o ON o.id = u.order_id JOIN counterparty k ON k.id = u.counterparty_id
WHERE u.promo_id = %s ORDER BY u.used_at DESC, o.number DESC LIMIT %s
"""
VERSIONS = """
SELECT l.version, l.recorded_at, coalesce(p.name, ''), l.action, l.content ->> 'value', l.content ->> 'kind',
       l.content ->> 'state'
FROM promo_code_log l LEFT JOIN app_user p ON p.id = l.user_id WHERE l.promo_id = %s ORDER BY l.version DESC
"""
_STORED = (*COLUMNS[1:], "key", "name", "properties", "version")
ADD = f"""
INSERT INTO promo_code (id, {", ".join(_STORED)}) VALUES (%(id)s, {", ".join(f"%({name})s" for name in _STORED)})
"""
SAVE = f"UPDATE promo_code SET {', '.join(f'{name} = %({name})s' for name in _STORED)} WHERE id = %(id)s"
RECORD = """
INSERT INTO promo_code_log (promo_id, version, user_id, action, content) VALUES (%s, %s, %s, %s, %s::jsonb)
"""
# What goods carry of their properties is kept by this version.
RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"


def _row(row: tuple[Any, ...]) -> PromoRow:
    size = len(COLUMNS)
    name, version, created_at, uses, taken = row[size : size + 5]
    sums = [Money(Decimal(amount), Currency(currency)) for currency, amount in sorted((taken or {}).items())]
    return PromoRow(code_of(row[:size]), name, version, created_at, uses, tuple(sums))


@frozen
class PostgresPromoBook:
    database: Database

    def page(self, ask: PromoFilter, day: date) -> tuple[Sequence[PromoRow], int]:
        piece = ask.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        facts = {
            "text": ask.text, "key": f"%{promo_key(piece) or '?'}%", "name": f"%{piece}%", "state": ask.state,
            "day": day, "offset": ask.offset, "limit": ask.limit,
        }  # fmt: skip
        with self.database.driver() as connection:
            rows = connection.execute(LIST.encode(), facts).fetchall()
        return [_row(row) for row in rows], rows[0][-1] if rows else 0

    def card(self, id: UUID) -> tuple[PromoRow, TypedPromo]:
        with self.database.driver() as connection:
            found = connection.execute(f"{ROWS} WHERE c.id = %s".encode(), [id]).fetchone()
            if found is None:
                raise NotFound("promo", str(id))
            row = _row(found)
            which, whom = row.code.which, row.code.whom
            names = connection.execute(NAMES, {
                "products": list(which.products), "categories": list(which.categories),
                "counterparties": list(whom.counterparties), "holdings": list(whom.holdings),
            }).fetchone()  # fmt: skip
        assert names is not None
        return row, _typed(row, *(tuple(found or ()) for found in names))

    def uses(self, id: UUID, limit: int) -> Sequence[PromoUse]:
        with self.database.driver() as connection:
            rows = connection.execute(USES, [id, limit]).fetchall()
        return [PromoUse(o, n, client, Money(a, Currency(c)), at, gone) for o, n, client, a, c, at, gone in rows]

    def versions(self, id: UUID) -> Sequence[PromoVersion]:
        with self.database.driver() as connection:
            rows = connection.execute(VERSIONS, [id]).fetchall()
        return [
            PromoVersion(n, at, who, did, Decimal(value), kind, state) for n, at, who, did, value, kind, state in rows
        ]


def _typed(
    row: PromoRow,
    articles: Sequence[str],
    sections: Sequence[str],
    companies: Sequence[str],
    holdings: Sequence[str],
) -> TypedPromo:
    code = row.code

    def plain(value: object) -> str:
        return "" if value is None else str(value)

    return TypedPromo(
        code.text, row.name, code.kind.value, _sum(code.value), code.currency.value,
        _sum(code.minimum) if code.minimum else "",
        plain(code.valid_from), plain(code.valid_to), plain(code.most_uses), plain(code.most_each),
        "\n".join(articles), "\n".join(sections), "\n".join(sorted(code.which.manufacturers)), "\n".join(companies),
        "\n".join(holdings), code.touches_agreed,
    )  # fmt: skip


def _sum(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@frozen
class PostgresPromoWork:
    connection: Driver

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        return self._by("SELECT sku_key, id FROM product WHERE sku_key = ANY(%s) AND NOT deleted", skus)

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]:
        return self._folded("SELECT name, id FROM category WHERE NOT deleted", names)

    def companies(self, tins: Collection[str]) -> Mapping[str, Collection[UUID]]:
        return self._by("SELECT inn, id FROM counterparty WHERE inn = ANY(%s) AND NOT deleted", tins)

    def holdings(self, names: Collection[str]) -> Mapping[str, Collection[UUID]]:
        return self._folded("SELECT name, id FROM holding", names)

    def _by(self, statement: str, keys: Collection[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for key, id in self.connection.execute(statement.encode(), [list(keys)]):
            found.setdefault(key, []).append(id)
        return found

    def _folded(self, statement: str, names: Collection[str]) -> dict[str, list[Any]]:
        """Sections and holdings are thousands, not millions, and how names are folded is said in one place."""
        found: dict[str, list[Any]] = {}
        for name, id in self.connection.execute(statement.encode()):
            if (key := folded(name)) in names:
                found.setdefault(key, []).append(id)
        return found

    def taken(self, keys: Collection[str]) -> Collection[str]:
        rows = self.connection.execute("SELECT key FROM promo_code WHERE key = ANY(%s)", [list(keys)])
        return {key for (key,) in rows}

    def lock(self, id: UUID) -> Kept:
        self.connection.execute(LOCK, {"promo": id})
        select = f"SELECT {_CODE}, c.name, c.version FROM promo_code c WHERE c.id = %s"
        row = self.connection.execute(select.encode(), [id]).fetchone()
        if row is None:
            raise NotFound("promo", str(id))
        return Kept(code_of(row[:-2]), row[-2], row[-1])

    def add(self, made: Sequence[tuple[PromoCode, str]], by: UserId) -> None:
        kept = [Kept(code, name, 1) for code, name in made]
        with self.connection.cursor() as cursor:
            try:
                cursor.executemany(ADD.encode(), [_facts(one) for one in kept])
            except psycopg.errors.UniqueViolation:
                raise PromoRefused((PromoNotSound("code", "taken", made[0][0].text),)) from None
            cursor.executemany(RECORD, [_record(one, by, "made") for one in kept])
        self._renew(made[0][0])

    def save(self, kept: Kept, by: UserId, action: str) -> None:
        self.connection.execute(SAVE.encode(), _facts(kept))
        self.connection.execute(RECORD, _record(kept, by, action))
        self._renew(kept.code)

    def _renew(self, code: PromoCode) -> None:
        if code.which.properties:
            self.connection.execute(RAISE)


def _facts(kept: Kept) -> dict[str, Any]:
    code = kept.code
    which, whom = conditions_of(code)
    return {
        "id": code.id, "code": code.text, "key": promo_key(code.text), "name": kept.name, "kind": code.kind.value,
        "value": code.value, "currency": code.currency.value, "which": json_text(which), "whom": json_text(whom),
        "minimum": code.minimum, "valid_from": code.valid_from, "valid_to": code.valid_to,
        "most_uses": code.most_uses, "most_each": code.most_each, "touches_agreed": code.touches_agreed,
        "state": "active" if code.is_on else "off", "properties": sorted(code.which.properties),
        "version": kept.version,
    }  # fmt: skip


def _record(kept: Kept, by: UserId, action: str) -> tuple[Any, ...]:
    which, whom = conditions_of(kept.code)
    content = {**_facts(kept), "which": which, "whom": whom}
    return kept.code.id, kept.version, by, action, json_text({name: content[name] for name in sorted(content)})


@frozen
class PostgresPromoWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresPromoWork]:
        with self.database.transaction() as transaction:
            yield PostgresPromoWork(driver(transaction))
