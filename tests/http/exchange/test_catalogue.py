"""A catalogue through the door, by the real import: what it changes, what waits for it, what it contains."""

from decimal import Decimal

from adapters.onec.reading import read
from adapters.postgres.database import Database
from adapters.postgres.exchange.catalogue import PostgresCatalogImport
from application.exchange.apply_next import ApplyCatalogue
from application.exchange.values import Kind
from tests.capabilities import shows
from tests.http.exchange import files
from tests.http.exchange.books import books, placed
from tests.http.exchange.portal import Portal

pytestmark = shows("M090")


def offers(at: str, **quantities: str) -> bytes:
    rows = "".join(
        f'<Предложение><Ид>{id}</Ид><Наименование>Болт</Наименование><Склад ИдСклада="w1" КоличествоНаСкладе="{n}"/>'
        f"</Предложение>"
        for id, n in quantities.items()
    )
    inside = (
        "<ПакетПредложений><Ид>c#</Ид><Наименование>П</Наименование><ИдКаталога>c</ИдКаталога>"
        f"<Предложения>{rows}</Предложения></ПакетПредложений>"
    )
    return (files.HEAD.format(at=at) + inside + files.TAIL).encode()


def real(exchange: Portal) -> Portal:
    bulk = Database(exchange.database.url, size=2, timeout=0)
    exchange.apply.appliers[Kind.CATALOG] = ApplyCatalogue(read, PostgresCatalogImport(bulk))  # type: ignore[index]  # a dict here
    return exchange


def test_goods_come_and_the_repeat_is_unchanged(exchange: Portal) -> None:
    caller = real(exchange).login()

    assert caller.load("import.xml", files.catalogue("p1", "p2")) == "success"
    assert exchange.login().load("import.xml", files.catalogue("p1", "p2")) == "success"

    diffs = [row[0]["products"] for row in exchange.rows("SELECT diff FROM inbox_message ORDER BY id")]
    assert diffs[0]["added"] == 2
    assert (diffs[1]["added"], diffs[1]["changed"], diffs[1]["unchanged"]) == (0, 0, 2)


def test_stock_from_a_file_contains_what_was_accepted_before_it_was_formed(exchange: Portal) -> None:
    books(real(exchange))
    placed(exchange)
    told = files.document("B000001", Номер_по_1С="УТ-1")
    exchange.login("sale").load("orders.xml", files.orders(told, at="2026-03-05T15:00:00"))

    assert exchange.login().load("offers.xml", offers("2026-03-05T15:01:00", p1="90")) == "success"
    assert exchange.one("SELECT uncontained FROM reservation") == 10
    assert exchange.login().load("offers.xml", offers("2026-03-05T15:10:00", p1="90")) == "success"

    assert exchange.one("SELECT free FROM stock") == Decimal("90.000")
    assert exchange.one("SELECT uncontained FROM reservation") == 0


def test_a_broken_file_leaves_everything_as_it_was(exchange: Portal) -> None:
    caller = real(exchange).login()
    caller.load("import.xml", files.catalogue("p1"))

    assert caller.load("import.xml", files.catalogue("p1", "p2")[:-60]).startswith("failure\n")
    assert exchange.one("SELECT count(*) FROM product") == 1
