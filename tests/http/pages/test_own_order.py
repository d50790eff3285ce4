"""A list by own prices: links and a form without a script, tidy addresses, faults beside their field."""

import re

import pytest
from falcon.testing import TestClient

from entrypoints.pages.rendering import Pages
from tests.capabilities import shows
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person, seen
from tests.http.pages.portal import fake_app

NBSP = "\u00a0"
PRICE = re.compile(r'class="price"[^>]*>([^<]*)<')


def prices(page: str) -> list[float]:
    return [float(text.replace(NBSP, "").replace("₽", "").replace(",", ".")) for text in PRICE.findall(page)]


@shows("M106")
def test_a_list_is_put_into_the_order_of_own_prices(buyer: Person) -> None:
    cheap = prices(buyer.get("/catalogue?sort=price&size=96").text)
    assert cheap == sorted(cheap)
    dear = prices(buyer.get("/catalogue?sort=-price&size=96").text)
    assert dear == sorted(cheap, reverse=True)
    assert len(cheap) > 10


def test_the_order_is_kept_by_pages_and_left_by_a_link(buyer: Person) -> None:
    page = buyer.get("/catalogue?sort=price&min=20").text
    assert '<b class="small" aria-current="true">Сначала дешёвые</b>' in page
    assert 'href="/catalogue?sort=price&amp;min=20&amp;stock=1"' in page
    assert 'href="/catalogue?sort=-price&amp;min=20"' in page
    assert 'href="/catalogue?min=20">По названию</a>' in page
    assert '<input type="hidden" name="sort" value="price">' in page
    assert 'href="/catalogue?sort=price">Любая цена</a>' in page


def test_the_form_leaves_nothing_empty_in_the_address(buyer: Person) -> None:
    answer = buyer.get("/search?q=болт&sort=&min=&max=100")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/search?q=%D0%B1%D0%BE%D0%BB%D1%82&max=100"


@pytest.mark.parametrize(
    ("query", "said"),
    [("min=дорого", "«дорого» – не цена."), ("min=200&max=100", "Цена «от» 200,00 больше цены «до» 100,00.")],
)
def test_a_fault_is_said_beside_the_field_and_nothing_is_hidden(buyer: Person, query: str, said: str) -> None:
    answer = buyer.get(f"/catalogue?{query}")
    assert answer.status_code == 422
    assert said in seen(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert len(prices(answer.text)) == len(prices(buyer.get("/catalogue").text))


def test_no_goods_at_such_prices_lead_back(buyer: Person) -> None:
    text = buyer.get("/catalogue?min=99999999").text
    assert "Товаров по таким ценам нет" in text
    assert 'href="/catalogue">Показать все товары</a>' in text


@shows("A09")
def test_where_there_are_too_many_goods_no_order_is_offered_and_an_address_says_why(
    pages: Pages,
) -> None:
    few = Person(TestClient(fake_app(FakePortal(most_ordered=5), pages)), "buyer", "csrf-buyer")
    page = few.get("/catalogue").text
    assert "Сначала дешёвые" not in page
    refused = few.get("/catalogue?sort=price")
    assert refused.status_code == 422
    assert "столько по ценам не упорядочить, можно до 5" in seen(refused.text)
    assert "Выберите раздел или уточните поиск" in seen(refused.text)
