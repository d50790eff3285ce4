"""Rules of mass price management, for the pages, the JSON door and the command line."""

from collections.abc import Callable

from adapters.postgres.board import PostgresPricing
from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.rule_board import PostgresRuleBoard
from adapters.postgres.rule_previews import PostgresPreviews
from adapters.postgres.rules import PostgresRules
from adapters.redis.broker import make_broker
from adapters.redis.queue import RedisQueue
from application.pricing.check_rules import CheckRulesHandler
from application.pricing.preview_rule import PreviewRuleHandler
from application.pricing.run_preview import RunPreview
from application.pricing.save_rule import SaveRuleHandler
from application.pricing.start_preview import PreviewProgress, StartPreviewHandler
from application.pricing.switch_rule import SwitchRuleHandler
from application.pricing.undo_rule import UndoRuleHandler
from application.queries.rules import RuleFormQuery, RuleQuery, RulesQuery
from application.shared.messages import wake_preview
from entrypoints.bootstrap.parts import Parts
from entrypoints.pages.figures import Figures
from entrypoints.pages.language import read_language
from entrypoints.settings import Settings
from entrypoints.workplace.rules.check import CheckWords
from entrypoints.workplace.rules.use_cases import RuleUseCases


def rule_use_cases(parts: Parts) -> RuleUseCases:
    rules, board = PostgresRules(parts.database), PostgresRuleBoard(parts.database)
    base, pricing = PostgresClientBase(parts.database), PostgresPricing(parts.database)
    preview = PreviewRuleHandler(base, pricing, rules, parts.clock, parts.settings.preview_pairs)
    start = StartPreviewHandler(preview, PostgresPreviews(parts.database), waker(parts.settings.redis_url))
    return RuleUseCases(
        RulesQuery(board, parts.clock),
        RuleQuery(board, rules, parts.clock),
        RuleFormQuery(board),
        preview,
        SaveRuleHandler(rules, parts.clock),
        SwitchRuleHandler(rules),
        UndoRuleHandler(rules),
        CheckRulesHandler(base, pricing, rules, parts.clock),
        start,
        PreviewProgress(start),
    )


def waker(redis_url: str) -> Callable[[int], bool]:
    queue = RedisQueue(make_broker(redis_url))
    return lambda preview: wake_preview(queue, preview)


def run_preview(parts: Parts) -> RunPreview:
    """For the worker."""
    base, pricing = PostgresClientBase(parts.database), PostgresPricing(parts.database)
    handler = PreviewRuleHandler(base, pricing, PostgresRules(parts.database), parts.clock)
    return RunPreview(handler, PostgresPreviews(parts.database))


def check_rules(settings: Settings, seed: int) -> tuple[list[str], bool]:
    """For the command line: the report in words, and whether nothing is at fault."""
    parts = Parts.of(settings, 1)
    base, pricing = PostgresClientBase(parts.database), PostgresPricing(parts.database)
    try:
        report = CheckRulesHandler(base, pricing, PostgresRules(parts.database), parts.clock).run(seed)
    finally:
        parts.database.close()
    language = read_language("en")
    return CheckWords(language, Figures(language, parts.zone)).lines(report), report.is_sound
