"""What the doors of rules may ask for; made by `bootstrap`."""

from collections.abc import Callable
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.check_rules import CheckReport
from application.pricing.preview_rule import PreviewRule
from application.pricing.rule_effects import RuleEffects
from application.pricing.save_rule import SavedRule, SaveRule
from application.pricing.start_preview import PreviewProgress
from application.pricing.switch_rule import SwitchRule
from application.pricing.undo_rule import UndoRule
from application.queries.rules import RuleFilter, RuleFormQuery, RulesPage, RuleView
from domain.pricing.managed import ManagedRule


@frozen
class RuleUseCases:
    """preview: an answer at once, from a part of what is large. start: the whole, later where it is large."""

    rules: Callable[[Visit, RuleFilter], RulesPage]
    rule: Callable[[Visit, UUID], RuleView]
    form: RuleFormQuery
    preview: Callable[[Visit, PreviewRule], RuleEffects]
    save: Callable[[Visit, SaveRule], SavedRule]
    switch: Callable[[Visit, SwitchRule], ManagedRule]
    undo: Callable[[Visit, UndoRule], ManagedRule]
    check: Callable[[Visit, int], CheckReport]
    start: Callable[[Visit, PreviewRule], RuleEffects | int]
    progress: PreviewProgress
