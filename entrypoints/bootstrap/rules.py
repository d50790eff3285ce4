"""Rules of mass price management, for the pages, the JSON door and the command line."""

from adapters.postgres.board import PostgresPricing
from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.rule_board import PostgresRuleBoard
from adapters.postgres.rules import PostgresRules
from application.pricing.preview_rule import PreviewRuleHandler
from application.pricing.save_rule import SaveRuleHandler
from application.pricing.switch_rule import SwitchRuleHandler
from application.pricing.undo_rule import UndoRuleHandler
from application.queries.rules import RuleFormQuery, RuleQuery, RulesQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.rules.use_cases import RuleUseCases


def rule_use_cases(parts: Parts) -> RuleUseCases:
    rules, board = PostgresRules(parts.database), PostgresRuleBoard(parts.database)
    return RuleUseCases(
        RulesQuery(board, parts.clock),
        RuleQuery(board, rules, parts.clock),
        RuleFormQuery(board),
        PreviewRuleHandler(PostgresClientBase(parts.database), PostgresPricing(parts.database), rules, parts.clock),
        SaveRuleHandler(rules, parts.clock),
        SwitchRuleHandler(rules),
        UndoRuleHandler(rules),
    )
