"""A rule at the screen: its consequences by a worker, saved, felt by a buyer, undone; and the next price step."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import empty_cart, orderable_rows
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows

COMPUTED = 120.0


def buyers_steps(visitor: Visitor, portal: Portal) -> str:
    """Why the first goods of the catalogue cost what they cost."""
    visitor.driver.delete_all_cookies()
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/catalogue?stock=1")
    href = visitor.all(".goods a.price")[0].get_attribute("href")
    assert href is not None
    visitor.open(href.removeprefix(visitor.base))
    return visitor.text(".steps")


@shows("A08", "M025")
def test_a_rule_for_everything_is_previewed_saved_felt_and_undone(visitor: Visitor, portal: Portal) -> None:
    name = f"Всё дешевле {visitor.driver.execute_script('return window.innerWidth')}"
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/rules/new")
    visitor.type_into("name", name)
    visitor.type_into("value", "−7")
    visitor.leave(".foot-bar button[value=preview]")
    visitor.click("input[name=everything]")
    console(visitor.driver)  # the refusal is a 422, which the browser writes down
    visitor.leave(".foot-bar button[value=preview]")
    assert "preview=" in visitor.driver.current_url
    visitor.look("computing")
    visitor.until(lambda: bool(visitor.all("#preview .figures")), COMPUTED)
    assert "цифры точные" in visitor.text("#preview")
    visitor.look("consequences")

    assert not visitor.one("#preview").find_element(By.CSS_SELECTOR, "[data-stale]").is_displayed()
    visitor.type_into("value", "−8")
    assert visitor.one("#preview [data-stale]").text.startswith("Черновик с тех пор изменён")
    visitor.open("/manage/rules")
    visitor.look("with-a-draft")
    visitor.leave(".passed-over a")
    assert visitor.driver.find_element(By.NAME, "value").get_attribute("value") == "-7"
    visitor.leave(".foot-bar button[value=save]")
    assert "saved" in visitor.driver.current_url
    visitor.look("saved")
    rule = visitor.driver.current_url.removeprefix(visitor.base)
    try:
        assert f"{name}, −7 %" in buyers_steps(visitor, portal)
        visitor.look("buyers-why")
    finally:
        visitor.driver.delete_all_cookies()
        visitor.sign_in(portal.account("sales_head"))
        visitor.open(rule)
        visitor.leave(".deeds form:first-child button")
        assert len(visitor.all(".versions li")) == 2
    visitor.look("undone")
    assert name not in buyers_steps(visitor, portal)


@shows("A08")
def test_a_preview_is_cancelled_and_what_was_typed_stays(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/rules/new")
    visitor.type_into("name", "Передумали")
    visitor.type_into("value", "−1")
    visitor.leave(".foot-bar button[value=preview]")
    visitor.click("input[name=everything]")
    visitor.leave(".foot-bar button[value=preview]")
    visitor.leave("#preview button[value=cancel]")
    assert "прерван" in visitor.text("#preview")
    assert visitor.driver.find_element(By.NAME, "name").get_attribute("value") == "Передумали"
    console(visitor.driver)
    visitor.look("cancelled")


@shows("M027")
def test_the_cart_says_how_much_is_left_to_better_prices(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    visitor.open("/catalogue?stock=1")
    field = orderable_rows(visitor, 1)[0]
    visitor.press(visitor.driver.find_element(By.NAME, field))
    visitor.keys("1", Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 1)
    visitor.open("/catalogue?stock=1")
    href = visitor.all(".goods a.price")[0].get_attribute("href")
    assert href is not None
    visitor.open(href.removeprefix(visitor.base))
    kind = visitor.text(".steps").split("«")[1].split("»")[0]
    types = steps_of(visitor, portal, kind, "900000,00")
    try:
        visitor.driver.delete_all_cookies()
        visitor.sign_in(portal.account("buyer"))
        visitor.open("/cart")
        assert "действуют цены" in visitor.text(".next-step")
        visitor.look("next-step")
    finally:
        steps_of(visitor, portal, kind, "", types)


def steps_of(visitor: Visitor, portal: Portal, kind: str, total: str, path: str = "") -> str:
    """The head of sales gives the price type its first step, or takes it away; the address of the type."""
    visitor.driver.delete_all_cookies()
    visitor.sign_in(portal.account("sales_head"))
    if not path:
        visitor.open("/manage/prices")
        link = next(link for link in visitor.all(".table .lead a") if link.text == kind)
        path = str(link.get_attribute("href")).removeprefix(visitor.base)
    visitor.open(path)
    visitor.type_into("total-1", total)
    options = visitor.all("select[name=becomes-1] option")
    options[1 if total else 0].click()
    visitor.leave("form.stack[action$='steps'] button")
    assert bool(visitor.driver.find_element(By.NAME, "total-1").get_attribute("value")) == bool(total)
    return path
