"""The seller's prices at the screen: types, a client's own price, a file of them."""

from datetime import date
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows
from tests.http.prices.office import workbook


@shows("M018", "M020")
def test_a_sales_head_goes_through_the_prices(visitor: Visitor, portal: Portal, tmp_path: Path) -> None:
    visitor.sign_in(portal.account("sales_head"))
    visitor.open("/manage/prices")
    visitor.look("types")
    visitor.leave(".table .lead a")
    visitor.look("type")
    sku = visitor.text(".table td:first-child").split()[-1]
    visitor.leave(".table td.lead a")
    visitor.look("goods")

    visitor.open("/manage/prices/individual")
    visitor.look("individual")
    contract = visitor.text(".table .who div").split("№")[1].split("·")[0].strip()
    visitor.keys("/")
    with visitor.leaving():
        visitor.keys(contract + Keys.ENTER)
    assert "client=" in visitor.driver.current_url
    assert contract in visitor.text(".table")

    minimum = 7_000 + visitor.driver.get_window_size()["width"]
    file = tmp_path / "prices.xlsx"
    rows = [{"contract": contract, "sku": sku, "amount": amount, "minimum": minimum} for amount in ("12,50", "1e3")]
    file.write_bytes(workbook([row | {"valid_from": date(2026, 1, 1)} for row in rows]))
    visitor.open("/manage/prices/uploads")
    visitor.look("uploads")
    visitor.all("input[type=file]")[0].send_keys(str(file))
    visitor.leave("form.panel button.primary")
    assert "/uploads/" in visitor.driver.current_url
    assert "степень десяти" in visitor.text(".table .why")
    visitor.look("report")
    if apply := visitor.all("form.panel button.primary"):
        visitor.leave_by(apply[0])
        visitor.one(".note.good")
        visitor.look("applied")

    visitor.open("/manage/prices/individual?source=portal")
    visitor.look("portal")
    visitor.leave(".table .lead a")
    visitor.look("price")
    visitor.type_into("amount", "0")
    visitor.leave("form.stack button.primary")
    assert "больше нуля" in visitor.text(".fault")
    # A page that refuses is answered with 422, which the browser writes down.
    assert all("422" in line for line in console(visitor.driver))
    visitor.look("refused")
