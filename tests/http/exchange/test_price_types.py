"""Price types as the ERP exports them, with whom each is for, and what buyers are shown of them meanwhile (M095)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from attrs import define

from adapters.onec.reading import read
from adapters.postgres.database import Database
from adapters.postgres.exchange.catalogue import PostgresCatalogImport
from application.exchange.apply_next import ApplyCatalogue
from application.exchange.values import Kind
from entrypoints.prove.world import named
from tests.adapters.postgres.importing.exports import catalog, file, good, offer, package, prices, rest
from tests.capabilities import shows
from tests.http.exchange import books
from tests.http.exchange.books import message, packet, ref, statuses
from tests.http.exchange.portal import Portal, portal
from tests.http.prices.office import staff
from tests.shop import Shop, Visitor, settings, settle

TYPES = ("base", "north", "chain", "club")
GROUPS = "/manage/prices/groups"
IN_REGION, OF_CLIENT, IN_GROUP = 0, 1, 2
GOODS = 120


@define
class Wholesaler:
    """One portal behind both doors: the ERP's, whose files are applied at once, and the buyers'."""

    erp: Portal
    shop: Shop
    packets: int = 0

    def load(self, name: str, body: bytes) -> None:
        assert self.erp.login().load(name, body) == "success"

    def told(self, *messages: dict[str, object]) -> list[str]:
        self.packets += 1
        return statuses(self.erp.packet(packet(self.packets, *messages)))

    def seen(self, buyer: int) -> dict[str, Decimal]:
        """What one page of his shows, by name of the goods."""
        answer = self.shop.buyer(buyer).ask("GET", "/api/v1/products?limit=200&q=Провод")
        assert answer.status_code == 200, answer.text
        offers = {row["name"]: row["offers"][0] for row in answer.json["products"]}
        return {name: Decimal(offer["price"]["amount"]) for name, offer in offers.items()}

    def at_home(self, buyer: int, client: str) -> Visitor:
        """The buyer works for this client of the ERP's from now on."""
        user = named("buyer", buyer)
        party = self.shop.one("SELECT id FROM counterparty WHERE erp_id = %s", client)
        region = self.shop.one("SELECT id FROM region WHERE erp_id = 'r1'")
        self.shop.run("UPDATE membership SET counterparty_id = %s, holding_id = NULL WHERE user_id = %s", party, user)
        self.shop.run(
            "UPDATE cart SET counterparty_id = %s, region_id = %s, contracts = '{}' WHERE user_id = %s",
            party, region, user,
        )  # fmt: skip
        return self.shop.buyer(buyer)


def offers(**amounts: str) -> bytes:
    """Of all goods, in these types."""
    rows = (offer(f"g{n}", prices(**amounts), rest(w1=50), name=f"Провод {n}") for n in range(GOODS))
    return file(package(*rows))


@pytest.fixture(scope="module")
def opened(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wholesaler]:
    """Goods in four types; three clients whose contracts name none."""
    settle(postgres_url)
    home = tmp_path_factory.mktemp("home")
    erp = portal(postgres_url, home / "media")
    bulk = Database(postgres_url, size=2, timeout=0)
    erp.apply.appliers[Kind.CATALOG] = ApplyCatalogue(read, PostgresCatalogImport(bulk))  # type: ignore[index]  # a dict here
    shop = Shop.open(settings(postgres_url, redis_url, home))
    made = Wholesaler(erp, shop)
    made.load("import.xml", file(catalog(*(good(f"g{n}", name=f"Провод {n}") for n in range(GOODS)))))
    types = [message("price_type", name, 20 + n, name=name, currency="RUB", vat_included=True)
             for n, name in enumerate(TYPES)]  # fmt: skip
    clients = [books.counterparty(30 + n, key=f"k{n}") for n in range(3)]
    contracts = [books.contract(40 + n, key=f"c{n}", counterparty=ref(f"k{n}"), number=f"{n}/26", price_type=None)
                 for n in range(3)]  # fmt: skip
    told = made.told(books.organization(), books.warehouse(), *types, *clients, *contracts)
    assert set(told) == {"applied"}, told
    for buyer in range(3):
        made.at_home(buyer, f"k{buyer}")
    yield made
    shop.close()
    erp.database.close()
    bulk.close()


