"""A buyer types into the search: suggestions by keyboard, how the text was read, and a plain form without a script."""

from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor
from tests.capabilities import shows

OPTIONS = '#suggestions [role="option"]'


@shows("N17")
def test_suggestions_are_gone_through_by_keyboard(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/catalogue")
    field = visitor.one("#find")
    visitor.driver.execute_script("document.activeElement.blur()")
    visitor.driver.find_element("tag name", "body").send_keys("/")
    assert visitor.driver.switch_to.active_element == field

    field.send_keys("самор")
    visitor.until(lambda: len(visitor.all(OPTIONS)) > 3)
    assert field.get_attribute("aria-expanded") == "true"
    visitor.look("suggestions")

    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    chosen = visitor.one(f'{OPTIONS}[aria-selected="true"]')
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    field.send_keys(Keys.ARROW_UP, Keys.ARROW_UP)
    assert not field.get_attribute("aria-activedescendant"), "what was typed stands past either end"

    field.send_keys(Keys.ESCAPE)
    visitor.until(lambda: field.get_attribute("aria-expanded") == "false")
    assert field.get_attribute("value") == "самор"
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    target = visitor.one(f'{OPTIONS}[aria-selected="true"]').get_attribute("href")
    with visitor.leaving():
        field.send_keys(Keys.ENTER)
    assert visitor.driver.current_url == target
    assert visitor.one("h1").is_displayed()


@shows("N17")
def test_a_text_typed_on_the_other_layout_is_read_and_may_be_taken_exactly(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    with visitor.leaving():
        visitor.type_into("q", "rhfcrf afcflyfz" + Keys.ENTER)
    assert "/search" in visitor.driver.current_url
    assert "Показаны результаты по запросу «краска фасадная»" in visitor.text(".reading")
    visitor.look("read")
    visitor.leave(".reading a")
    assert "exactly=1" in visitor.driver.current_url
    assert "Ничего не найдено" in visitor.text(".empty")
    visitor.look("nothing")
    visitor.leave('.empty a[href^="/search?q="]:not([href*="rhf"])')
    assert "exactly" not in visitor.driver.current_url
    assert "краска фасадная" in visitor.text("h1")
