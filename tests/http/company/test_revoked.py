"""Whoever is shut out is out with his next request: every endpoint of the router is walked as he (N07, A3)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from attrs import frozen

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.company.company import Person, hired, session_of
from tests.http.filling.test_feeds import key_of
from tests.http.rules.staff import staff_of
from tests.http.test_isolation import CHANGED, ERP, OWNED, PUBLIC, Client, address, client_of, everything, routes
from tests.shop import Shop

# What is left to somebody who is signed in and has no company: to know it, and to go.
OWN = {
    ("GET", "/api/v1/session"): 200,
    ("POST", "/acting/end"): 303,
    ("GET", "/context"): 200,  # a list of no companies
    ("GET", "/placed"): 303,  # of no orders, to the list of orders
    ("GET", "/quick-order/template.xlsx"): 200,  # an empty sheet, the same for everybody
    ("GET", "/cart/typed"): 303,  # with nothing typed, to the cart
}
# Requests that are well made, so that the right is what they are refused for.
LINE, TOTALS = {"variant": "1", "quantity": "1"}, [{"amount": "1.00", "currency": "RUB"}]
ASKED: dict[str, object] = {
    "/api/v1/cart/lines": {"lines": [LINE]},
    "/api/v1/cart/refinement/acceptance": {"refinements": [str(uuid4())]},
    "/api/v1/cart/promo": {"code": "X"},
    "/api/v1/orders": {"cart_version": 1, "total_seen": TOTALS},
    "/api/v1/orders/resolve": {"text": "1"},
    "/api/v1/cart/changes/acceptance": {"version": 1},
    "/api/v1/carts": {"name": "Ещё одна"},
    "/api/v1/carts/{cart}": {"name": "Ещё одна"},
    "/api/v1/carts/{cart}/lines": {"lines": [LINE]},
    "/api/v1/carts/{cart}/lines/restoration": {"aside": str(uuid4())},
    "/api/v1/lists": {"name": "Список"},
    "/api/v1/lists/{list}": {"name": "Список", "sharing": "read"},
    "/api/v1/lists/{list}/lines": {"lines": [LINE]},
    "/api/v1/orders/{order}/changes": {"version": 1},
    "/api/v1/approvals": {"cart_version": 1, "total_seen": TOTALS},
    "/api/v1/approvals/{request}/decision": {"decision": "withdraw"},
}
# Named by a UUID, which these doors read themselves.
BY_UUID = ("{cart}", "{list}", "{request}", "{order}")
# Of the staff alone, judged by their form before by the right; tests/http/rules shows that no buyer comes in.
STAFF_API = "/admin/api/v1/rules"
LEAVES = {("DELETE", "/api/v1/session"), ("POST", "/logout")}


@frozen
class Victim:
    """A buyer with things of his own, a key of feeds, and an administrator in his company."""

    client: Client
    admin: Person
    feed: str

    @property
    def user(self) -> UUID:
        return named("buyer", self.client.number)


def victim(shop: Shop, number: int) -> Victim:
    client = client_of(shop, number)
    admin = hired(shop, client.counterparty, f"admin-{number}", ("company_admin",))
    return Victim(client, admin, f"/feeds/{key_of(client.buyer)}/goods.json")


def access_ended(shop: Shop, who: Victim) -> None:
    who.admin.done(f"/company/people/{who.user}", do="end")


def company_closed(shop: Shop, who: Victim) -> None:
    staff = staff_of(shop, "administrator")
    closed = staff.visitor.form(f"/manage/clients/{who.client.counterparty}/people", {"do": "close"})
    assert closed.status_code == 303


def term_over(shop: Shop, who: Victim) -> None:
    who.admin.done(f"/company/people/{who.user}", ("role", "buyer"), to="2020-01-01")


def account_shut(shop: Shop, who: Victim) -> None:
    shop.run("UPDATE app_user SET disabled = true WHERE id = %s", who.user)


@shows("N07", "M037")
@pytest.mark.parametrize(
    ("number", "shut_out"),
    enumerate((access_ended, company_closed, term_over, account_shut)),
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_no_endpoint_answers_whoever_was_shut_out(
    shop: Shop, number: int, shut_out: Callable[[Shop, Victim], None]
) -> None:
    who = victim(shop, number)
    buyer, client = who.client.buyer, who.client
    assert buyer.ask("GET", f"/orders/{client.order}").status_code == 200
    assert shop.client.simulate_get(who.feed).status_code == 200

    shut_out(shop, who)
    before, opened = everything(shop), []
    for method, path in routes(shop):
        route = (method, path)
        if route in PUBLIC or path in ERP or route in LEAVES or path.startswith(STAFF_API):
            continue
        # His own things, which were his a request ago; to others of this kind he has come by their ids.
        owned = {**OWNED, **CHANGED}.get(route, "")
        some = uuid4() if ":uuid" in path or any(name in path for name in BY_UUID) else 1
        id = client.counterparty if owned == "counterparty" else getattr(client, owned, some) if owned else some
        body: object = ASKED.get(path, {}) if method in ("POST", "PUT") else None
        if path == "/api/v1/context":
            body = {"counterparty": str(client.counterparty)}
        query = "?q=bolt" if path.endswith("/suggestions") else ""
        answer = buyer.ask(method, address(path, id) + query, body, Idempotency_Key="walk")
        is_login = answer.status_code == 303 and answer.headers["Location"].startswith("/login")
        if answer.status_code not in (401, 403, 404) and not is_login and OWN.get(route) != answer.status_code:
            opened.append((method, path, answer.status_code))
    assert not opened, "\n".join(map(str, opened))
    assert shop.client.simulate_get(who.feed).status_code == 404
    assert everything(shop) == before


@shows("N07")
def test_the_administrator_ends_the_sessions_and_keys_themselves(shop: Shop) -> None:
    who = victim(shop, 5)
    session_of(shop, who.user)
    access_ended(shop, who)
    assert shop.one("SELECT count(*) FROM session WHERE user_id = %s", who.user) == 0
    assert shop.one("SELECT count(*) FROM feed_key WHERE user_id = %s AND revoked_at IS NULL", who.user) == 0
    assert shop.one("SELECT disabled FROM app_user WHERE id = %s", who.user)
    acts = shop.rows("SELECT action, facts->>'account_shut' FROM audit_log WHERE subject = %s", str(who.user))
    assert acts == [("people.access-ended", "true")]


@shows("N07")
def test_whoever_serves_another_company_stays_there(shop: Shop) -> None:
    who = victim(shop, 6)
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        *(uuid4(), who.user, named("counterparty", 7)),
    )
    access_ended(shop, who)
    assert not shop.one("SELECT disabled FROM app_user WHERE id = %s", who.user)
    again = session_of(shop, who.user)
    parties = again.ask("GET", "/api/v1/session").json["companies"]
    assert [party["id"] for party in parties] == [str(named("counterparty", 7))]
    assert again.ask("GET", f"/orders/{who.client.order}").status_code == 404
    assert again.ask("GET", "/catalogue").status_code == 200


@shows("M031", "N07")
def test_a_withdrawn_right_is_gone_with_the_next_request_for_keys_as_well(shop: Shop) -> None:
    who = victim(shop, 8)
    rights = [("permission", one) for one in ("catalogue.see", "cart.change", "order.see")]
    role = uuid4()
    who.admin.done("/company/roles", *rights, id=role, name="Без цен")
    who.admin.done(f"/company/people/{who.user}", ("role", str(role)))
    buyer = who.client.buyer
    assert buyer.ask("GET", "/orders").status_code == 200
    for path in (
        "/price-lists",
        f"/price-lists/{who.client.price_list}",
        "/debts",
        f"/documents/{who.client.document}",
    ):
        assert buyer.ask("GET", path).status_code == 403, path
    assert shop.client.simulate_get(who.feed).status_code == 403


@shows("M031", "N07")
def test_a_role_that_permits_nothing_gives_no_company(shop: Shop) -> None:
    who = victim(shop, 9)
    role = str(uuid4())
    shop.run("INSERT INTO role (code, name, permissions) VALUES (%s, 'Пустая', '{}')", role)
    shop.run("UPDATE membership SET role = %s WHERE user_id = %s", role, who.user)
    buyer = who.client.buyer
    told = buyer.ask("GET", "/api/v1/session").json
    assert told["companies"] == []
    assert told.get("context") is None
    assert buyer.ask("GET", f"/orders/{who.client.order}").status_code in (403, 404)
    # Beside a role that permits something it takes nothing away.
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        *(uuid4(), who.user, who.client.counterparty),
    )
    [again] = buyer.ask("GET", "/api/v1/session").json["companies"]
    assert again["id"] == str(who.client.counterparty)
