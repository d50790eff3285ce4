"""Everybody who changes what prices are made of, through the writers of the portal; and days that pass."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from attrs import astuple, define, evolve, field

from adapters.postgres.access import PostgresVisits
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.database import Database, json_text
from adapters.postgres.exchange.packets.work import PostgresPacketWorks
from adapters.postgres.prices.work import PostgresPriceWorks
from adapters.postgres.rates import PostgresRates
from adapters.system.system import SystemIds
from application.exchange.packets import commands as told
from application.exchange.packets.commands import UNTOLD
from application.exchange.packets.packet import MessageRefused
from application.exchange.values import ConnectionId
from application.price_desk.work import Act, Write
from application.pricing.goods import circumstances, scope_of
from domain.parties.level import Level
from domain.pricing.agreed import AgreedPrice, Agreement, Validity
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import VatKind
from domain.pricing.cart_quote import quote_cart
from domain.pricing.rates import DayRate, RateSource
from domain.shared.ids import OrganizationId, PackagingId, UserId, VariantId
from domain.shared.money import Currency
from entrypoints.prove.world import named, token
from tests.adapters.postgres.importing.exports import Portal, file, offer, package, price, tag
from tests.shop import settle

ZONE = ZoneInfo("Europe/Moscow")
# Goods of the first base, with the packaging of one of them.
VARIANTS = (2, 4, 6)
PARTY, CONTRACT, SELLER = named("counterparty", 0), named("contract", 0, 1), named("seller", 1)
QUANTITIES = (Decimal(1), Decimal(40), Decimal(300))
COLUMNS = (
    ("pricing_fact", "recorded_at"), ("pricing_moment", "began_at"), ("pricing_moment", "at"),
    ("inbox_message", "priced_at"), ("inbox_message", "received_at"), ("inbox_message", "applied_at"),
    ("price_log", "replaced_at"), ("individual_price", "recorded_at"), ("individual_price_log", "recorded_at"),
    ("individual_price_log", "replaced_at"), ("currency_rate_log", "at"), ("rate_markup", "at"), ("audit_log", "at"),
)  # fmt: skip
ERP_IDS = """
UPDATE contract SET connection_id = 1, erp_id = number; UPDATE counterparty SET connection_id = 1, erp_id = name;
UPDATE holding SET connection_id = 1, erp_id = name;
INSERT INTO app_user (id, login, name, kind, password_hash) VALUES ('00000000-0000-7000-8000-00000000000a', 'anna',
    'Анна', 'staff', '');
INSERT INTO audit_log (user_id, action) VALUES ('00000000-0000-7000-8000-00000000000a', 'price-assignment.made')
"""
ANNA = UserId(UUID("00000000-0000-7000-8000-00000000000a"))
RULE = """
INSERT INTO price_rule (id, name, priority, which, whom, minimum, valid_from, valid_to, effect, value, currency, stops,
    touches_agreed) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ASSIGN = """
INSERT INTO price_assignment (id, key, assignee, owner_id, price_type_id, segment, which, valid_from, valid_to, act_id)
SELECT id, id::text, %s, %s, %s, %s, %s::jsonb, %s, %s, (SELECT max(a.id) FROM audit_log a WHERE a.user_id = %s)
FROM gen_random_uuid() AS id
"""
REGION, GROUP, USER = named("region"), named("group"), named("buyer", 0)
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"
Line = tuple[Any, ...]
# What a client sees of each good, or nothing where his contract does not hold.
Sight = tuple[Line, ...] | None


def line_of(line: QuotedLine) -> Line:
    # A refusal is an exception, and equal to itself alone.
    refusal = astuple(line.refusal) if line.refusal is not None else None
    return (
        line.price, line.vat_included, line.vat_rate, line.amount, line.vat, line.gross, line.trail, refusal,
        line.ask.terms,
    )  # fmt: skip


