"""What goes wrong between 1C and the portal, over HTTP and with the real import: told by name, and nothing else lost.

The doors' own answers to each fault are in tests/http/exchange; here the whole portal carries it.
"""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from simulators.onec.client import CATALOG, Client, Session
from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.files import files
from simulators.onec.demo.wholesaler import Wholesaler, build
from simulators.onec.wire import ExchangeFailed
from tests.capabilities import shows
from tests.scenarios.portal import Portal

pytestmark = shows("M090", "A04", "A09")

NOON, ONE = datetime(2026, 3, 5, 12), datetime(2026, 3, 5, 13)  # noqa: DTZ001 - the ERP's wall clock
GOODS, OFFERS = "import0_1.xml", "offers0_1.xml"


@pytest.fixture(scope="module")
def books() -> Wholesaler:
    return build(NOON.date(), goods=12)


@pytest.fixture
def loaded(empty: Portal, books: Wholesaler) -> Portal:
    """What 1C told at noon is there."""
    for name, content in export(books, NOON).items():
        load(empty, name, content)
    return empty


def export(books: Wholesaler, at: datetime) -> dict[str, bytes]:
    return dict(files(books, DIALECTS["2.07"], at, portions=1))


def spoilt(content: bytes, was: str, now: str, times: int = 1) -> bytes:
    """With the first occurrences of a text put otherwise."""
    text = content.decode("utf-8-sig")
    assert was in text
    return text.replace(was, now, times).encode()


def thirds(content: bytes) -> list[bytes]:
    size = len(content) // 3
    return [content[:size], content[size : 2 * size], content[2 * size :]]


def signed_in(client: Client) -> Session:
    session = Session(client, CATALOG)
    session.check_auth()
    session.init()
    return session


def load(portal: Portal, name: str, content: bytes) -> None:
    """In a session of its own; raises ExchangeFailed with what the user of 1C reads."""
    with portal.erp() as client:
        session = signed_in(client)
        session.send([(name, content)])
        session.import_file(name)


def refused(portal: Portal, name: str, content: bytes) -> str:
    """What the user of 1C reads."""
    with pytest.raises(ExchangeFailed) as failure:
        load(portal, name, content)
    assert failure.value.step == f"import {name}"
    return failure.value.text


def last(portal: Portal) -> tuple[str, str, str]:
    """The newest message of the journal: name, state, code of its error."""
    message = portal.messages()[-1]
    return message["name"], message["state"], message["error_code"]


def remarks(portal: Portal, weight: str) -> list[tuple[str, str]]:
    return [(row["code"], row["erp_ref"]) for row in portal.refusals() if row["weight"] == weight]


def everything(portal: Portal) -> dict[str, list[dict[str, Any]]]:
    """Goods, prices and stock to the row."""
    return {
        table: portal.rows(f"SELECT t::text FROM {table} t ORDER BY 1")
        for table in ("category", "property", "product", "variant", "price", "stock")
    }


