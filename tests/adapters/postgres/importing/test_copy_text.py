"""Whatever a row holds, PostgreSQL reads from our COPY text what the driver would have sent."""

import json
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.postgres import copy_text
from adapters.postgres.database import json_text
from adapters.postgres.importing.staging import Block

ANY = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.text(st.sampled_from('\t\n\r\\N.{}"\',ёЯ x\x0b\x7f\u2028') | ANY, max_size=6)
TABLE = """
    CREATE TEMP TABLE told (
        n int, flag boolean, amount numeric, hash bytea, pictures text[], properties jsonb, a text, b text, c text
    )
"""
ROWS = b"SELECT n, flag, amount, hash, pictures, properties, a, b, c FROM told ORDER BY n"
Row = tuple[int, bool, Decimal | None, bytes | None, list[str] | None, dict[str, list[str]], str, str, str]


@pytest.fixture(scope="module")
def driver(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(TABLE)
        yield connection


def rows() -> st.SearchStrategy[list[Row]]:
    row = st.tuples(
        st.just(0), st.booleans(), st.none() | st.decimals(-999, 999, places=3), st.none() | st.binary(max_size=9),
        st.none() | st.lists(TEXTS, max_size=3), st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2), max_size=2),
        TEXTS, TEXTS, TEXTS,
    )  # fmt: skip
    return st.lists(row, max_size=5).map(lambda found: [(n, *each[1:]) for n, each in enumerate(found)])


def lines(told: list[Row]) -> Iterator[str]:
    for n, flag, amount, hash_, pictures, properties, *texts in told:
        number = copy_text.NULL if amount is None else amount
        yield (
            f"{n}\t{flag}\t{number}\t{copy_text.data(hash_)}\t{copy_text.array(pictures)}"
            f"\t{copy_text.json(json_text(properties))}\t{copy_text.texts(texts)}\n"
        )


@settings(max_examples=300, deadline=None)
@given(rows())
@example([(0, True, None, None, ["NULL", ""], {"\\": ["\t", '"']}, "\\N", "", "\\.")])
def test_lines_are_read_back_as_the_values_they_were_made_of(driver: psycopg.Connection, told: list[Row]) -> None:
    block = Block(driver, "COPY told FROM STDIN", 3)
    block.extend(list(lines(told)))
    block.flush()
    assert driver.execute(ROWS).fetchall() == told
    # The same from values, without a word on their kinds.
    driver.execute("TRUNCATE told")
    for n, flag, amount, hash_, pictures, properties, *texts in told:
        array = None if pictures is None else driver.execute("SELECT %s::text[]::text", [pictures]).fetchone()
        block.add((n, flag, amount, hash_, array and array[0], json.dumps(properties), *texts))
    block.flush()
    assert (driver.execute(ROWS).fetchall(), block.total) == (told, 2 * len(told))
    driver.execute("TRUNCATE told")


@pytest.mark.parametrize("place", range(3))
def test_a_text_with_nul_is_refused(driver: psycopg.Connection, place: int) -> None:
    texts = ["a", "b", "c"]
    texts[place] = "x\0y"
    block = Block(driver, "COPY told (a, b, c) FROM STDIN", 3)
    block.add_line(f"{copy_text.texts(texts)}\n")
    with pytest.raises(psycopg.DataError):
        block.flush()
    assert driver.execute(ROWS).fetchall() == []
