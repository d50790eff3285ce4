"""From the first export to the last shipment: 1C tells, a buyer orders on credit, 1C takes, ships and is paid.

Two worlds meet only through the doors: the twin's books on one side, what the API tells a buyer on the other.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from time import sleep
from typing import Any

import pytest
from attrs import define

from simulators.mail.letters import Letter
from simulators.onec.demo.parties import Contract, Counterparty
from simulators.onec.documents import read_orders
from simulators.onec.ledger.store import register
from simulators.onec.packets import Message, day, position
from simulators.onec.twin import COMMERCEML, PACKETS, Pace, Twin
from tests.capabilities import shows
from tests.scenarios.buyer import Buyer, Wire, amount, remedy, totals
from tests.scenarios.portal import Portal, until

BY_HAND = Pace(confirm=0, assemble=None, ship=None)
# Goods of the demo wholesaler, by article.
HAMMER, DRILL, BRUSH, TAP, VALVE, DISC = "МЛ-00038", "ДШ-00019", "КВ-00058", "СМ-00052", "КШ-00051", "0000030"


@define
class Trade:
    """A wholesaler with 1C, and whoever buys of him."""

    portal: Portal
    erp: Twin

    def company(self, name: str) -> Counterparty:
        (found,) = [one for one in self.erp.books.counterparties if one.name == name]
        return found

    def contracts(self, company: str) -> list[Contract]:
        today, id = self.erp.books.today, self.company(company).id
        return [one for one in self.erp.books.contracts if one.counterparty == id and one.valid(today)]

    def buyer_of(self, company: str) -> Buyer:
        login = f"{self.company(company).inn}@client.example"
        self.portal.add_buyer(login, self.company(company).inn)
        return Buyer.signed_in(self.portal.url, login, login)

    def exchange(self) -> dict[str, Any]:
        """One cycle of 1C: orders in, news out."""
        report = self.erp.run_cycle()
        assert report["ok"], report
        return report

    def pay(self, contract: Contract, sum_: Decimal) -> None:
        self.erp.pay(contract.id, sum_)
        self.exchange()

    def in_books(self) -> dict[str, int]:
        """How often each order of the portal reached 1C."""
        rows = self.erp.store.db.execute("SELECT number, received FROM orders").fetchall()
        return {row["number"]: row["received"] for row in rows}


@pytest.fixture(scope="module")
def trade(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trade]:
    told: list[str] = []
    erp = Twin(
        portal.url, "erp", portal.erp_password, tmp_path_factory.mktemp("onec"),
        goods=60, pace=BY_HAND, stock_by=PACKETS, tell=told.append,
    )  # fmt: skip
    erp.first_load()
    assert not [line for line in told if "не принял" in line]
    portal.make_accounts()
    until(lambda: portal.shows_all() or None, 30, portal.story)
    yield Trade(portal, erp)
    erp.store.close()


@shows("M001", "M018", "M020", "M030", "M040", "M043", "M048", "M076", "M090", "M096", "M097", "M109", "N01", "A03")
def test_from_export_to_shipment(trade: Trade) -> None:
    # The client has two contracts, one with each legal entity of the seller, and buys in Saint Petersburg.
    abramov = trade.buyer_of("Абрамов Сергей Николаевич ИП")
    first, second = trade.contracts("Абрамов Сергей Николаевич ИП")
    context = abramov.session["context"]
    assert context["region"]["name"] == "Санкт-Петербург"
    assert [place["name"] for place in context["warehouses"]] == ["Шушары", "Парнас", "Центральный"]
    assert {one["number"] for one in context["contracts"]} == {first.number, second.number}

    # He sees his own price and what his region has: Подольск, which has 72 hammers, does not serve it.
    hammer = abramov.offer(HAMMER)
    assert Decimal(hammer["price"]["amount"]) == Decimal("481.41")
    assert abramov.available(HAMMER, DRILL, BRUSH) == decimals(744 + 72 + 720, 48 + 24, 444 + 51 + 84)
    why = abramov.why(HAMMER, 20)
    assert (why["contract"]["name"], Decimal(why["price"]["amount"])) == (first.number, Decimal("455.52"))
    assert "individual" in [step["step"] for step in why["steps"]]

    # A line that no warehouse holds whole is divided; what Парнас gives is sold by the second legal entity.
    abramov.want({HAMMER: 20, DRILL: 40, BRUSH: 480})
    cart = abramov.cart()
    assert {line["sku"]: shares(line) for line in cart["lines"]} == {
        HAMMER: [("Шушары", Decimal(20), Decimal("9110.40"))],
        DRILL: [("Парнас", Decimal(40), Decimal("138762.40"))],
        BRUSH: [("Шушары", Decimal(444), Decimal("29117.52")), ("Парнас", Decimal(36), Decimal("2149.20"))],
    }
    assert cart["can_be_placed"]
    assert totals(cart) == Decimal("179139.52")

    # Placed once, however often he presses the button.
    placed = abramov.place("spring", cart)
    again = abramov.place("spring", cart)
    assert (placed.status, again.status, again.repeated) == (201, 200, True)
    assert again.body["orders"] == placed.body["orders"]
    here, there = sorted(placed.body["orders"], key=lambda order: str(order["warehouse"]), reverse=True)
    assert [(order["warehouse"], amount(order["total"])) for order in (here, there)] == [
        ("Шушары", Decimal("38227.92")),
        ("Парнас", Decimal("140911.60")),
    ]
    assert {order["id"] for order in abramov.orders()} == {here["id"], there["id"]}

    # Goods and credit are held from this moment.
    left = decimals(1536 - 20, 72 - 40, 579 - 480)
    assert abramov.available(HAMMER, DRILL, BRUSH) == left
    assert abramov.credit(first.number) == figures("600000", debt="0", held="38227.92")
    assert abramov.credit(second.number) == figures("250000", debt="0", held="140911.60")

    # An invoice for each order, and a letter about it to him and to his manager.
    for order in (here, there):
        invoice = until(partial(invoice_of, abramov, order), 60, trade.portal.story)
        assert amount(invoice["total"]) == amount(order["total"])
        assert abramov.document(invoice["href"]).startswith(b"%PDF")
    company = trade.company("Абрамов Сергей Николаевич ИП")
    for address in (f"{company.inn}@client.example", company.manager.email):
        until(partial(letters_about, trade.portal, address, here, there), 60, trade.portal.story)
    until(lambda: enclosed(trade.portal, company.inn), 60, trade.portal.story)

    # 1C asks, breaks off before saying that it has the orders, and asks again: the same orders, nothing lost.
    with trade.erp.client() as client, client.session("sale") as session:
        broken_off = session.query()
    with trade.erp.client() as client, client.session("sale") as session:
        assert numbers_in(broken_off, here, there) == numbers_in(session.query(), here, there) == 2
    assert set(trade.exchange()["taken"].values()) == {"new"}
    assert trade.exchange()["taken"] == {}
    assert trade.in_books() == {here["number"]: 1, there["number"]: 1}
    assert [(row["number"], row["erp_number"], row["status"]["phase"]) for row in rows_of(abramov, here, there)] == [
        (here["number"], erp_number(trade, here), "confirmed"),
        (there["number"], erp_number(trade, there), "confirmed"),
    ]

    # The snapshot that came with the acceptance contains the reservation: it is subtracted once, here or there.
    assert free_in_books(trade, "Шушары", HAMMER) == 744 - 20
    assert abramov.available(HAMMER, DRILL, BRUSH) == left
    assert abramov.credit(first.number) == figures("600000", debt="0", held="38227.92")

    # A part goes out: the debt grows by it, the hold gives way by as much, what he may still order stays.
    assert trade.erp.ship(here["number"], {1: Decimal(5)}) == Decimal("2277.60")
    trade.exchange()
    order = abramov.order(here["id"])
    assert order["order"]["status"]["phase"] == "partly_shipped"
    assert quantities(order) == [decimals(20, 5, 15), decimals(444, 0, 444)]
    assert abramov.credit(first.number) == figures("600000", debt="2277.60", held="35950.32")
    assert abramov.available(HAMMER, DRILL, BRUSH) == left

    # The rest follows, of both orders.
    trade.erp.ship(here["number"])
    trade.erp.ship(there["number"])
    trade.exchange()
    order = abramov.order(here["id"])
    assert order["order"]["status"]["phase"] == "shipped"
    assert quantities(order) == [decimals(20, 20, 0), decimals(444, 444, 0)]
    assert abramov.credit(first.number) == figures("600000", debt="38227.92", held="0")
    assert abramov.credit(second.number) == figures("250000", debt="140911.60", held="0")
    assert abramov.available(HAMMER, DRILL, BRUSH) == left

    # A payment frees the limit. In 1C no order came twice on the whole way.
    trade.pay(first, Decimal("38227.92"))
    assert abramov.credit(first.number) == figures("600000", debt="0", held="0")
    assert trade.in_books() == {here["number"]: 1, there["number"]: 1}


@shows("M049", "M078", "M043")
def test_an_order_on_credit_is_shipped_in_three_parts(trade: Trade) -> None:
    buyer = trade.buyer_of("Ершов Денис Игоревич ИП")
    (contract,) = trade.contracts("Ершов Денис Игоревич ИП")
    buyer.want({HAMMER: 30})
    (order,) = buyer.place("in parts").body["orders"]
    total = amount(order["total"])
    (left,) = buyer.available(HAMMER)

    # He wants ten now and twenty later, at two sites; what does not add up is not taken.
    today = trade.erp.books.today
    weeks = [(today + timedelta(days=7 * n)).isoformat() for n in (1, 2, 3)]
    assert divided(buyer, order, dict(zip(weeks, ("10", "10", "9"), strict=True))) == 422
    assert divided(buyer, order, dict(zip(weeks, ("10", "10", "10"), strict=True))) == 303

    # 1C gets the order with his wish, and takes it whole.
    until(partial(offered, trade, order), 60, trade.portal.story)
    with trade.erp.client() as client, client.session("sale") as session:
        (told,) = [one for one in read_orders(session.query()) if one.number == order["number"]]
    assert told.told("ЗаявкиНаОтгрузку").count("Тверь") == 3
    assert trade.exchange()["taken"] == {order["number"]: "new"}
    assert planned(buyer, order) == ["запланирована"] * 3

    # Three shipments. After each the line adds up, debt takes the place of the hold, and nothing becomes free twice.
    for shipped, states in (
        (10, ["отгружена", "запланирована", "запланирована"]),
        (15, ["отгружена", "отгружена частично", "запланирована"]),
        (30, ["отгружена", "отгружена", "отгружена"]),
    ):
        sent = quantities(buyer.order(order["id"]))[0][1]
        trade.erp.ship(order["number"], {1: Decimal(shipped) - sent})
        trade.exchange()
        assert quantities(buyer.order(order["id"])) == [decimals(30, shipped, 30 - shipped)]
        assert planned(buyer, order) == states
        credit = buyer.credit(contract.number)
        assert credit["debt"] + credit["held"] == total
        assert buyer.available(HAMMER) == (left,)
    assert buyer.credit(contract.number)["held"] == 0


@shows("M048", "M077", "M078", "M090", "N01")
def test_a_buyer_asks_1c_to_cancel_a_part_and_then_too_late_the_rest(trade: Trade) -> None:
    buyer = trade.buyer_of("Гранит ООО")
    (contract, *_) = trade.contracts("Гранит ООО")
    (before,) = buyer.available(HAMMER)
    buyer.want({HAMMER: 20})
    (order,) = buyer.place("to be changed").body["orders"]
    total = amount(order["total"])
    until(partial(offered, trade, order), 60, trade.portal.story)
    trade.exchange()
    assert buyer.order(order["id"])["order"]["status"]["phase"] == "confirmed"

    # 1C has the order, so the portal only asks: nothing of stock or limit moves while 1C says nothing.
    trade.erp.switches.changes = "silent"
    asked = asks_to_change(buyer, order, lines=[{"line": 1, "quantity": "8"}], reason="Объект меньше, чем думали")
    assert (asked["at_once"], asked["number"]) == (False, 1)
    trade.exchange()
    assert buyer.changes(order)["open"] == 1
    assert buyer.changes(order)["requests"][0]["sent_at"] is not None
    assert buyer.available(HAMMER) == (before - 20,)
    assert buyer.credit(contract.number)["held"] == total

    # It accepts: twelve go back to everybody, once, however often it says so, and their part of the limit with them.
    trade.erp.switches.changes = "accept"
    trade.erp.switches.duplicate = True
    trade.exchange()
    trade.exchange()
    trade.erp.switches.duplicate = False
    (line,) = buyer.order(order["id"])["lines"]
    assert [Decimal(line[name]) for name in ("requested", "shipped", "remaining")] == decimals_of(20, 0, 8)
    assert buyer.available(HAMMER) == (before - 8,)
    assert buyer.credit(contract.number)["held"] == (total * 8 / 20).quantize(Decimal("0.01"))
    (request,) = buyer.changes(order)["requests"]
    assert (request["state"], Decimal(request["lines"][0]["granted"])) == ("accepted", Decimal(8))

    # The rest he wants to cancel as well, when it is being loaded: 1C refuses, and says why.
    trade.erp.switches.changes = "refuse"
    assert asks_to_change(buyer, order, cancel=True)["number"] == 2
    trade.exchange()
    (second, _) = buyer.changes(order)["requests"]
    assert (second["state"], second["text"]) == ("refused", "Менеджер отказал: заказ уже собирают")
    assert buyer.available(HAMMER) == (before - 8,)
    trade.erp.switches.changes = "accept"
    assert trade.erp.ship(order["number"]) == (total * 8 / 20).quantize(Decimal("0.01"))
    trade.exchange()
    assert buyer.order(order["id"])["order"]["status"]["phase"] == "shipped"
    assert buyer.credit(contract.number)["held"] == 0
    company = trade.company("Гранит ООО")
    refused, accepted = until(partial(letters_of_changes, trade.portal, company.inn, order), 60, trade.portal.story)
    assert "в изменении отказано" in refused
    assert "изменение принято" in accepted


@shows("A03", "M048", "N01")
def test_1c_silent_for_a_night_loses_and_doubles_nothing(trade: Trade) -> None:
    buyer = trade.buyer_of("Хозтовары у дома ООО")
    (before,) = buyer.available(BRUSH)
    trade.erp.switches.down = True

    # The night: he orders, his network fails, he presses again; 1C hears nothing.
    buyer.want({BRUSH: 12})
    cart = buyer.cart()
    (order,) = buyer.place("at night", cart).body["orders"]
    assert buyer.place("at night", cart).body["orders"] == [order]
    assert not trade.erp.run_cycle()["ok"]
    assert buyer.available(BRUSH) == (before - 12,), "his goods are his all night"
    assert buyer.order(order["id"])["order"]["erp_number"] in ("", None)

    # The morning: 1C takes it once, and its stock contains what was held for him.
    until(partial(offered, trade, order), 60, trade.portal.story)
    trade.erp.switches.down = False
    assert trade.exchange()["taken"] == {order["number"]: "new"}
    assert trade.exchange()["taken"] == {}
    assert trade.in_books()[order["number"]] == 1
    assert buyer.available(BRUSH) == (before - 12,)
    assert buyer.order(order["id"])["order"]["erp_number"] == erp_number(trade, order)


@shows("M048", "M090", "A03")
def test_stock_told_by_files_is_subtracted_twice_rather_than_not_at_all(trade: Trade) -> None:
    """A file has no number and whole seconds: only one formed surely later contains what was accepted before it."""
    buyer = trade.buyer_of("Добрый мастер ООО")
    trade.erp.stock_by = COMMERCEML
    (before,) = buyer.available(DRILL)
    buyer.want({DRILL: 3})
    assert buyer.place("by files").status == 201

    trade.exchange()
    assert buyer.available(DRILL)[0] in (before - 3, before - 6)

    sleep(3)  # more than the margin of this connection
    tell_stock_again(trade, DRILL)
    trade.exchange()
    assert buyer.available(DRILL) == (before - 3,)
    trade.erp.stock_by = PACKETS


@shows("M043", "M097", "A09")
def test_over_the_limit(trade: Trade) -> None:
    buyer = trade.buyer_of("АгроСнаб-Техника ООО")
    (contract,) = trade.contracts("АгроСнаб-Техника ООО")
    assert buyer.credit(contract.number) == figures("250000", debt="46413.75", held="0")
    buyer.want({TAP: 100, HAMMER: 10})

    refused = refused_placing(buyer, "limit")

    assert refused["code"] == "credit.limit-exceeded"
    assert refused["level"] == "contract"
    total = totals(buyer.cart())
    available, excess = Decimal("203586.25"), total - Decimal("203586.25")
    assert [amount(refused[name]) for name in ("available", "requested", "excess")] == [available, total, excess]
    assert amount(remedy(refused, "pay")) == excess
    (line,) = remedy(refused, "remove_lines")["lines"]
    assert line["variant"] == buyer.offer(TAP)["variant"]

    trade.pay(contract, excess)
    assert buyer.place("limit, paid").status == 201
    assert buyer.credit(contract.number)["available"] == 0


@shows("M042", "M043", "A09")
def test_with_overdue_debt(trade: Trade) -> None:
    buyer = trade.buyer_of("МеталлИнвест ООО")
    (contract,) = trade.contracts("МеталлИнвест ООО")
    buyer.want({HAMMER: 1})

    refused = refused_placing(buyer, "overdue")

    assert refused["code"] == "credit.overdue"
    (document,) = refused["documents"]
    assert (document["document"], document["days"]) == ("Реализация КИ-000077", 60 - contract.deferral_days)
    assert amount(document["amount"]) == amount(refused["total"]) == Decimal("46210.30")
    assert remedy(refused, "pay")["documents"] == ["Реализация КИ-000077"]

    trade.pay(contract, amount(remedy(refused, "pay")))
    assert buyer.place("overdue, paid").status == 201


@shows("M048", "A02", "A09")
def test_over_the_stock(trade: Trade) -> None:
    buyer = trade.buyer_of("ЭнергоМонтаж ООО")
    buyer.want({VALVE: 301, HAMMER: 1})

    refused = refused_placing(buyer, "stock")

    assert refused["code"] == "stock.not-enough"
    assert [Decimal(refused[name]) for name in ("requested", "available")] == [301, 300]
    way = remedy(refused, "set_quantity")
    assert Decimal(way["quantity"]) == 300

    buyer.put([{name: way[name] for name in ("variant", "packaging", "quantity")}])
    assert buyer.place("stock, less").status == 201
    assert buyer.available(VALVE) == decimals(0)


@shows("M013", "A09")
def test_off_the_multiple(trade: Trade) -> None:
    buyer = trade.buyer_of("Речной порт ООО")

    (outcome,) = buyer.want({DISC: 12})

    refused = outcome["refusal"]
    assert refused["code"] == "quantity.off-multiple"
    assert [Decimal(refused[name]) for name in ("quantity", "multiple", "lower", "upper")] == [12, 5, 10, 15]
    ways = [one for one in refused["remedies"] if one["action"] == "set_quantity"]
    assert sorted(Decimal(way["quantity"]) for way in ways) == [10, 15]
    assert buyer.cart()["lines"] == []

    buyer.put([{"variant": ways[0]["variant"], "quantity": ways[0]["quantity"]}])
    assert buyer.place("whole packs").status == 201


@shows("M086", "A01", "A09")
def test_with_a_stale_total(trade: Trade) -> None:
    buyer = trade.buyer_of("ДомоСтрой ООО")
    (contract, *_) = trade.contracts("ДомоСтрой ООО")
    buyer.want({HAMMER: 10})
    seen = buyer.cart()
    trade.erp.post.send([individual_price(trade, contract, HAMMER, "500.00")], trade.erp.clock())

    answer = buyer.place("stale", seen)

    assert (answer.status, answer.body["code"]) == (409, "order.total-changed")
    assert [amount(sum_) for sum_ in answer.body["seen"]] == [totals(seen)]
    assert [amount(sum_) for sum_ in answer.body["current"]] == [Decimal("5000.00")]
    nothing_lost(buyer, seen)

    placed = buyer.place("stale, seen again", seen, remedy(answer.body, "confirm_total")["total_seen"])
    assert placed.status == 201
    assert [amount(order["total"]) for order in placed.body["orders"]] == [Decimal("5000.00")]


def refused_placing(buyer: Buyer, key: str) -> Wire:
    """Why nothing was ordered: the one reason."""
    cart = buyer.cart()
    answer = buyer.place(key, cart)
    assert answer.status == 409
    nothing_lost(buyer, cart)
    return answer.reason


def nothing_lost(buyer: Buyer, before: Wire) -> None:
    """The cart is what it was, save prices, and there is no order."""
    after = buyer.cart()
    assert after["version"] == before["version"]
    assert [(line["sku"], line["quantity"]) for line in after["lines"]] == [
        (line["sku"], line["quantity"]) for line in before["lines"]
    ]
    assert buyer.orders() == []


def offered(trade: Trade, order: Wire) -> object | None:
    """Whether the order waits for 1C to ask."""
    asked = "SELECT 1 FROM order_offer f JOIN sales_order o ON o.id = f.order_id WHERE o.number = %s"
    return trade.portal.rows(asked, order["number"]) or None


def divided(buyer: Buyer, order: Wire, parts: dict[str, str]) -> int:
    """The form of the page, one request for each day; its status."""
    fields = {"csrf": buyer.session["csrf"], "deed": "save", "count": str(len(parts))}
    for n, (day_, quantity) in enumerate(parts.items(), 1):
        fields |= {f"day-{n}": day_, f"address-{n}": f"Тверь, объект {n}", f"q-{n}-1": quantity}
    return buyer.http.post(page_of(buyer, order), data=fields).status_code


def planned(buyer: Buyer, order: Wire) -> list[str]:
    """The states of the requests, as the page tells them."""
    page = buyer.http.get(page_of(buyer, order)).text
    heads = page.split("<h2>Заявка")[1:]
    return [re.findall(r'class="badge[^"]*">([^<]+)<', head)[0].strip() for head in heads]


def page_of(buyer: Buyer, order: Wire) -> str:
    return str(buyer.http.base_url).removesuffix("/api/v1/") + f"/orders/{order['id']}/shipments"


def decimals(*counts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, counts))


def figures(limit: str, *, debt: str, held: str) -> dict[str, Decimal]:
    told = {"limit": Decimal(limit), "debt": Decimal(debt), "held": Decimal(held)}
    return {**told, "available": told["limit"] - told["debt"] - told["held"]}


def shares(line: Wire) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (share["warehouse"]["name"], Decimal(share["base_quantity"]), Decimal(share["gross"]))
        for share in line["shares"]
    ]


def quantities(order: Wire) -> list[tuple[Decimal, ...]]:
    """(ordered, shipped, remaining) by line."""
    return [(Decimal(line["ordered"]), Decimal(line["shipped"]), Decimal(line["remaining"])) for line in order["lines"]]


def rows_of(buyer: Buyer, *placed: Wire) -> list[Wire]:
    return [buyer.order(order["id"])["order"] for order in placed]


def invoice_of(buyer: Buyer, placed: Wire) -> Wire | None:
    documents = buyer.order(placed["id"])["documents"]
    return next((document for document in documents if document["kind"] == "invoice"), None)


def asks_to_change(buyer: Buyer, order: Wire, **told: Any) -> Wire:
    key = f"{order['number']}-{len(buyer.seen)}"
    asked = buyer.change(order, key, **told)
    assert buyer.change(order, key, **told) == asked, "a second press asks nothing"
    return asked


def decimals_of(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def letters_of_changes(portal: Portal, inn: str, order: Wire) -> list[str] | None:
    """What the letters about the two answers are about, by the alphabet."""
    mine = [letter for letter in portal.letters.all() if f"{inn}@client.example" in letter.recipients]
    subjects = [" ".join(str(letter.message["Subject"]).split()) for letter in mine]
    found = sorted(one for one in subjects if order["number"] in one and "изменени" in one)
    return found if len(found) == 2 else None


def letters_about(portal: Portal, address: str, *orders: Wire) -> list[Letter] | None:
    """Those to the address that name the orders, once every order has one."""
    mine = [letter for letter in portal.letters.all() if address in letter.recipients]
    told = all(any(order["number"] in letter.text for letter in mine) for order in orders)
    return mine if told else None


def enclosed(portal: Portal, inn: str) -> list[bytes] | None:
    """Invoices that came by mail, once there are two."""
    mine = [letter for letter in portal.letters.all() if f"{inn}@client.example" in letter.recipients]
    found = [body for letter in mine for _, kind, body in letter.attachments if kind == "application/pdf"]
    assert all(body.startswith(b"%PDF") for body in found)
    return found if len(found) == 2 else None


def numbers_in(answer: bytes, *orders: Wire) -> int:
    """How many of the orders stand in what 1C was given."""
    told = [order.number for order in read_orders(answer)]
    return sum(told.count(order["number"]) for order in orders)


def erp_number(trade: Trade, order: Wire) -> str:
    row = trade.erp.store.db.execute("SELECT erp_number FROM orders WHERE number = ?", (order["number"],)).fetchone()
    return str(row["erp_number"])


def free_in_books(trade: Trade, warehouse: str, sku: str) -> Decimal:
    (place,) = [one.id for one in trade.erp.books.warehouses if one.name == warehouse]
    (offer,) = [one.id for one in trade.erp.books.offers if one.product.article == sku]
    return trade.erp.store.free(offer)[place]


def tell_stock_again(trade: Trade, sku: str) -> None:
    with trade.erp.store.work() as db:
        for offer in trade.erp.books.offers:
            if offer.product.article == sku:
                register(db, "stock", offer.id)


def individual_price(trade: Trade, contract: Contract, sku: str, price: str) -> Message:
    (offer,) = [one.id for one in trade.erp.books.offers if one.product.article == sku]
    valid_from = day(trade.erp.books.today)
    return Message(
        "individual_price",
        f"contract/{contract.id}/{offer}/-/0/{valid_from}",
        {
            "owner": {"kind": "contract", "id": contract.id},
            **position(offer),
            "price": price,
            "currency": "RUB",
            "vat_included": True,
            "min_quantity": None,
            "valid_from": valid_from,
            "valid_to": None,
        },
    )
