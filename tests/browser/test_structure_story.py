"""The tree of sections at the screen: begun with the ERP's groups, changed by keys, previewed, undone, shown."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor
from tests.capabilities import shows

PATH = "/manage/structure"


def rows(visitor: Visitor) -> list[WebElement]:
    return visitor.all("[data-section]")


def names(visitor: Visitor) -> list[str]:
    return [row.find_element(By.CSS_SELECTOR, ".name").text for row in rows(visitor)]


def focus(visitor: Visitor, place: int) -> WebElement:
    row = rows(visitor)[place]
    visitor.driver.execute_script("arguments[0].focus()", row)
    return row


def confirm(visitor: Visitor) -> None:
    visitor.leave(".preview-acts button.primary")
    assert "done=" in visitor.driver.current_url


@shows("M093", "M092")
def test_an_editor_arranges_the_catalogue_by_keys(visitor: Visitor, portal: Portal) -> None:
    width = visitor.driver.execute_script("return window.innerWidth")
    visitor.sign_in(portal.account("sales_head"))
    visitor.open(PATH)
    if not rows(visitor):
        visitor.look("empty")
        visitor.leave("input[value=start] ~ button")
        visitor.look("begin-preview")
        confirm(visitor)
    visitor.open(PATH)
    visitor.type_into("name", f"Раздел {width}")
    with visitor.leaving():
        visitor.keys(Keys.ENTER)
    assert f"Раздел {width}" in names(visitor)
    visitor.look("tree")
    place = names(visitor).index(f"Раздел {width}")
    before = names(visitor)
    with visitor.leaving():
        focus(visitor, place).send_keys(Keys.ALT, Keys.ARROW_UP)
    assert names(visitor) != before
    place = names(visitor).index(f"Раздел {width}")
    focus(visitor, place).send_keys(Keys.F2)
    visitor.until(lambda: visitor.driver.switch_to.active_element.get_attribute("id") == "f-name")
    with visitor.leaving():
        visitor.keys(f"Новое имя {width}" + Keys.ENTER)
    assert f"Новое имя {width}" in names(visitor)
    # Undone within ten seconds, by the same toast that told of it.
    visitor.leave("#toasts button.link")
    assert f"Раздел {width}" in names(visitor)
    with visitor.leaving():
        focus(visitor, 0).send_keys(Keys.DELETE)
    visitor.one(".preview-acts")
    assert "Товаров сменят раздел" in visitor.text("main")
    visitor.look("remove-preview")
    visitor.open(PATH)
    visitor.leave("input[value=use] ~ button")
    visitor.look("use-preview")
    confirm(visitor)
    for page in ("rules", "unmapped", "history"):
        visitor.open(f"{PATH}/{page}")
        visitor.look(page)
    visitor.open("/manage/properties")
    visitor.look("properties")
    visitor.open(PATH)
    # What other tests of the portal meet is as it was.
    visitor.leave("input[value=stop-using] ~ button")
    confirm(visitor)
