"""The audit log: written inside whichever transaction did the thing."""

from adapters.postgres.database import Driver, json_text
from application.company.acts import Act

RECORD = """
INSERT INTO audit_log (user_id, acting_for, action, subject, counterparty_id, facts)
VALUES (%s, %s, %s, %s, %s, %s::jsonb)
"""


def record_act(connection: Driver, act: Act) -> None:
    facts = json_text(dict(act.facts))
    connection.execute(RECORD, [act.by, act.acting_for, act.action, act.subject, act.company, facts])
