"""How much of everything the portal holds, for the operator's `optovik stats`."""

from sqlalchemy import Connection, text

# Promises (`told` false) are left out, rows that the ERP marked as deleted are not. The default warehouse holds totals
# of files that know no warehouses: its rows are no rows of stock in any file.
COUNTS = {
    "groups": "SELECT count(*) FROM category WHERE told",
    "products": "SELECT count(*) FROM product WHERE told",
    "variants": "SELECT count(*) FROM variant WHERE told",
    "prices": "SELECT count(*) FROM price",
    "stock_rows": "SELECT count(*) FROM stock s JOIN warehouse w ON w.id = s.warehouse_id WHERE w.erp_id <> ''",
    "orders": "SELECT count(*) FROM sales_order",
    "messages": "SELECT count(*) FROM inbox_message",
}


def stats(connection: Connection) -> dict[str, int]:
    return {name: int(connection.scalar(text(statement)) or 0) for name, statement in COUNTS.items()}
