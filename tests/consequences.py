"""A placed order with everybody who hears of it, on a database; a mail server that keeps what it takes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from attrs import define, field

from adapters.mail.letters import JinjaLetters
from adapters.mail.smtp import SmtpMailer
from adapters.pdf.invoices import TypstInvoices
from adapters.postgres.database import Database, driver
from adapters.postgres.documents import begin_invoicing
from adapters.postgres.notify import begin_notifying
from adapters.postgres.offers import OfferOrder
from adapters.postgres.outbox import PostgresFailures, record
from adapters.system.system import SystemClock, SystemIds
from application.documents.issue_invoice import InvoiceTerms, IssueInvoice
from application.notify.ports import Mailer
from application.notify.send_mail import SendMail
from application.shared.consuming import Consuming
from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, ONEC, order_placed
from domain.shared.ids import OrderId

MOSCOW = ZoneInfo("Europe/Moscow")
PUBLIC_URL = "https://opt.example"

PARTIES = """
WITH base AS (
    INSERT INTO connection (name, login, password_hash) VALUES ('УТ', %(login)s, '-') RETURNING id
), seller AS (
    INSERT INTO seller_organization (id, connection_id, erp_id, name, full_name, inn, kpp, address, director,
        accountant, account, bik, bank_name, corr_account)
    SELECT %(seller)s, id, 'o', 'ТД Крепёж ООО', 'Общество с ограниченной ответственностью "ТД Крепёж"', '7700000009',
        '770001001', 'г. Москва', 'Самойлов Игорь Петрович', 'Ларина Ольга Викторовна', %(account)s, '044525225',
        'ПАО СБЕРБАНК', '30101810400000000225' FROM base
), keeper AS (
    INSERT INTO manager (id, name, email) VALUES (%(manager)s, 'Котова Анна', 'kotova@td.example')
), holding AS (
    INSERT INTO holding (id, name) VALUES (%(holding)s, 'Ромашка')
), buyer AS (
    INSERT INTO counterparty (id, connection_id, erp_id, holding_id, name, inn, kpp, manager_id)
    SELECT %(party)s, id, 'p', %(holding)s, 'ООО "Ромашка"', '7707083893', '770701001', %(manager)s FROM base
), person AS (
    INSERT INTO app_user (id, login, name, email, password_hash, kind, language)
    VALUES (%(user)s, %(login)s, 'Анна Лебедева', 'anna@romashka.example', '-', 'buyer', %(language)s)
)
INSERT INTO contract (id, number, date, organization_id, counterparty_id, currency, terms)
SELECT %(contract)s, '17', '2026-01-12', %(seller)s, %(party)s, 'RUB', 'prepayment' FROM base
"""
ORDER = """
INSERT INTO sales_order (id, number, placing_id, user_id, counterparty_id, contract_id, organization_id, currency,
    total, vat_total, phase, status, comment)
VALUES (%(order)s, %(number)s, %(order)s, %(user)s, %(party)s, %(contract)s, %(seller)s, 'RUB', 27588.75, 4975.02,
    'awaiting_payment', 'awaiting_payment', '<b>к 9 утра</b>')
"""
LINE = """
INSERT INTO order_line (order_id, line, sku, name, unit, requested, ordered, price, vat_rate, amount, vat, gross)
VALUES (%(order)s, %(line)s, %(sku)s, %(name)s, 'шт', %(quantity)s, %(quantity)s, %(price)s, 22, %(amount)s, %(vat)s,
    %(amount)s)
