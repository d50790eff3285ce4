"""What an order comes to after a part of it is gone: on its page, by the API, and on the invoice that is to be paid."""

from typing import Any
from uuid import UUID, uuid4

from tests.capabilities import shows
from tests.consequences import MemoryFiles, consumers
from tests.http.changes.erp import OPEN, Base
from tests.http.changes.held import asks, ordered
from tests.http.company.company import Company, Person
from tests.http.company.test_budgets import spent
from tests.shop import Shop

PAYABLE = """
UPDATE seller_organization SET inn = '7700000009', account = '40702810938000000001', bik = '044525225',
    bank_name = 'ПАО СБЕРБАНК', corr_account = '30101810400000000225'
"""


def invoices(shop: Shop) -> None:
    """The worker's part."""
    shop.run(PAYABLE)
    consume = consumers(shop.database, None, MemoryFiles())["invoice"]
    for (outbox_id,) in shop.rows(OPEN, "invoice"):
        consume(outbox_id)


def told(who: Person, order: UUID) -> tuple[str, str, list[tuple[str, bool]]]:
    """What it was ordered for, what is to be paid, the invoices with whether another took their place."""
    answer = who.visitor.ask("GET", f"/api/v1/orders/{order}").json
    documents = [(each["total"]["amount"], each["replaced"]) for each in answer["documents"]]
    return answer["order"]["total"]["amount"], answer["due"]["amount"], documents


def tell(erp: Base, order: UUID, total: str = "", cancelled: bool = False, **lines: Any) -> None:
    """What the order is now, without a sum where none is given."""
    news = erp.accepted(order, **lines)
    news["payload"] |= {"cancelled": cancelled} | ({"total": total} if total else {})
    erp.tell(news)


@shows("M078", "M002")
def test_what_the_erp_cancels_is_not_to_be_paid(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"), (3, "100"))
    invoices(shop)
    erp.takes(order)
    assert told(company.buyer, order) == ("1007.00", "1007.00", [("1007.00", False)])

    erp.tell(erp.accepted(order, l1={"cancelled": "6"}, l2={"cancelled": "0"}))
    invoices(shop)

    assert told(company.buyer, order) == ("1007.00", "407.00", [("1007.00", True), ("407.00", False)])
    page = company.buyer.text(f"/orders/{order}").replace("\u00a0", " ")
    assert "407,00 ₽ заказано на 1 007,00 ₽" in page
    assert "400,00 ₽ заказано на 1 000,00 ₽" in page
    assert "заменён" in page
    # News that change no sum make no third one.
    erp.tell(erp.accepted(order, l1={"cancelled": "6", "shipped": "1"}, l2={"cancelled": "0"}))
    invoices(shop)
    assert len(told(company.buyer, order)[2]) == 2


@shows("M029", "M002")
def test_a_correction_at_once_is_invoiced_anew(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"), (3, "100"))
    invoices(shop)
    assert asks(company.buyer, order, lines={1: "4"}).json["at_once"]
    invoices(shop)
    assert told(company.buyer, order) == ("407.00", "407.00", [("1007.00", True), ("407.00", False)])
    page = company.buyer.text(f"/orders/{order}")
    assert "заказано на" not in page
    assert "заменён" in page


@shows("M078")
def test_where_the_erp_tells_the_sum_that_one_is_to_be_paid(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"))
    erp.takes(order)
    news = erp.accepted(order, l1={"cancelled": "6"})
    news["payload"]["total"] = "390.00"
    erp.tell(news)
    assert told(company.buyer, order)[:2] == ("1000.00", "390.00")
    assert "НДС в сумме" not in company.buyer.text(f"/orders/{order}")


@shows("M078", "M002")
def test_a_sum_of_the_erp_does_not_outlive_what_it_was_told_of(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"), (3, "100"))
    invoices(shop)
    erp.takes(order)
    tell(erp, order, total="1007.00")
    assert told(company.buyer, order)[1] == "1007.00"

    tell(erp, order, l1={"cancelled": "6"})
    invoices(shop)
    assert told(company.buyer, order) == ("1007.00", "407.00", [("1007.00", True), ("407.00", False)])

    tell(erp, order, total="407.00", l1={"cancelled": "6"})
    tell(erp, order, cancelled=True)
    invoices(shop)
    assert told(company.buyer, order) == ("1007.00", "0.00", [("1007.00", True), ("407.00", False)])


@shows("M078", "M002")
def test_what_the_erp_makes_more_or_less_is_invoiced_anew(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"))
    invoices(shop)
    erp.takes(order)
    for quantity, due in (("4", "400.00"), ("12", "1200.00")):
        tell(erp, order, l1={"quantity": quantity})
        invoices(shop)
        assert told(company.buyer, order)[:2] == ("1000.00", due)
    assert told(company.buyer, order)[2] == [("1000.00", True), ("400.00", True), ("1200.00", False)]
    page = company.buyer.text(f"/orders/{order}").replace("\u00a0", " ")
    assert "1 200,00 ₽ заказано на 1 000,00 ₽" in page


@shows("M078")
def test_no_invoice_is_asked_for_where_the_sum_is_the_same(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"))
    erp.takes(order)
    asked = "SELECT count(*) FROM outbox WHERE kind = 'order.sum-changed' AND payload ->> 'order_id' = %s"
    tell(erp, order, total="1000.00", l1={"shipped": "2", "promised_on": "2027-03-01"})
    assert shop.one(asked, str(order)) == 0
    tell(erp, order, l1={"cancelled": "1"})
    tell(erp, order, l1={"cancelled": "1"})
    assert shop.one(asked, str(order)) == 1


@shows("M078", "N10")
def test_a_budget_counts_what_is_left_of_an_order(shop: Shop, company: Company, erp: Base) -> None:
    company.admin.done("/company/budgets", do="set", user=str(company.buyer.id), period="month", amount="1000")
    order = ordered(company.buyer, (1, "10"))
    erp.takes(order)
    tell(erp, order, total="600.00", l1={"cancelled": "4"})
    assert spent(company) == "600,00"
    tell(erp, order, l1={"cancelled": "5"})
    assert spent(company) == "500,00"
    tell(erp, order, l1={"cancelled": "0"})
    assert spent(company) == "1 000,00"


@shows("M002")
def test_only_an_invoice_of_ours_is_replaced_and_only_by_ours(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "10"))
    invoices(shop)
    erp.takes(order)
    tell(erp, order, l1={"cancelled": "6"})
    invoices(shop)
    for number, total in (("УТ-1", 100), ("УТ-2", 300)):
        shop.run(
            "INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, source,"
            " storage_key, sha256, size) VALUES"
            " (%s, %s, %s, 'invoice', %s, current_date, %s, 'RUB', 'erp', 'x', 'x', 4)",
            *(uuid4(), order, company.id, number, total),
        )
    assert told(company.buyer, order)[2] == [
        ("1000.00", True), ("400.00", False), ("100.00", False), ("300.00", False)
    ]  # fmt: skip
