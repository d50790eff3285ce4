"""Reserves, their lives, and orders beyond limits."""

from adapters.postgres.credit_desk import PostgresCreditDesk
from adapters.postgres.held_orders import PostgresHeldOrders
from adapters.postgres.orders import PostgresOrders
from adapters.postgres.reserves.book import PostgresPolicyBook, PostgresReserves
from adapters.postgres.shipping import PostgresShipments
from application.credit.permit import ClientCreditQuery, PermitHandler
from application.credit.release import ReleaseHeld
from application.queries.orders import OrderQuery
from application.reserves.keep import PoliciesDesk, ProlongHandler, ReservesQuery
from application.shipping.divide import DivideHandler, ShipmentsQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.storefront.shipments.pages import ShipmentUseCases
from entrypoints.workplace.reserves.use_cases import ReserveUseCases


def reserve_use_cases(parts: Parts) -> ReserveUseCases:
    reserves, desk = PostgresReserves(parts.database), PostgresCreditDesk(parts.database, parts.ids)
    return ReserveUseCases(
        ReservesQuery(reserves),
        ProlongHandler(reserves),
        PoliciesDesk(PostgresPolicyBook(parts.database, parts.ids)),
        ClientCreditQuery(desk),
        PermitHandler(desk, parts.clock),
    )


def shipment_use_cases(parts: Parts) -> ShipmentUseCases:
    orders, shipments = OrderQuery(PostgresOrders(parts.database)), PostgresShipments(parts.database)
    return ShipmentUseCases(ShipmentsQuery(orders, shipments), DivideHandler(orders, shipments, parts.clock))


def release_held(parts: Parts) -> ReleaseHeld:
    return ReleaseHeld(PostgresHeldOrders(parts.database, parts.clock))
