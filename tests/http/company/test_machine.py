"""Budgets and approvals over PostgreSQL and HTTP against a plain account, in any order of presses."""

from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.capabilities import shows
from tests.http.company.company import Company, Person, found
from tests.http.company.test_approvals import rule as approval_rule
from tests.shop import Shop

COMPANIES = count(5000)
EACH = 100  # roubles, with VAT


class Buying(RuleBasedStateMachine):
    """Orders from 1 000 ₽ need a yes, and so does what is over the company's budget; each example has a company."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop

    @initialize(budget=st.sampled_from([300, 1000, 2500]))
    def begin(self, budget: int) -> None:
        self.company: Company = found(self.shop, next(COMPANIES))
        approval_rule(self.company)
        admin = self.company.admin
        admin.done("/company/approval", do="policy", over="approve", days=3)
        self.set_budget(budget)
        self.orders: dict[UUID, int] = {}
        self.requests: dict[UUID, tuple[Person, int]] = {}
        self.people = {"buyer": self.company.buyer, "head": self.company.head, "admin": admin}

    def set_budget(self, amount: int) -> None:
        self.budget = amount
        self.company.admin.done("/company/budgets", do="set", user="", period="year", amount=amount)

    @rule(amount=st.sampled_from([100, 500, 3000]))
    def change_budget(self, amount: int) -> None:
        self.set_budget(amount)

    @rule(who=st.sampled_from(["buyer", "head"]), pieces=st.sampled_from([1, 3, 9, 10, 15]))
    def buy(self, who: str, pieces: int) -> None:
        person, sum_ = self.people[who], pieces * EACH
        person.visitor.ask("DELETE", "/api/v1/cart/lines/1")
        cart = person.visitor.fill([(1, str(pieces))])
        answer = person.visitor.order(cart, str(uuid4()))
        if sum_ < 1000 and self.spent + sum_ <= self.budget:
            assert answer.status_code == 201, answer.text
            self.keep(answer.json["orders"])
            return
        assert (answer.status_code, answer.json["code"]) == (409, "approval.needed")
        total = ";".join(f"{one['amount']} {one['currency']}" for one in cart["totals"])
        where = person.done("/checkout", do="ask", key=uuid4(), version=cart["version"], total=total)
        self.requests[UUID(where.removeprefix("/approvals/").partition("?")[0])] = person, sum_

    def keep(self, orders: list[dict[str, Any]]) -> None:
        for one in orders:
            sum_ = self.shop.one("SELECT total FROM sales_order WHERE id = %s", UUID(one["id"]))
            self.orders[UUID(one["id"])] = int(sum_)

    @precondition(lambda self: bool(self.requests))
    @rule(who=st.sampled_from(["buyer", "head", "admin"]), yes=st.booleans(), data=st.data())
    def decide(self, who: str, yes: bool, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(sorted(self.requests)))
        asker, sum_ = self.requests[request]
        fields = {"do": "approve", "total": f"{sum_}.00 RUB"} if yes else {"do": "refuse", "reason": "нет"}
        answer = self.people[who].send(f"/approvals/{request}", **fields)
        if who == "buyer" or self.people[who] is asker:
            assert answer.status_code in (404, 409)
            return
        assert answer.status_code == 303, answer.text[-800:]
        state, made = self.shop.rows("SELECT state, orders FROM approval_request WHERE id = %s", request)[0]
        if state == "waiting":  # its budget was lowered meanwhile, and another yes is needed
            return
        del self.requests[request]
        assert state == ("approved" if yes else "refused")
        assert bool(made) == yes
        self.keep([{"id": str(order)} for order in made])
        again = self.people[who].send(f"/approvals/{request}", **fields)
        assert again.status_code == 409

    @precondition(lambda self: bool(self.orders))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(sorted(self.orders)))
        del self.orders[order]
        self.shop.run("UPDATE sales_order SET phase = 'cancelled', status = 'cancelled' WHERE id = %s", order)

    @property
    def spent(self) -> int:
        return sum(self.orders.values())

    @invariant()
    def what_stands_is_what_was_spent(self) -> None:
        if not hasattr(self, "company"):
            return
        stands = self.shop.rows(
            "SELECT id FROM sales_order WHERE counterparty_id = %s AND phase <> 'cancelled'", self.company.id
        )
        assert {row[0] for row in stands} == self.orders.keys()
        uses = self.shop.rows(
            "SELECT u.order_id, u.amount, u.approval_id IS NOT NULL OR u.basis_spent + u.amount <= u.basis_amount"
            " FROM budget_use u JOIN budget b ON b.id = u.budget_id WHERE b.counterparty_id = %s",
            self.company.id,
        )
        assert {order: int(sum_) for order, sum_, _ in uses if order in self.orders} == self.orders
        assert all(within for *_, within in uses)


@shows("N05", "N10")
def test_any_order_of_presses_keeps_the_account(shop: Shop) -> None:
    few = profile(max_examples=4, stateful_step_count=12, deadline=None)

    class Here(Buying):
        def __init__(self) -> None:
            super().__init__(shop)

    run_state_machine_as_test(Here, settings=few)
