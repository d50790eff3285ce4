"""What an employee may spend in a period: atomic, returned by itself, refused or sent to approval by the rule."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.capabilities import shows
from tests.http.company.company import Company, Person
from tests.http.company.test_approvals import approve, orders_of, sent
from tests.shop import Shop


def budget(company: Company, amount: str, who: Person | None = None, period: str = "month") -> None:
    whose = str(who.id) if who is not None else ""
    company.admin.done("/company/budgets", do="set", user=whose, period=period, amount=amount)


def spent(company: Company) -> str:
    """As the page of the administrator tells it."""
    text = company.admin.text("/company/budgets")
    return text.partition("Потрачено")[2].partition(" ₽")[2].partition(" ₽")[0].strip()


def order(who: Person, quantity: str, key: str = "") -> Any:
    return who.visitor.order(who.visitor.fill([(1, quantity)]), key or str(uuid4()))


@shows("N10")
def test_an_order_takes_of_the_budget_with_vat_and_beyond_it_is_refused_with_figures(company: Company) -> None:
    assert order(company.buyer, "50").status_code == 201  # no budget is no bound
    budget(company, "1 500,00", company.buyer)
    assert order(company.buyer, "10").status_code == 201
    assert spent(company) == "1 000,00"
    refused = order(company.buyer, "6")
    assert (refused.status_code, refused.json["code"]) == (409, "refusals")
    [reason] = refused.json["reasons"]
    assert reason["code"] == "budget.exceeded"
    assert (reason["available"]["amount"], reason["requested"]["amount"]) == ("500.00", "600.00")
    assert reason["remedies"][0]["by"] == "100.00"
    assert "Бюджет на месяц не покрывает заказ: осталось 500,00 ₽, нужно 600,00 ₽" in company.buyer.text("/checkout")
    company.buyer.visitor.ask("DELETE", "/api/v1/cart/lines/1")
    # The remedy, taken: a hundred less.
    assert order(company.buyer, "5").status_code == 201
    assert spent(company) == "1 500,00"
    assert order(company.head, "6").status_code == 201  # another's budget is none of his


@shows("N10")
def test_what_is_cancelled_comes_back_and_a_new_sum_forgets_nothing(shop: Shop, company: Company) -> None:
    budget(company, "1000", company.buyer)
    assert order(company.buyer, "10").status_code == 201
    assert order(company.buyer, "1").status_code == 409
    company.buyer.visitor.ask("DELETE", "/api/v1/cart/lines/1")
    budget(company, "1100", company.buyer)
    assert order(company.buyer, "1").status_code == 201
    [(first, _), _] = orders_of(shop, company.buyer)
    shop.run("UPDATE sales_order SET phase = 'cancelled', status = 'cancelled' WHERE id = %s", first)
    assert order(company.buyer, "10").status_code == 201
    one = shop.one("SELECT id FROM budget WHERE counterparty_id = %s", company.id)
    company.admin.done("/company/budgets", do="end", budget=one)
    assert order(company.buyer, "100").status_code == 201
    budget(company, "1100", company.buyer)
    assert order(company.buyer, "1").status_code == 409  # set again in the same month, it remembers


@shows("N10", "N05")
def test_over_the_budget_may_go_to_approval_by_the_rule(shop: Shop, company: Company) -> None:
    budget(company, "500", company.buyer)
    company.admin.done("/company/approval", do="policy", over="approve", days=3)
    assert order(company.buyer, "6").json["code"] == "approval.needed"
    company.buyer.visitor.ask("DELETE", "/api/v1/cart/lines/1")
    request = sent(company.buyer, "6")
    assert "Превышен бюджет" in company.buyer.text(f"/approvals/{request}")
    approve(company.head, request)
    [(made, total)] = orders_of(shop, company.buyer)
    assert total == 600
    basis = shop.rows("SELECT basis_amount, basis_spent, amount, approval_id FROM budget_use WHERE order_id = %s", made)
    assert basis == [(Decimal(500), Decimal(0), Decimal(600), request)]
    assert order(company.buyer, "1").json["code"] == "approval.needed"


@shows("N10")
def test_of_two_orders_for_the_last_rouble_one_is_placed(shop: Shop, company: Company) -> None:
    budget(company, "600")  # the whole company's
    budget(company, "600", company.buyer, "quarter")
    people = [company.buyer, company.head, company.admin, company.hire("fourth", "buyer")]
    carts = [who.visitor.fill([(1, "4")]) for who in people]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda one: one[0].visitor.order(one[1], str(uuid4())), zip(people, carts, strict=True))
        )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json["reasons"][0]["code"] for a in answers if a.status_code == 409} == {"budget.exceeded"}
    uses = shop.rows(
        "SELECT u.basis_spent + u.amount <= u.basis_amount FROM budget_use u JOIN budget b ON b.id = u.budget_id"
        " WHERE b.counterparty_id = %s AND b.user_id IS NULL",
        company.id,
    )
    assert uses == [(True,)]


@shows("N10")
def test_sums_that_are_none_change_nothing(company: Company) -> None:
    for typed in ("", "много", "-1", "1,999", "1e9999", "NaN", "1000000000000"):
        status, text = company.admin.told(
            "/company/budgets", do="set", user=str(company.buyer.id), period="month", amount=typed
        )
        assert (status, "не сумма в рублях" in text) == (422, True), typed
    assert "Бюджеты не заданы" in company.admin.text("/company/budgets")
    assert company.buyer.told("/company/budgets", do="set", period="month", amount="1")[0] == 403
    stranger = UUID(int=7)
    assert company.admin.told("/company/budgets", do="set", user=stranger, period="month", amount="1")[0] == 404
