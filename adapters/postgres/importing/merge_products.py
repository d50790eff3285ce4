"""Staged products against the table: differences alone are written, and counted."""

import msgspec

from adapters.postgres.database import Driver
from adapters.postgres.importing.classifier import Classifier
from adapters.postgres.importing.hashes import KnownHashes
from adapters.postgres.importing.outcome import NAMED, Diff, Remarks
from adapters.postgres.importing.products import Products, step_of

# The columns that a record tells, as (column, its value in a staged row `s` where `p` is what stands).
_FIELDS = (
    "sku", "sku_key", "barcode", "name", "full_name", "sort_key", "description", "unit_code", "unit", "manufacturer",
    "country", "vat_kind", "vat_rate", "properties", "minimum", "multiple", "catalog_erp_id",
)  # fmt: skip
_COLUMNS = ", ".join(_FIELDS)
_OLD = ", ".join(f"p.{name}" for name in _FIELDS)
_NEW = ", ".join(f"s.{name}" for name in _FIELDS)
_SET = ", ".join(f"{name} = s.{name}" for name in _FIELDS)

LATEST = b"""
    DELETE FROM staged_product s USING staged_product later WHERE later.id = s.id AND later.n > s.n
"""
# Two records of one product in a file: neither's bytes alone say what stands.
UNHASHED = b"""
    UPDATE staged_product SET source_hash = NULL
    WHERE id IN (SELECT id FROM staged_product GROUP BY id HAVING count(*) > 1)
"""
INSERT = f"""
    INSERT INTO product (id, connection_id, erp_id, {_COLUMNS}, pictures, told, deleted, source_hash,
                         message_id, search)
    SELECT id, %(connection)s, erp_id, {_COLUMNS}, coalesce(pictures, '{{}}'), true, deleted, source_hash,
           %(message)s, to_tsvector('russian', words)
    FROM staged_product WHERE is_new
"""
LINK_NEW = b"""
    INSERT INTO product_category (category_id, product_id)
    SELECT unnest(categories), id FROM staged_product WHERE is_new
"""
# A delete mark says no more than that, of a product that is known: open orders and history go on showing its name.
COMPARE = f"""
    CREATE TEMP TABLE changed_product ON COMMIT DROP AS
    SELECT * FROM (
        SELECT s.id, p.told AS was_told, p.deleted AS was_deleted, s.deleted, (s.whole OR NOT p.told) AS whole,
               CASE WHEN s.whole OR NOT p.told
                    THEN ({_OLD}, p.pictures, p.deleted, p.told)
                         IS DISTINCT FROM ({_NEW}, coalesce(s.pictures, p.pictures), s.deleted, true)
                    ELSE NOT p.deleted END AS fields,
               (s.whole OR NOT p.told) AND s.categories IS DISTINCT FROM ARRAY(
                    SELECT category_id FROM product_category k WHERE k.product_id = s.id ORDER BY category_id
               ) AS links
        FROM staged_product s JOIN product p ON p.id = s.id WHERE NOT s.is_new
    ) compared WHERE fields OR links
"""
UPDATE = f"""
    UPDATE product p SET {_SET}, pictures = coalesce(s.pictures, p.pictures), told = true, deleted = s.deleted,
           source_hash = s.source_hash, message_id = %(message)s, search = to_tsvector('russian', s.words)
    FROM staged_product s JOIN changed_product c ON c.id = s.id
    WHERE p.id = s.id AND c.whole AND c.fields
"""
DELETE_MARK = b"""
    UPDATE product p SET deleted = true FROM changed_product c WHERE p.id = c.id AND NOT c.whole
"""
UNLINK = b"""
    DELETE FROM product_category k USING staged_product s JOIN changed_product c ON c.id = s.id
    WHERE k.product_id = s.id AND c.links AND k.category_id <> ALL(s.categories)
"""
LINK = b"""
    INSERT INTO product_category (category_id, product_id)
    SELECT unnest(s.categories), s.id FROM staged_product s JOIN changed_product c ON c.id = s.id WHERE c.links
    ON CONFLICT DO NOTHING
"""
REHASH = b"""
    UPDATE product p SET source_hash = s.source_hash, message_id = %(message)s
    FROM staged_product s WHERE p.id = s.id AND NOT s.is_new AND p.source_hash IS DISTINCT FROM s.source_hash
"""
COUNT = b"""
    SELECT count(*), count(*) FILTER (WHERE NOT was_told),
           count(*) FILTER (WHERE was_told AND deleted AND NOT was_deleted),
           count(*) FILTER (WHERE was_told AND NOT (deleted AND NOT was_deleted)),
           (SELECT count(*) FROM staged_product WHERE NOT is_new)
    FROM changed_product
"""
STUBS = b"""
    INSERT INTO product (id, connection_id, erp_id, name, told, message_id)
    SELECT id, %(connection)s, erp_id, name, false, %(message)s FROM staged_stub s
    WHERE NOT EXISTS (SELECT FROM product p WHERE p.id = s.id)
"""
# A product that is itself a characteristic (`p#c`) came after its offer, which was filed under `p`.
ADOPT = b"""
    UPDATE variant v SET product_id = %(product)s, erp_id = ''
    FROM product p WHERE p.id = v.product_id AND p.connection_id = %(connection)s AND p.erp_id = %(whole)s
    AND v.erp_id = %(characteristic)s
"""
RENAME_UNIT = b"""
    UPDATE product SET unit = %(name)s
    WHERE connection_id = %(connection)s AND unit_code = %(code)s AND unit = %(before)s
"""
# Mostly there are none: they are found by their own index before anything is joined.
WAITING = b"""
    WITH untold AS MATERIALIZED (SELECT id, erp_id FROM product WHERE connection_id = %(connection)s AND NOT told)
    SELECT p.erp_id, count(*) OVER () FROM untold p
    WHERE EXISTS (SELECT FROM variant v JOIN staged_variant s ON s.id = v.id WHERE v.product_id = p.id)
    ORDER BY p.erp_id LIMIT %(limit)s
"""
VALUES_OF = b"""
    SELECT id, erp_id, properties ->> %(key)s, minimum, multiple FROM product
    WHERE connection_id = %(connection)s AND properties ? %(key)s
"""


