"""The twin itself: the first load, then cycles of orders in and news out."""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from attrs import define, field

from simulators.onec.client import CATALOG, SALE, Client
from simulators.onec.cml.changes import changes
from simulators.onec.cml.dialects import DEFAULT, DIALECTS
from simulators.onec.cml.files import write
from simulators.onec.cml.orders import orders_file
from simulators.onec.demo.people import rates
from simulators.onec.demo.wholesaler import DEFAULT_GOODS, DEFAULT_SEED, Wholesaler, build
from simulators.onec.documents import OrdersRefused, read_orders
from simulators.onec.folder import FolderRefused, Sent, send_folder
from simulators.onec.ledger import money, orders, requests
from simulators.onec.ledger.store import Store, register
from simulators.onec.news import balances, order_message, refusal_message, returned
from simulators.onec.packets import Message, directories, individual_prices, rate_message, stock
from simulators.onec.post import Post
from simulators.onec.switches import Switches
from simulators.onec.wire import PROFILES, ExchangeFailed, Profile

MOSCOW = ZoneInfo("Europe/Moscow")
STAGES = ("directories", "catalogue", "terms", "done")
ACCEPTANCE, STATUS, NEVER = "acceptance", "status", "never"
COMMERCEML, PACKETS, BOTH = "commerceml", "packets", "both"


@define
class Pace:
    """Seconds that an order spends in a state before it moves on; None waits for a hand."""

    confirm: float | None = 0
    assemble: float | None = 20
    ship: float | None = 60


class OtherBooks(Exception):
    """The state folder holds the books of a wholesaler of another size or seed."""


