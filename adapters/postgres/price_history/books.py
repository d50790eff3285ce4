"""The price book of a moment that has passed, built from the logs: nine statements, whatever is asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.board import agreed_of, rate_of, types_of
from adapters.postgres.database import Database, Driver
from adapters.postgres.price_history import statements as sql
from adapters.postgres.pricing_rules import COLUMNS, rule_of
from adapters.postgres.shelf import CARD, card_of
from application.price_history.past import Asked, GoodsNow, Moment, Past
from application.pricing.goods import PricingFacts
from application.queries.orders import Readers
from domain.pricing.book import IndividualPrice, PriceBook, type_key
from domain.pricing.rules import RuleBook
from domain.pricing.terms import Terms
from domain.pricing.travel import BeforeTheRecords, By, ContractUnknownThen
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, HoldingId, OrganizationId, RegionId, VariantId
from domain.shared.money import Currency

GOODS = f"{CARD.format(read_by=sql.READ_BY)} WHERE v.id = ANY(%(variants)s)"
RULES = {
    By.RECORDED: sql.RULES.format(columns=", ".join(COLUMNS)),
    By.VALIDITY: sql.RULES_IN_FORCE.format(
        columns=", ".join(f"t.{name}" if name != "id" else name for name in COLUMNS),
        former=", ".join(f"w.{name}" if name != "id" else name for name in COLUMNS),
    ),
}
RATES = {By.RECORDED: sql.RATES, By.VALIDITY: sql.RATES_IN_FORCE}
INDIVIDUAL = {By.RECORDED: sql.INDIVIDUAL, By.VALIDITY: sql.INDIVIDUAL_IN_FORCE}
Listed = Mapping[VariantId, Mapping[type_key, tuple[Decimal, Currency]]]


@frozen
class PostgresPastBooks:
    database: Database

    def of(self, whose: Readers, asked: Asked, moment: Moment) -> Past:
        parties = None if whose.counterparties is None else list(whose.counterparties)
        with self.database.snapshot() as connection:
            return Reader(connection, asked, moment, {"manager": whose.manager, "parties": parties}).past()

    @contextmanager
    def snapshot(self, whose: Readers, moment: Moment) -> Iterator[Callable[[Asked], Past]]:
        """Of one snapshot, for one asking after another."""
        parties = None if whose.counterparties is None else list(whose.counterparties)
        with self.database.snapshot() as connection:
            yield lambda asked: Reader(connection, asked, moment, {"manager": whose.manager, "parties": parties}).past()


@frozen
class Reader:
    """One moment in one snapshot."""

    connection: Driver
    asked: Asked
    moment: Moment
    whose: Mapping[str, Any]

    def past(self) -> Past:
        values: dict[str, Any] = {
            "at": self.moment.at,
            "day": self.moment.day,
            "late": self.moment.by is By.VALIDITY,
            "contract": self.asked.contract,
            "variants": list(self.asked.variants),
        }
        found = self.connection.execute(sql.MOMENT.encode(), {**values, **self.whose}).fetchone()
        if found is None:
            raise NotFound("contract", str(self.asked.contract))
        open_, version, since, number, told = found
        since, told = (at and at.astimezone(self.moment.at.tzinfo) for at in (since, told))
        values["open"] = open_ or []
        self._check(since, number, told)
        terms, days, is_withdrawn = self._terms(values, number, told)
        facts = self._facts(values, version)
        values["types"] = list(facts.chain([terms.price_type]))
        values["owners"] = [terms.contract, terms.counterparty, terms.holding]
        listed, individual = self._listed(values), self._individual(values)
        book = PriceBook(version, facts.day, facts.types, listed, individual, facts.rates, rules=facts.rules)
        return Past(self.moment, terms, *days, is_withdrawn, book, self._goods(values))

    def _check(self, since: datetime | None, number: str, told: datetime | None) -> None:
        if since is None or self.moment.at < since:
            raise BeforeTheRecords(self.moment.at, since or self.moment.at)
        if told is None:
            raise ContractUnknownThen(number, since)

    def _terms(self, values: dict[str, Any], number: str, told: datetime) -> tuple[Terms, tuple[Any, Any], bool]:
        row = self.connection.execute(sql.CONTRACT.encode(), values).fetchone()
        if row is None or row[4] is None:
            raise ContractUnknownThen(number, told)
        organization, seller, number, party, holding, kind, currency, regime, region, withdrawn, start, end = row
        if told > self.moment.at and (start is None or start > self.moment.day):
            # Told later, and nothing says that it was to hold before.
            raise ContractUnknownThen(number, told)
        place = self.asked.region if self.asked.region is not None else region
        terms = Terms(
            OrganizationId(organization), seller, self.asked.contract, number, CounterpartyId(party),
            HoldingId(UUID(holding)), kind, Currency(currency), "contract", regime != "simplified",
            None if place is None else RegionId(place),
        )  # fmt: skip
        return terms, (start, end), withdrawn

    def _facts(self, values: dict[str, Any], version: int) -> PricingFacts:
        by, day = self.moment.by, self.moment.day
        types, steps = self._rows(sql.TYPES, values), self._rows(sql.STEPS, values)
        rates, rules = self._rows(RATES[by], values), self._rows(RULES[by], values)
        return PricingFacts(
            version,
            day,
            types_of(types, steps),
            {Currency(row[0]): rate_of(*row) for row in rates},
            RuleBook(tuple(map(rule_of, rules)), day) if rules else None,
        )

    def _listed(self, values: dict[str, Any]) -> Listed:
        found: dict[VariantId, dict[type_key, tuple[Decimal, Currency]]] = defaultdict(dict)
        for variant, kind, packaging, amount, currency in self._rows(sql.LISTED, values):
            found[variant][kind, packaging] = amount, Currency(currency)
        return dict(found)

    def _individual(self, values: dict[str, Any]) -> Mapping[VariantId, tuple[IndividualPrice, ...]]:
        found: dict[VariantId, tuple[IndividualPrice, ...]] = {}
        for row in self._rows(INDIVIDUAL[self.moment.by], values):
            price = agreed_of([row[0], str(row[1]), row[2], str(row[3]), *row[4:]])
            found[row[0]] = (*found.get(row[0], ()), price)
        return found

    def _goods(self, values: dict[str, Any]) -> Mapping[VariantId, GoodsNow]:
        cards = [card_of(row) for row in self._rows(GOODS, values)]
        return {card.goods.variant: GoodsNow(card.goods, card.packagings) for card in cards if card.goods.sellable}

    def _rows(self, statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        return self.connection.execute(statement.encode(), values).fetchall()