def merge_products(
    driver: Driver, products: Products, classifier: Classifier, known: KnownHashes, message_id: int, diff: Diff
) -> None:
    values = {"connection": known.connection_id, "message": message_id}
    if products.staging.products.total:
        if products.repeated:
            driver.execute(UNHASHED)
            driver.execute(LATEST)
        diff["products"]["added"] += driver.execute(INSERT.encode(), values).rowcount
        driver.execute(LINK_NEW)
        if products.compared:
            write_changes(driver, values, diff["products"])
    driver.execute(STUBS, values)
    for product_id, whole, characteristic in products.split_ids:
        driver.execute(ADOPT, values | {"product": product_id, "whole": whole, "characteristic": characteristic})
    for code, before, name in classifier.renamed_units:
        driver.execute(RENAME_UNIT, values | {"code": code, "before": before, "name": name})
    refill_steps(driver, classifier, known.connection_id)


def write_changes(driver: Driver, values: dict[str, int], counts: dict[str, int]) -> None:
    driver.execute(COMPARE.encode())
    row = driver.execute(COUNT).fetchone()
    assert row is not None
    differing, told, removed, changed, staged = row
    if differing:
        driver.execute(UPDATE.encode(), values)
        driver.execute(DELETE_MARK)
        driver.execute(UNLINK)
        driver.execute(LINK)
    driver.execute(REHASH, values)
    counts["added"] += told
    counts["changed"] += changed
    counts["removed"] += removed
    counts["unchanged"] += staged - told - changed - removed


def refill_steps(driver: Driver, classifier: Classifier, connection_id: int) -> None:
    """Multiples of goods that came before their property was known to be «Кратность», or before its options."""
    for erp_id, column in classifier.steps.items():
        entry = classifier.properties.entries[erp_id]
        if not entry.differs:
            continue
        options = entry.fields["options"]
        rows = driver.execute(VALUES_OF, {"connection": connection_id, "key": str(entry.id)}).fetchall()
        found = []
        for product_id, _, told, minimum, multiple in rows:
            values = msgspec.json.decode(told, type=list[str])
            step = step_of(options.get(values[-1], values[-1])) if values else None
            if step is not None and step != (minimum if column == "minimum" else multiple):
                found.append((step, product_id))
        statement = b"UPDATE product SET minimum = %s WHERE id = %s"
        if column == "multiple":
            statement = b"UPDATE product SET multiple = %s WHERE id = %s"
        with driver.cursor() as cursor:
            cursor.executemany(statement, found)


def tell_waiting_products(driver: Driver, connection_id: int, remarks: Remarks) -> None:
    rows = driver.execute(WAITING, {"connection": connection_id, "limit": NAMED}).fetchall()
    if rows:
        remarks.waiting("unknown-product", [row[0] for row in rows], rows[0][1])
