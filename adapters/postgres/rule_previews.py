"""Previews of rules between the page that asks and the worker that computes."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, json_text
from application.pricing.preview_content import content_of as effects_text
from application.pricing.preview_content import effects_from
from application.pricing.preview_rule import PreviewRule
from application.pricing.previews import KeptPreview, PreviewCancelled, PreviewState
from application.pricing.rule_content import content_of, rule_from
from application.pricing.rule_effects import RuleEffects
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

# A worker that has said nothing for so long is dead: another one begins again.
SILENCE = timedelta(seconds=60)

# One person has one preview of a rule: what was asked before stops at its next sign of life, for its row is gone.
REPLACE = "DELETE FROM rule_preview WHERE user_id = %(user)s AND rule_id = %(rule)s"
ADD = """
INSERT INTO rule_preview (user_id, rule_id, version, everything, draft, "all")
VALUES (%(user)s, %(rule)s, %(version)s, %(everything)s, %(draft)s::jsonb, %(all)s) RETURNING id
"""
SELECT = """
SELECT id, rule_id, version, everything, draft, state, done, "all", started_at, finished_at, result, error
FROM rule_preview WHERE user_id = %(user)s
"""
LATEST = f"{SELECT} AND rule_id = %(rule)s ORDER BY id DESC LIMIT 1"
UNSAVED = f"""{SELECT} AND version = 0 AND state <> 'cancelled'
AND NOT EXISTS (SELECT FROM price_rule r WHERE r.id = rule_id) ORDER BY id DESC LIMIT 5"""
CANCEL = """
UPDATE rule_preview SET state = 'cancelled', finished_at = now()
WHERE id = %(id)s AND user_id = %(user)s AND state IN ('waiting', 'running')
"""
CLAIM = """
UPDATE rule_preview SET state = 'running', done = 0, beat_at = now(), attempts = attempts + 1
WHERE id = %s AND (state = 'waiting' OR state = 'running' AND beat_at < now() - %s::interval)
RETURNING rule_id, version, everything, draft
"""
TELL = "UPDATE rule_preview SET done = %s, \"all\" = %s, beat_at = now() WHERE id = %s AND state = 'running'"
FINISH = """
UPDATE rule_preview SET state = 'done', result = %s::jsonb, done = "all", finished_at = now()
WHERE id = %s AND state = 'running'
"""
FAIL = "UPDATE rule_preview SET state = 'failed', error = %s, finished_at = now() WHERE id = %s AND state = 'running'"
# What outlives its time limit, or takes its worker with it, must not come back for ever.
GIVE_UP = """
UPDATE rule_preview SET state = 'failed', error = 'gave-up', finished_at = now()
WHERE state = 'running' AND attempts >= %s AND beat_at < now() - %s::interval
"""
ATTEMPTS = 3
WAITING = """
SELECT id FROM rule_preview
WHERE state = 'waiting' OR state = 'running' AND beat_at < now() - %s::interval ORDER BY id
"""


@frozen
class PostgresPreviews:
    database: Database

    def add(self, user: UserId, asked: PreviewRule, all_: int) -> int:
        draft = asked.draft
        facts = {
            "user": user, "rule": draft.id, "version": asked.version, "everything": asked.everything,
            "draft": json_text(content_of(draft)), "all": all_,
        }  # fmt: skip
        with self.database.driver() as connection, connection.transaction():
            connection.execute(REPLACE.encode(), facts)
            row = connection.execute(ADD.encode(), facts).fetchone()
        assert row is not None
        return int(row[0])

    def one(self, user: UserId, id: int) -> KeptPreview:
        found = self._rows(f"{SELECT} AND id = %(id)s", {"user": user, "id": id})
        if not found:
            raise NotFound("preview", str(id))
        return found[0]

    def latest(self, user: UserId, rule: UUID) -> KeptPreview | None:
        return next(iter(self._rows(LATEST, {"user": user, "rule": rule})), None)

    def unsaved(self, user: UserId) -> Sequence[KeptPreview]:
        return self._rows(UNSAVED, {"user": user})

    def cancel(self, user: UserId, id: int) -> None:
        with self.database.driver() as connection:
            connection.execute(CANCEL.encode(), {"user": user, "id": id})

    def claim(self, id: int) -> PreviewRule | None:
        with self.database.driver() as connection:
            row = connection.execute(CLAIM.encode(), (id, SILENCE)).fetchone()
        return None if row is None else _asked(*row)

    def told(self, id: int, done: int, all_: int) -> None:
        with self.database.driver() as connection:
            if not connection.execute(TELL.encode(), (done, all_, id)).rowcount:
                raise PreviewCancelled

    def finish(self, id: int, effects: RuleEffects) -> None:
        with self.database.driver() as connection:
            connection.execute(FINISH.encode(), (json_text(effects_text(effects)), id))

    def fail(self, id: int, error: str) -> None:
        with self.database.driver() as connection:
            connection.execute(FAIL.encode(), (error, id))

    def _rows(self, statement: str, facts: dict[str, Any]) -> list[KeptPreview]:
        with self.database.driver() as connection:
            return [_kept(row) for row in connection.execute(statement.encode(), facts)]


def _asked(rule: UUID, version: int, everything: bool, draft: dict[str, Any]) -> PreviewRule:
    return PreviewRule(rule_from(rule, draft), version, everything)


def _kept(row: tuple[Any, ...]) -> KeptPreview:
    id, rule, version, everything, draft, state, done, all_, started, finished, result, error = row
    effects = None if result is None else effects_from(result)
    asked = _asked(rule, version, everything, draft)
    return KeptPreview(id, asked, PreviewState(state), done, all_, started, finished, effects, error)


@frozen
class PreviewWakeUps:
    """A worker is told again of every preview that nobody computes, so that an emptied queue loses none.

    One that three workers have begun and not ended is given up.
    """

    database: Database
    wake: Callable[[int], bool]

    def __call__(self) -> int:
        with self.database.driver() as connection:
            connection.execute(GIVE_UP.encode(), (ATTEMPTS, SILENCE))
            waiting = [row[0] for row in connection.execute(WAITING.encode(), (SILENCE,))]
        return sum(self.wake(id) for id in waiting)
