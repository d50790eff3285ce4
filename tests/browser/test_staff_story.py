"""The manager and the administrator at their screens."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows


@shows("M067")
def test_a_manager_finds_a_client_and_his_orders(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    assert "/manage/clients" in visitor.driver.current_url
    visitor.look("clients")
    name = visitor.text(".table .lead a")
    inn = visitor.driver.find_element(By.CSS_SELECTOR, ".table tbody td:nth-child(2)").text.split()[-1]
    with visitor.leaving():
        visitor.type_into("q", inn + Keys.ENTER)
    assert f"q={inn}" in visitor.driver.current_url
    assert name in visitor.text(".table")
    visitor.leave(".table .lead a")
    assert name in visitor.text("h1")
    visitor.look("client")
    visitor.open("/manage/orders")
    visitor.look("orders")


def test_an_administrator_reads_the_journal_of_the_exchange(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("administrator"))
    visitor.open("/manage/exchange")
    visitor.look("exchange")
    visitor.leave(".table .lead a[href^='/manage/exchange/']")
    visitor.look("message")


@shows("M022")
def test_an_administrator_enters_a_rate_and_finds_it_in_the_history(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("administrator"))
    visitor.open("/manage/rates")
    visitor.until(lambda: "USD" in visitor.text(".table"))
    visitor.look("rates")
    known = visitor.text(".table tbody tr:first-child td:nth-child(2)").split()[-1]
    with visitor.leaving():
        visitor.type_into("rate", f"{known[:-1]}{(int(known[-1]) + 1) % 10}" + Keys.ENTER)
    assert "done=entered" in visitor.driver.current_url
    visitor.look("rate-entered")
    visitor.open("/manage/rates/USD")
    assert "введён вручную" in visitor.text(".table")
    visitor.look("rate-history")


def test_a_buyer_has_no_way_into_the_workplace(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/manage/clients")
    assert "403" in visitor.text("main")
    assert visitor.all(".table") == []


@shows("M025", "A07", "A08")
def test_the_head_of_sales_writes_a_rule_sees_its_effect_and_takes_it_back(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/rules/new")
    visitor.look("new rule")
    visitor.type_into("name", "Скидка на первый раздел")
    with visitor.leaving():
        visitor.type_into("value", "−3,5" + Keys.ENTER)
    assert visitor.all("[name=everything]"), "it would be for all goods of all clients"
    assert "422" in "".join(console(visitor.driver))
    visitor.click(".pick > ul > li:first-child input")
    visitor.leave(".foot-bar button[value=preview]")
    visitor.until(lambda: bool(visitor.all("#preview .figures")))
    visitor.look("preview")
    visitor.leave(".foot-bar button[value=save]")
    assert "saved" in visitor.driver.current_url
    visitor.look("rule")
    visitor.leave(".deeds form:first-child button")
    assert len(visitor.all(".versions li")) == 2
    visitor.open("/manage/rules?standing=off")
    assert "Скидка на первый раздел" in visitor.text(".table")
    visitor.look("rules")
    visitor.open("/manage/rules/check?seed=12")
    visitor.look("check")
