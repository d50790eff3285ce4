"""A stored price is computed again from what was stored with it, and whatever was changed since is told (A01)."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest

from entrypoints.cli.prove import main
from entrypoints.prove.world import named
from entrypoints.trouble import Trouble
from tests.capabilities import shows
from tests.shop import Shop, settings, settle

RULE = """
INSERT INTO price_rule (id, name, priority, effect, value) VALUES (%s, 'Осенняя скидка', 1, 'percent', -3)
"""
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    made.run(RULE, named("rule", 1))
    made.run(RAISE)
    yield made
    made.close()


@pytest.fixture
def number(shop: Shop, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of an order of two lines, placed while a rule took three per cent off."""
    order = shop.buyer(0).placed([(1, "1"), (2, "2")], str(uuid4()))[0]
    monkeypatch.setitem(os.environ, "DATABASE_URL", postgres_url)
    return str(shop.one("SELECT number FROM sales_order WHERE id = %s", order))


def told(number: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    code = main(["price", number, "--json"])
    return code, json.loads(capsys.readouterr().out)


@shows("A01", "M086")
def test_every_line_of_an_order_is_proved(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = told(number, capsys)
    assert code == 0
    assert [line["holds"] for line in lines] == [True, True]


@shows("M025")
def test_the_rule_is_in_the_price_and_in_its_explanation(
    shop: Shop, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trail = shop.one("SELECT explanations -> '1' FROM sales_order WHERE number = %s", number)
    (step,) = [step for step in trail if step[0] == "rule"]
    assert step[2:5] == ["Осенняя скидка", "percent", "-3"]
    assert Decimal(step[6]) == Decimal(step[5]) * Decimal("0.97")
    assert main(["price", f"{number}/1"]) == 0
    assert "Осенняя скидка" in capsys.readouterr().out


def test_switching_the_rule_off_gives_the_former_price_and_leaves_the_order(
    shop: Shop, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Decimal(str(shop.one("SELECT price FROM order_line JOIN sales_order o ON o.id = order_id"
                                  " WHERE o.number = %s AND line = 1", number)))  # fmt: skip
    shop.run("UPDATE price_rule SET state = 'off'")
    shop.run(RAISE)
    again = shop.buyer(0).placed([(1, "1")], str(uuid4()))[0]
    shop.run("UPDATE price_rule SET state = 'active'")
    shop.run(RAISE)
    after = Decimal(str(shop.one("SELECT price FROM order_line WHERE order_id = %s", again)))
    listed = shop.one("SELECT explanations -> '1' FROM sales_order WHERE id = %s", again)
    assert after > before
    assert [step[0] for step in listed].count("rule") == 0
    assert told(number, capsys)[0] == 0


def test_a_price_changed_in_the_books_is_found(shop: Shop, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run(
        "UPDATE order_line l SET gross = gross + 1 FROM sales_order o"
        " WHERE o.id = l.order_id AND o.number = %s AND line = 2",
        number,
    )
    code, lines = told(number, capsys)
    assert code == 1
    assert [(line["line"], line["holds"], line["hash_holds"]) for line in lines] == [(1, True, True), (2, False, True)]


def test_an_explanation_changed_in_the_books_is_found(
    shop: Shop, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.run(
        "UPDATE sales_order SET explanations = jsonb_set(explanations, '{1,0,4}', '\"1.00\"') WHERE number = %s", number
    )
    code, lines = told(number, capsys)
    assert code == 1
    assert [(line["line"], line["hash_holds"]) for line in lines] == [(1, False), (2, True)]


def test_an_order_that_is_not_there_is_told_in_a_sentence(number: str) -> None:
    with pytest.raises(Trouble, match="nothing-like-it"):
        main(["price", "nothing-like-it"])
