"""The manager looks with the client's eyes: what is hidden, by which rule, what is told of stock."""

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import Shop

HIS, OTHER = 1, 2


def path(client: int) -> str:
    return f"/manage/clients/{named('counterparty', client)}/assortment"


@pytest.fixture(autouse=True)
def stock(shop: Shop) -> None:
    shop.run("DELETE FROM reservation")
    shop.run("UPDATE stock SET free = CASE warehouse_id WHEN 1 THEN 30 ELSE 50 END")


@shows("N20", "N18")
def test_hidden_goods_are_named_with_the_rule_that_hides_them(shop: Shop, head: Staff) -> None:
    party = {f"counterparty-{named('counterparty', HIS)}": "1", "value": ""}
    rule = head.saved({"effect": "hide", "category-1": "1", "name": "Не их крепёж", **party})
    text = head.text(f"{path(HIS)}?q=A-1").replace("\u00a0", " ")
    assert "Товаров у клиента 5 Скрыто от него 3 Правила для этого клиента 1" in text
    assert f"Goods 1 A-1 товара нет 80 шт Не их крепёж скрыть · раздел «Крепёж» · {rule}" in text
    assert "Крепёж 0 3 Инструмент 2 0" in text
    assert "Видит всё" in head.text(path(OTHER))
    assert "Товаров у клиента 8" in head.text(path(OTHER))


@shows("N20")
def test_the_lists_that_goods_stand_in_none_of_are_named(head: Staff) -> None:
    head.saved({"effect": "only", "value": "", "skus": "A-2", "name": "Матрица",
                f"holding-{named('holding', HIS)}": "1"})  # fmt: skip
    assert "товара нет 80 шт Матрица" in head.text(f"{path(HIS)}?q=A-1").replace("\u00a0", " ")


@shows("M026")
def test_stock_is_told_as_the_client_reads_it_beside_what_is_there(head: Staff) -> None:
    head.saved({"effect": "cap", "value": "35", "skus": "A-1", "name": "Не больше"})
    head.saved({"effect": "cap", "value": "0", "skus": "A-3", "name": "Нет", "priority": "50"})
    head.saved({"effect": "on-order", "value": "5", "skus": "A-3", "name": "Под заказ"})
    assert "35 шт 80 шт Не больше" in head.text(f"{path(HIS)}?q=A-1").replace("\u00a0", " ")
    assert "под заказ, 5 дней 80 шт Нет" in head.text(f"{path(HIS)}?q=A-3").replace("\u00a0", " ")


def test_it_is_a_page_of_the_clients_own_manager(shop: Shop, manager: Staff, auditor: Staff) -> None:
    assert auditor.visitor.ask("GET", path(HIS)).status_code == 200
    # He has no clients of his own.
    assert manager.visitor.ask("GET", path(HIS)).status_code == 404
    assert shop.buyer(HIS).ask("GET", path(HIS)).status_code == 403


def test_the_page_does_not_tell_whom_else_a_rule_is_for(head: Staff) -> None:
    parties = {f"counterparty-{named('counterparty', each)}": "1" for each in (HIS, OTHER)}
    head.saved({"effect": "hide", "value": "", "category-1": "1", **parties})
    assert "Client 2" not in seen(head.visitor.ask("GET", path(HIS)).text)
