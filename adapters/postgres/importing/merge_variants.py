"""Staged offers against the variants: differences alone are written, and counted."""

from adapters.postgres.database import Driver
from adapters.postgres.importing.hashes import PRICES, QUANTITY, STOCKS
from adapters.postgres.importing.offers import Offers
from adapters.postgres.importing.outcome import NAMED, Diff, Remarks

# Several records of one offer in a file become one row, that of the last which tells the variant itself. None of their
# hashes is kept (kind 3 clears all): no record's bytes alone say what stands.
UNITE = b"""
    UPDATE staged_variant s SET hash = NULL, kind = 3, parts = d.parts, is_new = d.is_new, product_id = d.product_id,
           erp_id = d.erp_id, whole_prices = d.whole_prices
    FROM (
        SELECT id, bit_or(parts) AS parts, bool_or(is_new) AS is_new, max(product_id) AS product_id,
               max(erp_id) AS erp_id, bool_or(whole_prices) AS whole_prices
        FROM staged_variant GROUP BY id HAVING count(*) > 1
    ) d WHERE s.id = d.id
"""
LATEST = b"""
    DELETE FROM staged_variant s USING staged_variant o WHERE o.id = s.id AND (o.told, o.n) > (s.told, s.n)
"""
INSERT = b"""
    INSERT INTO variant (id, product_id, erp_id, name, sku, barcode, characteristics, told, deleted, source_hash,
                         source_parts, told_prices, told_stocks, prices_hash, stocks_hash, message_id)
    SELECT id, product_id, erp_id, name, sku, barcode, characteristics, told, deleted,
           CASE kind WHEN 0 THEN hash END, CASE kind WHEN 0 THEN parts ELSE 0 END, told_prices, told_stocks,
           CASE kind WHEN 1 THEN hash END, CASE kind WHEN 2 THEN hash END, %(message)s
    FROM staged_variant WHERE is_new
"""
# A record that tells only a part of the offer says nothing of the variant but a delete mark, which says no more.
COMPARE = b"""
    CREATE TEMP TABLE changed_variant ON COMMIT DROP AS
    SELECT * FROM (
        SELECT s.id, v.told AS was_told, v.deleted AS was_deleted, s.deleted, v.product_id,
               s.told AND (s.whole OR NOT v.told)
               AND (v.name, v.sku, v.barcode, v.characteristics, v.deleted, v.told)
                   IS DISTINCT FROM (s.name, s.sku, s.barcode, s.characteristics, s.deleted, true) AS whole
        FROM staged_variant s JOIN variant v ON v.id = s.id WHERE NOT s.is_new
    ) compared WHERE whole OR deleted AND NOT was_deleted
"""
UPDATE = b"""
    UPDATE variant v SET name = s.name, sku = s.sku, barcode = s.barcode, characteristics = s.characteristics,
           told = true, deleted = s.deleted, message_id = %(message)s
    FROM staged_variant s JOIN changed_variant c ON c.id = s.id
    WHERE v.id = s.id AND c.whole
"""
DELETE_MARK = b"UPDATE variant v SET deleted = true FROM changed_variant c WHERE v.id = c.id AND NOT c.whole"
# Who tells a part of an offer takes the ground from the hash of another kind of record that told the same part.
REHASH = b"""
    UPDATE variant v SET source_hash = h.source_hash, source_parts = h.source_parts, prices_hash = h.prices_hash,
           stocks_hash = h.stocks_hash, told_prices = h.told_prices, told_stocks = h.told_stocks,
           message_id = %(message)s
    FROM (
        SELECT s.id,
               CASE WHEN kind = 0 THEN hash WHEN kind <> 3 AND v.source_parts & parts = 0 THEN v.source_hash END
                   AS source_hash,
               CASE WHEN kind = 0 THEN parts ELSE v.source_parts END AS source_parts,
               CASE WHEN kind = 1 THEN hash WHEN kind <> 3 AND parts & %(prices)s = 0 THEN v.prices_hash END
                   AS prices_hash,
               CASE WHEN kind = 2 THEN hash WHEN kind <> 3 AND parts & %(stock)s = 0 THEN v.stocks_hash END
                   AS stocks_hash,
               CASE WHEN parts & %(prices)s <> 0 THEN s.told_prices ELSE v.told_prices END AS told_prices,
               CASE WHEN parts & %(stock)s <> 0 THEN s.told_stocks ELSE v.told_stocks END AS told_stocks
        FROM staged_variant s JOIN variant v ON v.id = s.id WHERE NOT s.is_new
    ) h
    WHERE v.id = h.id AND (v.source_hash, v.source_parts, v.prices_hash, v.stocks_hash)
          IS DISTINCT FROM (h.source_hash, h.source_parts, h.prices_hash, h.stocks_hash)
"""
COUNT = b"""
    SELECT count(*), count(*) FILTER (WHERE NOT was_told AND whole),
           count(*) FILTER (WHERE was_told AND deleted AND NOT was_deleted),
           count(*) FILTER (WHERE was_told AND NOT (deleted AND NOT was_deleted)),
           (SELECT count(*) FROM staged_variant WHERE told AND NOT is_new)
    FROM changed_variant
"""
COUNT_NEW = b"SELECT count(*) FROM staged_variant WHERE told AND is_new"
WAITING = b"""
    SELECT p.erp_id || CASE v.erp_id WHEN '' THEN '' ELSE '#' || v.erp_id END AS key, count(*) OVER ()
    FROM staged_variant s JOIN variant v ON v.id = s.id JOIN product p ON p.id = v.product_id
    WHERE NOT v.told ORDER BY key LIMIT %(limit)s
"""


def merge_variants(driver: Driver, offers: Offers, message_id: int, diff: Diff) -> None:
    counts = diff["variants"]
    counts["unchanged"] += offers.skipped
    if not offers.staging.variants.total:
        return
    values = {"message": message_id, "prices": PRICES, "stock": STOCKS | QUANTITY}
    if offers.repeated:
        driver.execute(UNITE)
        driver.execute(LATEST)
    driver.execute(INSERT, values)
    row = driver.execute(COUNT_NEW).fetchone()
    assert row is not None
    counts["added"] += row[0]
    if offers.compared:
        write_changes(driver, values, counts)


def write_changes(driver: Driver, values: dict[str, int], counts: dict[str, int]) -> None:
    driver.execute(COMPARE)
    row = driver.execute(COUNT).fetchone()
    assert row is not None
    differing, told, removed, changed, staged = row
    if differing:
        driver.execute(UPDATE, values)
        driver.execute(DELETE_MARK)
    driver.execute(REHASH, values)
    counts["added"] += told
    counts["changed"] += changed
    counts["removed"] += removed
    counts["unchanged"] += max(0, staged - told - changed - removed)


def tell_waiting_offers(driver: Driver, remarks: Remarks) -> None:
    rows = driver.execute(WAITING, {"limit": NAMED}).fetchall()
    if rows:
        remarks.waiting("unknown-offer", [row[0] for row in rows], rows[0][1])
