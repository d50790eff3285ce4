"""Staged packagings and prices against their tables. What is superseded goes to the log."""

from collections.abc import Collection, Mapping
from typing import Any

from adapters.postgres.database import Driver
from adapters.postgres.importing.hashes import PRICES
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.outcome import Diff
from adapters.postgres.importing.price_rows import PriceRows
from adapters.postgres.importing.staging import EARLIER_PRICES, Staging

PACKAGINGS = b"""
    CREATE TEMP TABLE told_packaging ON COMMIT DROP AS
    SELECT DISTINCT ON (s.product_id, s.code, s.numerator) s.*, k.id, k.name AS old_name
    FROM staged_packaging s LEFT JOIN packaging k
         ON k.product_id = s.product_id AND k.code = s.code AND k.numerator = s.numerator AND k.denominator = 1
    ORDER BY s.product_id, s.code, s.numerator, s.n DESC
"""
INSERT_PACKAGINGS = b"""
    INSERT INTO packaging (product_id, code, name, numerator)
    SELECT product_id, code, name, numerator FROM told_packaging WHERE id IS NULL
"""
RENAME_PACKAGINGS = b"""
    UPDATE packaging k SET name = t.name FROM told_packaging t WHERE k.id = t.id AND t.name <> t.old_name
"""
COUNT_PACKAGINGS = b"""
    SELECT count(*) FILTER (WHERE id IS NULL), count(*) FILTER (WHERE name <> old_name),
           count(*) FILTER (WHERE name = old_name) FROM told_packaging
"""
# A price of 100 pieces is that of a pack of 100, made for it when the goods' own list has none.
PRICED_PACKAGINGS = b"""
    INSERT INTO staged_packaging (product_id, code, name, numerator, n)
    SELECT DISTINCT v.product_id, p.unit, trim_scale(p.coefficient)::text || ' ' || p.unit, p.coefficient, 0
    FROM staged_pack_price p JOIN variant v ON v.id = p.variant_id
    WHERE coalesce(p.coefficient, 1) <> 1 AND NOT EXISTS (
        SELECT FROM packaging k WHERE k.product_id = v.product_id AND p.unit IN (k.code, k.name)
        AND k.numerator = p.coefficient AND k.denominator = 1
    ) AND NOT EXISTS (
        SELECT FROM staged_packaging k WHERE k.product_id = v.product_id AND p.unit IN (k.code, k.name)
        AND k.numerator = p.coefficient
    )
"""
# A unit that packs other goods may be the base unit of this one: then the price is that of the base unit.
PACK_PRICES = b"""
    INSERT INTO staged_price (variant_id, price_type_id, packaging_id, amount, currency, keep, n)
    SELECT DISTINCT ON (p.variant_id, p.price_type_id, coalesce(k.id, 0))
           p.variant_id, p.price_type_id, coalesce(k.id, 0), p.amount, p.currency, p.keep, p.n
    FROM staged_pack_price p JOIN variant v ON v.id = p.variant_id
    LEFT JOIN LATERAL (
        SELECT id FROM packaging k WHERE k.product_id = v.product_id AND p.unit IN (k.code, k.name)
        AND (k.numerator = p.coefficient OR coalesce(p.coefficient, 1) = 1) ORDER BY k.id DESC LIMIT 1
    ) k ON true
    WHERE k.id IS NOT NULL OR NOT EXISTS (
        SELECT FROM staged_price s WHERE s.variant_id = p.variant_id AND s.price_type_id = p.price_type_id
        AND s.packaging_id = 0
    )
    ORDER BY p.variant_id, p.price_type_id, coalesce(k.id, 0), p.n DESC
"""
LATEST = b"""
    DELETE FROM staged_price s USING staged_price later
    WHERE later.variant_id = s.variant_id AND later.price_type_id = s.price_type_id
          AND later.packaging_id = s.packaging_id AND later.n > s.n
"""
# Of a table that nobody looked at the planner thinks the worst, and would keep all prices in memory to find a file's
# goods among them, where the other way round is a third cheaper.
LOOKED_AT, MANY = b"ANALYZE staged_variant (id)", 10_000
# What differs, and what was left out, in one walk over the prices of the goods told. `message_id <=`: what a newer
# message told is not overwritten by an older one that is applied after it.
# A 2.x offer tells its prices as a whole: what it leaves out is removed. But what an earlier file of the same run told
# of it stays (1C cuts between files inside an offer), and a file that lists price types has no business with others.
COMPARE = b"""
    CREATE TEMP TABLE changed_price ON COMMIT DROP AS
    SELECT coalesce(s.variant_id, p.variant_id) AS variant_id,
           coalesce(s.price_type_id, p.price_type_id) AS price_type_id,
           coalesce(s.packaging_id, p.packaging_id) AS packaging_id, s.amount, s.currency,
           p.amount AS old_amount, p.currency AS old_currency, p.message_id AS told_by, p.place,
           s.n IS NULL AND (p.price_type_id <> ALL(%(types)s)
                            OR p.variant_id IN (SELECT id FROM staged_id WHERE kind = %(earlier)s)) AS stays
    FROM staged_price s FULL JOIN (
        SELECT p.*, p.ctid AS place, v.whole_prices FROM staged_variant v
        JOIN price p ON p.variant_id = v.id AND p.price_type_id = ANY(%(all_types)s)
        WHERE NOT v.is_new AND v.parts & %(prices)s <> 0
    ) p ON p.price_type_id = s.price_type_id AND p.variant_id = s.variant_id AND p.packaging_id = s.packaging_id
    WHERE coalesce(p.message_id, 0) <= %(message)s AND CASE WHEN s.n IS NULL THEN p.whole_prices
          ELSE NOT s.keep AND (s.amount IS DISTINCT FROM p.amount OR s.currency IS DISTINCT FROM p.currency) END
"""
# Then the offer holds more than its record told: the same record may mean less in another file.
FORGET = b"""
    UPDATE variant SET source_hash = NULL
    WHERE source_hash IS NOT NULL AND id IN (SELECT variant_id FROM changed_price WHERE stays)
"""
# In the order of the index: each of its pages is met once, which nearly halves the cost of a large file's log.
LOG = b"""
    INSERT INTO price_log (price_type_id, variant_id, packaging_id, amount, currency, told_by, replaced_by)
    SELECT price_type_id, variant_id, packaging_id, old_amount, old_currency, told_by, %(message)s
    FROM changed_price WHERE old_amount IS NOT NULL AND NOT stays ORDER BY variant_id, price_type_id
"""
# By the place where the comparison saw the row: looked for by their keys, a million rows cost a fifth more. The key
# only says that it still is that row: the zeros keep the planner from looking it up.
DELETE = b"""
    DELETE FROM price p USING changed_price c
    WHERE c.amount IS NULL AND NOT c.stays AND p.ctid = c.place
          AND (p.price_type_id + 0, p.variant_id + 0, p.packaging_id)
              = (c.price_type_id, c.variant_id, c.packaging_id)
"""
UPDATE = b"""
    UPDATE price p SET amount = c.amount, currency = c.currency, message_id = %(message)s FROM changed_price c
    WHERE c.amount IS NOT NULL AND c.old_amount IS NOT NULL AND p.ctid = c.place
          AND (p.price_type_id + 0, p.variant_id + 0, p.packaging_id)
              = (c.price_type_id, c.variant_id, c.packaging_id)
"""
INSERT = b"""
    INSERT INTO price (price_type_id, variant_id, packaging_id, amount, currency, message_id)
    SELECT price_type_id, variant_id, packaging_id, amount, currency, %(message)s
    FROM changed_price WHERE amount IS NOT NULL AND old_amount IS NULL
"""
TOLD = b"SELECT count(amount) FROM staged_price"
# A million rows of the log take 80 MB to sort: a little more than is granted here costs less than a file on the disk.
SORTING = b"SET LOCAL work_mem = '96MB'"
# Of many rows the planner would rather look at the whole table; each page that has one is needed anyway, to change it.
PLACING = b"SET LOCAL work_mem = '64MB'; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
PLACED = b"SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT"