"""
LINES = (
    ("00123", "Болт М8×40 <цинк>", "1000", "12.35", "12350.00", "2227.05"),
    ("G-8", "Гайка М8", "2500", "4.1275", "10318.75", "1860.76"),
    ("DR-1", "Дрель", "8", "615", "4920.00", "887.21"),
)


@define
class Trade:
    """The reference's whole invoice as an order, and the outbox row of its placing."""

    database: Database
    language: str = "ru"
    account: str = "40702810938000000001"
    ids: dict[str, UUID] = field(init=False)
    outbox_id: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        names = ("seller", "manager", "holding", "party", "user", "contract", "order")
        self.ids = {name: uuid4() for name in names}
        number = f"T{self.ids['order'].hex[:8]}"
        about = self.ids | {"login": number, "language": self.language, "account": self.account, "number": number}
        with self.database.transaction() as connection:
            under = driver(connection)
            under.execute(PARTIES, about)
            under.execute(ORDER, about)
            keys = ("sku", "name", "quantity", "price", "amount", "vat")
            for line, values in enumerate(LINES, 1):
                under.execute(LINE, {"order": self.order_id, "line": line, **dict(zip(keys, values, strict=True))})
            record(connection, [order_placed(self.order_id)])
            self.outbox_id = cast(int, self.one("SELECT max(id) FROM outbox", under))

    @property
    def order_id(self) -> OrderId:
        return OrderId(self.ids["order"])

    def one(self, statement: str, connection: Any = None) -> Any:
        """The first column of the first row; `{order}` and the like stand for ids."""
        said = statement.format(**{name: f"'{value}'" for name, value in self.ids.items()}).encode()
        if connection is not None:
            return connection.execute(said).fetchone()[0]
        with self.database.driver() as own:
            cursor = own.execute(said)
            return (cursor.fetchone() or [None])[0] if cursor.description else None

    def delivery(self, consumer: str, outbox_id: int | None = None) -> tuple[bool, str]:
        """Whether it is done, and its note."""
        with self.database.driver() as connection:
            row = connection.execute(
                "SELECT done_at IS NOT NULL, error FROM outbox_delivery WHERE outbox_id = %s AND consumer = %s",
                [outbox_id or self.outbox_id, consumer],
            ).fetchone()
        assert row is not None
        return cast(tuple[bool, str], row)


@define
class MemoryFiles:
    kept: dict[str, bytes] = field(factory=dict)

    def put(self, content: bytes) -> str:
        key = sha256(content).hexdigest()
        self.kept[key] = content
        return key

    def get(self, key: str) -> bytes:
        return self.kept[key]


def consumers(database: Database, mailer: Mailer | None, files: MemoryFiles) -> dict[str, Callable[[int], None]]:
    """Wired as by bootstrap."""
    issue = IssueInvoice(
        lambda: begin_invoicing(database, MOSCOW),
        TypstInvoices(),
        files,
        SystemClock(MOSCOW),
        SystemIds(),
        InvoiceTerms("B", MOSCOW),
    )
    letters = JinjaLetters(PUBLIC_URL, MOSCOW)

    def mail(consumer: str) -> SendMail:
        return SendMail(lambda: begin_notifying(database), letters, files, mailer, "opt.example", consumer)

    effects: dict[str, Callable[[int], None]] = {
        INVOICE: issue,
        MAIL: mail(MAIL),
        MANAGER_MAIL: mail(MANAGER_MAIL),
        ONEC: OfferOrder(database),
    }
    failures = PostgresFailures(database)
    return {consumer: Consuming(consumer, effect, failures) for consumer, effect in effects.items()}


class _Conversation(StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        office = cast(PostOffice, cast(Any, self.server).office)
        self.say("220 post.example ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb in (b"EHLO", b"HELO"):
                self.say("250 post.example")
            elif verb == b"RCPT":
                office.recipients.append(line.decode().strip())
                self.say(office.answer_to_recipient)
            elif verb == b"DATA" and office.answer_to_data.startswith("250"):
                self.say("354 go on")
                self.take(office)
                self.say("250 taken")
            elif verb == b"DATA":
                self.say(office.answer_to_data)
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, office: "PostOffice") -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        office.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))


@define
class PostOffice:
    """An SMTP server for one test: keeps every letter, refuses as it is told to."""

    answer_to_recipient: str = "250 ok"
    answer_to_data: str = "250 ok"
    letters: list[EmailMessage] = field(factory=list)
    recipients: list[str] = field(factory=list)
    url: str = ""

    @property
    def mailer(self) -> SmtpMailer:
        return SmtpMailer(self.url, "Оптовик <portal@opt.example>")


@contextmanager
def a_post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    with ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.block_on_close = False
        cast(Any, server).office = office
        office.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield office
        server.shutdown()


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return cast(int, taken.getsockname()[1])
