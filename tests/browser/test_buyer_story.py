"""The whole story of a buyer, as he lives it: on a wide screen and on a phone, by pointer and by keyboard alone."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows

ORDERABLE = ".goods tbody tr:not(.other)"


def orderable_rows(visitor: Visitor, most: int = 2) -> list[str]:
    """Names of the fields of rows that have a price and stock."""
    found = []
    for row in visitor.all(ORDERABLE):
        fields = row.find_elements(By.CSS_SELECTOR, ".stepper input")
        if fields and not row.find_elements(By.CSS_SELECTOR, ".stock.none"):
            found.append(str(fields[0].get_attribute("name")))
    assert len(found) >= most, "the demo data must offer goods that can be ordered"
    return found[:most]


def empty_cart(visitor: Visitor) -> None:
    visitor.open("/cart")
    while buttons := visitor.all("#cart button[name=clear], #cart button[name=remove]"):
        lines = visitor.cart_lines
        visitor.press(buttons[-1] if buttons[-1].get_attribute("name") == "clear" else buttons[0])
        visitor.until(lambda before=lines: visitor.cart_lines < before)  # type: ignore[misc]  # mypy: lambda default


def fill_cart(visitor: Visitor, lines: int, quantity: str) -> None:
    """With this much of the first goods that can be ordered, by the keyboard, and nothing else."""
    empty_cart(visitor)
    visitor.open("/catalogue?stock=1&view=rows")
    for field in orderable_rows(visitor, lines):
        visitor.press(visitor.driver.find_element(By.NAME, field))
        visitor.keys(quantity)
    visitor.keys(Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == lines)


@shows("M001", "M005", "M007", "M013", "M033")
def test_a_buyer_finds_goods_fills_the_cart_and_places_an_order(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    visitor.look("home")
    empty_cart(visitor)

    visitor.open("/catalogue?stock=1&view=rows")
    visitor.look("catalogue")
    name = visitor.text(".goods .name a")

    with visitor.leaving():
        visitor.type_into("q", name.split()[0] + Keys.ENTER)
    assert "/search" in visitor.driver.current_url
    assert name.split()[0].casefold() in visitor.text(".goods").casefold()
    visitor.look("search")

    visitor.click(".goods a.price")
    visitor.until(lambda: bool(visitor.all("dialog[open] .steps li")))
    visitor.shoot("why")
    visitor.click("dialog[open] .dialog-close")

    visitor.open("/catalogue?stock=1")
    first, second = orderable_rows(visitor)
    visitor.press(visitor.driver.find_element(By.NAME, first))
    visitor.keys("1")
    visitor.press(visitor.driver.find_element(By.NAME, second))
    visitor.keys("1", Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 2)
    visitor.until(lambda: visitor.text(f"#s-{first[2:]}") != "")
    # The script empties the field a moment after the answer is shown.
    visitor.until(lambda: _value(visitor, first) == "")
    visitor.look("added")

    visitor.leave("#header-cart")
    visitor.look("cart")
    visitor.click("#cart button[name=remove]")
    visitor.until(lambda: visitor.cart_lines == 1)
    visitor.click(".toast .link")
    visitor.until(lambda: visitor.cart_lines == 2)
    visitor.look("brought-back")

    visitor.leave("a[href='/checkout']")
    visitor.type_into("comment", "Разгрузка с 9 до 12")
    visitor.look("checkout")
    with visitor.leaving():
        visitor.keys(Keys.CONTROL + Keys.ENTER)
    assert "/placed" in visitor.driver.current_url
    visitor.look("placed")
    assert visitor.cart_lines == 0

    number = visitor.text(".table .lead a")
    visitor.leave(".table .lead a")
    assert number in visitor.text("h1")
    assert "Разгрузка с 9 до 12" in visitor.text("main")
    visitor.look("order")

    visitor.open("/orders")
    assert number in visitor.text("main")
    visitor.look("orders")


@shows("M032", "M033")
def test_switching_keeps_the_lines_and_tells_what_changed(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    visitor.open("/catalogue?stock=1&view=rows")
    for field in orderable_rows(visitor):
        visitor.press(visitor.driver.find_element(By.NAME, field))
        visitor.keys("1")
    visitor.keys(Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 2)

    visitor.leave(".context a[href='/context']")
    visitor.look("context")
    others = visitor.all("input[name=contract]:not(:checked):not(:disabled)")
    if not others:
        pytest.skip("the buyer has one contract only")
    mine = visitor.driver.find_element(By.CSS_SELECTOR, "input[name=contract]:checked").get_attribute("value")
    other = str(others[0].get_attribute("value"))
    switch_to(visitor, other)
    visitor.look("switched")
    assert visitor.cart_lines == 2
    switch_to(visitor, str(mine))
    assert visitor.cart_lines == 2
    empty_cart(visitor)


def switch_to(visitor: Visitor, contract: str) -> None:
    visitor.open("/context")
    radio = visitor.driver.find_element(By.CSS_SELECTOR, f"input[name=contract][value='{contract}']")
    visitor.press(radio.find_element(By.XPATH, "./ancestor::label"))
    visitor.leave_by(radio.find_element(By.XPATH, "./ancestor::form").find_element(By.CSS_SELECTOR, "button"))
    assert "switched" in visitor.driver.current_url or visitor.all("a[href='/cart'].button")


def test_what_was_typed_in_the_cart_survives_the_answer_to_another_line(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    visitor.open("/catalogue?stock=1&view=rows")
    for field in orderable_rows(visitor):
        visitor.press(visitor.driver.find_element(By.NAME, field))
        visitor.keys("1")
    visitor.keys(Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 2)
    visitor.open("/cart")
    first, second = (str(f.get_attribute("name")) for f in visitor.all("#cart .stepper input")[:2])
    # While the first quantity is on its way, the second one is being typed.
    visitor.driver.execute_script(
        "const [a, b] = [arguments[0], arguments[1]].map((name) => document.querySelector(`input[name='${name}']`));"
        "document.addEventListener('htmx:before:request', () => { b.focus(); b.value = '200000'; }, {once: true});"
        "a.value = '100000'; a.dispatchEvent(new Event('change', {bubbles: true}));",
        first,
        second,
    )
    visitor.until(lambda: len(visitor.all("#cart .refusal")) == 1)
    # The script puts back what was typed a moment after the answer is shown.
    visitor.until(lambda: _value(visitor, second) == "200000")
    assert visitor.driver.switch_to.active_element.get_attribute("name") == second
    visitor.keys(Keys.TAB)
    visitor.until(lambda: len(visitor.all("#cart .refusal")) >= 2)
    assert _value(visitor, second).startswith("2")
    visitor.look("refused")
    visitor.click("#cart .refusal button[name=remove]")
    visitor.until(lambda: visitor.cart_lines == 1)
    empty_cart(visitor)


def _value(visitor: Visitor, name: str) -> str:
    return str(visitor.driver.find_element(By.NAME, name).get_attribute("value"))


def test_the_keyboard_finds_and_walks_the_rows(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/catalogue?stock=1&view=rows")
    visitor.driver.find_element(By.TAG_NAME, "body").send_keys("/")
    assert visitor.driver.switch_to.active_element.get_attribute("id") == "find"
    fields = [
        str(field.get_attribute("name")) for field in visitor.all(".goods .stepper input") if field.is_displayed()
    ]
    visitor.driver.execute_script("document.querySelector(`input[name='${arguments[0]}']`).focus()", fields[0])
    visitor.keys(Keys.ARROW_DOWN)
    assert visitor.driver.switch_to.active_element.get_attribute("name") == fields[1]
    visitor.keys("+")
    stepped = visitor.driver.switch_to.active_element.get_attribute("value")
    assert stepped not in ("", "0")
    visitor.keys(Keys.ARROW_UP)
    assert visitor.driver.switch_to.active_element.get_attribute("name") == fields[0]
    outline = visitor.driver.execute_script(
        "return getComputedStyle(document.activeElement.closest('.stepper')).boxShadow"
    )
    assert outline != "none"


def test_signing_in_tells_nothing_of_who_exists(visitor: Visitor, portal: Portal) -> None:
    said = []
    for login in (portal.account("buyer")["login"], "nobody@nowhere.example"):
        visitor.open("/login")
        visitor.type_into("login", login)
        with visitor.leaving():
            visitor.type_into("password", "wrong" + Keys.ENTER)
        said.append(visitor.text(".refusal"))
        assert visitor.driver.find_element(By.NAME, "login").get_attribute("value") == login
    assert said[0] == said[1]
    console(visitor.driver)  # the browser itself notes the status 401
    visitor.look("refused")
