"""Until the ERP is given an order, it is cancelled or made smaller at once, and never reaches the ERP as live."""

from decimal import Decimal
from threading import Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from falcon.testing import Result

from adapters.postgres.changing.work import PostgresChanges
from adapters.system.system import SystemIds
from application.queries.orders import Readers
from domain.shared.ids import OrderId, UserId
from tests.capabilities import shows
from tests.http.changes.erp import Base
from tests.http.changes.held import asks, held, lines, ordered, states, version
from tests.http.company.company import Company
from tests.http.promo.codes import made, put_on
from tests.shop import Shop

ZERO = Decimal(0)


@shows("M048", "M077")
def test_an_order_that_nobody_took_is_cancelled_at_once_and_gives_everything_back(
    shop: Shop, company: Company, erp: Base
) -> None:
    order = ordered(company.buyer, (1, "10"), (3, "100"))
    erp.offer()
    assert held(shop, order)[1:] == (Decimal(110), Decimal(110), Decimal("1007.00"))

    answer = asks(company.buyer, order, cancel=True, reason="Ошиблись складом")

    assert (answer.status_code, answer.json["at_once"], answer.json["number"]) == (200, True, None)
    assert held(shop, order) == ("cancelled", ZERO, ZERO, ZERO)
    assert lines(shop, order) == [(10, 0, 10), (100, 0, 100)]  # O3
    erp.begin()
    assert erp.number(order) not in erp.query()
    assert shop.one("SELECT state FROM order_offer WHERE order_id = %s", order) == "withdrawn"
    told = company.buyer.text(f"/orders/{order}")
    assert "Заказ отменён" in told
    assert "Ошиблись складом" in told
    again = asks(company.buyer, order, cancel=True)
    assert (again.status_code, again.json["code"]) == (409, "order.ended")


@shows("M048", "M086", "N10")
def test_a_cancellation_gives_the_promo_code_and_the_budget_back(shop: Shop, company: Company) -> None:
    promo = made(shop, f"GIVE-{company.number}", uses=1)
    company.admin.done("/company/budgets", do="set", user=company.buyer.id, period="month", amount="1000")
    used = "SELECT count(*) FROM promo_use WHERE promo_id = %s AND released_at IS NULL"

    def order(quantity: str) -> Result:
        company.buyer.visitor.fill([(1, quantity)])
        put_on(shop, promo, company.buyer.id)
        cart = company.buyer.visitor.ask("GET", "/api/v1/cart").json
        return company.buyer.visitor.order(cart, str(uuid4()))

    first = order("8")
    assert first.status_code == 201, first.text
    assert shop.one(used, promo) == 1
    refused = {reason["code"] for reason in order("8").json["reasons"]}
    assert refused & {"budget.exceeded", "promo.used-up"}
    assert asks(company.buyer, UUID(first.json["orders"][0]["id"]), cancel=True).json["at_once"]
    assert shop.one(used, promo) == 0
    again = order("8")
    assert again.status_code == 201, again.text
    # Less of it gives back as much of the budget as it no longer takes.
    assert asks(company.buyer, UUID(again.json["orders"][0]["id"]), lines={1: "1"}).json["at_once"]
    shop.run("UPDATE cart SET promo_code_id = NULL WHERE user_id = %s", company.buyer.id)
    assert company.buyer.visitor.placed([(1, "7")], str(uuid4()))


@shows("M048")
def test_an_order_cancelled_before_the_relay_is_never_offered(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "2"))
    assert asks(company.buyer, order, cancel=True).json["at_once"]
    erp.offer()
    assert shop.rows("SELECT state FROM order_offer WHERE order_id = %s", order) == []
    note = "SELECT error FROM outbox_delivery d JOIN outbox o ON o.id = d.outbox_id WHERE d.consumer = 'onec'"
    assert shop.one(f"{note} AND o.payload ->> 'order_id' = %s", str(order)) == "cancelled before it was offered"


