"""The invoice as a value: totals by rate, words, purpose, and the reference's whole invoice (documents 5.3,
E6, E15).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.payment_invoice import (
    BankAccount,
    InvoiceLine,
    Party,
    PaymentInvoice,
    Seller,
    SellerRequisitesMissing,
)
from domain.shared.money import Currency, rounded, vat_on_top, vat_within

BANK = BankAccount("40702810938000000001", "044525225", "ПАО СБЕРБАНК", "30101810400000000225")
SELLER = Seller(Party('ООО "ТД Крепёж"', "7700000009", "770001001"), BANK)
BUYER = Party("ООО «Ромашка»", "7707083893", "770701001")


def a_line(
    price: str | Decimal,
    quantity: str | Decimal = "1",
    rate: str | Decimal | None = "22",
    included: bool = True,
    number: int = 1,
) -> InvoiceLine:
    per_cent = None if rate is None else Decimal(rate)
    amount = rounded(Decimal(price) * Decimal(quantity))
    vat = (vat_within if included else vat_on_top)(amount, per_cent)
    gross = amount if included else amount + vat
    name = "Болт М8×40"
    return InvoiceLine(
        number, "B-8", name, Decimal(quantity), "шт", Decimal(price), included, per_cent, amount, vat, gross
    )


def an_invoice(lines: Sequence[InvoiceLine], currency: Currency = Currency.RUB) -> PaymentInvoice:
    day, until = date(2026, 11, 23), date(2026, 11, 30)
    return PaymentInvoice("123", day, until, currency, SELLER, BUYER, "Заказ № B-1", tuple(lines))


def test_the_whole_invoice_of_the_reference() -> None:
    invoice = an_invoice([a_line("12.35", "1000"), a_line("4.1275", "2500"), a_line("615.00", "8")])

    assert invoice.total.amount == Decimal("27588.75")
    assert invoice.vat_total.amount == Decimal("4975.02")
    assert invoice.in_words == "Двадцать семь тысяч пятьсот восемьдесят восемь рублей 75 копеек"
    assert invoice.purpose == "Оплата по счету № 123 от 23.11.2026, в т.ч. НДС 22% 4975-02"
    assert invoice.qr is not None
    assert "Sum=2758875|Purpose=Оплата по счету № 123 от 23.11.2026, в т.ч. НДС 22% 4975-02|" in invoice.qr


def test_mixed_rates_have_a_total_each() -> None:
    lines = [
        a_line("12.50", "120"),
        a_line("89.90", "24", "10"),
        a_line("1000", "1", "0"),
        a_line("450", "2", None),
    ]
    totals = an_invoice(lines).vat_totals

    assert [(t.rate, t.vat, t.gross) for t in totals] == [
        (Decimal(22), Decimal("270.49"), Decimal("1500.00")),
        (Decimal(10), Decimal("196.15"), Decimal("2157.60")),
        (Decimal(0), Decimal("0.00"), Decimal("1000.00")),
        (None, Decimal("0.00"), Decimal("900.00")),
    ]
    assert an_invoice(lines).purpose.endswith("в т.ч. НДС 22% 270-49, НДС 10% 196-15, НДС 0% 0-00")


def test_vat_on_top_is_added_to_what_is_paid() -> None:
    invoice = an_invoice([a_line("81.97", "3", included=False)])
    assert (invoice.amount_total.amount, invoice.total.amount) == (Decimal("245.91"), Decimal("300.01"))
    assert invoice.vat_included is False


def test_without_tax_the_purpose_says_so() -> None:
    invoice = an_invoice([a_line("10", rate=None)])
    assert invoice.purpose.endswith(", НДС не облагается")
    assert invoice.vat_included is True


def test_prices_with_and_without_tax_may_stand_together() -> None:
    assert an_invoice([a_line("10"), a_line("10", included=False)]).vat_included is None


def test_a_foreign_currency_has_no_payment_qr() -> None:
    assert an_invoice([a_line("10")], Currency.CNY).qr is None


def test_an_invoice_without_an_account_to_pay_to_is_refused() -> None:
    with pytest.raises(SellerRequisitesMissing) as refused:
        Seller(Party("ООО"), BankAccount("", "044525225", "", "")).require_payable()
    assert refused.value.fields == ("inn", "account", "bank_name")


lines_of_any_kind = st.lists(
    st.builds(
        a_line,
        st.decimals("0.00001", "99999", places=5),
        st.decimals("0.001", "9999", places=3),
        st.sampled_from(["22", "10", "0", "7", None]),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(lines_of_any_kind)
def test_totals_by_rate_add_up_to_the_invoice(lines: list[InvoiceLine]) -> None:
    invoice = an_invoice(lines)
    assert sum(t.gross for t in invoice.vat_totals) == invoice.total.amount
    assert sum(t.vat for t in invoice.vat_totals) == invoice.vat_total.amount
    assert len({t.rate for t in invoice.vat_totals}) == len(invoice.vat_totals)


@given(lines_of_any_kind)
def test_prices_and_tax_explain_every_sum(lines: list[InvoiceLine]) -> None:
    for line in an_invoice(lines).lines:
        assert line.discount == 0
        assert line.gross == line.amount + (0 if line.vat_included else line.vat)