@define
class Twin:
    """One 1C base attached to one portal. `stock_by` is the channel that carries changes of stock; `reserves_at` when
    the base reserves goods for an order: as it takes it, as it goes into assembly, or never; `by_line`: whether it
    tells what it reserved, line by line.
    """

    portal: str
    login: str
    password: str
    state: Path
    goods: int = DEFAULT_GOODS
    seed: int = DEFAULT_SEED
    dialect: str = DEFAULT
    profile: Profile = PROFILES["ut11"]
    pace: Pace = field(factory=Pace)
    stock_by: str = COMMERCEML
    reserves_at: str = ACCEPTANCE
    by_line: bool = True
    debt_with_orders: bool = False
    tell: Callable[[str], None] = print
    clock: Callable[[], datetime] = lambda: datetime.now(MOSCOW)
    switches: Switches = field(factory=Switches)
    store: Store = field(init=False)
    books: Wholesaler = field(init=False)
    post: Post = field(init=False)
    last: dict[str, Any] = field(factory=dict, init=False)
    turn: Lock = field(factory=Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self.store = Store(self.state / "onec.sqlite3")
        born = self.store.meta("born") or self.clock().date().isoformat()
        self.store.remember("born", born)
        size = f"{self.goods}/{self.seed}"
        if self.store.meta("size", size) != size:
            raise OtherBooks(f"В {self.state} книги на {self.store.meta('size')} (товаров/зерно), а просят {size}")
        self.store.remember("size", size)
        self.books = build(date.fromisoformat(born), self.goods, self.seed)
        self.store.open_books(self.books)
        self.post = Post(self.portal, self.login, self.password, self.store, self.switches)

    @property
    def stage(self) -> str:
        """What the first load is at; `done` when all was sent."""
        return self.store.meta("stage", STAGES[0])

    @property
    def sent(self) -> bool:
        return self.stage == STAGES[-1]

    def client(self) -> Client:
        return Client(self.portal, self.login, self.password, self.profile, self.switches.trouble())

    def first_load(self) -> None:
        """Directories, catalogue, terms; a broken load goes on from the stage it broke at."""
        with self.turn:
            steps = {"directories": self._directories, "catalogue": self._catalogue, "terms": self._terms}
            for place, stage in enumerate(STAGES[:-1]):
                if self.stage == stage:
                    steps[stage]()
                    self.store.remember("stage", STAGES[place + 1])
            self.tell("[1C] Первая выгрузка завершена")

    def load_again(self) -> None:
        """Everything once more, for a portal that lost it; stock and debts go with the next cycle."""
        self.store.remember("stage", STAGES[0])
        self.first_load()
        with self.store.work() as db:
            for offer in self.books.offers:
                register(db, "stock", offer.id)
            for row in db.execute("SELECT number FROM orders").fetchall():
                register(db, "order", row["number"])

    def _directories(self) -> None:
        told = list(directories(self.books))
        self._send_packet(told)
        self.tell(f"[1C] Справочники переданы пакетом: {len(told)} сообщений")

    def _catalogue(self) -> None:
        folder = self.state / "exchange"
        write(folder, self.books, DIALECTS[self.dialect], self._local())
        self.tell(f"[1C] Выгружено товаров {len(self.books.products)}, предложений {len(self.books.offers)}")
        with self.client() as client:
            send_folder(client, folder, self._tell_file)

    def _tell_file(self, sent: Sent) -> None:
        self.tell(f"[1C] {sent.parcel.name}: {sent.outcome}; картинок {sent.pictures}, {sent.seconds:.1f} с")

    def _terms(self) -> None:
        told = list(individual_prices(self.books))
        with self.store.work() as db:
            debts = balances(
                db, self.books, [one.id for one in self.books.contracts], self.clock(), unshipped=self.debt_with_orders
            )
        self._send_packet([*told, *debts])
        self.tell(f"[1C] Индивидуальные цены: {len(told)}, остатки взаиморасчётов: {len(debts)}")

    def run_cycle(self) -> dict[str, Any]:
        """Orders in, then news out; a failure ends the cycle and what was not sent goes with the next."""
        with self.turn:
            report: dict[str, Any] = {"at": self.clock().isoformat(timespec="seconds"), "ok": True}
            if self.switches.down:
                return {**report, "ok": False, "error": "1С выключена"}
            self.store.next_number("cycle")
            try:
                self._advance()
                report["taken"] = {} if self.switches.ignore_orders else self._take_orders()
                report["answered"] = self._answer_requests()
                report |= self._send_news()
                self._send_rates()
            except (ExchangeFailed, OrdersRefused, FolderRefused) as error:
                report |= {"ok": False, "error": str(error)}
                self.store.complain(report["at"], str(error))
                self.tell(f"[1C] Ошибка обмена: {error}")
            self.last = report
            return report

    def _take_orders(self) -> dict[str, str]:
        with self.client() as client, client.session(SALE) as session:
            found = read_orders(session.query())
            with self.store.work() as db:
                taken = {
                    order.number: orders.take(db, self.books, order, self.clock(), self.reserves_at == ACCEPTANCE)
                    for order in found
                }
            if not self.switches.no_success:
                session.success()
        for number, what in taken.items():
            self.tell(f"[1C] Заказ {number}: {what}")
        if taken:
            self._advance()
        return taken

    def _answer_requests(self) -> dict[str, str]:
        """What the portal asks of orders that are here already."""
        self.post.poll()
        with self.store.work() as db:
            answered = requests.answer_all(db, self.switches.changes, self.clock())
        for number, what in answered.items():
            self.tell(f"[1C] Запрос по заказу {number}: {what}")
        return answered

    def _send_news(self) -> dict[str, int]:
        """Orders first, then the stock and the debts that contain them."""
        cycle = int(self.store.meta("cycle", "0"))
        told = self.store.changed("order", cycle - self.switches.delay_orders)
        if told:
            with self.store.work() as db:
                back, messages = (
                    [returned(db, number) for number in told],
                    [order_message(db, number, by_line=self.by_line) for number in told],
                )
            self._send_file(SALE, f"orders-{uuid4()}_1.xml", orders_file(back, self._local()))
            self._send_packet(messages)
            self.store.sent("order", told)
        refused = self.store.changed("refusal", cycle - self.switches.delay_orders)
        if refused:
            with self.store.work() as db:
                messages = [refusal_message(db, id) for id in refused]
            self._send_packet(messages)
            self.store.sent("refusal", refused)
        moved = self.store.changed("stock", cycle)
        if moved:
            self._send_stock(list(moved))
            self.store.sent("stock", moved)
            if told:
                # Files carry no numbers, and a receiver keeps a margin of time: the next cycle says it surely later.
                with self.store.work() as db:
                    for offer in moved:
                        register(db, "stock", offer)
        owed = self.store.changed("balance", cycle - self.switches.delay_orders)
        if owed:
            with self.store.work() as db:
                messages = balances(db, self.books, owed, self.clock(), unshipped=self.debt_with_orders)
            self._send_packet(messages)
            self.store.sent("balance", owed)
        return {"orders": len(told), "stock": len(moved), "balances": len(owed)}

    def _send_stock(self, offers: list[str]) -> None:
        at = self.clock()
        free = {offer: self.store.free(offer) for offer in offers}
        if self.stock_by in (COMMERCEML, BOTH):
            self._send_file(CATALOG, "offers0_1.xml", changes(self.books.catalogue_id, self._local(), free))
        if self.stock_by in (PACKETS, BOTH):
            self._send_packet(
                [stock(place, offer, count, at) for offer, rows in free.items() for place, count in rows.items()]
            )

    def _send_rates(self) -> None:
        """Rates of a new day."""
        today = self.clock().date()
        if self.store.meta("rates", self.books.today.isoformat()) < today.isoformat():
            self._send_packet([rate_message(rate) for rate in rates(today, 1)])
            self.store.remember("rates", today.isoformat())

    def _send_file(self, kind: str, name: str, content: bytes) -> None:
        for _ in range(2 if self.switches.duplicate else 1):
            with self.client() as client, client.session(kind) as session:
                session.init()
                session.send([(name, content)])
                session.import_file(name)

    def _send_packet(self, messages: list[Message]) -> None:
        for bad in self.post.send(messages, self.clock()):
            text = f"{bad['object']}: {bad.get('status')} {bad.get('code', '')} {bad.get('text', '')}"
            self.store.complain(self.clock().isoformat(timespec="seconds"), text)
            self.tell(f"[1C] Портал не принял {text}")

    def _advance(self) -> None:
        """Move orders on as their time comes."""
        steps = {
            orders.AGREED: self.pace.confirm,
            orders.CONFIRMED: self.pace.assemble,
            orders.ASSEMBLED: self.pace.ship,
        }
        following = {orders.AGREED: orders.CONFIRMED, orders.CONFIRMED: orders.ASSEMBLED}
        now = self.clock()
        with self.store.work() as db:
            for row in db.execute("SELECT number, state, since FROM orders ORDER BY number").fetchall():
                wait = steps.get(row["state"])
                if wait is None or (now - datetime.fromisoformat(row["since"])).total_seconds() < wait:
                    continue
                if row["state"] in following:
                    self._move_on(db, row["number"], following[row["state"]])
                elif any(self._ready(line) for line in orders.lines_of(db, row["number"])):
                    money.ship(db, self.books, row["number"], now, self._whole(db, row["number"]))

    def _ready(self, line: orders.Line) -> bool:
        return bool(line.reserved or line.service or (self.reserves_at == NEVER and line.left))

    def _whole(self, db: sqlite3.Connection, number: str) -> Mapping[int, Decimal] | None:
        """All that is reserved, or all that is left where nothing ever is."""
        return {line.line: line.left for line in orders.lines_of(db, number)} if self.reserves_at == NEVER else None

    def _move_on(self, db: sqlite3.Connection, number: str, state: str) -> None:
        if state == orders.ASSEMBLED and self.reserves_at == STATUS:
            orders.reserve(db, number)
        orders.move_on(db, number, state, self.clock())

    def ship(self, number: str, part: Mapping[int, Decimal] | None = None) -> Decimal:
        with self.store.work() as db:
            return money.ship(db, self.books, number, self.clock(), part or self._whole(db, number))

    def move(self, number: str, state: str) -> None:
        """Confirm, assemble or cancel by hand."""
        with self.store.work() as db:
            if state == orders.CANCELLED:
                orders.cancel(db, number, self.clock())
            elif orders.demand(db, number)["state"] in orders.FINAL:
                raise orders.WrongState(f"Заказ {number} уже закрыт")
            else:
                self._move_on(db, number, state)

    def pay(self, contract: str, amount: Decimal) -> None:
        with self.store.work() as db:
            money.pay(db, self.books, contract, amount, self.clock())

    def _local(self) -> datetime:
        """The ERP's wall clock: files carry no zone."""
        return self.clock().astimezone(MOSCOW).replace(tzinfo=None)
