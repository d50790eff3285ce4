"""Checkout as it is lived: what is offered of delivery, a split preview, a refusal with its ways out, the keyboard."""

from uuid import uuid4

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import fill_cart
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows

MANY = "9000000"


@pytest.fixture
def buyer(visitor: Visitor, portal: Portal) -> Visitor:
    visitor.sign_in(portal.account("buyer"))
    fill_cart(visitor, 3, "1")
    return visitor


@shows("M074", "M076", "M110", "N23")
def test_delivery_is_chosen_and_what_was_typed_stays(buyer: Visitor) -> None:
    buyer.open("/checkout")
    buyer.look("checkout-pickup")
    buyer.type_into("comment", "Разгрузка с 9 до 12")
    own = next(one for one in buyer.all("label.choice") if "Доставка по городу" in one.text)
    buyer.press(own)
    buyer.until(lambda: bool(buyer.all("#f-window")))
    assert buyer.driver.find_element(By.NAME, "comment").get_attribute("value") == "Разгрузка с 9 до 12"
    days = [one.get_attribute("value") for one in buyer.all("#f-ship_on option")]
    assert len(days) > 2
    buyer.driver.execute_script("document.querySelector('#delivery details').open = true")
    buyer.type_into("new_city", "Пермь")
    buyer.type_into("new_street", "Ленина")
    buyer.leave("button[name=add_address]")
    assert buyer.all(".fault")
    buyer.shoot("checkout-address-fault")
    console(buyer.driver)  # the refusal of the form is a line there
    name = f"Склад {uuid4().hex[:4]}"
    buyer.type_into("new_street", "Ленина, 5")
    buyer.type_into("new_name", name)
    buyer.leave("button[name=add_address]")
    assert name in buyer.text("#f-address")
    assert "Разгрузка с 9 до 12" in str(buyer.driver.find_element(By.NAME, "comment").get_attribute("value"))
    buyer.look("checkout-delivery")
    with buyer.leaving():
        buyer.keys(Keys.CONTROL + Keys.ENTER)
    assert "/placed" in buyer.driver.current_url
    buyer.leave(".table .lead a")
    assert "Пермь, Ленина, 5" in buyer.text("main")
    buyer.look("order-with-delivery")
    buyer.open("/addresses")
    assert name in buyer.text("main")
    buyer.look("addresses")


@shows("A09", "M076")
def test_a_refusal_is_mended_by_the_keyboard_alone(buyer: Visitor) -> None:
    buyer.open("/cart")
    field = buyer.all(".stepper input")[0]
    buyer.press(field)
    buyer.keys(MANY, Keys.ENTER)  # what stood there is selected with the focus
    buyer.until(lambda: bool(buyer.all(".why-not")))
    buyer.open("/checkout")
    assert buyer.all("button[name=postpone], button[name=set]")
    buyer.look("checkout-refusal")
    way = buyer.all("button[name=set]")[0]
    buyer.driver.execute_script("arguments[0].focus()", way)
    with buyer.leaving():
        buyer.keys(Keys.ENTER)
    assert not buyer.all(".refusal button[name=set]")
    buyer.look("checkout-mended")
    assert buyer.all("form[data-place] button.primary"), "the order may go now"


@shows("M079")
def test_one_press_from_the_cart(buyer: Visitor) -> None:
    buyer.open("/cart")
    buyer.look("cart-one-press")
    buyer.leave("form:has(input[name=express]) button")
    assert "/placed" in buyer.driver.current_url
    assert buyer.cart_lines == 0


@shows("M080")
def test_a_visitor_leaves_a_request_and_the_manager_takes_it(visitor: Visitor, portal: Portal) -> None:
    visitor.open("/request")
    visitor.look("request")
    phone = f"+7912{int(uuid4()) % 10_000_000:07d}"
    visitor.type_into("goods", "АВ-10/1 20")
    visitor.type_into("phone", phone)
    visitor.type_into("email", "ivan@example.org")
    visitor.click("label.check")
    visitor.driver.execute_async_script("setTimeout(arguments[0], 4000)")  # as long as a person needs
    visitor.leave("button.primary")
    assert not visitor.all("#f-goods")
    visitor.look("request-sent")
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/leads?state=new")
    assert phone in visitor.text("main")
    visitor.look("leads")
    visitor.leave_by(visitor.driver.find_element(By.XPATH, f"//tr[contains(., '{phone}')]//a"))
    visitor.look("lead")
    visitor.leave("button[name=to][value=taken]")
    assert visitor.all("button[name=to][value=won]")


@shows("M074")
def test_the_seller_keeps_delivery(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/delivery")
    visitor.look("manage-delivery")
    visitor.leave(".table .lead a")
    visitor.look("manage-method")
