"""Invoices as PDF: what stands on them, the same bytes, the payment QR."""

from decimal import Decimal
from io import BytesIO

import pytest
import segno
from attrs import evolve
from PIL import Image

from adapters.pdf.invoice_texts import glued, initials, texts_of
from adapters.pdf.invoices import TypstInvoices, qr_svg
from domain.documents.payment_invoice import InvoiceLine, Party
from tests.domain.documents.test_payment_invoice import SELLER, a_line, an_invoice
from tests.domain.documents.test_payment_qr import VECTOR

THREE = an_invoice([a_line("12.35", "1000"), a_line("4.1275", "2500", number=2), a_line("615.00", "8", number=3)])
TITLES = ["№", "Артикул", "Товары (работы, услуги)", "Кол-во", "Ед.", "Цена", "Сумма"]


@pytest.fixture(scope="module")
def printer() -> TypstInvoices:
    return TypstInvoices()


def titles(texts: dict[str, list[dict[str, str]]]) -> list[str]:
    return [column["title"] for column in texts["columns"]]


def test_the_invoice_of_the_reference_as_texts() -> None:
    texts = texts_of(THREE)

    assert texts["title"] == "Счёт на оплату №\u00a0123 от 23\u00a0ноября 2026\u00a0г."
    assert texts["notice"].startswith("Внимание! Счёт действителен до 30.11.2026. Оплата счёта означает")
    assert titles(texts) == TITLES
    assert texts["rows"][1] == ["2", "B-8", "Болт М8×40", "2\u00a0500", "шт", "4,1275", "10\u00a0318,75"]
    assert texts["totals"] == [
        ("Итого:", "27\u00a0588,75"),
        ("В том числе НДС 22\u00a0%:", "4\u00a0975,02"),
        ("Всего к оплате:", "27\u00a0588,75"),
    ]
    assert texts["count"] == "Всего наименований 3, на сумму 27\u00a0588,75\u00a0руб."
    assert texts["words"] == "Двадцать семь тысяч пятьсот восемьдесят восемь рублей 75 копеек"


def test_mixed_rates_show_tax_by_line_and_a_total_for_each() -> None:
    lines = [a_line("12.50", "120"), a_line("89.90", "24", "10"), a_line("1000", "1", "0"), a_line("450", "2", None)]
    texts = texts_of(an_invoice(lines))

    assert titles(texts)[-3:] == ["Ставка\nНДС", "Сумма\nНДС", "Сумма"]
    assert [row[-3:-1] for row in texts["rows"]] == [
        ["22\u00a0%", "270,49"],
        ["10\u00a0%", "196,15"],
        ["0\u00a0%", "0,00"],
        ["Без НДС", "–"],
    ]
    assert texts["totals"][1:-1] == [
        ("В том числе НДС 22\u00a0%:", "270,49"),
        ("В том числе НДС 10\u00a0%:", "196,15"),
        ("В том числе НДС 0\u00a0%:", "0,00"),
        ("Без налога (НДС), на сумму 900,00:", "–"),
    ]


def test_tax_on_top_is_named_in_every_sum() -> None:
    texts = texts_of(an_invoice([a_line("81.97", "3", included=False)]))
    assert titles(texts)[-2:] == ["Цена без НДС", "Сумма без НДС"]
    assert texts["totals"] == [
        ("Итого без НДС:", "245,91"),
        ("НДС 22\u00a0%:", "54,10"),
        ("Всего к оплате с НДС:", "300,01"),
    ]


def test_prices_with_and_without_tax_together_are_marked() -> None:
    texts = texts_of(an_invoice([a_line("81.97", "3", included=False), a_line("100")]))
    assert [row[5] for row in texts["rows"]] == ["81,97*", "100,00"]
    assert [row[-1] for row in texts["rows"]] == ["300,01", "100,00"]
    assert texts["footnote"]


def test_a_promo_amount_has_a_column() -> None:
    line = a_line("10", "10")
    discounted = InvoiceLine(
        1, "", "Болт", line.quantity, "шт", line.price, True, None, *map(Decimal, ("90", "0", "90"))
    )
    texts = texts_of(an_invoice([discounted]))
    assert titles(texts) == ["№", "Товары (работы, услуги)", "Кол-во", "Ед.", "Цена", "Скидка", "Сумма"]
    assert texts["rows"][0][5] == "10,00"


def test_an_entrepreneur_has_no_kpp_and_signs_alone() -> None:
    seller = evolve(SELLER, party=Party("ИП Ким Олег Юрьевич", "500100732259", "0"))
    texts = texts_of(evolve(THREE, seller=seller))
    assert texts["bank"]["kpp"] == ""
    assert texts["signatures"] == [("Индивидуальный предприниматель", "(Ким\u00a0О.\u00a0Ю.)")]
    assert "КПП" not in dict(texts["parties"])["Поставщик (Исполнитель):"]


def test_names_and_addresses_are_set_as_people_set_them() -> None:
    assert initials("Самойлов Игорь Петрович") == "(Самойлов\u00a0И.\u00a0П.)"
    assert initials("Ким Олег") == "(Ким Олег)"
    assert initials("") == ""
    assert glued("109518, г. Москва, ул. Мира, д. 2") == "109518, г.\u00a0Москва, ул.\u00a0Мира, д.\u00a02"


def test_the_same_invoice_is_the_same_bytes(printer: TypstInvoices) -> None:
    first = printer.pdf(THREE)
    assert first.startswith(b"%PDF-")
    assert first == printer.pdf(THREE) == TypstInvoices().pdf(THREE)
    assert first != printer.pdf(evolve(THREE, number="124"))


def test_a_short_invoice_is_one_page_and_a_long_one_goes_on(printer: TypstInvoices) -> None:
    assert len(printer.pictures(THREE, 40)) == 1
    long = an_invoice([a_line("12.35", "10", number=n) for n in range(1, 121)])
    pages = printer.pictures(long, 40)
    assert len(pages) == 3


def test_totals_never_stand_on_a_page_without_a_line(printer: TypstInvoices) -> None:
    for count in range(36, 48):
        pages = printer.pictures(an_invoice([a_line("12.35", number=n) for n in range(1, count + 1)]), 40)
        if len(pages) == 2:
            # The repeated header is grey, and a page of totals alone has no grey field at its top.
            page = Image.open(BytesIO(pages[1])).convert("L")
            assert 238 in {page.getpixel((x, y)) for x in range(30, 60) for y in range(18, 30)}, count
            break
    else:
        pytest.fail("no invoice of two pages")


def test_texts_of_any_length_and_script_are_printed(printer: TypstInvoices) -> None:
    odd = a_line("0.00001", "1")
    words = ("#set text(red)", "x" * 300, "Ø ₽ № ё\u202f½ 漢字 🙂", "«" * 60, "$a^2$ <b> \\ *жирно*")
    lines = [evolve(odd, number=n, name=text, sku=text[:60]) for n, text in enumerate(words, 1)]
    assert printer.pdf(an_invoice(lines)).startswith(b"%PDF-")


def test_the_payment_qr_is_bytes_in_utf_8() -> None:
    code = segno.make(VECTOR, error="m", mode="byte", encoding="utf-8", eci=False, boost_error=False)
    assert (code.version, code.mode, code.error) == (13, "byte", "M")
    drawn = qr_svg(VECTOR)
    assert drawn.startswith("<svg")
    side = code.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in drawn
