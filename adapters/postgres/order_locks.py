"""The rows that belong to an order, locked in the one order of this house: credit from the widest, stock, the order."""

CREDIT_OF_ORDER = """
SELECT FROM credit_line WHERE (level, owner_id) IN (
    SELECT 0, contract_id FROM credit_hold WHERE order_id = %(id)s
    UNION ALL SELECT 1, counterparty_id FROM credit_hold WHERE order_id = %(id)s
    UNION ALL SELECT 2, holding_id FROM credit_hold WHERE order_id = %(id)s)
ORDER BY level DESC, owner_id FOR UPDATE
"""
STOCK_OF_ORDER = """
SELECT FROM stock_line WHERE (variant_id, warehouse_id) IN (
    SELECT variant_id, warehouse_id FROM reservation WHERE order_id = %(id)s)
ORDER BY variant_id, warehouse_id FOR UPDATE
"""
