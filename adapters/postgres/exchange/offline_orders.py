"""Orders made in the ERP, as rows beside ours."""

from typing import Any
from uuid import UUID

from adapters.postgres.database import Driver, json_text
from adapters.postgres.outbox import record
from application.exchange.order_ports import OfflineLine, OfflineOrder
from application.exchange.values import ConnectionId
from application.shared.outbox import order_changed
from application.shared.ports import Ids
from domain.shared.ids import OrderId

# Numbers of bases may meet each other's and ours; the ERP's own number stands beside.
TAKEN = "SELECT EXISTS (SELECT FROM sales_order WHERE number = %s)"
ORDER = """
INSERT INTO sales_order (id, number, placing_id, origin, counterparty_id, contract_id, organization_id, warehouse_id,
    currency, total, vat_total, phase, status, placed_at, connection_id, erp_id, erp_number, erp_date, erp_state,
    erp_total, erp_accepted_at, erp_mark_at, erp_mark_seq)
SELECT %(id)s, %(number)s, %(id)s, 'offline', %(counterparty)s, c.id, coalesce(c.organization_id, w.organization_id),
    w.id, %(currency)s, %(total)s, %(vat)s, %(phase)s, %(status)s, %(placed_at)s, %(base)s, %(erp_id)s, %(erp_number)s,
    %(erp_date)s, %(erp_state)s, %(erp_total)s, now(), %(mark_at)s, %(mark_seq)s
FROM (SELECT) AS one
LEFT JOIN contract c ON c.connection_id = %(base)s AND c.erp_id = %(contract)s
LEFT JOIN warehouse w ON w.connection_id = %(base)s AND w.erp_id = %(warehouse)s
"""
LINE = """
INSERT INTO order_line (order_id, line, variant_id, sku, name, unit, numerator, requested, ordered, shipped, cancelled,
    price, vat_included, vat_rate, amount, vat, gross)
SELECT %(order)s, %(line)s, (SELECT v.id FROM product p JOIN variant v ON v.product_id = p.id
        AND v.erp_id = %(characteristic)s WHERE p.connection_id = %(base)s AND p.erp_id = %(product)s),
    %(sku)s, %(name)s, %(unit)s, %(coefficient)s, %(quantity)s, %(quantity)s, %(shipped)s, %(cancelled)s, %(price)s,
    %(included)s, %(rate)s, %(amount)s, %(vat)s, %(gross)s
"""
EVENT = "INSERT INTO order_event (order_id, kind, message_id, facts) VALUES (%s, 'made-in-erp', %s, %s::jsonb)"


def add_offline(connection: Driver, base: ConnectionId, ids: Ids, order: OfflineOrder, message_id: int) -> UUID:
    id = ids.new()
    taken = connection.execute(TAKEN, [order.number]).fetchone()
    number = f"{order.number}/{base}" if taken and taken[0] else order.number
    facts: dict[str, Any] = {
        "id": id, "number": number, "counterparty": order.counterparty_id, "currency": order.currency,
        "total": order.total, "vat": sum(line.vat for line in order.lines), "phase": order.phase,
        "status": order.status, "placed_at": order.placed_at, "base": base, "erp_id": order.erp_id,
        "erp_number": order.erp_number or order.number, "erp_date": order.erp_date, "erp_state": order.erp_state,
        "erp_total": order.erp_total, "mark_at": order.mark.at, "mark_seq": order.mark.seq,
        "contract": order.contract, "warehouse": order.warehouse,
    }  # fmt: skip
    connection.execute(ORDER, facts)
    for place, line in enumerate(order.lines, 1):
        connection.execute(LINE, line_facts(base, id, place, order, line))
    connection.execute(EVENT, [id, message_id, json_text({"erp_number": facts["erp_number"]})])
    record(connection, [order_changed(OrderId(id))])
    return id


def line_facts(base: int, id: UUID, place: int, order: OfflineOrder, line: OfflineLine) -> dict[str, Any]:
    net = line.amount if line.vat_included else line.amount + line.vat
    return {
        "order": id, "line": place, "base": base, "product": line.product, "characteristic": line.characteristic or "",
        "sku": line.sku, "name": line.name, "unit": line.unit, "coefficient": line.coefficient,
        "quantity": line.quantity, "shipped": line.quantity if order.phase in ("shipped", "completed") else 0,
        "cancelled": line.quantity if order.phase == "cancelled" else 0, "price": line.price,
        "included": line.vat_included, "rate": line.vat_rate, "amount": line.amount, "vat": line.vat, "gross": net,
    }  # fmt: skip
