"""A promo code at the screen: made at the seller's desk, named in a cart, refused in words, taken off."""

from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows


@shows("M118")
def test_a_code_goes_from_the_desk_into_a_cart(visitor: Visitor, portal: Portal) -> None:
    code = f"ЛЕТО-{visitor.driver.execute_script('return window.innerWidth')}"
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/promo")
    visitor.look("codes-empty")
    visitor.open("/manage/promo/new")
    visitor.look("new")
    visitor.type_into("code", code)
    visitor.type_into("name", "Летняя рассылка")
    visitor.type_into("value", "101")
    visitor.leave("form.panel button.primary")
    assert "процент больше 0" in visitor.text(".fault")
    assert all("422" in line for line in console(visitor.driver))
    visitor.look("new-refused")
    visitor.type_into("value", "7,5")
    visitor.leave("form.panel button.primary")
    visitor.one(".note.good")
    visitor.look("code")
    visitor.open("/manage/promo")
    assert code in visitor.text(".table")
    visitor.look("codes")

    visitor.driver.delete_all_cookies()
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/catalogue")
    visitor.press(visitor.all("input[name^='q-']")[0])
    visitor.keys("50" + Keys.ENTER)
    # Other stories may have left lines in the cart: what is waited for is the word beside the good.
    visitor.one(".said.good")
    assert visitor.cart_lines > 0
    visitor.open("/cart")
    visitor.look("cart")
    visitor.type_into("code", "НЕТ ТАКОГО")
    visitor.keys(Keys.ENTER)
    visitor.until(lambda: "нет." in visitor.text(".fault"))
    visitor.look("cart-refused")
    visitor.type_into("code", code.replace("Е", "E").lower())
    visitor.keys(Keys.ENTER)
    visitor.until(lambda: "Скидка по промокоду" in visitor.text("aside"))
    visitor.look("cart-with-code")
    visitor.open("/checkout")
    assert "Скидка по промокоду" in visitor.text("aside")
    visitor.look("checkout")
    visitor.open("/cart")
    visitor.click("button[name=remove][value='1']")
    visitor.until(lambda: "Скидка по промокоду" not in visitor.text("aside"))
    visitor.look("taken-off")
