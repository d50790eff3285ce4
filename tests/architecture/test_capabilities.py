import ast

import pytest

from tests.architecture.capabilities_page import PAGE, marks_in, page
from tests.capabilities import UnknownCapability, shows

MARKED = """
pytestmark = [shows("M001")]

@shows("M002", "A01")
def test_one(): ...

class TestMany:
    @shows("N01")
    def test_two(self): ...
"""


def test_the_page_tells_the_present_marks() -> None:
    assert PAGE.exists(), "`make pages` writes it"
    assert PAGE.read_text() == page(), "`make pages` renews it"


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(UnknownCapability):
        shows("M001", "M999")


def test_marks_are_found_on_modules_functions_and_methods() -> None:
    assert [(test, ids) for test, ids in marks_in(ast.parse(MARKED)) if ids] == [
        ("", ["M001"]),
        ("test_one", ["M002", "A01"]),
        ("TestMany::test_two", ["N01"]),
    ]
