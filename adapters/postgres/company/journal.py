"""The audit log as a page: found by area, words, days; in the order in which it was written."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.company.journal import Entry, Wanted

ROWS = """
SELECT a.id, a.at, coalesce(w.name, ''), coalesce(f.name, ''), a.action, a.subject, coalesce(k.name, ''), a.facts
FROM audit_log a LEFT JOIN app_user w ON w.id = a.user_id LEFT JOIN app_user f ON f.id = a.acting_for
LEFT JOIN counterparty k ON k.id = a.counterparty_id
WHERE (%(companies)s::uuid[] IS NULL OR a.counterparty_id = ANY(%(companies)s))
  AND (%(before)s = 0 OR a.id < %(before)s)
  AND (%(since)s::timestamptz IS NULL OR a.at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR a.at < %(until)s)
  AND (%(areas)s::text[] IS NULL OR a.action LIKE ANY(%(areas)s))
  AND (%(text)s = '' OR concat_ws(' ', w.name, f.name, a.action, a.subject, k.name, a.facts::text) ILIKE %(like)s)
ORDER BY a.id DESC LIMIT %(limit)s
"""


@frozen
class PostgresJournal:
    database: Database

    def rows(self, wanted: Wanted) -> Sequence[Entry]:
        words = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        asked = {
            "companies": None if wanted.companies is None else list(wanted.companies),
            "areas": [f"{area}%" for area in wanted.areas] or None,
            "text": wanted.text,
            "like": f"%{words}%",
            "since": wanted.since,
            "until": wanted.until,
            "before": wanted.before,
            "limit": wanted.limit,
        }
        with self.database.driver() as connection:
            return [Entry(*row) for row in connection.execute(ROWS.encode(), asked)]
