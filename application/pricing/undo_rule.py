"""The last change of a rule is taken back, or an older version brought back: exactly, as a new version."""

from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.rule_ports import Rules
from application.pricing.save_rule import at_version
from domain.access.permission import Permission
from domain.pricing.managed import Deed, ManagedRule, RuleState, RuleUnchanged


@frozen
class UndoRule:
    """`to`: the version to come back, None for the one before; before the first there is nothing: it goes off."""

    id: UUID
    version: int
    to: int | None = None


@frozen
class UndoRuleHandler:
    rules: Rules

    def __call__(self, visit: Visit, command: UndoRule) -> ManagedRule:
        """Raises NotAllowed, NotFound, RuleStale, RuleUnchanged. What a condition names may be gone: it fits nobody."""
        visit.authority.need(Permission.CHANGE_RULES)
        with self.rules.begin() as work:
            current = at_version(work, command.id, command.version)
            wanted = command.version - 1 if command.to is None else command.to
            if wanted == 0:
                managed = current.switched(RuleState.OFF)
            elif (before := work.at_version(command.id, wanted)) is not None:
                managed = current.back_to(before)
            else:
                raise RuleUnchanged(current.rule.name, current.version)
            work.save(managed, Deed.UNDONE, visit.authority.user)
        return managed
