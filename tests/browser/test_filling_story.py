"""Filling an order fast: a pasted list, a file and its report, a section by the keyboard."""

from pathlib import Path

import openpyxl
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import empty_cart
from tests.browser.visitor import Visitor
from tests.capabilities import shows

REPORT = ".report tbody tr"


def articles(visitor: Visitor, many: int) -> list[str]:
    visitor.open("/catalogue?stock=1&view=rows")
    found = [one.text for one in visitor.all(".goods tbody tr:not(.other) .sku") if one.text][:many]
    assert len(found) == many
    return found


@shows("M082")
def test_a_list_is_pasted_mended_and_put_into_the_cart(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    first, second, third = articles(visitor, 3)
    visitor.open("/quick-order")
    visitor.look("quick-order")
    text = visitor.driver.find_element(By.NAME, "text")
    text.send_keys(f"{first.lower()} 2\n{second}; 3\nНЕТ-ТАКОГО 5")
    visitor.leave("form[action='/quick-order'] .primary")
    assert len(visitor.all(REPORT)) == 3
    visitor.look("report")
    assert visitor.cart_lines == 0
    row = visitor.driver.find_element(By.NAME, "a-3")
    row.clear()
    with visitor.leaving():
        row.send_keys(third, Keys.ENTER)
    assert not visitor.all(".report .faulty")
    visitor.look("mended")
    visitor.leave("button[name=do][value=add].primary")
    assert visitor.driver.current_url.endswith("/cart")
    assert visitor.cart_lines == 3
    visitor.open("/cart/print")
    visitor.look("print")


@shows("M081", "N06")
def test_a_file_of_any_layout_is_told_its_columns_and_reported(
    visitor: Visitor, portal: Portal, tmp_path: Path
) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    first, second = articles(visitor, 2)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Заявка"], ["Что", f"Надо {tmp_path.name}"], [first, 4], ["ХЛАМ-1", 1], [second, "много"]):
        sheet.append(row)
    book.save(tmp_path / "заявка.xlsx")
    visitor.open("/quick-order")
    visitor.driver.find_element(By.NAME, "file").send_keys(str(tmp_path / "заявка.xlsx"))
    visitor.leave("form[action='/quick-order/file'] .primary")
    assert visitor.driver.current_url.endswith("/columns")
    visitor.look("columns")
    for name, value in (("header", "2"), ("c-0", "article"), ("c-1", "quantity")):
        visitor.one(f"select[name='{name}'] option[value='{value}']").click()
    visitor.leave("section .primary")
    visitor.until(lambda: len(visitor.all(REPORT)) == 3)
    visitor.look("file-report")
    visitor.leave(".tabs a[href$='errors']")
    assert len(visitor.all(REPORT)) == 2
    assert "Это не число" in visitor.text(".report")
    visitor.leave("button[value=drop]")
    assert visitor.driver.current_url.endswith("/quick-order")


@shows("M083")
def test_a_section_is_filled_by_the_keyboard_alone(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    visitor.open("/quick-order")
    visitor.leave(".section-links ul a")
    visitor.look("table")
    cells = [one for one in visitor.all(".fill-table input[name^='q-']") if one.is_displayed()]
    visitor.press(cells[0])
    visitor.keys("2", Keys.ENTER)
    assert visitor.driver.switch_to.active_element == cells[1]
    visitor.keys("3", Keys.ARROW_DOWN, "")
    assert visitor.driver.switch_to.active_element == cells[2]
    visitor.keys(Keys.ARROW_UP)
    assert visitor.driver.switch_to.active_element == cells[1]
    assert "2" in visitor.text("[data-lines]")
    visitor.look("typed")
    with visitor.leaving():
        visitor.keys(Keys.CONTROL + Keys.ENTER)
    assert visitor.cart_lines == 2


@shows("N16")
def test_a_key_of_a_feed_is_made_and_revoked(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    visitor.open("/price-lists/feeds")
    visitor.look("no-feeds")
    with visitor.leaving():
        visitor.type_into("name", "Наша 1С" + Keys.ENTER)
    assert visitor.all("#made input")
    visitor.look("made")
    visitor.leave("form[action$='revoke'] button")
    assert not visitor.all("form[action$='revoke']")
