"""Rates, the log of their changes, the mark-up on them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.pricing.rate_ports import Attempt, Change, Changes, Markup, Refused, Standing
from domain.pricing.rates import RATED, DayRate, RateSource, may_replace
from domain.shared.money import Currency

# Whoever changes a rate reads first what stands there: one at a time, so that the log's «before» is true. The moment
# is taken under the lock as well: now() is that of a transaction's begin, and would put two changes out of order.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('currency rates'))"
STANDS = "SELECT rate, nominal, source FROM currency_rate WHERE currency = %s AND day = %s"
PUT = """
INSERT INTO currency_rate (currency, day, rate, nominal, source) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (currency, day) DO UPDATE SET rate = excluded.rate, nominal = excluded.nominal, source = excluded.source
"""
LOG = """
INSERT INTO currency_rate_log (currency, day, rate_before, nominal_before, source_before, rate, nominal, source,
    user_id, message_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())
"""
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"
KNOWN = """
SELECT DISTINCT ON (currency) currency, day, trim_scale(rate), nominal, source FROM currency_rate
WHERE day <> %s AND currency = ANY(%s) ORDER BY currency, day DESC
"""
OF_THE_ERP = """
SELECT currency FROM (SELECT DISTINCT ON (currency) currency, source FROM currency_rate
                      WHERE source IN ('erp', 'manual') ORDER BY currency, day DESC) AS told
WHERE source = 'erp' AND currency = ANY(%s)
"""
MARKUP = """
SELECT trim_scale(m.percent), m.at, coalesce(u.name, '') FROM rate_markup m LEFT JOIN app_user u ON u.id = m.user_id
ORDER BY m.id DESC LIMIT 1
"""
SET_MARKUP = "INSERT INTO rate_markup (percent, user_id, at) VALUES (%s, %s, clock_timestamp())"
NOTE = """
INSERT INTO rate_attempt (id, at, asked, dated, error, refused) VALUES (1, %s, %s, %s, %s, %s::jsonb)
ON CONFLICT (id) DO UPDATE SET at = excluded.at, asked = excluded.asked, dated = excluded.dated,
    error = excluded.error, refused = excluded.refused
"""
STANDING = """
WITH used AS (
    SELECT currency FROM price_type WHERE told AND NOT deleted UNION SELECT currency FROM contract WHERE NOT deleted
)
SELECT c.code, c.code IN (SELECT currency FROM used), s.day, trim_scale(s.rate), s.nominal, s.source,
       n.day, trim_scale(n.rate), n.nominal, n.source
FROM unnest(%(currencies)s::text[]) WITH ORDINALITY AS c(code, place)
LEFT JOIN LATERAL (SELECT * FROM currency_rate WHERE currency = c.code AND day <= %(day)s
                   ORDER BY day DESC LIMIT 1) AS s ON true
LEFT JOIN LATERAL (SELECT * FROM currency_rate WHERE currency = c.code AND day > %(day)s
                   ORDER BY day LIMIT 1) AS n ON true
WHERE s.day IS NOT NULL OR n.day IS NOT NULL OR c.code IN (SELECT currency FROM used)
ORDER BY c.place
"""
CHANGES = """
SELECT l.day, trim_scale(l.rate), l.nominal, l.source, trim_scale(l.rate_before), l.nominal_before, l.at,
       coalesce(u.name, '')
