"""The goods that a file wrote, told with the version that it raised: processes forget these and keep the others."""

from adapters.postgres.catalogue_changes import MOST, tell_written
from adapters.postgres.database import Driver

NEW = "SELECT id FROM staged_product WHERE is_new UNION ALL SELECT product_id FROM staged_variant WHERE is_new"
# What the merges compared, each only if the file told anything of the kind.
COMPARED = {
    "changed_product": "SELECT id FROM changed_product",
    "changed_variant": "SELECT product_id FROM changed_variant",
    "told_packaging": "SELECT product_id FROM told_packaging WHERE id IS NULL OR name <> old_name",
}
THERE = "SELECT " + ", ".join(f"to_regclass('pg_temp.{table}') IS NOT NULL" for table in COMPARED)
# Goods come once for each of their rows. Of a large file no more are read than it takes to know that it is one.
ENOUGH = 4 * MOST


def tell_written_goods(driver: Driver) -> None:
    """In the transaction of the merges, where goods alone were written: no group, property or unit."""
    there = driver.execute(THERE).fetchone()
    assert there is not None
    found = [NEW, *(statement for statement, is_there in zip(COMPARED.values(), there, strict=True) if is_there)]
    rows = driver.execute(f"{' UNION ALL '.join(found)} LIMIT {ENOUGH}".encode()).fetchall()
    if len(rows) < ENOUGH:
        tell_written(driver, {id for (id,) in rows}, moves=False)
