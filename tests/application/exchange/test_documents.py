"""Documents of 1C as news: which lines they mean, which documents belong together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from application.exchange.documents import Deal, deals, news_of, spread, taken_mark
from application.exchange.order_facts import LineFacts
from application.exchange.records import DocumentLine, DocumentRecord
from domain.inventory.stock import Mark
from tests.builders import an_erp_line

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def a_line(number: int, product: str = "p", ordered: str = "10", pack: int = 1) -> LineFacts:
    return an_erp_line(number, product, Decimal(ordered), pack=pack)


def a_document(operation: str | None = "Заказ товара", container: int | None = None, **more: object) -> DocumentRecord:
    facts: dict[str, object] = {"erp_id": "1", "number": "B000001", "date": None, "time": None}
    return DocumentRecord(**facts, operation=operation, container=container, **more)  # type: ignore[arg-type]  # told by name


def test_goods_in_several_lines_fill_them_in_their_order() -> None:
    lines = [a_line(1), a_line(2, pack=6, ordered="2"), a_line(3, "other")]

    assert spread({("p", None): Decimal(15)}, lines) == {1: 10, 2: 5, 3: 0}
    assert spread({("p", None): Decimal(40), ("other", None): Decimal(1)}, lines) == {1: 10, 2: 30, 3: 1}


def test_packages_are_counted_by_their_coefficient() -> None:
    goods = (DocumentLine("p", None, "Болт", quantity=Decimal(2), coefficient=Decimal(6)),)
    told = Deal(a_document(lines=goods, tells_lines=True), ())

    assert news_of(told, [a_line(1, pack=6)], Mark(NOON), None, NOON).lines[1].quantity == 12


def test_a_document_without_goods_tells_nothing_of_lines() -> None:
    assert news_of(Deal(a_document(), ()), [a_line(1)], Mark(NOON), None, NOON).lines == {}


@pytest.mark.parametrize(
    ("formed", "taken"),
    [(timedelta(0), -timedelta(hours=1)), (timedelta(minutes=7), -timedelta(minutes=53)), (-timedelta(hours=2), None)],
    ids=["clocks agree", "the ERP's runs ahead", "it runs behind"],
)
def test_an_order_was_taken_when_1c_confirmed_the_answer(formed: timedelta, taken: timedelta | None) -> None:
    mark, delivered = Mark(NOON + formed), NOON - timedelta(hours=1)

    found = news_of(Deal(a_document(), ()), [], mark, delivered, NOON).taken

    assert found == (mark if taken is None else Mark(NOON + taken))


def test_a_draft_was_not_taken_before_its_file() -> None:
    draft = a_document(facts={"проведен": "false"})

    assert taken_mark(draft, Mark(NOON), NOON - timedelta(hours=1), NOON) == Mark(NOON)


def test_documents_of_one_container_are_one_deal_in_any_order() -> None:
    shipment, order = a_document("Отпуск товара", 1), a_document(container=1)
    other, alone = a_document(container=2), a_document("Отпуск товара", 3)

    found = list(deals([shipment, order, other, alone]))

    assert found == [Deal(order, (shipment,)), Deal(other, ()), alone]
