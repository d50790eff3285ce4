"""What people take for the same article number, order or word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.folding import search_text, sku_key, sort_key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("АВ-10/2", "AB 10.2"),
        ("ВА47-29 3P 16А", "BA47-29 3р 16a"),
        ("№ 00012", "00012"),
        ("М10×40", "m10x40"),
        ("М10х40", "M10X40"),
        ("DIN\u00a0933", "din933"),
        ("К\\2\u20115", "K25"),
    ],
)
def test_spellings_of_one_article_number_meet(left: str, right: str) -> None:
    assert sku_key(left) == sku_key(right)


@pytest.mark.parametrize(("left", "right"), [("О1", "01"), ("Б1", "6 1"), ("A_1", "A1"), ("Ж1", "X1")])
def test_different_article_numbers_stay_apart(left: str, right: str) -> None:
    assert sku_key(left) != sku_key(right)


def test_names_stand_in_the_order_of_a_dictionary() -> None:
    shuffled = ["яма", "жук", "Ель", "ёлка", "ежевика", "ёж", "елка", "еда"]
    expected = ["еда", "ёж", "ежевика", "елка", "ёлка", "Ель", "жук", "яма"]
    assert sorted(shuffled, key=lambda word: (sort_key(word), word)) == expected


def test_numbers_stand_by_value() -> None:
    assert sorted(["Болт М10", "болт М6", "Болт  М8"], key=sort_key) == ["болт М6", "Болт  М8", "Болт М10"]


@pytest.mark.parametrize("size", ["10х40", "10x40", "10×40", "10*40", "10 х 40"])
def test_a_size_is_one_word_however_it_is_written(size: str) -> None:
    assert search_text(f"Ёлка {size}") == "елка 10x40"


def test_a_decimal_comma_is_a_point_and_a_repeated_name_is_told_once() -> None:
    assert search_text("Провод 0,75", "", "Провод 0,75", "А1") == "провод 0.75 а1"


@given(st.text("АВЕКМНОРСТУХЖЯёйщABCxyz×х*№0123456789 \u00a0-./\\_,"))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert sku_key(sku_key(text)) == sku_key(text)
    assert sort_key(sort_key(text)) == sort_key(text)
