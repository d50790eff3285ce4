"""A rule is made, or changed: the former version stays in its log."""

from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.rule_ports import Rules, RuleWork
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.managed import Deed, ManagedRule, RuleNamesUnknown, RuleStale, check_draft
from domain.pricing.remarks import Remark, Remarked, remarks
from domain.pricing.rules import Rule

MOST_COUNTED = 20


@frozen
class SaveRule:
    """`draft` changes the rule of its id at `version`; with version 0 it is a new one, and a repeat makes no second.

    everything: the person has said that the rule is for all goods of all clients.
    """

    draft: Rule
    version: int = 0
    everything: bool = False


@frozen
class SavedRule:
    managed: ManagedRule
    remarks: tuple[Remarked, ...]


@frozen
class SaveRuleHandler:
    rules: Rules
    clock: Clock

    def __call__(self, visit: Visit, command: SaveRule) -> SavedRule:
        """Raises NotAllowed, NotFound, RuleNotSound, RuleNamesUnknown, RuleStale, RuleUnchanged."""
        visit.authority.need(Permission.CHANGE_RULES)
        check_draft(command.draft, self.clock.today(), command.everything)
        with self.rules.begin() as work:
            if command.version:
                managed = at_version(work, command.draft.id, command.version).changed(command.draft)
            elif (made := work.at_version(command.draft.id, 1)) is None:
                managed = ManagedRule(command.draft)
            elif made.rule == command.draft:
                return SavedRule(work.current(made.id), ())
            else:
                raise stale(work, work.current(made.id))
            check_names(work, managed.rule)
            work.save(managed, Deed.CHANGED if command.version else Deed.CREATED, visit.authority.user)
        return SavedRule(managed, remarks_on(self.rules, managed.rule))


def at_version(work: RuleWork, id: UUID, version: int) -> ManagedRule:
    """Raises NotFound; RuleStale when somebody has saved it since that version was read."""
    current = work.current(id)
    if current.version != version:
        raise stale(work, current)
    return current


def stale(work: RuleWork, current: ManagedRule) -> RuleStale:
    last = work.last_change(current.id)
    return RuleStale(current.rule.name, current.version, last.by, last.at)


def check_names(work: RuleWork, rule: Rule) -> None:
    """Raises RuleNamesUnknown for the first condition that names what is not there."""
    for field, names in work.unknown_names(rule).items():
        raise RuleNamesUnknown(field, names)


def remarks_on(rules: Rules, rule: Rule) -> tuple[Remarked, ...]:
    """Equal priorities are told only where both rules have goods in common; so many are counted at most."""
    found: list[Remarked] = []
    for each in remarks(rule, rules.active()):
        is_doubtful = each.remark is Remark.EQUAL and len(found) < MOST_COUNTED
        if not is_doubtful or rules.common_goods(rule.which, each.other.which):
            found.append(each)
    return tuple(found)
