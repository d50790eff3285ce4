"""A least sum is agreed on by the staff, told in the cart, refused at placing, and passes by its remedy."""

from decimal import Decimal
from math import ceil
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.shop import Shop, Visitor


@pytest.fixture
def buyer(shop: Shop) -> Visitor:
    for table in ("cart_line", "order_minimum", "order_minimum_change"):
        shop.run(f"DELETE FROM {table}")
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1, seen_short = NULL")
    return shop.buyer(1)


@pytest.fixture
def staff(shop: Shop) -> Visitor:
    """A head of sales, who sees all clients; a manager of none beside him."""
    for name, role in (("chief", "sales_head"), ("clerk", "manager")):
        user = named("staff", name)
        shop.run(
            "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, %s, '', 'staff')"
            " ON CONFLICT DO NOTHING",
            user, name, name,
        )  # fmt: skip
        shop.run(
            "INSERT INTO membership (id, user_id, role) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            named("membership", name), user, role,
        )  # fmt: skip
        shop.run(
            "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
            " VALUES (sha256(%s::bytea), %s, 'csrf', now() + interval '1 day') ON CONFLICT DO NOTHING",
            name, user,
        )  # fmt: skip
    return Visitor(shop.client, "chief")


CLIENT = named("counterparty", 1)
PATH = f"/manage/clients/{CLIENT}/minimum"


def agreed(staff: Visitor, level: int, owner: object, amount: str, **more: str) -> int:
    return staff.form(PATH, {"level": str(level), "owner": str(owner), "amount": amount, **more}).status_code


@shows("N21", "A09")
def test_a_cart_below_the_least_sum_is_refused_and_passes_by_its_remedy(buyer: Visitor, staff: Visitor) -> None:
    assert agreed(staff, 1, CLIENT, "1 000,50") == 303
    cart = buyer.fill([(1, "3")])
    assert not cart["can_be_placed"]
    refused = buyer.order(cart, str(uuid4()))
    assert refused.status_code == 409
    [reason] = refused.json["reasons"]
    assert (reason["code"], reason["missing"]["amount"]) == ("order.below-minimum", "700.50")
    [way] = [remedy for remedy in reason["remedies"] if remedy["action"] == "add_lines"]
    pieces = ceil(Decimal(way["amount"]) / 100)
    passed = buyer.fill([(1, str(3 + pieces))])
    assert buyer.order(passed, str(uuid4())).status_code == 201


@shows("N21")
def test_the_nearest_agreement_wins_at_every_entry(buyer: Visitor, staff: Visitor) -> None:
    everybody = "00000000-0000-0000-0000-000000000000"
    assert agreed(staff, 3, everybody, "5000", whole="1") == 303
    cart = buyer.fill([(1, "3")])
    assert [one["required"]["amount"] for one in cart["below_minimum"]] == ["5000.00"]
    assert "Минимальная сумма заказа" in buyer.ask("GET", "/cart").text
    page = buyer.form("/checkout", {"key": str(uuid4()), "version": str(cart["version"]), "total": "300.00 RUB"})
    assert page.status_code == 409
    assert "Минимальная сумма заказа" in page.text
    agreed(staff, 0, named("contract", 1, 1), "0")
    assert buyer.ask("GET", "/api/v1/cart").json["below_minimum"] == []
    agreed(staff, 0, named("contract", 1, 1), "")
    assert len(buyer.ask("GET", "/api/v1/cart").json["below_minimum"]) == 1
    told = staff.ask("GET", PATH).text
    assert "5000.00 RUB whole" in told


@shows("N21")
def test_only_who_may_set_terms_agrees_and_only_on_what_is_this_clients(
    shop: Shop, buyer: Visitor, staff: Visitor
) -> None:
    clerk = Visitor(shop.client, "clerk")
    assert agreed(clerk, 1, CLIENT, "10") in (403, 404)
    assert clerk.ask("GET", PATH).status_code == 404
    assert buyer.ask("GET", PATH).status_code == 403
    assert agreed(staff, 0, named("contract", 2, 1), "10") == 404
    for bad in ("-1", "1e3", "12,345", "много", "99999999999"):
        assert agreed(staff, 1, CLIENT, bad) == 422
    assert shop.one("SELECT count(*) FROM order_minimum") == 0
