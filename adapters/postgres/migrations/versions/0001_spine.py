"""The spine: parties, catalogue, prices, stock, credit, carts, orders, exchange"""

from alembic import op

from adapters.postgres.schema import metadata
from adapters.postgres.tables.access import role
from adapters.postgres.tables.metadata import catalogue_state
from adapters.postgres.tables.ordering import order_status
from domain.access.permission import BUILT_IN_ROLES
from domain.ordering.status import DEFAULT_SCHEME

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    op.execute("ALTER TABLE inbox_chunk ALTER COLUMN body SET STORAGE EXTERNAL")
    op.bulk_insert(catalogue_state, [{"id": 1, "catalogue_version": 1, "pricing_version": 1}])
    op.bulk_insert(
        role,
        [
            {"code": code, "name": name, "permissions": list(map(str, granted))}
            for code, (name, granted) in BUILT_IN_ROLES.items()
        ],
    )
    op.bulk_insert(
        order_status,
        [
            {
                "code": s.code,
                "phase": s.phase,
                "name_ru": s.name_ru,
                "name_en": s.name_en,
                "colour": s.colour,
                "erp_names": list(s.erp_names),
                "reservation": s.reservation,
                "position": n,
            }
            for n, s in enumerate(DEFAULT_SCHEME)
        ],
    )


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
