"""A company's administrator sets rules, a buyer asks, the administrator decides: in a browser, wide and narrow."""

from urllib.parse import urlsplit
from uuid import uuid4

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor
from tests.capabilities import shows


@shows("N05", "N10", "M037", "N04", "N11")
def test_a_company_keeps_its_people_and_approves_its_orders(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("company_admin"))
    visitor.open("/company/people")
    visitor.look("people")
    visitor.type_into("name", "Анна Белова")
    visitor.type_into("email", f"anna-{uuid4().hex[:8]}@client.example")
    visitor.click("input[name=role][value=buyer]")
    visitor.leave("#invite button")
    assert "done=invited" in visitor.driver.current_url
    visitor.look("invited")
    visitor.open("/company/roles?from=buyer")
    visitor.look("role")
    visitor.open("/company/approval")
    visitor.type_into("name", "Каждый заказ")
    visitor.leave("form.side button, aside form button.primary")
    assert "done=saved" in visitor.driver.current_url
    visitor.look("rules")
    visitor.open("/company/budgets")
    visitor.type_into("amount", "1 000 000")
    visitor.leave("form.side button.primary")
    assert "done=saved" in visitor.driver.current_url
    visitor.look("budgets")
    visitor.leave(".person button")

    visitor.sign_in(portal.account("buyer"))
    fill(visitor)
    visitor.open("/checkout")
    visitor.look("checkout")
    visitor.leave("button[name=do][value=ask]")
    assert "/approvals/" in visitor.driver.current_url
    visitor.look("asked")
    request = urlsplit(visitor.driver.current_url).path
    visitor.leave(".person button")

    visitor.sign_in(portal.account("company_admin"))
    visitor.open("/approvals")
    visitor.look("waiting")
    visitor.open(request)
    visitor.look("decide")
    visitor.type_into("reason", "Перенесите на следующий месяц")
    visitor.leave("button[name=do][value=refuse]")
    assert "done=refused" in visitor.driver.current_url
    visitor.look("refused")
    visitor.open("/company/journal")
    visitor.look("journal")
    clear(visitor)


def fill(visitor: Visitor) -> None:
    """The first good of the catalogue that may be ordered."""
    visitor.open("/catalogue?stock=1")
    visitor.click("form[action='/cart/add'] button[name=add]")
    # Other stories may have left lines in the cart: what is waited for is the word beside the good.
    visitor.one(".said.good")
    assert visitor.cart_lines > 0


def clear(visitor: Visitor) -> None:
    """Other stories order without approval."""
    visitor.open("/company/approval")
    while buttons := visitor.all("button[name=rule]"):
        visitor.leave_by(buttons[0])
        assert "done=saved" in visitor.driver.current_url
        visitor.open("/company/approval")