def test_a_truncated_file_changes_nothing_and_the_whole_one_is_taken_afterwards(
    loaded: Portal, books: Wholesaler
) -> None:
    before = everything(loaded)
    dearer = spoilt(export(books, ONE)[OFFERS], "<ЦенаЗаЕдиницу>16.61<", "<ЦенаЗаЕдиницу>17.61<")

    assert "обрывается" in refused(loaded, OFFERS, dearer[: len(dearer) // 2])
    assert last(loaded) == (OFFERS, "refused", "truncated")
    assert everything(loaded) == before

    load(loaded, OFFERS, dearer)
    assert last(loaded) == (OFFERS, "applied", "")
    assert loaded.messages()[-1]["diff"]["prices"]["changed"] == 1


def test_a_part_that_was_sent_twice_spoils_its_file_only(loaded: Portal, books: Wholesaler) -> None:
    """1C sends a part again whose answer got lost; nothing tells the portal that it is the same part."""
    before, content = everything(loaded), export(books, ONE)[GOODS]
    with loaded.erp() as client:
        session = signed_in(client)
        session.limit = len(content) // 3 + 1
        once, again = content[: session.limit], content[: 2 * session.limit]
        session.send([(GOODS, once + again), (OFFERS, export(books, ONE)[OFFERS])])

        with pytest.raises(ExchangeFailed) as failure:
            session.import_file(GOODS)
        assert "не разбирается как XML" in failure.value.text
        session.import_file(OFFERS)

    assert [(m["name"], m["state"]) for m in loaded.messages()[-2:]] == [(GOODS, "refused"), (OFFERS, "applied")]
    assert {table: rows for table, rows in everything(loaded).items() if table != "stock"} == {
        table: rows for table, rows in before.items() if table != "stock"
    }
    load(loaded, GOODS, content)
    assert loaded.messages()[-1]["diff"]["products"]["unchanged"] == len(books.products)


def test_two_sessions_at_once_keep_their_files_apart(empty: Portal, books: Wholesaler) -> None:
    at_noon, at_one = export(books, NOON), export(books, ONE)
    with empty.erp() as one, empty.erp() as other:
        first, second = signed_in(one), signed_in(other)
        # The same name in both: the goods of one, the offers of the other.
        for goods, offers in zip(thirds(at_noon[GOODS]), thirds(at_one[OFFERS]), strict=True):
            first.send([(GOODS, goods)])
            second.send([(GOODS, offers)])
        second.import_file(GOODS)
        first.import_file(GOODS)

    assert {message["state"] for message in empty.messages()} == {"applied"}
    assert empty.counted()["products"] == len(books.products)
    assert empty.counted()["variants"] == len(books.offers)


def test_a_file_in_another_encoding_than_it_declares_is_read_as_it_is(empty: Portal, books: Wholesaler) -> None:
    content = export(books, NOON)[GOODS].decode("utf-8-sig")
    assert 'encoding="UTF-8"' in content

    load(empty, GOODS, content.encode("windows-1251", "xmlcharrefreplace"))

    assert remarks(empty, "notice") == [("encoding-mismatch", "")]
    named = {row["name"] for row in empty.rows("SELECT name FROM product")}
    assert named == {product.name for product in books.products}


BOMB = '<!DOCTYPE x [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE], ids=["bomb", "external entity"])
def test_a_file_with_entities_of_its_own_is_refused(declared: str, loaded: Portal, books: Wholesaler) -> None:
    before = everything(loaded)
    content = spoilt(export(books, ONE)[GOODS], "<КоммерческаяИнформация", f"{declared}\n<КоммерческаяИнформация")

    assert "DOCTYPE" in refused(loaded, GOODS, spoilt(content, "<Наименование>Болт", "<Наименование>&a;"))

    assert last(loaded) == (GOODS, "refused", "doctype")
    assert everything(loaded) == before


def test_an_archive_with_a_path_outside_is_refused_as_a_whole(loaded: Portal, books: Wholesaler) -> None:
    loaded.run("UPDATE connection SET zip = true")
    before, whole = everything(loaded), io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(GOODS, spoilt(export(books, ONE)[GOODS], "<Наименование>Болт", "<Наименование>Винт", 9))
        archive.writestr("../../../etc/cron.d/1c.xml", b"* * * * * root reboot")
    with loaded.erp() as client:
        session = signed_in(client)
        assert session.zipped
        posted = client.call("type=catalog&mode=file&filename=v8_1.zip", {"Cookie": session.cookie}, whole.getvalue())
        assert posted.text == "success"
        with pytest.raises(ExchangeFailed) as failure:
            session.import_file(GOODS)

    assert "../../../etc/cron.d/1c.xml" in failure.value.text
    assert last(loaded) == ("v8_1.zip", "refused", "unsafe-name")
    assert everything(loaded) == before
    # An honest archive goes through.
    with loaded.erp() as client:
        session = signed_in(client)
        session.send(export(books, ONE).items())
        session.import_file(GOODS)
        session.import_file(OFFERS)
    assert {message["state"] for message in loaded.messages()[-2:]} == {"applied"}


def test_a_price_in_an_unknown_currency_is_left_out_alone(empty: Portal, books: Wholesaler) -> None:
    noon = export(books, NOON)
    bolt = books.offers[0]
    price = "<ЦенаЗаЕдиницу>16.61</ЦенаЗаЕдиницу>\n\t\t\t\t\t\t<Валюта>"
    load(empty, GOODS, noon[GOODS])
    load(empty, OFFERS, spoilt(noon[OFFERS], f"{price}RUB", f"{price}тугрики"))

    assert last(empty) == (OFFERS, "applied", "")
    assert remarks(empty, "refused") == [("unknown-currency", bolt.id)]
    prices = sum(len(books.prices[offer.id]) for offer in books.offers)
    assert empty.counted()["prices"] == prices - 1
    assert empty.counted()["stock_rows"] == len(books.offers) * len(books.warehouses)

    load(empty, OFFERS, export(books, ONE)[OFFERS])
    assert empty.counted()["prices"] == prices


def test_stock_at_an_unknown_warehouse_waits_for_it(empty: Portal, books: Wholesaler) -> None:
    noon, unknown = export(books, NOON), books.warehouses[0]
    load(empty, GOODS, noon[GOODS])
    load(empty, OFFERS, spoilt(noon[OFFERS], f"<Ид>{unknown.id}</Ид>", "<Ид>somewhere-else</Ид>"))

    assert last(empty) == (OFFERS, "applied", "")
    assert ("unknown-warehouse", unknown.id) in remarks(empty, "waiting")
    stock = "SELECT w.erp_id, sum(s.free) AS free FROM stock s JOIN warehouse w ON w.id = s.warehouse_id GROUP BY 1"
    told = {place.id: sum(books.stock[place.id, offer.id] for offer in books.offers) for place in books.warehouses}
    assert {row["erp_id"]: row["free"] for row in empty.rows(stock)} == told

    load(empty, OFFERS, export(books, ONE)[OFFERS])
    known = empty.one("SELECT told FROM warehouse WHERE erp_id = %s", unknown.id)
    assert known is True
    assert {row["erp_id"]: row["free"] for row in empty.rows(stock)} == told


def test_a_group_that_is_its_own_ancestor_stands_at_the_root(empty: Portal, books: Wholesaler) -> None:
    root, branch, leaf = books.groups[:3]
    assert (branch.parent, leaf.parent) == (root.id, branch.id)
    spoilt_goods = spoilt(export(books, NOON)[GOODS], f"<Ид>{leaf.id}</Ид>", f"<Ид>{root.id}</Ид>")

    load(empty, GOODS, spoilt_goods)

    assert last(empty) == (GOODS, "applied", "")
    assert "group-cycle" in [code for code, _ in remarks(empty, "notice")]
    assert empty.counted()["products"] == len(books.products)
    assert empty.counted()["groups"] == len(books.groups) - 1
    parents = empty.rows(
        "SELECT c.erp_id, p.erp_id AS parent FROM category c LEFT JOIN category p ON p.id = c.parent_id"
    )
    tree = {row["erp_id"]: row["parent"] for row in parents}
    assert (tree[root.id], tree[branch.id]) == (None, root.id)

    # Told rightly, it takes its place, with the goods that waited for it.
    load(empty, GOODS, export(books, ONE)[GOODS])
    assert empty.counted()["groups"] == len(books.groups)
    assert empty.one(
        "SELECT count(*) FROM product_category pc JOIN category c ON c.id = pc.category_id WHERE c.erp_id = %s", leaf.id
    ) == sum(leaf.id in product.groups for product in books.products)
