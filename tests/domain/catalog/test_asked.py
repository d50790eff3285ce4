"""What a text may mean; any text at all is a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.asked import LONGEST, MOST_WORDS, Asked, cleaned
from domain.catalog.missed import miss_key


def spellings(text: str) -> set[str]:
    return {spelt for term in Asked.of(text).terms for spelt in term.spellings}


@pytest.mark.parametrize(
    ("typed", "named"),
    [("10мм", "10 мм"), ("10 мм", "10мм"), ("м 10", "м10"), ("M10", "м10"), ("пф115", "пф-115"), ("din933", "din 933"),
     ("600гр", "600 г"), ("анкер 10*60", "10x60"), ("10 х 60", "10x60"), ("2,7 л", "2.7 л"), ("A60", "а60")],
)  # fmt: skip
def test_a_number_with_its_unit_is_found_however_it_is_written(typed: str, named: str) -> None:
    assert named in spellings(typed)


@pytest.mark.parametrize("typed", ["арт. КШ-02431", "Артикул: кш 02431", "№ КШ/02431", "KШ.02431"])
def test_an_article_with_its_label(typed: str) -> None:
    assert Asked.of(typed).key == "KШ02431"


@pytest.mark.parametrize("typed", ["4607000008560", "4607 0000 08560", "4607-0000-0856-0"])
def test_a_barcode(typed: str) -> None:
    assert Asked.of(typed).code == "4607000008560"


@given(st.text(max_size=3000))
def test_any_text_is_a_question(text: str) -> None:
    asked = Asked.of(text)
    assert len(asked.text) <= LONGEST and asked.text.isprintable()
    assert len(asked.terms) <= MOST_WORDS
    assert all(term.spellings and all(term.spellings) for term in asked.terms)
    # What is shown and typed again is the same question.
    assert Asked.of(asked.text).text == asked.text


@pytest.mark.parametrize("text", ["", "   ", '& | ! : * ( ) "', "\0\0", "—", "😀 🎉", "'; --"])
def test_what_has_no_word_asks_for_nothing(text: str) -> None:
    assert not Asked.of(text).terms
    assert Asked.of(text).is_empty


def test_ten_thousand_letters_are_cut() -> None:
    assert len(cleaned("болт " * 2000)) <= LONGEST


@pytest.mark.parametrize("text", ["ivan@example.org болт", "8 (912) 345-67-89", "+79123456789", "б", "я" * 101])
def test_what_nobody_is_to_keep_is_not_kept(text: str) -> None:
    assert miss_key(text) == ""


def test_spellings_of_one_miss_count_together() -> None:
    assert miss_key("  Шуруповёрт 10Х40 ") == miss_key("шуруповерт 10x40") == "шуруповерт 10x40"
