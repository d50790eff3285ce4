"""The preview says what saving does: held against saving it and asking every client for every price."""

import re
from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

import pytest

from entrypoints.prove.world import VARIANTS, named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import BUYERS, Shop

AGREED = """
INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, minimum, amount, currency,
                              vat_included, message_id)
VALUES (%s, 1, %s, %s, %s, %s, %s, %s, 'RUB', true, 0)
"""
CONTRACT, COUNTERPARTY, HOLDING = 0, 1, 2


@pytest.fixture
def agreed(shop: Shop) -> None:
    shop.run("DELETE FROM individual_price")
    for key, (level, owner, variant, minimum, amount) in enumerate((
        (CONTRACT, named("contract", 1, 1), 1, 0, "80"),
        (COUNTERPARTY, named("counterparty", 2), 2, 0, "30"),
        (HOLDING, named("holding", 3), 1, 10, "70"),
        (HOLDING, named("holding", 3), 4, 0, "1000"),
    )):  # fmt: skip
        shop.run(AGREED, uuid4(), str(key), level, owner, variant, minimum, amount)


def everything(shop: Shop) -> dict[tuple[int, int], Decimal | None]:
    """What each buyer is told of each good by its card's own door. Buyers stand for their counterparties."""
    found: dict[tuple[int, int], Decimal | None] = {}
    for buyer in range(BUYERS):
        for variant in VARIANTS:
            answer = shop.buyer(buyer).ask("GET", f"/api/v1/variants/{variant}/price?quantity=1")
            price = answer.json.get("price") if answer.status_code == 200 else None
            found[buyer, variant] = None if price is None else Decimal(price["amount"])
    return found


def carts(shop: Shop) -> dict[int, Decimal]:
    found = {}
    for buyer in range(BUYERS):
        totals = shop.buyer(buyer).ask("GET", "/api/v1/cart").json["totals"]
        found[buyer] = sum((Decimal(total["amount"]) for total in totals), Decimal(0))
    return found


def figures(text: str) -> Mapping[str, Decimal]:
    """Numbers of the preview by their names."""
    names = (
        "Товаров под правилом", "Договоров под правилом", "Товаров с новой ценой", "Открытых корзин изменится",
        "Корзины подорожают на", "Корзины подешевеют на", "Индивидуальных цен не тронет",
        "Среди них индивидуальных цен", "Останутся без цены:",
    )  # fmt: skip
    plain = text.replace("\u00a0", "").replace("−", "-").replace(",", ".")
    found = {}
    for name in names:
        squeezed = name.replace(" ", "")
        if hit := re.search(re.escape(squeezed) + r"(-?[0-9.]+)", plain.replace(" ", "")):
            found[name] = Decimal(hit[1].rstrip("."))
    return found


RULES = (
    {"category-1": "1", "value": "-30"},
    {"values": "Длина = 10; 40", "effect": "amount", "value": "5"},
    {"manufacturers": "Гайка", f"counterparty-{named('counterparty', 1)}": "1", "value": "12,5"},
    {"everything": "1", "effect": "floor", "value": "50"},
    {"type-2": "1", "category-3": "1", "effect": "fixed", "value": "1"},
    {"skus": "A-1; A-4", "touches_agreed": "1", "value": "-10"},
    {"skus": "A-1; A-2", "effect": "amount", "value": "-40"},
    {f"holding-{named('holding', 3)}": "1", "value": "-1"},
)


@shows("A08", "M025")
@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("fields", RULES, ids=str)
def test_the_preview_equals_what_saving_does(shop: Shop, head: Staff, fields: dict[str, str]) -> None:
    head.saved({"skus": "A-2", "name": "Прежнее", "value": "-5", "priority": "5"})
    for buyer in range(BUYERS):
        shop.buyer(buyer).fill([(1 + buyer % 8, "3"), (1 + (buyer + 3) % 8, "2")])
    told = figures(seen(head.send(fields, do="preview").text))
    before, sums = everything(shop), carts(shop)
    assert shop.one("SELECT count(*) FROM price_rule") == 1
    head.saved(fields)
    after, sums_after = everything(shop), carts(shop)

    changed = {pair for pair in before if before[pair] != after[pair]}
    # A buyer is told the price of one seller; contracts with the other differ by their price type alone.
    assert {variant for _, variant in changed} <= set(VARIANTS)
    if "type-2" not in fields:
        assert told["Товаров с новой ценой"] >= len({variant for _, variant in changed})
    moved = {buyer: sums_after[buyer] - sums[buyer] for buyer in sums if sums_after[buyer] != sums[buyer]}
    assert told["Открытых корзин изменится"] == len(moved)
    ups, downs = (sum((by for by in moved.values() if by * sign > 0), Decimal(0)) for sign in (1, -1))
    assert told.get("Корзины подорожают на", Decimal(0)) == ups
    assert told.get("Корзины подешевеют на", Decimal(0)) == downs
    lost = {variant for buyer, variant in changed if after[buyer, variant] is None}
    assert told.get("Останутся без цены:", Decimal(0)) >= len(lost)


@pytest.mark.usefixtures("agreed")
def test_individual_prices_that_override_are_counted(head: Staff) -> None:
    told = figures(seen(head.send({"category-1": "1", "value": "-30"}, do="preview").text))
    # Of contract 1/1 and counterparty 2; the holding's own has a minimum of ten.
    assert told["Индивидуальных цен не тронет"] == 2
    assert told["Товаров под правилом"] == 3
    assert told["Договоров под правилом"] == 24
    told = figures(seen(head.send({"category-1": "1", "value": "-30", "minimum": "10"}, do="preview").text))
    assert told["Индивидуальных цен не тронет"] == 3


def test_a_preview_names_goods_that_would_lose_their_price(head: Staff) -> None:
    text = seen(head.send({"skus": "A-1; A-3", "effect": "amount", "value": "-50"}, do="preview").text)
    assert figures(text)["Останутся без цены:"] == 1
    assert "нет цены" in text


def test_a_rule_for_later_is_shown_on_its_own_day(head: Staff) -> None:
    text = seen(head.send({"category-1": "1", "valid_from": "2999-12-01"}, do="preview").text)
    assert "Что изменится на 01.12.2999" in text.replace("\u00a0", " ")


def test_a_preview_tells_what_the_rule_meets(head: Staff) -> None:
    head.saved({"category-1": "1", "name": "Первое"})
    text = seen(head.send({"skus": "A-1", "name": "Второе"}, do="preview").text)
    assert "У правила «Первое» тот же приоритет" in text


def test_enter_in_the_form_never_saves(shop: Shop, head: Staff) -> None:
    assert "Что изменится" in seen(head.send({"category-1": "1"}, do="enter").text)
    assert shop.one("SELECT count(*) FROM price_rule") == 0


def test_a_preview_is_a_right_of_those_who_change_rules(auditor: Staff) -> None:
    assert auditor.send({"category-1": "1"}, do="preview").status_code == 403
