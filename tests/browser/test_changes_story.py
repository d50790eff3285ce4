"""An order is changed after it was placed: asked of the 1C that has it, and answered by it."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import fill_cart
from tests.browser.visitor import Visitor
from tests.capabilities import shows

# The twin asks for news every five seconds.
EXCHANGE = 60.0


@pytest.fixture
def order(visitor: Visitor, portal: Portal) -> str:
    """The address of an order of three lines that 1C has taken."""
    visitor.sign_in(portal.account("buyer"))
    fill_cart(visitor, 3, "2")
    visitor.open("/cart")
    visitor.leave("form:has(input[name=express]) button")
    assert "/placed" in visitor.driver.current_url
    visitor.leave(".table .lead a")
    where = visitor.driver.current_url.partition("?")[0].removeprefix(visitor.base)
    comes(visitor, where, "Принят в 1С")
    return where


def comes(visitor: Visitor, where: str, words: str) -> None:
    def told() -> bool:
        visitor.open(where)
        return words in visitor.text("main")

    visitor.until(told, EXCHANGE)


@shows("M078", "M048")
def test_less_is_asked_for_by_the_keyboard_and_1c_agrees(visitor: Visitor, order: str) -> None:
    visitor.open(f"{order}/change")
    visitor.look("change")
    visitor.press(visitor.one("input[name='q1']"))
    visitor.keys(Keys.CONTROL + "a")
    with visitor.leaving():
        visitor.keys("1", Keys.ENTER)
    assert "После изменения" in visitor.text("main")
    visitor.look("change-preview")
    visitor.driver.find_element(By.ID, "reason").send_keys("Берём меньше")
    visitor.leave("button[name=do][value=change]")
    assert "Ждём ответа 1С" in visitor.text("main")
    visitor.look("order-change-asked")
    assert "Берём меньше" in visitor.text("#changes")
    comes(visitor, order, "Изменение принято")
    assert "2 → 1" in visitor.text("#changes")
    visitor.look("order-changed")
