"""A rule is switched off or on: prices are at once what they are without it, or with it."""

from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.rule_ports import Rules
from application.pricing.save_rule import at_version, check_names
from domain.access.permission import Permission
from domain.pricing.managed import Deed, ManagedRule, RuleState


@frozen
class SwitchRule:
    """`version` is the one that the person has seen."""

    id: UUID
    version: int
    state: RuleState


@frozen
class SwitchRuleHandler:
    rules: Rules

    def __call__(self, visit: Visit, command: SwitchRule) -> ManagedRule:
        """Raises NotAllowed, NotFound, RuleStale, RuleUnchanged; RuleNamesUnknown for what is gone by now."""
        visit.authority.need(Permission.CHANGE_RULES)
        with self.rules.begin() as work:
            managed = at_version(work, command.id, command.version).switched(command.state)
            if managed.is_on:
                check_names(work, managed.rule)
            work.save(managed, Deed.SWITCHED_ON if managed.is_on else Deed.SWITCHED_OFF, visit.authority.user)
        return managed
