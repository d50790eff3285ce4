"""What exactly is said, and what is kept back."""

from decimal import Decimal

import pytest

from domain.access.permission import Permission
from domain.credit.credit_line import CreditLimitExceeded, DebtOverdue, OverdueDocument
from domain.ordering.cart import CartTooLong
from domain.ordering.circumstances import NoValidContract
from domain.ordering.order import TotalChanged
from domain.parties.level import Level
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId
from domain.shared.quantity import QuantityInvalid, QuantityOffMultiple
from entrypoints.http.entry import Around
from entrypoints.http.problems import problem, remedies, sentence
from tests.builders import SELLER, TODAY, a_quoted_cart, an_id, rub
from tests.capabilities import shows

CONTRACT = ContractId(an_id("contract"))
OVERDUE = OverdueDocument("УПД № 5 от 01.11.2026", TODAY, rub("1234.50"), 4)


def exceeded(level: Level = Level.COUNTERPARTY, excess: str = "41200") -> CreditLimitExceeded:
    return CreditLimitExceeded(level, rub("8800"), rub("50000"), rub(excess))


@shows("A09", "M043")
@pytest.mark.parametrize(
    ("error", "ru", "en"),
    [
        (
            exceeded(),
            "Кредитный лимит превышен на 41 200,00 ₽.",
            "The credit limit is exceeded by 41,200.00 RUB.",
        ),
        (
            DebtOverdue(CONTRACT, (OVERDUE,), rub("1234.50")),
            "Просрочена оплата 1 234,50 ₽: УПД № 5 от 01.11.2026, 1 234,50 ₽, срок был 23.11.2026, прошло 4 дня. "
            "Новые заказы по договору не принимаются.",
            None,
        ),
        (
            QuantityOffMultiple(2, Decimal(7), Decimal(0), Decimal(10), Decimal(0), Decimal(10)),
            "Заказывают кратно 10, указано 7.",
            "Sold in multiples of 10, 7 asked for.",
        ),
        (
            QuantityOffMultiple(2, Decimal(7), Decimal(20), Decimal(10), Decimal(0), Decimal(20)),
            "Можно заказать от 20, указано 7.",
            "Sold from 20 up, 7 asked for.",
        ),
        (QuantityInvalid(""), "Количество не указано.", "The quantity is missing."),
        (
            TotalChanged((rub("100"),), (rub("120.5"),)),
            "Сумма изменилась: было 100,00 ₽, стало 120,50 ₽. Заказ не оформлен.",
            None,
        ),
        (
            NoValidContract(SELLER, "ООО «ТД»", "expired"),
            "Срок договора с ООО «ТД» истёк.",
            "The contract with ООО «ТД» has expired.",
        ),
        (
            CartTooLong(2003),
            "В корзине может быть до 2 000 позиций, получилось 2 003.",
            "A cart may have up to 2,000 lines, this would make 2,003.",
        ),
    ],
)
def test_the_sentence_tells_the_figures(error: DomainError, ru: str, en: str | None) -> None:
    assert sentence(error, "ru").replace("\u00a0", " ") == ru
    assert en is None or sentence(error, "en").replace("\u00a0", " ") == en


def test_figures_do_not_break_over_lines() -> None:
    assert "41\u00a0200,00\u00a0₽" in sentence(exceeded(), "ru")


def test_the_way_out_of_a_limit_names_the_fewest_lines() -> None:
    cart = a_quoted_cart({1: "10", 2: "1", 3: "30"})
    pay, later, remove = remedies(exceeded(excess="2900"), "ru", Around(cart=cart))
    assert later.action == "postpone_lines" and later.facts == remove.facts
    assert (pay.action, pay.facts["amount"]) == ("pay", "2900")
    assert remove.action == "remove_lines"
    assert remove.facts["lines"] == [{"variant": "3", "packaging": "0"}]
    assert remove.text.replace("\u00a0", " ") == "Уберите 1 позицию: Болт 3."


def test_emptying_the_cart_is_no_way_out() -> None:
    cart = a_quoted_cart({1: "10"})
    assert [r.action for r in remedies(exceeded(), "ru", Around(cart=cart))] == ["pay", "reduce_total"]


@shows("A10")
@pytest.mark.parametrize(
    ("level", "permission", "is_told"),
    [
        (Level.HOLDING, Permission.SEE_DEBT, False),
        (Level.HOLDING, Permission.SEE_HOLDING, True),
        (Level.CONTRACT, Permission.SEE_DEBT, True),
        (Level.CONTRACT, Permission.PLACE_ORDER, False),
    ],
)
def test_figures_of_a_limit_are_told_by_right(level: Level, permission: Permission, is_told: bool) -> None:
    told = problem(exceeded(level), "ru", "/x", Around(frozenset((permission,))))
    assert ("available" in told) is is_told
    assert ("requested" in told) is is_told
    assert told["excess"] == {"amount": "41200", "currency": "RUB"}
    assert "8" not in told["detail"]


def test_a_brace_in_a_name_is_only_a_brace() -> None:
    error = NoValidContract(SELLER, "ООО «{ТД}»", "none")
    assert sentence(error, "ru") == "Нет действующего договора с ООО «{ТД}»."
