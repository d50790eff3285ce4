"""Who may change which order: one's own, a colleague's, a client's; another's is not there (A1)."""

from uuid import UUID, uuid4

from tests.capabilities import shows
from tests.http.changes.conftest import NUMBERS
from tests.http.changes.erp import Base
from tests.http.changes.held import asks, held, ordered, states
from tests.http.company.company import Company, Person, found
from tests.http.rules.staff import staff_of
from tests.http.test_isolation import everything
from tests.shop import Shop


def manager_of(shop: Shop, company: Company | None) -> Person:
    """A manager of the seller's, to whom the company belongs, where one is named."""
    staff, manager = staff_of(shop, "manager"), uuid4()
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Беляев')", manager)
    user = UUID(staff.visitor.token)
    shop.run("UPDATE app_user SET manager_id = %s WHERE id = %s", manager, user)
    if company is not None:
        shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", manager, company.id)
    return Person(shop, user, str(user), staff.visitor)


@shows("M031")
def test_another_companys_order_is_not_there(shop: Shop, company: Company) -> None:
    theirs = ordered(found(shop, next(NUMBERS)).buyer, (1, "2"))
    me, before = company.admin, everything(shop)
    for order in (theirs, uuid4()):
        path = f"/api/v1/orders/{order}/changes"
        assert me.visitor.ask("GET", path).status_code == 404
        body = {"version": 1, "cancel": True}
        assert me.visitor.ask("POST", path, body, Idempotency_Key="mine").status_code == 404
        assert me.status(f"/orders/{order}/change") == 404
        # To close a request by hand is the seller's, whatever the order.
        for do, status in (("preview", 404), ("change", 404), ("cancel", 404), ("close", 403)):
            assert me.send(f"/orders/{order}/change", do=do, version=1, number=1).status_code == status, do
    assert everything(shop) == before


@shows("M078")
def test_the_manager_closes_what_1c_leaves_without_an_answer(shop: Shop, company: Company, erp: Base) -> None:
    order, own = ordered(company.buyer, (1, "10")), manager_of(shop, company)
    page = f"/manage/orders/{order}/change"
    erp.takes(order)
    nothing = own.told(page, do="close", number="1", answer="Отвезли со склада")
    assert (nothing[0], "ничего не ждёт ответа" in nothing[1]) == (409, True)
    assert asks(company.buyer, order, lines={1: "4"}).json["number"] == 1
    before = held(shop, order)
    assert "Закрыть вручную" in own.text(page)
    unsaid = own.told(page, do="close", number="1", answer="да")
    assert (unsaid[0], "чем кончился его запрос" in unsaid[1]) == (422, True)
    assert manager_of(shop, None).told(page, do="close", number="1", answer="Отвезли со склада")[0] == 404
    own.done(page, do="close", number="1", answer="Уже отвезли со склада")
    # What 1C had told of the order by then is what came of the request: nothing.
    assert (states(shop, order), held(shop, order)) == (["refused"], before)
    assert "Уже отвезли со склада" in company.buyer.text(f"/orders/{order}")
    assert own.told(page, do="close", number="1", answer="Уже отвезли со склада")[0] == 409
    closed = "SELECT user_id FROM audit_log WHERE action = 'order.change-closed' AND subject = %s"
    assert shop.rows(closed, str(order)) == [(own.id,)]
    # A late word of the ERP changes a closed request no more, and the next one may be asked.
    erp.tell(erp.accepted(order, 1, "Поздно", l1={"cancelled": "0"}))
    assert states(shop, order) == ["refused"]
    assert asks(company.buyer, order, cancel=True).json["number"] == 2


@shows("M029", "M078")
def test_ones_own_a_colleagues_and_a_clients(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "9"))
    colleague = company.hire("colleague", "buyer")
    assert asks(colleague, order, cancel=True).status_code in (403, 404)
    assert asks(company.buyer, order, lines={1: "8"}).json["at_once"] is True
    assert asks(company.head, order, lines={1: "7"}).json["at_once"] is True

    own, other = manager_of(shop, company), manager_of(shop, None)
    assert asks(other, order, cancel=True).status_code == 404
    assert asks(own, order, lines={1: "6"}, reason="По звонку").json["at_once"] is True
    assert other.status(f"/manage/orders/{order}/change") == 404
    assert "Отменить заказ" in own.text(f"/manage/orders/{order}/change")

    erp.takes(order)
    before = held(shop, order)
    assert asks(own, order, cancel=True, reason="Клиент передумал").json["number"] == 1
    assert held(shop, order) == before
    assert states(shop, order) == ["asked"]
    signed = shop.rows(
        "SELECT action, user_id FROM audit_log WHERE subject = %s AND action LIKE 'order.%%' ORDER BY id", str(order)
    )
    assert signed == [
        ("order.corrected", company.buyer.id),
        ("order.corrected", company.head.id),
        ("order.corrected", own.id),
        ("order.change-asked", own.id),
    ]
