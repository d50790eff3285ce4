"""Pages that everyone can use: judged by axe, weighed, and walked without a mouse."""

from collections.abc import Callable, Iterator

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.everyone import HEAVIEST, findings, focus_is_seen, open_afresh, reached, weight
from tests.browser.test_buyer_story import empty_cart
from tests.browser.test_card_story import compare
from tests.browser.test_facets_story import wait_for_the_index
from tests.browser.test_filling_story import articles
from tests.browser.test_media_story import opened
from tests.browser.visitor import Visitor
from tests.capabilities import shows

STAFF_PAGES = (
    *("/manage/clients", "/manage/rules/new", "/manage/prices/types", "/manage/structure", "/manage/properties"),
    *("/manage/labels/new", "/manage/media", "/manage/exchange"),
)


@pytest.fixture
def judged(visitor: Visitor) -> Iterator[Callable[[str], None]]:
    """Judges the page that stands; what was found on all of them is told at once, at the end."""
    faults: list[str] = []

    def judge(name: str) -> None:
        faults.extend(f"{name}: {one}" for one in findings(visitor))
        bytes_ = weight(visitor)
        if bytes_ > HEAVIEST:
            faults.append(f"{name}: {bytes_} bytes")

    # Every page is weighed as if it were the first of a visit.
    visitor.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    yield judge
    visitor.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})
    assert not faults, "\n".join(faults)


def section_of(visitor: Visitor) -> str:
    """A section that has sections above and filters beside it."""
    wait_for_the_index(visitor, "/catalogue")
    link = visitor.driver.find_element(By.CSS_SELECTOR, ".tree .nodes .nodes a, .tree ul + ul a")
    return str(link.get_attribute("href")).replace(visitor.base, "")


@shows("M092", "M106", "M081", "M083")
def test_a_buyers_pages_pass_axe_and_are_light(visitor: Visitor, portal: Portal, judged: Callable[[str], None]) -> None:
    visitor.open("/login")
    judged("login")
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    section = section_of(visitor)
    lists = (f"{section}?stock=1", f"{section}?view=rows&stock=0", "/search?q=ъъъъщщ")
    for path in (*lists, "/price-lists", "/orders", "/quick-order"):
        visitor.open(path)
        judged(path)
    visitor.open("/catalogue")
    visitor.one("#find").send_keys("самор")
    visitor.one("#suggestions [role=option]")
    judged("suggestions")
    opened(visitor, ".shot", without="[data-turn]")
    judged("card")
    opened(visitor, "[data-turn]")
    judged("turn")
    compare(visitor)
    visitor.open("/compare")
    judged("comparison")

    first, second = articles(visitor, 2)
    visitor.open("/quick-order")
    visitor.driver.find_element(By.NAME, "text").send_keys(f"{first} 2\n{second}; 3\nНЕТ-ТАКОГО 5")
    visitor.leave("form[action='/quick-order'] .primary")
    assert len(visitor.all(".report tbody tr")) == 3
    judged("report")
    visitor.leave("button[name=do][value=add].primary")
    assert "added=" in visitor.driver.current_url
    for path in ("/cart", "/checkout", "/cart/print"):
        visitor.open(path)
        judged(path)
    visitor.open("/quick-order")
    visitor.leave(".section-links ul a")
    assert visitor.all(".fill-table input[name^='q-']")
    judged("table")


@shows("M025", "M093")
def test_pages_of_the_sellers_people_pass_axe_and_are_light(
    visitor: Visitor, portal: Portal, judged: Callable[[str], None]
) -> None:
    visitor.sign_in(portal.account("sales_head"))
    for path in STAFF_PAGES:
        visitor.open(path)
        judged(path)


@shows("M083", "M106", "M007")
def test_goods_are_found_judged_and_ordered_without_a_mouse(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    open_afresh(visitor, f"{section_of(visitor)}?view=rows&stock=1")
    assert reached(visitor, ".skip") == 1
    assert focus_is_seen(visitor)
    reached(visitor, ".facet summary, .facets-open")
    assert focus_is_seen(visitor)
    reached(visitor, ".goods .stepper input")
    assert focus_is_seen(visitor)
    visitor.keys("5", Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 1)

    reached(visitor, ".goods td.name a, .goods .name a")
    with visitor.leaving():
        visitor.keys(Keys.ENTER)
    assert "/goods/" in visitor.driver.current_url
    reached(visitor, ".units .stepper input")
    assert focus_is_seen(visitor)
    visitor.keys(Keys.CONTROL + "a")
    visitor.keys("30", Keys.ENTER)
    visitor.until(lambda: "В корзине" in visitor.text(".units"))

    visitor.open("/quick-order")
    reached(visitor, ".section-links ul a")
    with visitor.leaving():
        visitor.keys(Keys.ENTER)
    assert visitor.all(".fill-table input[name^='q-']")
    lines = visitor.cart_lines
    reached(visitor, ".fill-table input[name^='q-']")
    visitor.keys("4", Keys.ENTER)
    with visitor.leaving():
        visitor.keys("4", Keys.CONTROL + Keys.ENTER)
    assert visitor.cart_lines >= lines + 1
