"""A buyer narrows a section by its properties: on a wide screen and on a phone, and without a script."""

from time import sleep

from selenium.webdriver.common.by import By

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor
from tests.capabilities import shows

PATIENCE = 60  # the worker builds the index once the demo data are in


def wait_for_the_index(visitor: Visitor, path: str) -> None:
    for _ in range(PATIENCE):
        visitor.open(path)
        if visitor.driver.find_elements(By.CSS_SELECTOR, ".facets"):
            return
        sleep(1)
    raise AssertionError("the section has no filters")


def is_shown(visitor: Visitor, css: str) -> bool:
    return any(one.is_displayed() for one in visitor.driver.find_elements(By.CSS_SELECTOR, css))


def total(visitor: Visitor) -> int:
    return int("".join(c for c in visitor.text("#goods-title .quiet") if c.isdigit()))


@shows("M092", "M106")
def test_a_section_is_narrowed_by_its_properties(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    wait_for_the_index(visitor, "/catalogue")
    section = visitor.driver.find_element(By.CSS_SELECTOR, ".tree .nodes .nodes a, .tree ul + ul a")
    path = str(section.get_attribute("href")).replace(visitor.base, "")
    wait_for_the_index(visitor, f"{path}?view=rows&stock=0")
    before = total(visitor)
    visitor.look("section")
    if is_shown(visitor, ".facets-open"):
        visitor.click(".facets-open")
        visitor.shoot("sheet")
    tick = next(one for one in visitor.all(".facet .check") if one.is_displayed())
    count = int("".join(c for c in tick.find_element(By.CSS_SELECTOR, ".count").text if c.isdigit()))
    assert 0 < count < before
    # Where the list stands beside it a tick is enough; the sheet of a phone is applied by its button.
    if is_shown(visitor, ".facets-close"):
        visitor.press(tick)
        visitor.leave(".facets-foot button")
    else:
        visitor.leave_by(tick)
    assert visitor.all(".chip")
    assert total(visitor) == count
    visitor.look("narrowed")
    visitor.leave(".chip")
    assert not visitor.all(".chip")
    assert total(visitor) == before
