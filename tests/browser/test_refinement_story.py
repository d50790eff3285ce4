"""The word of the ERP on the prices of a cart at the screen: asked, dearer and agreed to, no price, ordered."""

import json
from collections.abc import Iterator
from urllib.request import Request

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from entrypoints.cli.ports import LOCAL
from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import empty_cart
from tests.browser.visitor import Visitor
from tests.capabilities import shows

# Sold by the second organization, whose prices its base settles for every cart.
SKU = "АВ-01944"


def base_says(portal: Portal, manner: str) -> None:
    body = json.dumps({"quotes": manner}).encode()
    asked = Request(f"{portal.twin}/switches", body, {"Content-Type": "application/json"})
    with LOCAL.open(asked, timeout=10) as answer:
        assert answer.status == 200


def go_to(visitor: Visitor, region: str) -> None:
    visitor.open("/context")
    visitor.driver.execute_script(
        "const field = document.querySelector('select.region');"
        "field.value = [...field.options].find((one) => one.text.includes(arguments[0])).value",
        region,
    )
    visitor.leave("select.region + button")
    assert region in visitor.text("header")


@pytest.fixture
def base(portal: Portal) -> Iterator[Portal]:
    """As it is when nothing is wrong, before and after."""
    if not portal.twin:
        pytest.skip("OPTOVIK_BROWSER_TWIN does not name the twin of that portal")
    base_says(portal, "normal")
    yield portal
    base_says(portal, "normal")


def ask(visitor: Visitor, until: str, seconds: float = 10.0) -> None:
    visitor.click("#refinement button[name=ask]")
    visitor.until(lambda: until in visitor.text("#refinement"), seconds)


@shows("M024")
def test_the_erp_settles_the_prices_of_a_cart(visitor: Visitor, base: Portal) -> None:
    visitor.sign_in(base.account("buyer"))
    go_to(visitor, "Петербург")
    # Another seller's goods would go by the policy of another contract.
    empty_cart(visitor)
    visitor.open(f"/search?q={SKU}")
    visitor.press(visitor.all("input[name^='q-']")[0])
    visitor.keys("3" + Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines > 0)
    visitor.open("/cart")
    assert "ещё не спрашивали" in visitor.text("#refinement")
    visitor.look("unasked")
    ask(visitor, "подтверждены 1С")
    visitor.look("confirmed")

    base_says(base, "dearer")
    ask(visitor, "Согласны с этими ценами?")
    assert "цена 1С" in visitor.text("#cart-lines")
    visitor.look("dearer")
    visitor.open("/checkout")
    assert not [one for one in visitor.all("form[data-place] button.primary") if one.is_displayed()]
    visitor.open("/cart")
    visitor.click("#refinement button[name=accept]")
    visitor.until(lambda: "Согласны" not in visitor.text("#refinement"))
    visitor.look("accepted")

    base_says(base, "zero")
    ask(visitor, "цена 1С нулевая")
    visitor.look("no-price")
    visitor.open("/checkout")
    assert "уйдёт к подтверждению" in visitor.text("aside")
    visitor.look("checkout")
    visitor.leave("form[data-place] button.primary", 20)
    assert "/placed" in visitor.driver.current_url
    assert "цены к подтверждению" in visitor.text("main")
    visitor.look("placed")
    # Beside what other stories have left in the cart.
    mine = next(row for row in visitor.all("main tbody tr") if "цены к подтверждению" in row.text)
    visitor.leave_by(mine.find_element(By.CSS_SELECTOR, "a"))
    assert "/orders/" in visitor.driver.current_url
    assert "Цены из 1С" in visitor.text("main")
    visitor.look("order")
    go_to(visitor, "Москва")
