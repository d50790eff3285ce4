"""Steps by a cart's total: set at the desk, met in the cart (M027)."""

from decimal import Decimal

import pytest

from tests.capabilities import shows
from tests.http.prices.office import TYPES, Office, text

KEPT = "SELECT total, becomes_id FROM price_threshold WHERE price_type_id = 1 ORDER BY total"


@pytest.fixture(autouse=True)
def no_steps(office: Office) -> None:
    office.shop.run("DELETE FROM price_threshold")


def steps(*rows: tuple[str, str]) -> dict[str, str]:
    return {
        f"{name}-{n}": value
        for n, row in enumerate(rows, 1)
        for name, value in zip(("total", "becomes"), row, strict=True)
    }


def test_steps_are_kept_in_order_raise_the_version_and_are_told(office: Office) -> None:
    before = office.version()
    saved = office.head.form(f"{TYPES}/1/steps", steps(("100 000,50", "2"), ("", ""), ("5000", "2")))
    assert saved.status_code == 303
    assert office.shop.rows(KEPT) == [(Decimal("5000.00"), 2), (Decimal("100000.50"), 2)]
    assert office.version() == before + 1
    assert 'value="100000,50"' in office.head.ask("GET", f"{TYPES}/1").text
    assert "5 000,00" in text(office.manager.ask("GET", f"{TYPES}/1"))
    (facts,) = office.shop.rows(
        "SELECT facts FROM audit_log WHERE action = 'price-type.set-steps' ORDER BY id DESC LIMIT 1"
    )
    assert [step["total"] for step in facts[0]["after"]] == ["5000", "100000.50"]
    # The same once more is nothing new, and none at all takes them away.
    office.head.form(f"{TYPES}/1/steps", steps(("5000", "2"), ("100000.50", "2")))
    assert office.version() == before + 1
    office.head.form(f"{TYPES}/1/steps", steps(("", "")))
    assert office.shop.rows(KEPT) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("0", "2")], "Ступень 1: «0» – не сумма"),
        ([("1e3", "2")], "Ступень 1: «1e3» – не сумма"),
        ([("10,001", "2")], "Ступень 1: «10,001» – не сумма"),
        ([("", "2")], "Ступень 1: «» – не сумма"),
        ([("5", "2"), ("5,00", "2")], "Ступень 2: сумма «5,00» уже есть в другой строке"),
        ([("5", "")], "Ступень 1: не выбран вид цен"),
        ([("5", "999999")], "Ступень 1: не выбран вид цен"),
        ([("5", "1")], "Ступень 1: этот же вид цен"),
    ],
)
def test_a_wrong_step_is_told_and_what_was_typed_stays(office: Office, rows: list[tuple[str, str]], said: str) -> None:
    refused = office.head.form(f"{TYPES}/1/steps", steps(*rows))
    assert refused.status_code == 422
    assert said in text(refused)
    assert f'value="{rows[0][0]}"' in refused.text
    assert office.shop.rows(KEPT) == []


def test_whoever_lacks_the_right_changes_no_step(office: Office) -> None:
    for who in (office.manager, office.auditor):
        assert who.form(f"{TYPES}/1/steps", steps(("5", "2"))).status_code == 403
    assert office.shop.rows(KEPT) == []


@shows("M027")
def test_a_cart_that_reaches_the_sum_takes_the_other_prices_and_before_it_says_what_is_left(office: Office) -> None:
    buyer = office.shop.buyer(0)
    (kind,) = office.shop.rows(
        "SELECT c.price_type_id FROM contract c JOIN cart k ON k.counterparty_id = c.counterparty_id"
        " WHERE c.price_type_id IS NOT NULL LIMIT 1"
    )[0]
    other = 3 - kind
    office.shop.run("DELETE FROM individual_price")
    office.shop.run("UPDATE price SET amount = 10 WHERE price_type_id = %s", kind)
    office.shop.run("DELETE FROM price WHERE price_type_id = %s", other)
    office.shop.run(
        "INSERT INTO price (price_type_id, variant_id, packaging_id, amount, currency, message_id)"
        " SELECT %s, variant_id, packaging_id, 9, currency, message_id FROM price WHERE price_type_id = %s",
        *(other, kind),
    )
    assert office.head.form(f"{TYPES}/{kind}/steps", steps(("30", str(other)))).status_code == 303

    below = buyer.fill([(1, "1"), (2, "1")])
    assert [line["price"]["amount"] for line in below["lines"]] == ["10.00", "10.00"]
    (step,) = below["next_steps"]
    assert step["left"]["amount"] == "10.00"
    assert "и действуют цены" in text(buyer.ask("GET", "/cart"))

    above = buyer.fill([(1, "2"), (2, "1")])
    assert [line["price"]["amount"] for line in above["lines"]] == ["9.00", "9.00"]
    assert above["next_steps"] == []
