"""What an order comes to by its lines, where the ERP wants other quantities than were ordered"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Of orders that were cut before: a kopeck from the price perhaps, until the next news say it anew.
CUT = """
UPDATE sales_order o SET standing = nullif(l.gross, o.total)
FROM (SELECT order_id, sum(CASE WHEN ordered > 0 THEN round(gross * (ordered - cancelled) / ordered, 2) ELSE gross END)
             AS gross
        FROM order_line GROUP BY order_id HAVING bool_or(cancelled > 0)) AS l
WHERE l.order_id = o.id
"""


def upgrade() -> None:
    op.add_column("sales_order", sa.Column("standing", sa.Numeric(15, 2)))
    op.execute(CUT)


def downgrade() -> None:
    op.drop_column("sales_order", "standing")
