"""The limit of a search: one lookup by the one index that knows the answer, for somebody who spells it right.

It reads nothing of a text: words are given as stems of a query, an article as it stands in the table, a barcode as
digits. What is left is what no search can do without: find the rows by an index, put them in order, send their ids.
"""

from typing import Any

import psycopg

WORDS = """
SELECT id FROM product WHERE search @@ to_tsquery('russian', %s) AND told AND NOT deleted
ORDER BY sort_key, id LIMIT 1000
"""
ARTICLE = "SELECT id FROM product WHERE sku_key LIKE %s AND told AND NOT deleted"
BARCODE = "SELECT id FROM product WHERE barcode = %s AND barcode <> '' AND told AND NOT deleted"


def found(connection: "psycopg.Connection[Any]", statement: str, fact: str) -> list[int]:
    return [row[0] for row in connection.execute(statement.encode(), (fact,), prepare=True)]
