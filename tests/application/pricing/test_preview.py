"""The preview against brute force: every contract for itself, every good, no classes, no chunks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.board import PostgresPricing
from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.database import Database
from adapters.postgres.rules import PostgresRules
from application.access.context import Visit
from application.pricing.goods import Scope
from application.pricing.preview_rule import PreviewRule, PreviewRuleHandler
from application.pricing.price_effects import ask_of
from application.pricing.rule_content import which_of
from domain.access.authority import Authority
from domain.access.permission import Permission
from domain.parties.level import Level
from domain.pricing.book import PriceBook
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Whom
from domain.shared.ids import ContractId, CounterpartyId, PriceTypeId, UserId, VariantId
from domain.shared.money import Currency
from entrypoints.prove.world import VARIANTS, named
from tests.capabilities import shows
from tests.shop import settle

TODAY = date(2026, 11, 27)
HEAD = Visit(Authority(UserId(uuid4()), "Head", True, "ru", "", (), frozenset((Permission.CHANGE_RULES,))), None, 1, 1)
EUROS = "UPDATE contract SET currency = 'EUR' WHERE id = %s"
AGREED = """
INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, minimum, amount, currency,
                              vat_included, message_id)
SELECT gen_random_uuid(), 1, n::text, %s, %s, n, n %% 3 * 5, 10 + n, 'RUB', true, 0 FROM generate_series(1, 8) n
ON CONFLICT DO NOTHING
"""


@frozen
class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 27, 9, tzinfo=UTC)

    def today(self) -> date:
        return TODAY


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Database]:
    settle(postgres_url)
    database = Database(postgres_url)
    with database.driver() as connection:
        connection.execute(EUROS, (named("contract", 4, 1),))
        connection.execute("INSERT INTO currency_rate (currency, day, rate) VALUES ('EUR', '2026-01-01', 90)")
        connection.execute(EUROS.replace("EUR", "USD"), (named("contract", 5, 2),))  # a currency without a rate
        connection.execute(AGREED, (Level.CONTRACT, named("contract", 1, 1)))
        connection.execute(AGREED.replace("n::text", "'c' || n"), (Level.COUNTERPARTY, named("counterparty", 2)))
    yield database
    database.close()


percents = st.builds(lambda n: Effect(EffectKind.PERCENT, Decimal(n)), st.integers(-90, 90).filter(bool))
sums = st.builds(
    lambda kind, n, currency: Effect(kind, Decimal(n) / 10, currency),
    st.sampled_from([EffectKind.FIXED, EffectKind.FLOOR, EffectKind.CEILING]),
    st.integers(1, 3000),
    st.sampled_from([Currency.RUB, Currency.EUR, Currency.USD]),
)
raises = st.builds(
    lambda n: Effect(EffectKind.AMOUNT, Decimal(n) / 10, Currency.RUB), st.integers(-500, 500).filter(bool)
)
whiches = st.builds(lambda products: which_of({"products": products}), st.sets(st.sampled_from(VARIANTS), max_size=4))
whoms = st.builds(
    lambda contracts, parties, types: Whom(frozenset(contracts), frozenset(parties), price_types=frozenset(types)),
    st.sets(st.sampled_from([ContractId(named("contract", c, 1)) for c in range(6)]), max_size=2),
    st.sets(st.sampled_from([CounterpartyId(named("counterparty", c)) for c in range(4)]), max_size=2),
    st.sets(st.sampled_from([PriceTypeId(1), PriceTypeId(2)]), max_size=1),
)
rules = st.builds(
    Rule,
    st.builds(uuid4),
    st.just("Правило"),
    st.integers(1, 3),
    st.one_of(percents, sums, raises),
    whiches,
    whoms,
    st.sampled_from([Decimal(0), Decimal(5), Decimal(10)]),
    stops=st.booleans(),
    touches_agreed=st.booleans(),
)


@frozen
class ActiveRules(PostgresRules):
    """With the active rules of an example in place of the table's."""

    others: tuple[Rule, ...] = ()

    def active(self) -> tuple[Rule, ...]:
        return self.others


def brute_force(database: Database, before: RuleBook, after: RuleBook, reached: Decimal) -> tuple[set[int], set[UUID]]:
    base, goods, clients = PostgresClientBase(database), set[int](), set[UUID]()
    facts = PostgresPricing(database).facts(base.version(), TODAY)
    for client in base.clients(TODAY):
        terms = client.terms
        scope = Scope((PriceTypeId(1), PriceTypeId(2)), tuple(terms.owner(level) for level in Level), (), TODAY)
        for row in base.board([VariantId(n) for n in VARIANTS], scope, ()).rows:
            if row.goods.organization not in (None, terms.organization):
                continue
            variant = row.goods.variant
            book = PriceBook(
                facts.version, TODAY, facts.types, {variant: row.listed}, {variant: row.individual}, facts.rates
            )
            ask = ask_of(row, client, reached)
            was, will = (quote_line(evolve(book, rules=each), ask) for each in (before, after))
            if (was.price, was.refusal is None) != (will.price, will.refusal is None):
                goods.add(variant)
                clients.add(terms.contract)
    return goods, clients


@shows("A08")
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules, st.lists(rules, max_size=3), st.booleans())
def test_the_preview_equals_brute_force(database: Database, draft: Rule, others: list[Rule], replaces: bool) -> None:
    former = tuple(others)
    if replaces and others:
        draft = evolve(draft, id=others[0].id)
    kept = tuple(rule for rule in former if rule.id != draft.id)
    touched = [draft, *(rule for rule in former if rule.id == draft.id)]
    reached = max(Decimal(1), *(rule.minimum for rule in touched))
    goods, clients = brute_force(database, RuleBook(former, TODAY), RuleBook((*kept, draft), TODAY), reached)
    preview = PreviewRuleHandler(
        PostgresClientBase(database), PostgresPricing(database), ActiveRules(database, former), Noon()
    )
    effects = preview(HEAD, PreviewRule(draft, everything=True))
    assert (effects.step, effects.changed_goods, effects.changed_clients) == (1, len(goods), len(clients))
    sampled = evolve(preview, most_pairs=3)(HEAD, PreviewRule(draft, everything=True))
    assert (sampled.goods, sampled.clients, sampled.agreed) == (effects.goods, effects.clients, effects.agreed)
    assert sampled.changed_goods <= effects.changed_goods
    assert sampled.examined == -(-sampled.goods // sampled.step)
