"""«Check my rules» on its page and at the command line: the smallest counterexample in words, by a seed."""

from pathlib import Path
from uuid import uuid4

import pytest

from entrypoints.bootstrap.rules import check_rules
from entrypoints.prove.world import named
from entrypoints.settings import Settings
from tests.capabilities import shows
from tests.http.rules.staff import PATH, Staff
from tests.shop import Shop, settings

CHECK = f"{PATH}/check"
AGREED = """
INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, minimum, amount, currency,
                              vat_included, message_id)
VALUES (%s, 1, %s, 0, %s, %s, %s, %s, 'RUB', true, 0)
"""


@pytest.fixture
def told(shop: Shop, tmp_path: Path) -> Settings:
    """What the command line would find in its environment."""
    return settings(shop.database.url, "unix:///none", tmp_path)


@shows("A07")
def test_the_smallest_counterexample_is_told_in_words(shop: Shop, head: Staff, told: Settings) -> None:
    head.saved({"category-1": "1", "value": "-20"})
    for number, (variant, minimum, amount) in enumerate(((2, "30", "30"), (1, "12", "90"))):
        shop.run(AGREED, uuid4(), f"check {number}", named("contract", 1, 1), variant, minimum, amount)
    try:
        text = head.text(f"{CHECK}?seed=7")
        assert (
            "Клиент Client 1, договор № 1/1, Goods 1 (A-1): 12 шт дороже за единицу (90,00 ₽), чем 11 шт (80,00 ₽)."
        ) in text
        assert "Есть нарушения" in text
        assert "номер 7" in text
        assert head.text(f"{CHECK}?seed=7") == text
        lines, is_sound = check_rules(told, 7)
    finally:
        shop.run("DELETE FROM individual_price")
    assert not is_sound
    assert any(line.startswith("FAIL A larger quantity") for line in lines)
    assert any("12 шт are dearer per unit" in line.replace("\u00a0", " ") for line in lines)
    assert lines[0].endswith("--seed 7")


@shows("A07")
def test_rules_of_one_priority_are_found_on_the_one_good_they_share(head: Staff) -> None:
    head.saved({"category-3": "1", "name": "Первое"})
    head.saved({"skus": "A-5; A-1", "name": "Второе"})
    text = head.text(f"{CHECK}?seed=1")
    assert "Goods 5" in text
    assert "один приоритет" in text


def test_sound_rules_pass(shop: Shop, head: Staff, told: Settings) -> None:
    head.saved({"category-3": "1", "value": "3"})
    assert "Нарушений нет" in head.text(f"{CHECK}?seed=1")
    assert check_rules(told, 1)[1]


def test_a_good_that_a_rule_leaves_without_a_price_is_told_and_no_fault(head: Staff, told: Settings) -> None:
    head.saved({"skus": "A-3", "effect": "amount", "value": "-1"})
    text = head.text(f"{CHECK}?seed=1")
    assert "цены нет: правило ничего от неё не оставляет" in text
    assert check_rules(told, 1)[1]


def test_a_check_is_for_those_who_see_rules(auditor: Staff, manager: Staff) -> None:
    assert "Проверить" in auditor.text(CHECK)
    assert manager.visitor.ask("GET", f"{CHECK}?seed=1").status_code == 403


@shows("A07", "N20")
def test_a_client_left_with_nothing_and_goods_hidden_twice_are_found(shop: Shop, head: Staff, told: Settings) -> None:
    party = {f"counterparty-{named('counterparty', 1)}": "1", "value": ""}
    head.saved({"effect": "hide", "skus": "A-1", "name": "Сертификат", "priority": "1", **party})
    head.saved({"effect": "hide", "category-1": "1", "name": "Крепёж не им", "priority": "2", **party})
    head.saved({"effect": "only", "skus": "A-2", "name": "Матрица", "priority": "3", **party})
    text = head.text(f"{CHECK}?seed=7")
    assert "скрыт правилами «Сертификат», «Крепёж не им»; если выключить одно, останется скрыт." in text
    assert "правила «Крепёж не им», «Матрица» не оставляют товаров." in text.replace("«Сертификат», ", "")
    lines, is_sound = check_rules(told, 7)
    assert not is_sound
    assert any(line.startswith("FAIL Every client has some goods") for line in lines)
    assert any(line.startswith("note No good is hidden") for line in lines)


@shows("A07")
def test_two_of_one_rank_that_hide_and_show_one_good_are_found(head: Staff) -> None:
    head.saved({"effect": "hide", "value": "", "skus": "A-1", "name": "Скрыть"})
    head.saved({"effect": "show", "value": "", "skus": "A-1", "name": "Показать"})
    text = head.text(f"{CHECK}?seed=7")
    assert "у правил «Скрыть», «Показать» один приоритет" in text or "«Показать», «Скрыть»" in text
