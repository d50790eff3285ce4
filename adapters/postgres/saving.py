"""How placed orders become rows: headers by one statement each kind, lines and reservations by COPY.

COPY text is put together here rather than by the driver: at 1,000 lines it costs a third of the time.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from adapters.postgres import copy_text
from adapters.postgres.database import Driver, json_text
from application.queries.price_explanation import proof_of
from domain.credit.credit_line import CreditHold
from domain.inventory.life import Life
from domain.ordering.delivery_details import DeliveryDetails
from domain.ordering.order import Order, OrderLine
from domain.ordering.status import DEFAULT_SCHEME, Phase
from domain.shared.ids import OrderId

STATUS_OF = {status.phase: status.code for status in reversed(DEFAULT_SCHEME)}

# What `placed` takes of its limits, and on what basis. The holding is the one of now, whose limit was locked: the visit
# may be older.
_CREDIT = """basis AS (
    INSERT INTO credit_basis
        (order_id, level, owner_id, balance_id, currency, limit_amount, debt, held, amount, accepted_at)
    SELECT placed.id, b.* FROM placed, jsonb_to_recordset(%s::jsonb) AS b(level smallint, owner uuid, balance uuid,
        currency text, "limit" numeric, debt numeric, held numeric, amount numeric, at timestamptz)
)
INSERT INTO credit_hold (order_id, contract_id, counterparty_id, holding_id, currency, amount, uncontained)
SELECT placed.id, contract_id, k.id, k.holding_id, currency, total, total
FROM placed JOIN counterparty k ON k.id = counterparty_id WHERE %s
"""
# An order with its first event and its credit: what every order has is one statement.
ORDER = f"""
WITH placed AS (
    INSERT INTO sales_order (id, number, placing_id, user_id, acting_for, counterparty_id, contract_id, organization_id,
        warehouse_id, region_id, consignee_id, currency, total, vat_total, phase, status, ship_on, comment,
        pricing_version, explanations, placed_at, refinement_id, to_confirm)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id, user_id, counterparty_id, contract_id, currency, total, phase, placed_at
), told AS (
    INSERT INTO order_event (order_id, kind, user_id, at)
    SELECT id, CASE phase WHEN 'on_hold' THEN 'held' ELSE 'placed' END, user_id, placed_at FROM placed
), {_CREDIT}"""
# The same of an order that waited.
TAKE_CREDIT = f"WITH placed AS (SELECT * FROM sales_order WHERE id = %s), {_CREDIT}"
PROMO = """
INSERT INTO promo_use (order_id, promo_id, placing_id, counterparty_id, amount, currency, used_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
DELIVERY = """
INSERT INTO order_delivery (order_id, method_id, method_name, kind, address_id, address, contact, time_window,
    pickup_warehouse_id, payer_id, payer_name)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
LINES = """
COPY order_line (order_id, line, variant_id, packaging_id, sku, name, unit, numerator, denominator, requested, ordered,
    price, vat_included, vat_rate, amount, vat, gross, discount, promised_on, warehouse_id, proof) FROM STDIN
"""
RESERVATIONS = """
COPY reservation (order_id, line, variant_id, warehouse_id, quantity, uncontained, basis_snapshot, basis_free,
    basis_held, reserved_at, expires_at, warn_at) FROM STDIN
"""


def save_orders(connection: Driver, orders: Sequence[Order], placing: UUID, life: Callable[[Order], Life]) -> None:
    """life: of the order's reserves."""
    with connection.pipeline():
        for order in orders:
            connection.execute(ORDER.encode(), _order(order, placing))
            if order.promo is not None:
                connection.execute(PROMO, _promo(order, placing))
            if order.details.delivery is not None:
                connection.execute(DELIVERY, _delivery(order.id, order.details.delivery))
    _copy(connection, LINES, (row for order in orders for row in _lines(order)))
    _copy(connection, RESERVATIONS, (row for order in orders for row in _reservations(order, life(order))))


def _copy(connection: Driver, statement: str, rows: Iterable[str]) -> None:
    with connection.cursor().copy(statement) as copy:
        copy.write("".join(rows))


def _is_on_credit(order: Order) -> bool:
    """An order that is prepaid or on hold reserves goods and adds no exposure."""
    return order.phase not in (Phase.AWAITING_PAYMENT, Phase.ON_HOLD) and order.total.is_positive


def _order(order: Order, placing: UUID) -> tuple[Any, ...]:
    terms, details = order.terms, order.details
    explanations = json_text({str(line.number): line.share.quoted.trail for line in order.lines})
    return (
        order.id, order.number, placing, details.placed_by, details.acting_for, terms.counterparty, terms.contract,
        terms.organization, order.warehouse.id, details.region, details.consignee, order.currency, order.total.amount,
        order.vat_total.amount, order.phase, STATUS_OF[order.phase], details.ship_on, details.comment,
        order.pricing_version, explanations, order.placed_at, order.refinement, order.to_confirm,
        basis_text(order.credit_holds), _is_on_credit(order),
    )  # fmt: skip


def basis_text(holds: Iterable[CreditHold]) -> str:
    """As the statements take it."""
    return json_text([
        {
            "level": hold.level, "owner": hold.owner, "balance": hold.basis, "currency": hold.basis_limit.currency,
            "limit": hold.basis_limit.amount, "debt": hold.basis_debt.amount, "held": hold.basis_held.amount,
            "amount": hold.amount.amount, "at": hold.at,
        }
        for hold in holds
    ])  # fmt: skip


def _delivery(order: OrderId, told: DeliveryDetails) -> tuple[Any, ...]:
    return (
        order, told.method, told.method_name, told.kind, told.address_id, told.address, told.contact, told.window,
        told.pickup, told.payer, told.payer_name,
    )  # fmt: skip


def _promo(order: Order, placing: UUID) -> tuple[Any, ...]:
    off = order.discount
    return order.id, order.promo, placing, order.terms.counterparty, off.amount, off.currency, order.placed_at


def _lines(order: Order) -> Iterable[str]:
    # What all lines of an order have in common is said once: a thousand lines are a thousand times anything.
    head = str(order.id)
    return (_line(head, line) for line in order.lines)


def _line(order: str, line: OrderLine) -> str:
    wanted, quoted = line.source.wanted, line.share.quoted
    goods, pack, quantity = wanted.goods, wanted.packaging, str(line.quantity)
    unit = pack.name if not pack.is_base else goods.unit
    rate = copy_text.NULL if quoted.vat_rate is None else quoted.vat_rate
    promised = line.share.promised or copy_text.NULL
    proof = proof_of(quoted)
    # `!s`: a Decimal is made text in a quarter of the time that it is formatted in.
    return (
        f"{order}\t{line.number}\t{goods.variant}\t{pack.id}\t"
        f"{copy_text.texts((goods.sku, goods.name, unit))}\t{pack.numerator!s}\t{pack.denominator!s}\t"
        f"{quantity}\t{quantity}\t{quoted.price!s}\t{quoted.vat_included}\t{rate!s}\t{quoted.amount!s}\t"
        f"{quoted.vat!s}\t{quoted.gross!s}\t{quoted.discount!s}\t{promised!s}\t{line.share.warehouse.id}\t{proof}\n"
    )


def _reservations(order: Order, life: Life) -> Iterable[str]:
    if not order.stock_holds:
        return
    until, warn_at = life.until or copy_text.NULL, life.warn_at or copy_text.NULL
    head, term = str(order.id), f"{order.placed_at}\t{until}\t{warn_at}\n"
    for line, hold in zip(order.in_stock, order.stock_holds, strict=True):
        yield (
            f"{head}\t{line.number}\t{hold.variant}\t{hold.warehouse}\t{hold.quantity!s}\t{hold.quantity!s}\t"
            f"{hold.basis}\t{hold.basis_free!s}\t{hold.basis_held!s}\t{term}"
        )
