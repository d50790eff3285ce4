"""The exchange log as the staff sees it."""

from adapters.postgres.exchange.journal import PostgresJournal
from application.queries.journal import JournalFilter
from tests.capabilities import shows
from tests.http.exchange import files
from tests.http.exchange.books import books, counterparty, packet, placed
from tests.http.exchange.portal import Portal

pytestmark = shows("M090")


def test_messages_are_listed_newest_first_with_what_came_of_them(exchange: Portal) -> None:
    journal = PostgresJournal(exchange.database)
    exchange.login().load("import.xml", files.catalogue("1", "2"))
    exchange.login().load("broken.xml", b"<x")
    exchange.packet(packet(1, counterparty(inn="1"), counterparty(5)))

    page = journal.page(JournalFilter())

    assert [(row.kind, row.name, row.state) for row in page.rows] == [
        ("packet", "packet-1", "applied"), ("catalog", "broken.xml", "refused"), ("catalog", "import.xml", "applied"),
    ]  # fmt: skip
    assert page.total == 3
    assert page.connections == ((1, "УТ 11"),)
    assert page.rows[0].refused == 1
    assert page.rows[0].diff == {"counterparty": {"rejected": 1, "applied": 1}}
    assert page.rows[1].error_code == "not-commerceml"
    assert page.rows[2].diff == {"products": {"added": 2}}


def test_the_list_is_narrowed(exchange: Portal) -> None:
    journal = PostgresJournal(exchange.database)
    exchange.login().load("import.xml", files.catalogue("1"))
    exchange.login().load("broken.xml", b"<x")

    assert [row.name for row in journal.page(JournalFilter(state="applied")).rows] == ["import.xml"]
    assert [row.name for row in journal.page(JournalFilter(with_refusals=True)).rows] == ["broken.xml"]
    assert journal.page(JournalFilter(kind="sale")).rows == ()
    assert journal.page(JournalFilter(connection=7)).total == 0
    assert len(journal.page(JournalFilter(limit=1)).rows) == 1


def test_one_message_shows_its_refusals(exchange: Portal) -> None:
    journal = PostgresJournal(exchange.database)
    exchange.packet(packet(1, counterparty(inn="1")))

    entry = journal.entry(1, 100)

    assert entry is not None
    assert [(one.weight, one.code, one.field, one.erp_ref) for one in entry.refusals] == [
        ("refused", "bad_value", "inn", "counterparty/k1")
    ]
    assert journal.entry(99, 100) is None


def test_orders_that_do_not_go_stand_first_with_their_error(exchange: Portal) -> None:
    journal = PostgresJournal(exchange.database)
    books(exchange)
    placed(exchange)
    placed(exchange, "B000002")
    exchange.run("UPDATE order_offer SET error = 'ИНН не той длины' WHERE order_id::text LIKE '%%2'")

    assert [(one.number, one.state, one.error) for one in journal.queue(10)] == [
        ("B000002", "pending", "ИНН не той длины"), ("B000001", "pending", ""),
    ]  # fmt: skip
