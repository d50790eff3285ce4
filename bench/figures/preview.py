"""A preview of a rule over 10,000 goods and all clients, as the worker computes it, beside bare multiplication."""

import gc
from collections.abc import Callable, Mapping
from decimal import Decimal
from statistics import median
from time import process_time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from adapters.postgres.board import PostgresPricing
from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.database import Database
from adapters.postgres.rules import PostgresRules
from adapters.system.system import SystemClock
from application.pricing.preview_rule import PreviewRuleHandler, unwatched
from bench import cpu
from bench.limits import preview as bare
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule, Which
from domain.shared.ids import CategoryId

GOAL = 20.0
GOODS, CHUNK = 10_000, 2_000
PERCENT = Effect(EffectKind.PERCENT, Decimal(-3))
SECTIONS = "SELECT category_id, count(*) FROM product_category GROUP BY 1 ORDER BY 1"
VARIANTS = """
SELECT v.id FROM variant v JOIN product_category c ON c.product_id = v.product_id
WHERE c.category_id = ANY(%s) ORDER BY v.id
"""
KINDS = "SELECT DISTINCT price_type_id FROM contract WHERE NOT deleted ORDER BY 1"
Took = Mapping[str, float]


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    database = Database(stage.portal.settings.database_url)
    try:
        with stage.portal.connected() as connection:
            return [_chapter(stage, connection, database)]
    finally:
        database.close()


def _chapter(stage: Stage, connection: Connection, database: Database) -> Chapter:
    rule = Rule(UUID(int=1), "Предпросмотр", 1, PERCENT, Which(categories=frozenset(_sections(connection))))
    variants = [row[0] for row in connection.execute(VARIANTS, (sorted(rule.which.categories),))]
    kinds = [row[0] for row in connection.execute(KINDS)]
    handler = PreviewRuleHandler(
        PostgresClientBase(database), PostgresPricing(database), PostgresRules(database),
        SystemClock(ZoneInfo("Europe/Moscow")),
    )  # fmt: skip
    ours, limits, found, pairs = list[float](), list[float](), list[Any](), 0
    gc.collect()
    gc.freeze()
    for _ in range(stage.rounds):
        limits.append(used(stage, lambda: found.append(
            bare.compared(connection, variants, kinds, PERCENT.factor or Decimal(1), CHUNK)
        )))  # fmt: skip
        pairs = found.pop()[0]
        ours.append(used(stage, lambda: found.append(handler.whole(rule, unwatched))))
    effects = found[-1]
    if effects.goods * effects.classes != pairs or not effects.is_exact:
        raise RuntimeError(f"the preview compared {effects.goods} × {effects.classes} pairs, the limit {pairs}")
    own, limit = median(ours), median(limits)
    notes = [
        f"A percent for {effects.goods:,} goods by their sections and all {effects.clients:,} clients of"
        f" {effects.classes} kinds: {pairs:,} pairs of good and kind, each quoted with its trail before and after, and"
        f" {effects.agreed:,} individual prices, each for its own client. CPU s of the process and of PostgreSQL,"
        f" medians of {stage.rounds} rounds by turns.",
        "",
        "The limit reads the same prices, listed and individual, multiplies, rounds twice and compares: no rules,"
        " rates, VAT or reasons, no facts of the goods, no carts.",
    ]
    return Chapter("A preview of a rule over the whole client base", [
        Figure(f"preview, {effects.goods:,} goods, {effects.clients:,} clients", stage.size, own, "CPU s", limit,
               own / limit, GOAL, AT_MOST),
        Figure("preview: rate", stage.size, (pairs + effects.agreed) / own, "pairs/s of CPU", pairs / limit),
    ], notes)  # fmt: skip


def _sections(connection: Connection) -> list[CategoryId]:
    """As many as hold about 10,000 goods."""
    found, goods = list[CategoryId](), 0
    for section, count in connection.execute(SECTIONS):
        if goods + count <= GOODS * 1.02:
            found.append(CategoryId(section))
            goods += count
        if goods >= GOODS:
            break
    return found


def used(stage: Stage, work: Callable[[], object]) -> float:
    began = process_time()
    database = cpu.used([stage.portal.database], work)
    return process_time() - began + database
