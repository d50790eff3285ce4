"""Orders as people read them. Whose they are is a part of every statement (A1)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true
from sqlalchemy.sql import Select

from adapters.postgres.database import Database
from adapters.postgres.tables.access import app_user
from adapters.postgres.tables.catalog import variant
from adapters.postgres.tables.delivery import order_delivery
from adapters.postgres.tables.exchange import order_offer
from adapters.postgres.tables.inventory import reservation, warehouse
from adapters.postgres.tables.ordering import document, order_event, order_line, order_status, sales_order
from adapters.postgres.tables.parties import consignee, contract, counterparty, seller_organization
from adapters.postgres.tables.promo import promo_code, promo_use
from adapters.postgres.tables.refinement import price_refinement
from application.documents.issue_invoice import KIND
from application.ordering.ports import Consignee
from application.queries.orders import (
    DocumentView,
    EventView,
    OrderFilter,
    OrderLineView,
    OrderRow,
    OrdersPage,
    OrderView,
    PriceBasis,
    Readers,
    StatusView,
    StoredDocument,
)
from domain.ordering.delivery_details import DeliveryDetails
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, OrderId
from domain.shared.money import KOPECK, Currency, Money

OURS = "portal"
_LINES = select(func.count()).select_from(order_line).where(order_line.c.order_id == sales_order.c.id).scalar_subquery()

acted_for = app_user.alias("acted_for")
ROWS = (
    select(
        sales_order.c.id,
        sales_order.c.number,
        sales_order.c.placed_at,
        sales_order.c.counterparty_id,
        counterparty.c.name,
        func.coalesce(seller_organization.c.name, ""),
        func.coalesce(warehouse.c.name, ""),
        order_status.c.code,
        order_status.c.phase,
        order_status.c.name_ru,
        order_status.c.name_en,
        order_status.c.colour,
        sales_order.c.total,
        sales_order.c.currency,
        _LINES,
        sales_order.c.origin,
        func.coalesce(sales_order.c.erp_number, ""),
        # Both names where one of the staff ordered in a buyer's place (A2).
        func.concat_ws(" / ", app_user.c.name, acted_for.c.name),
    )
    .join(counterparty, counterparty.c.id == sales_order.c.counterparty_id)
    .join(order_status, order_status.c.code == sales_order.c.status)
    .outerjoin(seller_organization, seller_organization.c.id == sales_order.c.organization_id)
    .outerjoin(warehouse, warehouse.c.id == sales_order.c.warehouse_id)
    .outerjoin(app_user, app_user.c.id == sales_order.c.user_id)
    .outerjoin(acted_for, acted_for.c.id == sales_order.c.acting_for)
)


def readable(readers: Readers) -> ColumnElement[bool]:
    """The party filter: the counterparties of a buyer, the clients of a manager, or everything."""
    if readers.counterparties is not None:
        theirs = sales_order.c.counterparty_id.in_(readers.counterparties) if readers.counterparties else false()
        if not readers.only_own:
            return theirs
        mine = or_(
            sales_order.c.user_id == readers.user,
            sales_order.c.acting_for == readers.user,
            # Made in the ERP: the company's, and no colleague's.
            sales_order.c.user_id.is_(None),
        )
        return and_(theirs, or_(sales_order.c.counterparty_id.not_in(readers.only_own), mine))
    return counterparty.c.manager_id == readers.manager if readers.manager is not None else true()


def _filtered(ask: OrderFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if ask.number:
        piece = ask.number.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.append(or_(sales_order.c.number.ilike(f"%{piece}%"), sales_order.c.erp_number.ilike(f"%{piece}%")))
    if ask.counterparty is not None:
        found.append(sales_order.c.counterparty_id == ask.counterparty)
    if ask.placed_from is not None:
        found.append(sales_order.c.placed_at >= ask.placed_from)
    if ask.placed_to is not None:
        found.append(sales_order.c.placed_at < func.date(ask.placed_to) + 1)
    return found


@frozen
class PostgresOrders:
    database: Database

    def page(self, readers: Readers, ask: OrderFilter) -> OrdersPage:
        conditions = and_(readable(readers), *_filtered(ask))
        counted = (
            select(order_status.c.code, order_status.c.phase, order_status.c.name_ru, order_status.c.name_en,
                   order_status.c.colour, func.count())
            .join(sales_order, sales_order.c.status == order_status.c.code)
            .join(counterparty, counterparty.c.id == sales_order.c.counterparty_id)
            .where(conditions)
            .group_by(order_status.c.code)
            .order_by(order_status.c.position)
        )  # fmt: skip
        narrowed = and_(conditions, sales_order.c.status == ask.status) if ask.status else conditions
        listed = (
            ROWS.where(narrowed)
            .order_by(sales_order.c.placed_at.desc(), sales_order.c.id.desc())
            .offset(ask.offset)
            .limit(ask.limit)
        )
        with self.database.connect() as connection:
            statuses = tuple((StatusView(*row[:5]), row[5]) for row in connection.execute(counted))
            rows = tuple(_row(row) for row in connection.execute(listed))
        total = sum(count for status, count in statuses if ask.status in ("", status.code))
        return OrdersPage(rows, total, statuses, ask)

    def one(self, readers: Readers, order: OrderId) -> OrderView:
        with self.database.connect() as connection:
            found = connection.execute(ROWS.where(sales_order.c.id == order, readable(readers))).one_or_none()
            if found is None:
                raise NotFound("order", str(order))
            return _view(connection, readers, _row(found))

    def document(self, readers: Readers, document_id: UUID) -> StoredDocument:
        asked = (
            select(document)
            .join(sales_order, sales_order.c.id == document.c.order_id)
            .join(counterparty, counterparty.c.id == sales_order.c.counterparty_id)
            .where(document.c.id == document_id, readable(readers))
        )
        with self.database.connect() as connection:
            row = connection.execute(asked).mappings().one_or_none()
        if row is None:
            raise NotFound("document", str(document_id))
        return StoredDocument(_document(row), row["storage_key"], f"{row['kind']}-{row['number']}.pdf")


def _row(row: Any) -> OrderRow:
    id, number, placed_at, party, party_name, organization, serving, *status, total, code, lines, origin, erp, who = row
    money = Money(total, Currency(code))
    return OrderRow(
        id,
        number,
        placed_at,
        party,
        party_name,
        organization,
        serving,
        StatusView(*status),
        money,
        lines,
        origin,
        erp,
        who,
    )


# The fields of `PriceBasis`, in its order.
BASIS = ("base", "asked_at", "valid_until", "unanswered", "accepted_at", "accepted_by")
said_yes = app_user.alias("said_yes")


def _view(connection: Connection, readers: Readers, row: OrderRow) -> OrderView:
    head = connection.execute(
        select(
            sales_order,
            func.coalesce(contract.c.number, "").label("contract_number"),
            func.coalesce(consignee.c.name, "").label("consignee"),
            order_offer.c.delivered_at,
            func.coalesce(promo_code.c.code, "").label("promo"),
            *(price_refinement.c[name] for name in BASIS[:-1]),
            func.coalesce(said_yes.c.name, "").label("accepted_by"),
            select(func.min(reservation.c.expires_at))
            .where(reservation.c.order_id == row.id, reservation.c.state == "active")
            .scalar_subquery()
            .label("reserved_until"),
        )
        .outerjoin(contract, contract.c.id == sales_order.c.contract_id)
        .outerjoin(consignee, consignee.c.id == sales_order.c.consignee_id)
        .outerjoin(order_offer, order_offer.c.order_id == sales_order.c.id)
        .outerjoin(promo_use, promo_use.c.order_id == sales_order.c.id)
        .outerjoin(promo_code, promo_code.c.id == promo_use.c.promo_id)
        .outerjoin(price_refinement, price_refinement.c.id == sales_order.c.refinement_id)
        .outerjoin(said_yes, said_yes.c.id == price_refinement.c.accepted_by)
        .where(sales_order.c.id == row.id)
    ).mappings().one()  # fmt: skip
    lines = tuple(_line(line) for line in connection.execute(_lines(row.id)).mappings())
    events = connection.execute(
        select(order_event, func.coalesce(app_user.c.name, "").label("who"))
        .outerjoin(app_user, app_user.c.id == order_event.c.user_id)
        .where(order_event.c.order_id == row.id)
        .order_by(order_event.c.id)
    ).mappings()
    documents = connection.execute(
        select(document).where(document.c.order_id == row.id).order_by(document.c.created_at, document.c.number)
    ).mappings()
    siblings = connection.execute(
        ROWS.where(sales_order.c.placing_id == head["placing_id"], sales_order.c.id != row.id, readable(readers))
        .order_by(sales_order.c.number)
    )  # fmt: skip
    return OrderView(
        row,
        head["contract_number"],
        head["consignee"],
        head["ship_on"],
        head["comment"],
        Money(head["vat_total"], row.total.currency),
        head["reserved_until"],
        head["delivered_at"],
        head["erp_accepted_at"],
        lines,
        tuple(EventView(e["at"], e["kind"], e["who"], e["message_id"] is not None, dict(e["facts"])) for e in events),
        _documents(documents),
        tuple(_row(sibling) for sibling in siblings),
        head["explanations"],
        head["promo"],
        head["to_confirm"],
        None if head["asked_at"] is None else PriceBasis(*(head[name] for name in BASIS)),
        _delivery(connection, row.id),
        head["erp_total"],
    )


# The fields of `DeliveryDetails`, in its order.
CHOSEN = (
    *("method_id", "method_name", "kind", "address_id", "address", "contact", "time_window"),
    *("pickup_warehouse_id", "payer_id", "payer_name"),
)


def _delivery(connection: Connection, order: OrderId) -> DeliveryDetails | None:
    asked = select(*(order_delivery.c[name] for name in CHOSEN)).where(order_delivery.c.order_id == order)
    row = connection.execute(asked).one_or_none()
    return None if row is None else DeliveryDetails(*row)


def _lines(order: OrderId) -> Select[Any]:
    return (
        select(
            order_line,
            func.coalesce(warehouse.c.name, "").label("serving"),
            variant.c.product_id,
            reservation.c.quantity.label("held"),
            reservation.c.state,
        )
        .outerjoin(warehouse, warehouse.c.id == order_line.c.warehouse_id)
        .outerjoin(variant, variant.c.id == order_line.c.variant_id)
        .outerjoin(
            reservation,
            and_(reservation.c.order_id == order_line.c.order_id, reservation.c.line == order_line.c.line),
        )
        .where(order_line.c.order_id == order)
        .order_by(order_line.c.line)
    )


def _line(row: Any) -> OrderLineView:
    held = row["held"] if row["state"] == "active" else Decimal(0)
    reserved = held * row["denominator"] / row["numerator"]
    return OrderLineView(
        row["line"],
        row["variant_id"],
        row["product_id"],
        row["sku"],
        row["name"],
        row["unit"],
        row["requested"],
        row["ordered"],
        reserved,
        row["shipped"],
        row["cancelled"],
        shortest(row["price"]),
        row["vat_included"],
        row["vat_rate"],
        row["amount"],
        row["vat"],
        row["gross"],
        row["proof"],
        row["discount"],
        row["promised_on"],
        row["packaging_id"],
        row["serving"],
    )


def shortest(price: Decimal) -> Decimal:
    """A unit price without the zeros of its column, but never with fewer than two decimals."""
    trimmed = price.normalize()
    exponent = trimmed.as_tuple().exponent
    return trimmed if isinstance(exponent, int) and exponent <= -2 else trimmed.quantize(KOPECK)


def _documents(rows: Iterable[Any]) -> tuple[DocumentView, ...]:
    """In the order in which they were issued. Of our invoices the last one takes the place of those before («Взамен»);
    what the ERP issued stands, however much of it there is.
    """
    found = [_document(row) for row in rows]
    ours = [one.id for one in found if one.kind == KIND and one.source == OURS]
    return tuple(evolve(one, replaced=one.id in ours[:-1]) for one in found)


def _document(row: Any) -> DocumentView:
    return DocumentView(
        row["id"],
        row["kind"],
        row["number"],
        row["day"],
        Money(row["total"], Currency(row["currency"])),
        row["source"],
        row["size"],
    )


@frozen
class PostgresConsignees:
    database: Database

    def of(self, counterparty_id: CounterpartyId) -> Sequence[Consignee]:
        asked = (
            select(consignee.c.id, consignee.c.name, consignee.c.address)
            .where(consignee.c.counterparty_id == counterparty_id, ~consignee.c.deleted)
            .order_by(consignee.c.name)
        )
        with self.database.connect() as connection:
            return [Consignee(*row) for row in connection.execute(asked)]
