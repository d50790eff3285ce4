"""Who asked for a price list and in which context, read anew; sections of goods."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from adapters.postgres.access import SEEN, context_of, visit_from
from adapters.postgres.clients import PostgresClients
from adapters.postgres.database import Database
from adapters.postgres.shelf import array
from application.access.context import BuyerContext, Visit
from application.queries.orders import readers
from domain.access.authority import Party
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, CounterpartyId, HoldingId, ProductId

# The context is that of the row, the rights those of today. What follows the columns of a visit is the client's.
ASKED = f"""{SEEN}, k.id, k.name, k.inn, k.holding_id
FROM price_list f
JOIN app_user u ON u.id = f.user_id AND NOT u.disabled
CROSS JOIN (SELECT ''::text AS csrf) AS s
CROSS JOIN catalogue_state st
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
CROSS JOIN LATERAL (SELECT f.id, 0::bigint AS version, 0 AS lines, '[]'::jsonb AS totals, f.contracts,
                           f.counterparty_id, f.region_id) AS c
JOIN counterparty k ON k.id = f.counterparty_id AND NOT k.deleted
LEFT JOIN region rg ON rg.id = f.region_id
WHERE f.id = %(id)s
"""
CLIENT = 4  # columns of the client
CONTEXT = 11  # where the context begins in a visit
PLACES = """
SELECT product_id, category_id FROM catalog_place WHERE product_id = ANY(%s::int[])
"""


@frozen
class PostgresListVisits:
    database: Database
    zone: ZoneInfo

    def of(self, id: UUID) -> tuple[Visit, BuyerContext]:
        with self.database.driver() as connection:
            row = connection.execute(ASKED, {"id": id, "zone": self.zone.key}).fetchone()
        if row is None:
            raise NotFound("price-list", str(id))
        visit = visit_from(row[:-CLIENT], b"")
        if not visit.authority.is_staff:
            return visit, visit.buyer()
        client, name, inn, holding = row[-CLIENT:]
        PostgresClients(self.database).one(readers(visit), client)
        party = Party(CounterpartyId(client), name, inn, HoldingId(holding), frozenset())
        assert visit.authority.today is not None
        return visit, context_of([*row[CONTEXT:-CLIENT]], party, visit.authority.today)


@frozen
class PostgresSectionsOf:
    database: Database

    def of(self, products: Sequence[ProductId]) -> Iterable[tuple[ProductId, CategoryId]]:
        with self.database.driver() as connection:
            return connection.execute(PLACES, [array(products)]).fetchall()
