"""A buyer at a card: units, favourites, comparison, a review that is read, a label and a link of the manager."""

import re

from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor, console
from tests.capabilities import shows


def goods_shown(visitor: Visitor) -> list[str]:
    """Of the list that is open, once its goods are there."""
    goods = "main a[href^='/goods/']"
    visitor.one(goods)
    addresses = [str(link.get_attribute("href")) for link in visitor.all(goods)]
    return list(dict.fromkeys(found[1] for address in addresses if (found := re.search(r"/goods/(\d+)$", address))))


def goods_with_units(visitor: Visitor) -> str:
    """The first good of the catalogue that is sold by the piece and by the pack."""
    visitor.open("/catalogue?size=96")
    shown = goods_shown(visitor)
    for product in shown:
        visitor.open(f"/goods/{product}")
        if visitor.all(".switch button"):
            return product
    raise AssertionError(f"none of {len(shown)} goods has two units; now at {visitor.driver.current_url}")


def compare(visitor: Visitor) -> None:
    """Takes the good of the card that is open into the comparison, unless it is there."""
    if visitor.one(".compare").get_attribute("aria-pressed") == "false":
        visitor.click(".compare")
        visitor.until(lambda: visitor.one(".compare").get_attribute("aria-pressed") == "true")


@shows("M007", "M012", "M060", "N32")
def test_units_favourites_and_comparison(portal: Portal, visitor: Visitor) -> None:
    visitor.sign_in(portal.account("buyer"))
    product = goods_with_units(visitor)
    visitor.look("card")
    field = visitor.one(".units .stepper input")
    field.clear()
    field.send_keys("24" + Keys.TAB)
    visitor.until(lambda: "=" in visitor.text(".units .sum"))
    before = visitor.text(".units .cost")
    pack = visitor.all(".switch button")[1]
    name = pack.text
    visitor.press(pack)
    visitor.until(lambda: visitor.text(".units .cost") != before)
    assert f"/{name}" in visitor.text(".units .cost")
    assert name in visitor.text(".units .stock")
    assert visitor.one(".switch button[aria-pressed=true]").text == name
    visitor.look("card-in-packs")

    lines = visitor.cart_lines
    visitor.click(".units button[name=add]")
    visitor.until(lambda: visitor.cart_lines == lines + 1 or "В корзине" in visitor.text(".units .said"))

    heart = visitor.one(".card-tools .keep")
    if heart.get_attribute("aria-pressed") == "true":
        visitor.press(heart)
        visitor.until(lambda: visitor.one(".card-tools .keep").get_attribute("aria-pressed") == "false")
    visitor.click(".card-tools .keep")
    visitor.until(lambda: visitor.one(".card-tools .keep").get_attribute("aria-pressed") == "true")
    section = visitor.all(".crumbs a")[-1].get_attribute("href")
    visitor.driver.get(str(section))
    for other in dict.fromkeys((product, *goods_shown(visitor)[:3])):
        visitor.open(f"/goods/{other}")
        compare(visitor)

    visitor.open("/compare")
    rows = len(visitor.all(".compared tbody tr"))
    visitor.look("comparison")
    visitor.leave(".tools a[role=switch]")
    assert 0 < len(visitor.all(".compared tbody tr")) < rows
    visitor.look("comparison-differences")
    visitor.open("/favourites")
    visitor.look("favourites")
    visitor.leave(".away button")
    assert visitor.all(".toast form")
    visitor.look("favourites-undo")
    visitor.leave(".toast form button")
    assert visitor.all(".away button")


@shows("M117", "M010", "M007")
def test_what_the_sellers_people_write_stands_on_the_card(portal: Portal, visitor: Visitor) -> None:
    visitor.sign_in(portal.account("administrator"))
    visitor.open("/manage/labels/new")
    visitor.look("new-label")
    visitor.type_into("articles", "такого нет")
    visitor.leave("button.primary")
    assert visitor.all(".fault")
    assert all("422" in line for line in console(visitor.driver))
    visitor.look("label-refused")
    for path, name in (("/manage/labels", "labels"), ("/manage/links", "links"), ("/manage/reviews", "reviews")):
        visitor.open(path)
        visitor.look(name)
    visitor.open("/manage/card-texts")
    body = visitor.one("#t-delivery")
    body.clear()
    body.send_keys("Доставка по Москве со следующего дня.")
    visitor.leave("button.primary")
    assert "Сохранено" in visitor.text("#toasts")
    visitor.look("texts")


@shows("N15", "M014")
def test_pages_of_ones_own_say_what_they_will_hold(portal: Portal, visitor: Visitor) -> None:
    visitor.sign_in(portal.account("head"))
    for path in ("/watches", "/reviews", "/compare", "/favourites"):
        visitor.open(path)
        visitor.look(path.strip("/"))
