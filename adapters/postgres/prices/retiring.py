"""What becomes of the portal's own price when the ERP tells one for the same: the ERP is the source from then on."""

from typing import Any

from adapters.postgres.database import Driver

AGREED = "level, owner_id, variant_id, packaging_id, minimum, amount, currency, vat_included, valid_from, valid_to"
# Its history stays in the log, and what it was replaced by is the message.
RETIRE = f"""
WITH gone AS (
    DELETE FROM individual_price WHERE connection_id IS NULL AND level = %(level)s AND owner_id = %(owner)s
        AND variant_id = %(variant)s AND packaging_id = %(packaging)s AND minimum = %(minimum)s
        AND daterange(valid_from, valid_to, '[]') && daterange(%(start)s::date, %(end)s::date, '[]')
    RETURNING id, key, {AGREED}, act_id, recorded_at
)
INSERT INTO individual_price_log (id, key, {AGREED}, told_act_id, replaced_by, recorded_at)
SELECT id, key, {AGREED}, act_id, %(message)s, recorded_at FROM gone
"""


def retire(connection: Driver, message_id: int, **told: Any) -> None:
    connection.execute(RETIRE.encode(), {**told, "message": message_id})
