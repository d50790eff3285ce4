"""What belongs to another company is not there for its neighbour's administrator, who has every right at home (A1)."""

from uuid import UUID, uuid4

from tests.capabilities import shows
from tests.http.company.company import Company, found
from tests.http.company.test_approvals import rule, sent
from tests.http.test_isolation import everything
from tests.shop import Shop


@shows("M031", "N04")
def test_a_neighbours_people_roles_requests_and_orders_are_not_there(shop: Shop, company: Company) -> None:
    theirs = found(shop, 1000 + company.number)
    rule(theirs)
    role, request = uuid4(), sent(theirs.buyer)
    theirs.admin.done("/company/roles", ("permission", "order.see"), id=role, name="Чужая роль")
    theirs.invite(f"guest-{theirs.number}@k.example", "buyer")
    theirs.admin.done("/company/budgets", do="set", user=theirs.buyer.id, period="month", amount="100000")
    order = theirs.buyer.visitor.placed([(2, "1")], "theirs")[0]
    invitation = shop.one("SELECT id FROM invitation WHERE counterparty_id = %s", theirs.id)
    budget = shop.one("SELECT id FROM budget WHERE counterparty_id = %s", theirs.id)
    standing = shop.one("SELECT id FROM approval_rule WHERE counterparty_id = %s", theirs.id)

    me, before = company.admin, everything(shop)
    looked: list[tuple[str, UUID]] = [
        ("/company/people/{}", theirs.buyer.id),
        ("/approvals/{}", request),
        ("/api/v1/approvals/{}", request),
        ("/orders/{}/change", order),
    ]
    for path, id in looked:
        answers = [me.visitor.ask("GET", path.format(one)) for one in (id, uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404], path
    sending: list[tuple[str, dict[str, object]]] = [
        (f"/company/people/{theirs.buyer.id}", {"do": "end"}),
        (f"/company/people/{theirs.buyer.id}", {"role": "buyer"}),
        (f"/company/invitations/{invitation}", {"do": "withdraw"}),
        (f"/company/roles/{role}", {}),
        ("/company/roles", {"id": role, "name": "Моя", "permission": "order.see"}),
        (f"/approvals/{request}", {"do": "approve", "total": "1 RUB"}),
        (f"/approvals/{request}", {"do": "refuse", "reason": "нет"}),
        (f"/approvals/{request}", {"do": "take-back"}),
        (f"/orders/{order}/change", {"do": "change", "version": 1, "q1": "0"}),
        (f"/orders/{order}/change", {"do": "cancel", "version": 1}),
        (f"/orders/{order}/change", {"do": "preview", "version": 1, "q1": "0"}),
        ("/company/budgets", {"do": "end", "budget": budget}),
        ("/company/approval", {"do": "end", "rule": standing}),
    ]
    for path, fields in sending:
        assert me.send(path, **fields).status_code == 404, (path, fields)
    for decision in ("approve", "refuse", "withdraw", "take-back"):
        asked = {"decision": decision, "reason": "нет"}
        path = f"/api/v1/approvals/{request}/decision"
        assert me.visitor.ask("POST", path, asked).status_code == 404, decision
    assert everything(shop) == {**before, "company_policy": everything(shop)["company_policy"]}
    for path in ("/approvals?kind=all", "/company/people", "/company/roles", "/company/journal", "/company/budgets"):
        text = me.text(path) + me.visitor.ask("GET", "/api/v1/approvals?kind=all").text
        for word in ("Чужая роль", theirs.buyer.login, str(request)):
            assert word not in text, (path, word)
