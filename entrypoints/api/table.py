"""The table of the API: every operation of /api/v1, by group. Routes and OpenAPI are both made of it."""

from collections.abc import Mapping

from entrypoints.api import approvals, cart, carts, catalogue, changes, filling, lists, orders, session
from entrypoints.api.operation import AnyOperation

PREFIX = "/api/v1"
GROUPS: Mapping[str, tuple[AnyOperation, ...]] = {
    session.GROUP: session.OPERATIONS,
    catalogue.GROUP: catalogue.OPERATIONS,
    cart.GROUP: (*cart.OPERATIONS, *carts.OPERATIONS),
    lists.GROUP: lists.OPERATIONS,
    filling.GROUP: filling.OPERATIONS,
    approvals.GROUP: approvals.OPERATIONS,
    orders.GROUP: (*orders.OPERATIONS, *changes.OPERATIONS),
}
OPERATIONS = tuple(operation for group in GROUPS.values() for operation in group)


def by_path() -> dict[str, list[AnyOperation]]:
    found: dict[str, list[AnyOperation]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, []).append(operation)
    return found
