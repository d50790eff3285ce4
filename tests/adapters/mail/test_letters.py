"""What letters say."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from attrs import evolve

from adapters.mail.letters import JinjaLetters
from adapters.mail.phrases import EN, RU
from application.notify.ports import DocumentNews, LetterLine, OrderNews
from domain.shared.ids import OrderId
from domain.shared.money import Currency
from tests.consequences import MOSCOW

ID = UUID("018f0000-0000-7000-8000-000000000001")
LETTERS = JinjaLetters("https://opt.example", MOSCOW)
D = Decimal
BOLT = LetterLine(1, "B-8", "Болт М8 <цинк>", "шт", D(1000), D(1000), D(0), D("12.35"), D("12350"))
ORDER = OrderNews(
    OrderId(ID),
    "B-000123",
    datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    "Ждёт оплаты",
    "Awaiting payment",
    "ООО «Ромашка» & Ко",
    'ООО "ТД Крепёж"',
    "",
    Currency.RUB,
    D("12350"),
    "<script>",
    None,
    None,
    (BOLT,),
)


def test_the_buyer_reads_what_was_ordered_and_where_to_look() -> None:
    subject, text, html = LETTERS.order_placed(ORDER, "ru")

    assert subject == "Заказ №\u00a0B-000123 принят"
    assert "1\u00a0000\u00a0шт × 12,35 = 12\u00a0350,00" in text
    assert "Итого: 12\u00a0350,00\u00a0₽" in text
    assert "Оформлен: 23.11.2026\u00a012:30\u00a0МСК" in text
    assert f"https://opt.example/orders/{ID}" in text
    assert f'href="https://opt.example/orders/{ID}"' in html
    assert "12\u00a0350,00\u00a0₽" in html


def test_what_a_person_typed_is_never_markup() -> None:
    _, text, html = LETTERS.order_placed(ORDER, "ru")
    assert "<script>" not in html
    assert "<цинк>" not in html
    assert "&lt;script&gt;" in html
    assert "Болт М8 <цинк>" in text


def test_an_english_reader_is_written_to_in_english() -> None:
    subject, text, _ = LETTERS.order_changed(ORDER, "en")
    assert subject == "Order No.\u00a0B-000123: Awaiting payment"
    assert "Total: 12,350.00\u00a0RUB" in text
    assert LETTERS.order_placed(ORDER, "de") == LETTERS.order_placed(ORDER, "ru")


def test_a_corrected_line_tells_what_was_asked_for() -> None:
    corrected = evolve(ORDER, lines=(evolve(BOLT, cancelled=D(400)),))
    _, text, html = LETTERS.order_changed(corrected, "ru")
    assert RU["corrected_lead"] in text
    assert "600\u00a0шт × 12,35 = 12\u00a0350,00 (было 1\u00a0000\u00a0шт)" in text
    assert "было 1\u00a0000\u00a0шт" in html


def test_the_manager_is_told_who_ordered_and_sent_to_the_workplace() -> None:
    subject, text, _ = LETTERS.order_for_manager(ORDER)
    assert subject == "Новый заказ №\u00a0B-000123: ООО «Ромашка» & Ко"
    assert f"https://opt.example/manage/orders/{ID}" in text


def test_an_invoice_is_announced_with_its_number() -> None:
    document = DocumentNews(ID, "invoice", "B1-26-00001", date(2026, 11, 23), "key", ORDER)
    subject, text, _ = LETTERS.document_issued(document, "ru")
    assert subject == "Счёт №\u00a0B1-26-00001 от 23.11.2026 по заказу №\u00a0B-000123"
    assert "Болт" not in text


def test_a_very_long_order_is_read_on_the_portal() -> None:
    long = evolve(ORDER, lines=(BOLT,) * 500)
    assert "Болт" not in LETTERS.order_placed(long, "ru")[1]


def test_the_languages_have_the_same_sentences() -> None:
    # A manager of the seller is written to in Russian alone.
    assert {name for name in RU if not name.startswith("manager_")} == set(EN)