FROM currency_rate_log l LEFT JOIN app_user u ON u.id = l.user_id
WHERE l.currency = %(currency)s ORDER BY l.day DESC, l.id DESC
"""
PAGE = f"{CHANGES} OFFSET %(offset)s LIMIT %(limit)s"
TOTAL = "SELECT count(*) FROM currency_rate_log WHERE currency = %s"
CODES = [currency.value for currency in RATED]


def put_rate(
    connection: Driver, rate: DayRate, source: RateSource, by: UUID | None = None, message_id: int | None = None
) -> bool:
    """Within a transaction; False when nothing was to change. The one place where rates are written."""
    connection.execute(LOCK)
    told = (rate.rate, rate.nominal, source.value)
    standing = connection.execute(STANDS, [rate.currency, rate.day]).fetchone()
    if standing is not None and (standing == told or not may_replace(standing[2], source)):
        return False
    connection.execute(PUT, [rate.currency, rate.day, *told])
    connection.execute(LOG, [rate.currency, rate.day, *(standing or (None, None, None)), *told, by, message_id])
    return True


@frozen
class PostgresRatesWork:
    connection: Driver

    def known(self, but: date) -> Mapping[Currency, DayRate]:
        rows = self.connection.execute(KNOWN, [but, CODES]).fetchall()
        return {rate.currency: rate for rate in map(_rate, rows)}

    def of_the_erp(self) -> frozenset[Currency]:
        return frozenset(Currency(row[0]) for row in self.connection.execute(OF_THE_ERP, [CODES]))

    def put(self, rate: DayRate, by: UUID | None) -> bool:
        changed = put_rate(self.connection, rate, RateSource(rate.source), by)
        if changed and by is not None:
            facts = {"day": rate.day, "rate": rate.rate, "nominal": rate.nominal}
            self.connection.execute(AUDIT, [by, "rate.entered", rate.currency.value, json_text(facts)])
        return changed

    def set_markup(self, percent: Decimal, by: UUID) -> bool:
        before = _markup(self.connection)
        if before.percent == percent:
            return False
        self.connection.execute(SET_MARKUP, [percent, by])
        facts = {"before": before.percent, "after": percent}
        self.connection.execute(AUDIT, [by, "rate.markup-set", "", json_text(facts)])
        return True

    def note(self, attempt: Attempt) -> None:
        refused = json_text([[one.currency, one.why] for one in attempt.refused])
        row = [attempt.at, attempt.asked, attempt.dated, attempt.error, refused]
        self.connection.execute(NOTE, row)

    def raise_pricing_version(self) -> None:
        self.connection.execute(RAISE)


@frozen
class PostgresRates:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresRatesWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute(LOCK)
            yield PostgresRatesWork(connection)

    def standing(self, day: date) -> Sequence[Standing]:
        with self.database.driver() as connection:
            rows = connection.execute(STANDING, {"currencies": CODES, "day": day}).fetchall()
        return [_standing(*row) for row in rows]

    def changes(self, currency: Currency, offset: int, limit: int) -> Changes:
        asked = {"currency": currency.value, "offset": offset, "limit": limit}
        with self.database.snapshot() as connection:
            rows = connection.execute(PAGE, asked).fetchall()
            total = connection.execute(TOTAL, [currency.value]).fetchone()
        return Changes(tuple(Change(*row) for row in rows), total[0] if total else 0)

    def every_change(self, currency: Currency) -> Sequence[Change]:
        with self.database.driver() as connection:
            return [Change(*row) for row in connection.execute(CHANGES, {"currency": currency.value})]

    def markup(self) -> Markup:
        with self.database.driver() as connection:
            return _markup(connection)

    def attempt(self) -> Attempt | None:
        with self.database.driver() as connection:
            row = connection.execute("SELECT at, asked, dated, error, refused FROM rate_attempt").fetchone()
        if row is None:
            return None
        at, asked, dated, error, refused = row
        return Attempt(at, asked, dated, error, tuple(Refused(*one) for one in refused))


def _rate(row: Sequence[Any]) -> DayRate:
    return DayRate(Currency(row[0]), *row[1:])


def _standing(code: str, is_used: bool, *rates: Any) -> Standing:
    standing, coming = ((code, *rates[at : at + 4]) for at in (0, 4))
    return Standing(
        Currency(code),
        _rate(standing) if standing[1] is not None else None,
        is_used,
        _rate(coming) if coming[1] is not None else None,
    )


def _markup(connection: Driver) -> Markup:
    row = connection.execute(MARKUP).fetchone()
    return Markup(*row) if row else Markup(Decimal(0))
