"""The invoice of a placed order: issued once, with the requisites of its day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from adapters.postgres.database import Database
from adapters.postgres.documents import begin_invoicing
from adapters.postgres.outbox import record
from application.documents.issue_invoice import (
    CLOSED,
    INVOICED,
    NO_INVOICE,
    OTHER_SUM,
    EarlierInvoiceOpen,
    basis,
    conditions,
    numbered,
)
from application.shared.outbox import INVOICE, ORDER_SUM_CHANGED, of_order
from domain.documents.payment_invoice import SellerRequisitesMissing
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId
from tests.capabilities import shows
from tests.consequences import MOSCOW, MemoryFiles, Trade, consumers

COUNT = "SELECT count(*) FROM document WHERE order_id = {order}"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture
def files() -> MemoryFiles:
    return MemoryFiles()


def test_a_placed_order_gets_its_invoice_as_a_stored_file(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)

    consumers(database, None, files)[INVOICE](trade.outbox_id)

    assert trade.delivery(INVOICE) == (True, "")
    about = "SELECT (kind, total, currency, source) FROM document WHERE order_id = {order}"
    assert trade.one(about) == ("invoice", "27588.75", "RUB", "portal")
    key, digest = trade.one("SELECT ARRAY[storage_key, sha256] FROM document WHERE order_id = {order}")
    assert files.get(key).startswith(b"%PDF-")
    assert key == digest


def test_the_buyer_is_to_be_told_of_the_invoice(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    consumers(database, None, files)[INVOICE](trade.outbox_id)
    told = (
        "SELECT count(*) FROM outbox o JOIN outbox_delivery d ON d.outbox_id = o.id AND d.consumer = 'mail' "
        "JOIN document f ON f.id::text = o.payload->>'document_id' WHERE f.order_id = {order} AND d.done_at IS NULL"
    )
    assert trade.one(told) == 1


def test_the_same_message_again_issues_nothing(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    invoice = consumers(database, None, files)[INVOICE]
    for _ in range(3):
        invoice(trade.outbox_id)
    assert trade.one(COUNT) == 1


def test_an_order_never_gets_two_numbers(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    invoice = consumers(database, None, files)[INVOICE]
    invoice(trade.outbox_id)
    trade.one("UPDATE outbox_delivery SET done_at = NULL WHERE consumer = 'invoice'")

    invoice(trade.outbox_id)

    assert trade.one(COUNT) == 1
    assert trade.delivery(INVOICE) == (True, INVOICED)


def test_a_cancelled_order_is_not_invoiced(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    trade.one("UPDATE sales_order SET phase = 'cancelled' WHERE id = {order}")

    consumers(database, None, files)[INVOICE](trade.outbox_id)

    assert trade.delivery(INVOICE) == (True, CLOSED)
    assert trade.one(COUNT) == 0


def test_an_invoice_that_could_not_be_paid_waits_for_the_account(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database, account="")
    invoice = consumers(database, None, files)[INVOICE]
    with pytest.raises(SellerRequisitesMissing):
        invoice(trade.outbox_id)
    done, error = trade.delivery(INVOICE)
    assert not done
    assert "account" in error

    trade.one("UPDATE seller_organization SET account = '40702810938000000001' WHERE id = {seller}")
    invoice(trade.outbox_id)

    assert trade.delivery(INVOICE) == (True, "")


def test_an_unknown_order_is_told_beside_its_delivery(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    trade.one('UPDATE outbox SET payload = \'{{"order_id": "018f0000-0000-7000-8000-000000000009"}}\'')
    with pytest.raises(NotFound):
        consumers(database, None, files)[INVOICE](trade.outbox_id)
    assert trade.delivery(INVOICE)[1].startswith("NotFound")


def test_the_order_is_read_as_the_invoice_needs_it(database: Database) -> None:
    trade = Trade(database)
    with begin_invoicing(database, MOSCOW) as work:
        order = work.order(trade.order_id)
    assert order.seller.party.name == 'ООО "ТД Крепёж"'
    assert [line.price for line in order.lines] == [Decimal("12.35000"), Decimal("4.12750"), Decimal("615.00000")]
    assert basis(order).startswith("Договор №\u00a017 от 12.01.2026, заказ №\u00a0T")
    assert order.contract is not None
    assert order.contract.prepaid


def test_a_number_names_installation_organization_and_year() -> None:
    assert numbered("B", 2, date(2026, 11, 23), 123) == "B2-26-00123"


@shows("M024")
def test_an_invoice_tells_that_its_prices_are_preliminary_until_the_erp_takes_the_order(database: Database) -> None:
    trade = Trade(database)
    order = OrderId(trade.ids["order"])

    def preliminary() -> list[str]:
        with begin_invoicing(database, MOSCOW) as work:
            return [said for said in conditions(work.order(order), MOSCOW) if "предварительные" in said]

    assert preliminary() == []
    trade.one("UPDATE sales_order SET to_confirm = true")
    assert preliminary() == ["Цены предварительные: поставщик подтвердит их при принятии заказа."]
    trade.one("UPDATE sales_order SET erp_accepted_at = now()")
    assert preliminary() == []


ISSUED = "SELECT array_agg(number || ' ' || total ORDER BY created_at, number) FROM document WHERE order_id = {order}"
LESS = "UPDATE order_line SET cancelled = 500 WHERE order_id = {order} AND line = 1"
LAST = "SELECT storage_key FROM document WHERE order_id = {order} ORDER BY created_at DESC LIMIT 1"


def sum_changed(trade: Trade, kind: str = ORDER_SUM_CHANGED) -> int:
    """The outbox row of the news."""
    with trade.database.transaction() as connection:
        record(connection, [of_order(kind, trade.order_id)])
    found: int = trade.one("SELECT max(id) FROM outbox")
    return found


@shows("M002")
def test_an_order_made_smaller_gets_an_invoice_in_the_place_of_the_former(
    database: Database, files: MemoryFiles
) -> None:
    trade = Trade(database)
    invoice = consumers(database, None, files)[INVOICE]
    invoice(trade.outbox_id)
    trade.one(LESS)
    news = sum_changed(trade)

    for _ in range(2):
        invoice(news)

    former, later = trade.one(ISSUED)
    assert former.split()[1] == "27588.75"
    # 500 of the thousand bolts at 12.35 are gone.
    assert later.split()[1] == "21413.75"
    assert trade.delivery(INVOICE, news) == (True, "")
    with begin_invoicing(database, MOSCOW) as work:
        said = conditions(work.order(trade.order_id), MOSCOW, work.standing(trade.order_id))
    assert said[0].startswith(f"Взамен счёта №\u00a0{later.split()[0]} от ")
    assert files.get(trade.one(LAST)).startswith(b"%PDF-")
    # Told again, by other news, the sum is the same.
    again = sum_changed(trade)
    invoice(again)
    assert trade.delivery(INVOICE, again) == (True, INVOICED)
    assert trade.one(COUNT) == 2


def test_news_by_their_earlier_name_are_heard(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    invoice = consumers(database, None, files)[INVOICE]
    invoice(trade.outbox_id)
    trade.one(LESS)
    invoice(sum_changed(trade, "order.lowered"))
    assert trade.one(ISSUED)[-1].endswith(" 21413.75")


def test_of_a_line_that_a_promo_code_made_cheaper_the_discount_goes_down_as_well(
    database: Database, files: MemoryFiles
) -> None:
    trade = Trade(database)
    cheaper = "discount = 350, gross = 12000, amount = 12000"
    trade.one(f"UPDATE order_line SET {cheaper} WHERE order_id = {{order}} AND line = 1")
    trade.one(LESS)
    with begin_invoicing(database, MOSCOW) as work:
        line = work.order(trade.order_id).lines[0]
    assert (line.quantity, line.gross, line.discount) == (Decimal(500), Decimal("6000.00"), Decimal("175.00"))


def test_what_is_cancelled_whole_is_no_line_of_the_invoice(database: Database) -> None:
    trade = Trade(database)
    trade.one("UPDATE order_line SET cancelled = ordered WHERE order_id = {order} AND line = 2")
    with begin_invoicing(database, MOSCOW) as work:
        assert [line.number for line in work.order(trade.order_id).lines] == [1, 3]


def test_nothing_is_replaced_where_the_erp_speaks_or_nothing_stands(database: Database, files: MemoryFiles) -> None:
    trade = Trade(database)
    invoice = consumers(database, None, files)[INVOICE]
    trade.one(LESS)
    early = sum_changed(trade)
    with pytest.raises(EarlierInvoiceOpen):
        invoice(early)
    assert trade.delivery(INVOICE, early)[0] is False
    invoice(trade.outbox_id)
    assert trade.one(ISSUED)[0].endswith(" 21413.75")
    invoice(early)
    assert trade.delivery(INVOICE, early) == (True, INVOICED)

    trade.one("UPDATE order_line SET cancelled = 600 WHERE order_id = {order} AND line = 1")
    trade.one("UPDATE sales_order SET erp_total = 21000 WHERE id = {order}")
    other = sum_changed(trade)
    invoice(other)
    assert trade.delivery(INVOICE, other) == (True, OTHER_SUM)

    trade.one("UPDATE sales_order SET erp_total = NULL WHERE id = {order}")
    trade.one("UPDATE document SET source = 'erp' WHERE order_id = {order}")
    theirs = sum_changed(trade)
    invoice(theirs)
    assert trade.delivery(INVOICE, theirs) == (True, INVOICED)

    trade.one("UPDATE document SET kind = 'act' WHERE order_id = {order}")
    none = sum_changed(trade)
    invoice(none)
    assert trade.delivery(INVOICE, none) == (True, NO_INVOICE)

    trade.one("UPDATE document SET source = 'portal', kind = 'invoice' WHERE order_id = {order}")
    trade.one("UPDATE order_line SET cancelled = ordered WHERE order_id = {order}")
    nothing = sum_changed(trade)
    invoice(nothing)
    assert trade.delivery(INVOICE, nothing) == (True, CLOSED)
    assert trade.one(COUNT) == 1
