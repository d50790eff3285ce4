"""The referee's own connection to the database: the wholesaler, the ledger, and questions that no client can ask."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from threading import RLock
from typing import Any, LiteralString, TypeVar
from uuid import UUID, uuid4

import psycopg
from attrs import define, field

from entrypoints.bootstrap.proving import hashed
from entrypoints.prove.budgets import bind
from entrypoints.prove.doors.machines import connected
from entrypoints.prove.doors.packets import LOGIN, PASSWORD
from entrypoints.prove.doors.shop import Shelf
from entrypoints.prove.doors.talking import ENDURANCE
from entrypoints.prove.ledger import lay
from entrypoints.prove.world import Owner, build, named

# One base that knows everybody, sellers by warehouse, letters to nobody, invoices that can be printed.
KNOWN: tuple[LiteralString, ...] = (
    "UPDATE connection SET organization_id = NULL",
    "UPDATE product SET connection_id = 1",
    "UPDATE counterparty SET connection_id = 1, erp_id = id::text, inn = '7707083893', kpp = '770701001'",
    "UPDATE contract SET connection_id = 1, erp_id = id::text",
    "UPDATE holding SET connection_id = 1, erp_id = id::text",
    """
    UPDATE seller_organization SET connection_id = 1, erp_id = 's' || name, full_name = name, inn = '7701234567',
        kpp = '770101001', address = 'Москва', account = '40702810400000000001', bik = '044525225',
        bank_name = 'ПАО СБЕРБАНК', corr_account = '30101810400000000225'
    """,
    "DELETE FROM session",
)
COUNTERS: LiteralString = """
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %I), false)',
    pg_get_serial_sequence(format('%I', table_name), column_name), column_name, table_name)
FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'
"""
# What the next figures of the ERP will not contain: orders that it has not acknowledged. A reservation whose time is
# over may end at any moment: figures that count it would leave more than they say.
HELD: LiteralString = """
SELECT variant_id, warehouse_id, sum(uncontained) FROM reservation
WHERE uncontained > 0 AND erp_mark_seq IS NULL AND coalesce(expires_at > now(), true) GROUP BY 1, 2
"""
OWED: LiteralString = """
SELECT owner, sum(uncontained) FROM credit_hold, unnest(ARRAY[contract_id, counterparty_id, holding_id]) AS owner
WHERE uncontained > 0 AND erp_mark_seq IS NULL GROUP BY 1
"""
TOLD_STOCK: LiteralString = """
INSERT INTO prove.told_stock (snapshot_id, variant_id, warehouse_id, free, round)
SELECT m.id, v, w, f, %(round)s FROM inbox_message m, unnest(%(v)s::int[], %(w)s::int[], %(f)s::numeric[]) AS t(v, w, f)
WHERE m.connection_id = 1 AND m.packet_no = %(packet)s ON CONFLICT DO NOTHING
"""
SENT_BALANCE: LiteralString = """
INSERT INTO prove.sent_balance (packet_no, owner_id, limit_amount, debt, round)
SELECT %(packet)s, o, t, d, %(round)s FROM unnest(%(o)s::uuid[], %(t)s::numeric[], %(d)s::numeric[]) AS x(o, t, d)
ON CONFLICT DO NOTHING
"""
# The id of a balance is the portal's own, given when it applies the packet; that it stands for these figures of this
# packet is what is checked.
TOLD_BALANCE: LiteralString = """
INSERT INTO prove.told_balance (balance_id, owner_id, limit_amount, debt, round)
SELECT l.id, s.owner_id, s.limit_amount, s.debt, s.round
FROM prove.sent_balance s JOIN inbox_message m ON m.connection_id = 1 AND m.packet_no = s.packet_no
JOIN credit_balance_log l ON l.message_id = m.id AND l.owner_id = s.owner_id
WHERE NOT EXISTS (SELECT FROM prove.told_balance t WHERE t.balance_id = l.id) ORDER BY m.id, s.owner_id
"""
APPLIED: LiteralString = "SELECT state = 'applied' FROM inbox_message WHERE connection_id = 1 AND packet_no = %s"
CODE: LiteralString = """
WITH made AS (
    INSERT INTO promo_code (id, code, key, kind, value, most_uses) VALUES (%s, %s, %s, 'percent', 10, %s) RETURNING id
) INSERT INTO prove.told_code SELECT id, %s, %s FROM made
"""
OVERSEEN: LiteralString = """
WITH lifted AS (UPDATE approval_rule SET ended_at = now() WHERE ended_at IS NULL AND id <> ALL(%(rules)s::uuid[]))
INSERT INTO approval_rule (id, counterparty_id, name, step, kind, amount)
SELECT rule, company, 'Everything', 1, 'sum', 0
FROM unnest(%(rules)s::uuid[], %(companies)s::uuid[]) AS t(rule, company)
ON CONFLICT (id) DO UPDATE SET ended_at = NULL
"""
LATE: LiteralString = """
UPDATE reservation SET expires_at = now() - interval '1 second'
WHERE state = 'active' AND order_id IN (SELECT id FROM sales_order WHERE number = ANY(%s))
"""
EXPIRED: LiteralString = """
SELECT o.number FROM sales_order o WHERE o.number = ANY(%s)
AND NOT EXISTS (SELECT FROM reservation r WHERE r.order_id = o.id AND r.state = 'active')
"""
UNOFFERED: LiteralString = """
SELECT count(*) FROM sales_order o WHERE NOT EXISTS (SELECT FROM order_offer f WHERE f.order_id = o.id)
"""
OPEN: LiteralString = """
SELECT DISTINCT o.number FROM sales_order o JOIN reservation r ON r.order_id = o.id WHERE r.state = 'active' ORDER BY 1
"""
Told = TypeVar("Told")


@define
class Books:
    """Survives the restarts of its database: a question is asked again, so each must be harmless to repeat."""

    url: str
    odd: list[str] = field(factory=list)
    lock: RLock = field(factory=RLock)
    binds: bool = False
    oversees: bool = False
    _connection: psycopg.Connection[Any] | None = field(default=None, init=False)

    def asking(self, question: Callable[[psycopg.Connection[Any]], Told]) -> Told:
        until = time.monotonic() + ENDURANCE
        with self.lock:
            while True:
                if self._connection is None or self._connection.closed:
                    self._connection = connected(self.url)
                try:
                    return question(self._connection)
                except psycopg.OperationalError:
                    self._connection.close()
                    if time.monotonic() > until:
                        raise

    def rows(self, statement: LiteralString, *facts: Any) -> list[tuple[Any, ...]]:
        return self.asking(lambda connection: connection.execute(statement, facts or None).fetchall())

    def run(self, statement: LiteralString, facts: Any) -> None:
        self.asking(lambda connection: connection.execute(statement, facts))

    def settle(self, buyers: int) -> None:
        with connected(self.url) as connection:
            build(connection, buyers, chiefs=True)
            for statement in KNOWN:
                connection.execute(statement)
            for (statement,) in connection.execute(COUNTERS).fetchall():
                connection.execute(statement)
            password = hashed(PASSWORD)
            connection.execute("UPDATE app_user SET password_hash = %s", [password])
            entry = "UPDATE connection SET password_hash = %s, any_base = true WHERE login = %s"
            connection.execute(entry, [password, LOGIN])
            lay(connection)

    def uncontained(
        self, shelves: Sequence[Shelf], owners: Sequence[Owner]
    ) -> tuple[dict[Shelf, Decimal], dict[UUID, Decimal]]:
        held = {(v, w): total for v, w, total in self.rows(HELD)} if shelves else {}
        owed = dict(self.rows(OWED)) if owners else {}
        return held, owed

    def write_down(
        self,
        packet: int,
        stock: Sequence[tuple[int, int, Decimal]],
        balances: Sequence[tuple[UUID, Decimal, Decimal]],
        round: int,
    ) -> None:
        about = {"packet": packet, "round": round}
        if stock:
            v, w, f = (list(column) for column in zip(*stock, strict=True))
            self.run(TOLD_STOCK, about | {"v": v, "w": w, "f": f})
        if balances:
            o, t, d = (list(column) for column in zip(*balances, strict=True))
            self.run(SENT_BALANCE, about | {"o": o, "t": t, "d": d})

    def resolve(self) -> None:
        """Before the checker looks."""
        self.run(TOLD_BALANCE, None)

    def is_applied(self, packet: int) -> bool:
        return self.rows(APPLIED, packet) == [(True,)]

    def allow(self, code: str, uses: int, round: int) -> None:
        self.run(CODE, [uuid4(), code, code, uses, uses, round])

    def bind(self, left: Mapping[int, Decimal], round: int) -> None:
        if left or self.binds:
            self.asking(lambda connection: bind(connection, left, round))
        self.binds = bool(left)

    def oversee(self, clients: Sequence[int]) -> None:
        if clients or self.oversees:
            rules = [named("rule", client) for client in clients]
            companies = [named("counterparty", client) for client in clients]
            self.run(OVERSEEN, {"rules": rules, "companies": companies})
        self.oversees = bool(clients)

    def let_expire(self, numbers: Sequence[str]) -> None:
        """Their time is over; that the scheduler ends them is what is on trial."""
        self.run(LATE, [list(numbers)])

    def expired(self, numbers: Sequence[str]) -> set[str]:
        return {number for (number,) in self.rows(EXPIRED, list(numbers))} if numbers else set()

    def is_offered(self) -> bool:
        return self.rows(UNOFFERED) == [(0,)]

    def open_orders(self) -> list[str]:
        return [number for (number,) in self.rows(OPEN)]

    def save(self, attempts: Sequence[Sequence[object]], wishes: Sequence[Sequence[object]]) -> None:
        """In one transaction, so that a repeat after a restart finds either all or nothing."""

        def write(connection: psycopg.Connection[Any]) -> None:
            known = connection.execute("SELECT FROM prove.attempt WHERE key = %s", [attempts[0][0]]).rowcount
            if known:
                return
            with connection.transaction(), connection.cursor() as cursor:
                with cursor.copy("COPY prove.attempt FROM STDIN") as copy:
                    for row in attempts:
                        copy.write_row(row)
                with cursor.copy("COPY prove.wish FROM STDIN") as copy:
                    for row in wishes:
                        copy.write_row(row)

        if attempts:
            self.asking(write)

    def strange(self, what: str) -> None:
        self.odd.append(what)

    def found(self) -> Iterator[tuple[str, str]]:
        for what in self.odd:
            yield "the ERP was refused", what

    @staticmethod
    def user(buyer: int) -> UUID:
        return named("buyer", buyer)
