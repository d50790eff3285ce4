"""Why this price: the buyer's page, the manager's with what was passed over, the past, an order then and now."""

from datetime import datetime
from time import sleep
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.test_buyer_story import empty_cart, orderable_rows
from tests.browser.visitor import Visitor
from tests.capabilities import shows


def a_client_with_an_individual_price(visitor: Visitor) -> tuple[str, str, str]:
    """(address of the client, number of his contract, article) of the first individual price of a contract."""
    visitor.open("/manage/prices/individual?level=contract")
    row = visitor.all(".table tbody tr")[0].text
    contract = row.split("договор №")[1].split("·")[0].strip()
    sku = row.split("арт.")[1].split()[0]
    name = row.splitlines()[0]
    visitor.open("/manage/clients")
    with visitor.leaving():
        visitor.type_into("q", name + Keys.ENTER)
    assert "q=" in visitor.driver.current_url
    href = visitor.one(".table .lead a").get_attribute("href")
    assert href is not None
    return href.removeprefix(visitor.base), contract, sku


def now() -> str:
    return f"{datetime.now(ZoneInfo('Europe/Moscow')):%Y-%m-%dT%H:%M:%S}"


def choose(visitor: Visitor, name: str, text: str) -> None:
    for option in visitor.all(f"select[name={name}] option"):
        if text in option.text:
            option.click()
            return
    raise AssertionError(f"{text} is not offered")


@shows("N18", "A01")
def test_a_manager_reads_why_and_what_was_passed_over(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    client, contract, sku = a_client_with_an_individual_price(visitor)
    visitor.open(client)
    visitor.leave("a[href$='/why']")
    visitor.look("nothing-asked")
    choose(visitor, "contract", contract)
    with visitor.leaving():
        visitor.type_into("article", "нет такого" + Keys.ENTER)
    visitor.one(".fault")
    visitor.look("unknown")
    choose(visitor, "contract", contract)
    visitor.type_into("article", sku)
    visitor.type_into("promo", "НЕТ-ТАКОГО")
    with visitor.leaving():
        visitor.type_into("quantity", "50" + Keys.ENTER)
    assert "Индивидуальная цена" in visitor.text(".steps")
    assert "есть индивидуальная цена" in visitor.text(".passed-over")
    assert "Промокода «НЕТ-ТАКОГО» нет" in visitor.text(".note.warn")
    visitor.look("explained")
    visitor.leave(".steps a.mono")
    assert "/manage/prices/individual/" in visitor.driver.current_url


@shows("A05")
def test_a_price_is_set_and_the_moment_before_still_shows_the_old_one(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("sales_head"))
    client, contract, sku = a_client_with_an_individual_price(visitor)
    minimum = visitor.driver.execute_script("return window.innerWidth")
    before = now()
    sleep(1.1)
    visitor.open(f"/manage/prices/individual/new?contract={contract}")
    for name, value in {"contract": contract, "sku": sku, "amount": "1,11", "minimum": str(minimum)}.items():
        visitor.type_into(name, value)
    visitor.leave("form button.primary")
    assert "/new" not in visitor.driver.current_url
    saved = now()

    visitor.open(f"{client}/why")
    choose(visitor, "contract", contract)
    visitor.type_into("article", sku)
    with visitor.leaving():
        visitor.type_into("quantity", str(minimum) + Keys.ENTER)
    assert "1,11" in visitor.text(".why-price")
    query = {name: value[0] for name, value in parse_qs(urlsplit(visitor.driver.current_url).query).items()}

    visitor.open(f"{client}/prices?contract={query['contract']}&articles={sku}&at={before}")
    answers = visitor.all(".past-answer")
    assert len(answers) == 3
    visitor.look("the-moment-before")
    changed = visitor.text(".panel.flush")
    assert "Индивидуальная цена" in changed
    assert "1,11" in changed
    # A moment is told to the second: the second of the saving itself still began with the old price.
    visitor.until(lambda: now() > saved)
    visitor.open(f"{client}/prices?contract={query['contract']}&articles={sku}&at={now()}")
    visitor.one(".empty")
    assert "Ничего не изменилось" in visitor.text(".empty")
    visitor.look("the-moment-after")


@shows("A01", "N18")
def test_an_order_keeps_its_explanation_and_stands_beside_the_present_price(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    empty_cart(visitor)
    visitor.open("/catalogue?stock=1")
    field = orderable_rows(visitor, 1)[0]
    visitor.press(visitor.driver.find_element(By.NAME, field))
    visitor.keys("1", Keys.ENTER)
    visitor.until(lambda: visitor.cart_lines == 1)
    href = visitor.all(".goods a.price")[0].get_attribute("href")
    assert href is not None
    visitor.open(href.removeprefix(visitor.base))
    visitor.look("buyers-why")
    visitor.open("/checkout")
    visitor.leave("form[data-place] button.primary")
    assert "/placed" in visitor.driver.current_url
    order = visitor.one(".table .lead a").get_attribute("href")
    assert order is not None
    order = order.removeprefix(visitor.base)

    visitor.driver.delete_all_cookies()
    visitor.sign_in(portal.account("sales_head"))
    visitor.open(f"/manage{order}")
    visitor.click("details.fold summary")
    visitor.leave("details.fold a[href$='/why']")
    assert len(visitor.all(".past-answer .steps")) == 2
    assert "Сейчас позиция стоила бы столько же" in visitor.text(".note.good")
    visitor.look("then-and-now")
