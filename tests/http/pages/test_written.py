"""What is written already is put into a page after it was rendered, and only where the template prints it."""

import re
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.pages.rendering import MARK, marked, put_in
from tests.http.pages.person import Person

NAMES = ("rows", "tree", "head")
TEXTS = st.text() | st.sampled_from(NAMES) | st.sampled_from([f"\0{name}\0" for name in NAMES])


@given(
    st.lists(TEXTS | st.sampled_from(NAMES).map(marked), max_size=8),
    st.fixed_dictionaries({name: st.binary(min_size=1, max_size=20) for name in NAMES}),
)
def test_a_page_is_what_joining_its_parts_would_give(parts: list[str], written: dict[str, bytes]) -> None:
    marks: dict[str, str] = {marked(name): name for name in NAMES}
    expected = [written[marks[part]] if part in marks else part.encode() for part in parts]
    assert put_in("".join(parts), written) == b"".join(expected)


@pytest.mark.parametrize("typed", ["\0rows\0", "\0head\0", "rows", "\0\0", "\x000123456789abcdef\0"])
def test_nobody_types_a_part_into_a_page(buyer: Person, typed: str) -> None:
    answer = buyer.get("/search?" + urlencode({"q": typed}))
    assert answer.status_code == 200
    assert answer.text.count('<header class="header">') == 1 == answer.text.count("<main ")


def test_no_mark_is_left_in_a_page(buyer: Person, staff: Person) -> None:
    pages = [buyer.get(path) for path in ("/catalogue", "/catalogue/5", "/goods/101", "/cart", "/search?q=нет+такого")]
    for page in [*pages, staff.get("/manage/rates")]:
        assert not re.search("[\0-\b]", page.text) and MARK.strip("\0") not in page.text
        assert page.text.count('<header class="header') == 1
