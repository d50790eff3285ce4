"""Facet counts without an index of ours: the committed GROUP BY over narrow rows, and arrays with GIN."""

from collections.abc import Sequence

from bench.stage import Connection

Counts = dict[tuple[int, str], int]

NARROW = r"""
DROP TABLE IF EXISTS bench_narrow;
CREATE TABLE bench_narrow AS
SELECT DISTINCT p.id AS product_id, q.id AS property_id,
       btrim(regexp_replace(coalesce(q.options ->> raw.value, raw.value), '\s+', ' ', 'g')) AS value
FROM product p, jsonb_each(p.properties) AS told(key, list), jsonb_array_elements_text(told.list) AS raw(value),
     property q WHERE q.id = told.key::int AND q.id = ANY(%(properties)s);
CREATE INDEX ON bench_narrow (property_id, value, product_id);
CREATE INDEX ON bench_narrow (product_id);
DROP TABLE IF EXISTS bench_value, bench_arrays;
CREATE TABLE bench_value AS
SELECT row_number() OVER (ORDER BY property_id, value)::int AS id, property_id, value
FROM bench_narrow GROUP BY property_id, value;
CREATE TABLE bench_arrays AS
SELECT n.product_id, array_agg(v.id) AS told FROM bench_narrow n JOIN bench_value v USING (property_id, value)
GROUP BY n.product_id;
CREATE INDEX ON bench_arrays USING gin (told);
ANALYZE bench_narrow; ANALYZE bench_value; ANALYZE bench_arrays
"""
GROUP_BY = """
SELECT property_id, value, count(*) FROM bench_narrow
WHERE product_id IN (SELECT product_id FROM bench_narrow WHERE property_id = %(property)s AND value = %(value)s)
GROUP BY property_id, value
"""
ARRAYS = """
SELECT v.property_id, v.value, c.count FROM (
    SELECT told.id, count(*) FROM bench_arrays a, unnest(a.told) AS told(id)
    WHERE a.told @> ARRAY[(SELECT id FROM bench_value WHERE property_id = %(property)s AND value = %(value)s)]
    GROUP BY told.id) AS c JOIN bench_value v ON v.id = c.id
"""
DROP = "DROP TABLE IF EXISTS bench_narrow, bench_value, bench_arrays"


def prepare(connection: Connection, properties: Sequence[int]) -> None:
    for statement in NARROW.split(";"):
        connection.execute(statement.encode(), {"properties": list(properties)})


def counted(connection: Connection, statement: str, property_: int, value: str) -> Counts:
    rows = connection.execute(statement.encode(), {"property": property_, "value": value}, prepare=True)
    return {(id, text): count for id, text, count in rows}