@define
class Office:
    database: Database
    importing: Database
    random: Random
    imports: Portal
    seq: int = 0
    agreed: list[tuple[UUID, AgreedPrice]] = field(factory=list)

    @classmethod
    def opened(cls, url: str) -> "Office":
        settle(url)
        database, importing = Database(url), Database(url, timeout=0)
        with database.driver() as connection:
            for statement in ERP_IDS.split(";"):
                connection.execute(statement.encode())
        with importing.connect() as core:
            row = core.exec_driver_sql("SELECT * FROM connection WHERE id = 1").one()
        return cls(database, importing, Random(1), Portal(importing, row))

    def close(self) -> None:
        self.database.close()
        self.importing.close()

    def run(self, statement: str, *facts: Any) -> None:
        with self.database.driver() as connection:
            connection.execute(statement.encode(), facts or None)

    def now(self) -> datetime:
        with self.database.driver() as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        found: datetime = row[0]
        return found.astimezone(UTC)

    def a_day_passes(self) -> None:
        """All that was ever recorded was recorded a day earlier."""
        with self.database.driver() as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for table, column in COLUMNS:
                connection.execute(f"UPDATE {table} SET {column} = {column} - interval '1 day'".encode())

    def sight(self, day: date) -> Sight:
        """By the way of all pages: the visit, the board, the facts, the one function."""
        visit = PostgresVisits(self.database, ZONE).of(token(0))
        assert visit is not None
        context = evolve(visit.buyer(), day=day)
        facts = PostgresPricing(self.database).facts(-1, day)
        board = PostgresBoard(self.database).of_variants([VariantId(v) for v in VARIANTS], scope_of(context, facts))
        under = circumstances(context, facts, board)
        terms = under.terms.get(OrganizationId(SELLER))
        if terms is None:
            return None
        asks = [
            Ask(row.goods.variant, terms, quantity, pack, pack.to_base(quantity), VatKind(row.goods.vat_kind),
                row.goods.vat_rate, row.goods.traits)
            for row, quantity in zip(board.rows, QUANTITIES, strict=True)
            for pack in (row.packaging(PackagingId(0)), *row.packagings) if pack is not None
        ]  # fmt: skip
        return tuple(line_of(line) for line in quote_cart(under.book, asks).lines)

    def something_happens(self, day: date) -> str:
        done = self.random.choice((
            self.price_list, self.price_list, self.contract, self.price_type, self.agreement_of_erp, self.agreement,
            self.agreement, self.rate, self.rule, self.rule, self.threshold, self.markup, self.setting, self.holding,
            self.regime, self.contract, self.price_type, self.price_list, self.assignment, self.assignment,
            self.regional, self.group,
        ))  # fmt: skip
        done(day)
        return done.__name__

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(1, 9_000_000)) / 10 ** self.random.choice((2, 2, 4, 5))

    def days(self, day: date) -> tuple[date | None, date | None]:
        start = self.random.choice((None, None, -3, 0, 2))
        end = self.random.choice((None, None, 0, 3))
        bounds = [None if days is None else day + timedelta(days) for days in (start, end)]
        return (bounds[0], bounds[1]) if start is None or end is None or start <= end else (None, None)

    def price_list(self, day: date) -> None:
        offers = []
        for variant in self.random.sample(VARIANTS, self.random.randint(1, 3)):
            kinds = [kind for kind in ("t1", "t2") if self.random.random() < 0.8]
            told_as = [f"<Валюта>{self.random.choice(('RUB', 'RUB', 'USD'))}</Валюта>" for _ in kinds]
            rows = "".join(price(kind, self.amount(), extra) for kind, extra in zip(kinds, told_as, strict=True))
            offers.append(offer(f"p{variant}", tag("Цены", rows), name=None))
        self.imports.send(file(package(*offers, types=()), at=""))

    def packet(self, *commands: told.Command) -> None:
        message = self.imports.message()
        with PostgresPacketWorks(self.database, SystemIds()).begin(ConnectionId(1)) as work:
            for command in commands:
                self.seq += 1
                work.write(command, self.seq, message)
            work.raise_pricing_version()

    def contract(self, day: date) -> None:
        if self.random.random() < 0.15:
            self.packet(told.Delete("contract", "0/1"))
            return
        currency, kind = self.random.choice(("RUB", "RUB", "USD")), self.random.choice(("t1", "t2", "t1", None))
        days = self.days(day) if self.random.random() < 0.3 else (None, None)
        self.packet(
            told.PutContract("0/1", "0/1", day, self._seller(), "Client 0", currency, *days, kind, UNTOLD, UNTOLD)
        )

    def _seller(self) -> str:
        with self.database.driver() as connection:
            row = connection.execute("SELECT erp_id FROM seller_organization WHERE id = %s", [SELLER]).fetchone()
        assert row is not None
        return str(row[0])

    def regime(self, day: date) -> None:
        regime = self.random.choice(("general", "simplified"))
        blank = UNTOLD
        self.packet(told.PutOrganization(
            self._seller(), "Seller 1", "7701234567", blank, blank, blank, blank, blank, blank, blank, regime, blank,
        ))  # fmt: skip

    def price_type(self, day: date) -> None:
        kind, other = self.random.sample(("t1", "t2"), 2)
        if self.random.random() < 0.1:
            self.packet(told.Delete("price_type", kind))
            return
        fallback = self.random.choice((other, None))
        # The other may fall back on this one already: a circle is refused, and nothing of it is kept.
        with suppress(MessageRefused):
            self.packet(told.PutPriceType(
                kind, f"Вид {self.random.randint(1, 99)}", self.random.choice(("RUB", "USD")),
                self.random.random() < 0.7, self.random.randint(0, 4), fallback,
            ))  # fmt: skip

    def holding(self, day: date) -> None:
        members = self.random.choice((("Client 0",), ()))
        self.packet(told.PutHolding("new holding", "Новый холдинг", members))

    def agreement_of_erp(self, day: date) -> None:
        key = f"k{self.random.randint(1, 3)}"
        if self.random.random() < 0.3:
            self.packet(told.Delete("individual_price", key))
            return
        owner = self.random.choice((told.Owner(Level.CONTRACT, "0/1"), told.Owner(Level.COUNTERPARTY, "Client 0")))
        unit, variant = None, self.random.choice(VARIANTS)
        self.packet(told.PutIndividualPrice(
            key, owner, f"p{variant}", None, unit, self.amount(), self.random.choice(("RUB", "USD")),
            self.random.random() < 0.5, Decimal(self.random.choice((0, 30))), *self.days(day),
        ))  # fmt: skip

    def agreement(self, day: date) -> None:
        works, act = PostgresPriceWorks(self.database, SystemIds()), Act(ANNA, "individual-price.entered", "")
        with self.database.driver() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM individual_price WHERE connection_id IS NULL")]
            holding = connection.execute("SELECT holding_id FROM counterparty WHERE id = %s", [PARTY]).fetchone()
        assert holding is not None
        replaced = self.random.choice((*ids, None))
        with works.begin() as work:
            if replaced is not None and self.random.random() < 0.3:
                work.withdraw(work.record(act), replaced)
                return
            level = self.random.choice(tuple(Level))
            owner = {Level.CONTRACT: CONTRACT, Level.COUNTERPARTY: PARTY, Level.HOLDING: holding[0]}[level]
            variant = VariantId(self.random.choice(VARIANTS))
            agreement = Agreement(level, owner, variant, PackagingId(0), Decimal(self.random.choice((0, 30))))
            wanted = AgreedPrice(agreement, self.amount(), Currency.RUB, True, Validity(*self.days(day)))
            work.write(work.record(act), [Write(wanted, replaced)])

    def setting(self, day: date) -> None:
        with PostgresPriceWorks(self.database, SystemIds()).begin() as work:
            types = work.types()
            if not types:
                return
            kind = self.random.choice(sorted(types))
            fallback = self.random.choice((None, *(other for other in types if other != kind)))
            changed = evolve(types[kind], scale=self.random.randint(0, 4), fallback=fallback)
            work.set_type(work.record(Act(ANNA, "price-type.set", str(kind))), changed)

    def rate(self, day: date) -> None:
        on, by = day + timedelta(self.random.choice((-2, -1, 0, 0, 1))), self.random.choice((None, ANNA))
        source = RateSource.CBR if by is None else RateSource.MANUAL
        if self.random.random() < 0.3:
            self.packet(told.PutRate("USD", on, self.amount() + 1, 10))
            return
        with PostgresRates(self.database).begin() as work:
            work.put(DayRate(Currency.USD, on, self.amount() + 1, 1, source), by)
            work.raise_pricing_version()

    def markup(self, day: date) -> None:
        with PostgresRates(self.database).begin() as work:
            work.set_markup(Decimal(self.random.randint(0, 900)) / 100, ANNA)
            work.raise_pricing_version()

    def threshold(self, day: date) -> None:
        self.run("DELETE FROM price_threshold")
        if self.random.random() < 0.6:
            kind = self.random.choice((1, 2))
            total = Decimal(self.random.randint(1, 10_000_000))
            self.run("INSERT INTO price_threshold VALUES (%s, 1, %s, %s)", kind, total, 3 - kind)
        self.run(RAISE)

    def assignment(self, day: date) -> None:
        if self.random.random() < 0.3:
            self.run("DELETE FROM price_assignment WHERE id IN (SELECT id FROM price_assignment LIMIT 1)")
            self.run(RAISE)
            return
        with self.database.driver() as connection:
            found = connection.execute("SELECT holding_id FROM counterparty WHERE id = %s", [PARTY]).fetchone()
        assert found is not None
        owners = {"contract": CONTRACT, "counterparty": PARTY, "holding": found[0], "group": GROUP, "region": REGION,
                  "platform": None}  # fmt: skip
        assignee = self.random.choice(list(owners))
        which: Mapping[str, Any] = {"products": [self.random.choice(VARIANTS)]} if self.random.random() < 0.4 else {}
        segment, kind = "Отрезки" if which else "", self.random.choice((1, 2))
        self.run(ASSIGN, assignee, owners[assignee], kind, segment, json_text(which), *self.days(day), ANNA)
        self.run(RAISE)

    def regional(self, day: date) -> None:
        self.run("DELETE FROM price_type_region")
        if self.random.random() < 0.7:
            kind = self.random.choice((1, 2))
            self.run("INSERT INTO price_type_region VALUES (%s, %s, %s)", kind, REGION, 3 - kind)
        self.run(RAISE)

    def group(self, day: date) -> None:
        self.run("INSERT INTO user_group (id, name) VALUES (%s, 'Монтажники') ON CONFLICT DO NOTHING", GROUP)
        self.run("DELETE FROM user_group_member")
        if self.random.random() < 0.6:
            self.run("INSERT INTO user_group_member SELECT %s, id FROM app_user WHERE id = %s", GROUP, USER)
        self.run(RAISE)

    def rule(self, day: date) -> None:
        if self.random.random() < 0.4:
            state = self.random.choice(("active", "off"))
            self.run("UPDATE price_rule SET state = %s, version = version + 1, value = value + 1 WHERE id IN"
                     " (SELECT id FROM price_rule ORDER BY random() LIMIT 2)", state)  # fmt: skip
            self.run(RAISE)
            return
        effect = self.random.choice(("percent", "percent", "amount", "fixed", "floor", "ceiling"))
        value = self.random.randint(-60, 60) if effect in ("percent", "amount") else self.random.randint(1, 90_000)
        currency = None if effect == "percent" else self.random.choice(("RUB", "USD"))
        which: Mapping[str, Any] = {"products": [self.random.choice(VARIANTS)]} if self.random.random() < 0.6 else {}
        whom: Mapping[str, Any] = {"contracts": [str(CONTRACT)]} if self.random.random() < 0.5 else {}
        self.run(
            RULE, uuid4(), f"Акция {self.random.randint(1, 99)}", self.random.randint(1, 5), json_text(which),
            json_text(whom), self.random.choice((0, 50)), *self.days(day), effect, value, currency,
            self.random.random() < 0.2, self.random.random() < 0.3,
        )  # fmt: skip
        self.run(RAISE)