@shows("N01")
def test_a_second_press_changes_nothing_and_is_answered_alike(shop: Shop, company: Company, erp: Base) -> None:
    order, key = ordered(company.buyer, (1, "10")), str(uuid4())
    before = version(shop, order)
    first, second = (asks(company.buyer, order, key=key, at=before, lines={1: "4"}) for _ in range(2))
    assert first.json == second.json
    assert held(shop, order)[1:] == (Decimal(4), Decimal(4), Decimal(400))
    other = asks(company.buyer, order, key=key, at=before, lines={1: "3"})
    assert (other.status_code, other.json["code"]) == (422, "idempotency.key-reused")
    page = {"do": "change", "version": version(shop, order), "operation": uuid4(), "q1": "2"}
    assert {company.buyer.done(f"/orders/{order}/change", **page) for _ in range(2)} == {f"/orders/{order}?done=1"}
    assert held(shop, order)[1] == 2
    events = "SELECT count(*) FROM order_event WHERE order_id = %s AND kind = 'corrected'"
    assert shop.one(events, order) == 2


@shows("M048", "N01")
def test_the_lock_decides_when_the_erp_takes_the_order_while_it_is_cancelled(
    shop: Shop, company: Company, erp: Base
) -> None:
    order = ordered(company.buyer, (1, "5"))
    erp.offer()
    erp.begin()
    answers: list[str] = []
    asking = Thread(target=lambda: answers.append(erp.query()))
    with PostgresChanges(shop.database, SystemIds()).begin() as work:
        standing = work.lock(Readers(), OrderId(order))
        work.cancel(standing, UserId(company.buyer.id), "")
        asking.start()  # It reads the order as live, for nothing is committed, and then waits for our lock.
        waits_for_a_lock(shop, "order_offer")
    asking.join(10)
    assert [erp.number(order) in answer for answer in answers] == [False]
    assert held(shop, order)[0] == "cancelled"


@shows("M048", "N01")
def test_a_cancellation_that_comes_second_becomes_a_request(shop: Shop, company: Company, erp: Base) -> None:
    order = ordered(company.buyer, (1, "5"))
    erp.offer()
    answers: list[Any] = []
    asking = Thread(target=lambda: answers.append(asks(company.buyer, order, cancel=True)))
    with shop.database.driver() as giving, giving.transaction():
        # As `offered` does it, its transaction still open.
        giving.execute("SELECT FROM order_offer WHERE order_id = %s FOR UPDATE", [order])
        giving.execute("UPDATE order_offer SET queries = 1, given_at = now() WHERE order_id = %s", [order])
        asking.start()
        waits_for_a_lock(shop, "order_offer")
    asking.join(10)
    (answer,) = answers
    assert (answer.json["at_once"], answer.json["number"]) == (False, 1)
    assert held(shop, order) == ("new", Decimal(5), Decimal(5), Decimal(500))


@shows("M048")
@pytest.mark.parametrize("round", range(3))
def test_whoever_is_first_no_cancelled_order_is_in_an_answer(
    shop: Shop, company: Company, erp: Base, round: int
) -> None:
    orders = [ordered(company.buyer, (1, "1")) for _ in range(5)]
    erp.offer()
    erp.begin()
    answers: list[str] = []
    done: dict[UUID, Any] = {}

    def cancel(order: UUID) -> None:
        done[order] = asks(company.buyer, order, at=1, cancel=True)

    threads = [Thread(target=lambda: answers.append(erp.query())), *(Thread(target=cancel, args=[o]) for o in orders)]
    for thread in threads[round:] + threads[:round]:
        thread.start()
    for thread in threads:
        thread.join(20)
    for order in orders:
        at_once, is_given = done[order].json["at_once"], erp.number(order) in answers[0]
        assert at_once is not is_given
        assert held(shop, order)[0] == ("cancelled" if at_once else "new")
        assert states(shop, order) == ([] if at_once else ["asked"])


def waits_for_a_lock(shop: Shop, table: str) -> None:
    """Until somebody waits for a row of the table."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s AND datname ="
    deadline = monotonic() + 10
    while not shop.one(f"{asked} current_database()", f"%{table}%"):
        assert monotonic() < deadline, "nobody waited"
        sleep(0.02)