class PricesMoved(RuntimeError):
    """Somebody else wrote prices of this stream, which one worker at a time applies: begin anew, and lose nothing."""


def merge_packagings(driver: Driver, staging: Staging, diff: Diff) -> None:
    if staging.pack_prices.total:
        driver.execute(PRICED_PACKAGINGS)
    elif not staging.packagings.total:
        return
    driver.execute(PACKAGINGS)
    driver.execute(INSERT_PACKAGINGS)
    driver.execute(RENAME_PACKAGINGS)
    row = driver.execute(COUNT_PACKAGINGS).fetchone()
    assert row is not None
    diff["packagings"]["added"], diff["packagings"]["changed"], diff["packagings"]["unchanged"] = row


def merge_prices(
    driver: Driver,
    prices: PriceRows,
    earlier: IdSet,
    types: Collection[int],
    all_types: Collection[int],
    repeated: bool,
    message_id: int,
    diff: Diff,
) -> None:
    """`earlier`: variants whose prices an earlier file of the run told. `types`: those that this file lists."""
    staging, counts = prices.staging, diff["prices"]
    counts["unchanged"] += prices.skipped
    if not staging.variants.total:
        return
    values = {
        "message": message_id,
        "types": list(types or all_types),
        "all_types": list(all_types),
        "earlier": EARLIER_PRICES,
        "prices": PRICES,
    }
    staging.stage_ids(EARLIER_PRICES, earlier & prices.told)
    if staging.pack_prices.total:
        driver.execute(PACK_PRICES)
    if repeated:
        driver.execute(LATEST)
    if staging.variants.total >= MANY:
        driver.execute(LOOKED_AT)
    differing = driver.execute(COMPARE, values).rowcount
    added, changed, removed = _write(driver, values, differing) if differing else (0, 0, 0)
    row = driver.execute(TOLD).fetchone()
    assert row is not None
    counts["added"], counts["changed"], counts["removed"] = added, changed, removed
    counts["unchanged"] += row[0] - added - changed


def _write(driver: Driver, values: Mapping[str, Any], differing: int) -> tuple[int, int, int]:
    """What was added, changed and removed: each statement tells its rows, so that none is read to be counted.

    Raises: PricesMoved.
    """
    changed, removed = _replace(driver, values, many=differing >= MANY)
    added = driver.execute(INSERT, values).rowcount if differing > changed + removed else 0
    if differing > changed + removed + added:
        driver.execute(FORGET)
    return added, changed, removed


def _replace(driver: Driver, values: Mapping[str, Any], many: bool) -> tuple[int, int]:
    if many:
        driver.execute(SORTING)
    replaced = driver.execute(LOG, values).rowcount
    if many:
        driver.execute(PLACING)
    changed = driver.execute(UPDATE, values).rowcount if replaced else 0
    removed = driver.execute(DELETE).rowcount if replaced > changed else 0
    if many:
        driver.execute(PLACED)
    if changed + removed != replaced:
        raise PricesMoved(f"{replaced} prices were to be replaced, {changed + removed} of them were found")
    return changed, removed
