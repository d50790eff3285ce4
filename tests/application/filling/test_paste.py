"""Lists as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.filling.paste import pasted
from tests.capabilities import shows

pytestmark = shows("M082")


def read(text: str) -> list[tuple[str, str, str]]:
    return [(line.article, line.quantity, line.unit) for line in pasted(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A-1, A-2,A-3", [("A-1", "", ""), ("A-2", "", ""), ("A-3", "", "")]),
        ("100200,100201", [("100200", "", ""), ("100201", "", "")]),
        ("A-1 5, A-2 1,5 м", [("A-1", "5", ""), ("A-2", "1,5", "м")]),
        ("A-1\t5\tшт\nA-2\t\t\nA-3\t7", [("A-1", "5", "шт"), ("A-2", "", ""), ("A-3", "7", "")]),
        ("A-1;5\nA-2;1 000,5;м", [("A-1", "5", ""), ("A-2", "1 000,5", "м")]),
        ("A-1; A-2; A-3 4", [("A-1", "", ""), ("A-2", "", ""), ("A-3", "4", "")]),
        ("A-1 – 5 шт\nA-2 x 3\nA-3 = 2\nA-4: 9", [("A-1", "5", "шт"), ("A-2", "3", ""), ("A-3", "2", ""),
                                                  ("A-4", "9", "")]),
        ("4600051000057;4600051000064", [("4600051000057", "", ""), ("4600051000064", "", "")]),
        ("A-1\tБолт М10х40\t12\tшт", [("A-1", "12", "шт")]),
        ("\n\u00a0\n  \n", []),
        ("A-1;много", [("A-1", "", ""), ("много", "", "")]),
    ],
)  # fmt: skip
def test_a_list_is_taken_apart(text: str, lines: list[tuple[str, str, str]]) -> None:
    assert read(text) == lines


def test_lines_are_numbered_as_in_the_text() -> None:
    assert [line.row for line in pasted("A-1 2\n\n\nA-2 3")] == [1, 4]
    assert [line.row for line in pasted("A-1, A-2\nA-3")] == [1, 2, 3]


ARTICLE = st.text("ABCDEFGH", min_size=2, max_size=6).map(lambda text: f"{text}-7")
QUANTITY = st.integers(1, 9999).map(str)
BETWEEN = st.sampled_from(["\t", ";", " ", "  ", " \u00a0", " - ", " x ", " = ", "; "])


@given(st.lists(st.tuples(ARTICLE, QUANTITY, BETWEEN, st.sampled_from(["", " ", "\u200b"])), min_size=1, max_size=20))
def test_the_way_of_dividing_changes_nothing(lines: list[tuple[str, str, str, str]]) -> None:
    text = "\r\n".join(f"{noise}{article}{between}{quantity}{noise}" for article, quantity, between, noise in lines)
    assert read(text) == [(article, quantity, "") for article, quantity, _, _ in lines]


@given(st.text(max_size=200))
def test_no_text_is_beyond_taking_apart(text: str) -> None:
    assert all(line.article for line in pasted(text))
