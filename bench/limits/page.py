"""The limit of a catalogue page: a bare view, one prepared query for its 24 rows, tuples encoded by msgspec.

It knows beforehand what a page must find out: who asks, his contract and region, the ids of the section's goods.
"""

import gc
import os
import threading
from typing import Any

import falcon
import msgspec
import psycopg

ROWS = """
SELECT p.id, v.id, p.sku, p.name, p.unit, p.vat_rate, pr.amount, pr.currency, ip.amount,
       (SELECT sum(s.free - coalesce((SELECT k.held FROM stock_line k
                                       WHERE k.variant_id = s.variant_id AND k.warehouse_id = s.warehouse_id), 0))
          FROM stock s WHERE s.variant_id = v.id AND s.warehouse_id = ANY(%s))
FROM unnest(%s::int[]) WITH ORDINALITY AS wanted(id, place)
JOIN product p ON p.id = wanted.id
JOIN variant v ON v.product_id = p.id
LEFT JOIN price pr ON pr.variant_id = v.id AND pr.price_type_id = %s AND pr.packaging_id = 0
LEFT JOIN individual_price ip ON ip.variant_id = v.id AND ip.owner_id = %s
ORDER BY wanted.place
"""
IDS = """
SELECT pc.category_id, array_agg(p.id ORDER BY p.sort_key, p.id)
FROM product_category pc JOIN product p ON p.id = pc.product_id GROUP BY pc.category_id
"""
BUYERS = """
SELECT c.user_id::text, ct.price_type_id, ct.id, array_agg(rw.warehouse_id ORDER BY rw.priority)
FROM cart c JOIN contract ct ON ct.counterparty_id = c.counterparty_id
JOIN region_warehouse rw ON rw.region_id = c.region_id GROUP BY 1, 2, 3
"""
OPTIONS = "-c jit=off -c plan_cache_mode=force_generic_plan"
PAGE = 24

local = threading.local()
encode = msgspec.json.Encoder(decimal_format="string").encode


def connection() -> "psycopg.Connection[tuple[Any, ...]]":
    found: psycopg.Connection[tuple[Any, ...]] | None = getattr(local, "connection", None)
    if found is None:
        url = os.environ["BENCH_DATABASE_URL"]
        found = local.connection = psycopg.connect(url, autocommit=True, options=OPTIONS, prepare_threshold=0)
    return found


class Ready:
    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        resp.data = b"{}"


class Page:
    def __init__(self) -> None:
        with psycopg.connect(os.environ["BENCH_DATABASE_URL"]) as db:
            self.ids = {str(section): ids[:PAGE] for section, ids in db.execute(IDS)}
            self.buyers = {user: (kind, contract, places) for user, kind, contract, places in db.execute(BUYERS)}

    def on_get(self, req: falcon.Request, resp: falcon.Response, user: str, section: str) -> None:
        kind, contract, places = self.buyers[user]
        rows = connection().execute(ROWS, (places, self.ids[section], kind, contract)).fetchall()
        resp.data = encode(rows)


app: "falcon.App[Any, Any]" = falcon.App()
app.add_route("/ready", Ready())
app.add_route("/{user}/{section}", Page())
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
