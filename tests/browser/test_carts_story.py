"""A cart of five hundred lines by keyboard, several carts, a saved list: on a wide screen and on a phone."""

from typing import Any

from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import empty_cart
from tests.browser.visitor import Visitor
from tests.capabilities import shows

LINES, PAGE = 500, 100
# As a program of the buyer's own would, from within his session; off the multiple takes the one that is offered.
FILL = """
const [most, done] = arguments;
(async () => {
  const csrf = document.querySelector("input[name=csrf]").value;
  const variants = [];
  for (let offset = 0; variants.length < most; offset += 100) {
    const page = await (await fetch(`/api/v1/products?limit=100&in_stock=true&offset=${offset}`)).json();
    if (!page.products.length) break;
    for (const one of page.products) for (const offer of one.offers) if (offer.price) variants.push(offer.variant);
  }
  const put = async (lines) => (await (await fetch("/api/v1/cart/lines", {
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify({ lines }),
  })).json()).outcomes;
  const outcomes = await put(variants.slice(0, most).map((variant) => ({ variant, quantity: "1" })));
  const upper = outcomes.filter((one) => one.refusal && one.refusal.upper);
  if (upper.length) await put(upper.map((one) => ({ variant: one.variant, quantity: one.refusal.upper })));
  done(null);
})().catch((error) => done(String(error)));
"""


def fill(visitor: Visitor, most: int) -> None:
    visitor.driver.set_script_timeout(60)
    fault: Any = visitor.driver.execute_async_script(FILL, most)
    assert fault is None, fault


def name_in_focus(visitor: Visitor) -> str:
    return str(visitor.driver.switch_to.active_element.get_attribute("name"))


@shows("N24", "N02", "M085", "N13")
def test_a_long_cart_by_keyboard_and_what_is_kept_of_it(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    fill(visitor, LINES)
    visitor.open("/cart")
    assert visitor.cart_lines == LINES
    assert len(visitor.all("#cart .stepper input")) == PAGE
    visitor.look("five-hundred")

    first, second, third = [str(one.get_attribute("name")) for one in visitor.all("#cart .stepper input")[:3]]
    visitor.press(visitor.all("#cart .stepper input")[0])
    visitor.keys(Keys.ARROW_DOWN)
    assert name_in_focus(visitor) == second
    visitor.keys(Keys.CONTROL + Keys.DELETE)
    visitor.until(lambda: visitor.cart_lines == LINES - 1, 30)
    visitor.until(lambda: name_in_focus(visitor) == third)
    visitor.keys(Keys.CONTROL + "z")
    visitor.until(lambda: visitor.cart_lines == LINES, 30)
    visitor.until(lambda: [one.get_attribute("name") for one in visitor.all("#cart .stepper input")[:2]][-1] == second)
    assert visitor.all("#cart .stepper input")[0].get_attribute("name") == first

    visitor.leave(".pager a[rel=next]")
    assert "offset=100" in visitor.driver.current_url
    visitor.look("second-page")

    visitor.click("#cart button[name=clear]")
    visitor.until(lambda: visitor.cart_lines == 0, 30)
    visitor.click(".toast .link")
    visitor.until(lambda: visitor.cart_lines == LINES, 30)

    visitor.leave(".carts-bar a[href^='/lists/new']")
    with visitor.leaving(30):
        visitor.type_into("name", "Недельный" + Keys.ENTER)
    assert "/lists/" in visitor.driver.current_url
    assert "saved" in visitor.driver.current_url
    visitor.look("list")

    visitor.open("/carts")
    with visitor.leaving():
        visitor.type_into("name", "Объект" + Keys.ENTER)
    assert visitor.driver.current_url.endswith("/cart")
    assert visitor.cart_lines == 0
    visitor.open("/lists")
    visitor.look("lists")
    visitor.leave("form[action$='/order'] button", 30)
    assert visitor.cart_lines == LINES
    visitor.open("/carts")
    visitor.look("carts")
    visitor.click("summary")
    visitor.leave("button[value=delete]")
    assert "deleted" in visitor.driver.current_url
    visitor.look("deleted")
    visitor.open("/lists")
    visitor.leave("button[value=delete]")
    assert "deleted" in visitor.driver.current_url
    empty_cart(visitor)