@pytest.fixture
def wholesaler(opened: Wholesaler) -> Wholesaler:
    """Nothing is assigned to anybody."""
    for table in ("price_assignment", "user_group_member", "user_group", "object_seq"):
        opened.shop.run(f"DELETE FROM {table}")
    opened.load("offers.xml", offers(base="10", north="20", chain="30", club="40"))
    return opened


def assigned(key: str, seq: int, price_type: str, **owner: str) -> dict[str, object]:
    return message("price_assignment", key, seq, owner=owner, price_type=ref(price_type))


@shows("M095", "M018", "M019")
def test_types_come_with_the_region_the_client_and_the_group_that_they_are_for(wholesaler: Wholesaler) -> None:
    head = staff(wholesaler.shop, "sales_head", None)
    told = wholesaler.told(
        assigned("all", 50, "base", kind="platform"), assigned("r", 51, "north", kind="region", id="r1"),
        assigned("k", 52, "chain", kind="counterparty", id="k1"), assigned("g", 53, "club", kind="group", name="Клуб"),
    )  # fmt: skip
    assert told == ["applied", "applied", "applied", "stored"], "there is no such group yet"
    assert set(wholesaler.seen(IN_REGION).values()) == {Decimal(20)}
    assert set(wholesaler.seen(OF_CLIENT).values()) == {Decimal(30)}
    assert set(wholesaler.seen(IN_GROUP).values()) == {Decimal(20)}

    login = wholesaler.shop.one("SELECT login FROM app_user WHERE id = %s", named("buyer", IN_GROUP))
    assert head.form(GROUPS, {"name": "Клуб", "logins": login}).status_code == 303
    assert wholesaler.told() == []  # whatever comes next, what waited is tried again
    assert len(wholesaler.seen(IN_GROUP)) == GOODS
    assert set(wholesaler.seen(IN_GROUP).values()) == {Decimal(40)}
    assert set(wholesaler.seen(IN_REGION).values()) == {Decimal(20)}

    assert wholesaler.told(message("price_assignment", "g", 60, op="delete")) == ["applied"]
    assert set(wholesaler.seen(IN_GROUP).values()) == {Decimal(20)}


@shows("M095", "M106")
def test_a_reader_sees_the_old_prices_or_the_new_ones_and_never_both(wholesaler: Wholesaler) -> None:
    wholesaler.told(assigned("all", 50, "base", kind="platform"))
    amounts = [str(price) for price in range(11, 19)]

    def sent() -> None:
        for amount in amounts:
            wholesaler.load("offers.xml", offers(base=amount, north="20"))

    pages, asked = set[frozenset[Decimal]](), 0
    with ThreadPoolExecutor(1) as sender:
        sending = sender.submit(sent)
        while not sending.done():
            page = wholesaler.seen(IN_REGION)
            assert len(page) == GOODS
            pages.add(frozenset(page.values()))
            asked += 1
        sending.result()
    assert all(len(page) == 1 for page in pages), pages
    assert len(pages) > 1, f"{asked} pages, all between two files"
    assert set(wholesaler.seen(IN_REGION).values()) == {Decimal(amounts[-1])}


@shows("M095")
def test_only_what_changed_is_written(wholesaler: Wholesaler) -> None:
    written = "SELECT count(*) FROM price WHERE message_id = (SELECT max(message_id) FROM price)"
    wholesaler.load("offers.xml", offers(base="10", north="20", chain="31", club="40"))
    assert wholesaler.shop.one(written) == GOODS
    before = wholesaler.shop.one("SELECT max(message_id) FROM price")
    wholesaler.load("offers.xml", offers(base="10", north="20", chain="31", club="40"))
    assert wholesaler.shop.one("SELECT max(message_id) FROM price") == before, "the same once more is nothing new"
