"""The worked examples of the trade (documents 5.3), each through the quote.

E4, E11b and E15 are with money, quantity and the invoice; E13 is of the УПД, which the ERP makes.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook, PriceType, Rate, VatKind
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.promo import Promo, PromoKind
from domain.pricing.promo_taking import with_promo
from domain.pricing.quote import quote_line, quoted
from domain.pricing.rates import DayRate, with_markup
from domain.pricing.rules import Rule, RuleBook
from domain.shared.ids import VariantId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import TODAY, WHOLESALE, a_book, an_individual_price, terms
from tests.domain.pricing.promos import a_code

GOOD = VariantId(1)
NO_VAT = "без НДС"


def a_type(included: bool = True, scale: int = 2, currency: Currency = Currency.RUB) -> tuple[PriceType, ...]:
    return (PriceType(WHOLESALE, "Опт", currency, vat_included=included, scale=scale),)


def asked(quantity: str, rate: str = "22", good: int = 1, packaging: Packaging | None = None) -> Ask:
    pack, told = packaging or Packaging(), Decimal(quantity)
    kind = VatKind.NONE if rate == NO_VAT else VatKind.RATE
    vat = None if rate == NO_VAT else Decimal(rate)
    return Ask(VariantId(good), terms(), told, pack, pack.to_base(told), vat_kind=kind, vat_rate=vat)


def lines(pairs: Sequence[tuple[str, str, str]], included: bool = True) -> tuple[QuotedLine, ...]:
    """Price, quantity, rate of VAT by line."""
    book = a_book({n: price for n, (price, _, _) in enumerate(pairs)}, a_type(included))
    return quoted(book, [asked(quantity, rate, n) for n, (_, quantity, rate) in enumerate(pairs)])


def vats(found: Sequence[QuotedLine]) -> list[str]:
    return [str(line.vat) for line in found]


def only(book: PriceBook, ask: Ask) -> tuple[str, str, str, str]:
    line = quote_line(book, ask)
    return str(line.price), str(line.amount), str(line.vat), str(line.gross)


def test_e1_vat_included() -> None:
    assert only(a_book({1: "100.00"}, a_type()), asked("3")) == ("100.00", "300.00", "54.10", "300.00")


def test_e2_vat_on_top() -> None:
    assert only(a_book({1: "81.97"}, a_type(included=False)), asked("3")) == ("81.97", "245.91", "54.10", "300.01")


def test_e3_vat_is_of_lines_not_of_the_total() -> None:
    assert sum(line.vat for line in lines([("9.99", "1", "22")] * 7)) == Decimal("12.60")
    assert sum(line.vat for line in lines([("0.15", "1", "22")] * 10, included=False)) == Decimal("0.30")


def test_e5_a_long_price_is_not_rounded_before_the_amount() -> None:
    book = a_book({1: "0.01235"}, a_type(scale=5))
    assert only(book, asked("10000"))[1:3] == ("123.50", "22.27")
    assert only(book, asked("37"))[1] == "0.46"


def test_e6_mixed_rates_in_one_cart() -> None:
    found = lines([("12.50", "120", "22"), ("89.90", "24", "10"), ("1000.00", "1", "0"), ("450.00", "2", NO_VAT)])
    assert [str(line.amount) for line in found] == ["1500.00", "2157.60", "1000.00", "900.00"]
    assert vats(found) == ["270.49", "196.15", "0.00", "0.00"]
    assert [line.vat_rate for line in found] == [Decimal(22), Decimal(10), Decimal(0), None]
    assert (sum(line.gross for line in found), sum(line.vat for line in found)) == (
        Decimal("5557.60"),
        Decimal("466.64"),
    )


@pytest.mark.parametrize(
    ("rate", "included", "vat", "gross"),
    [
        ("5", True, "587.89", "12345.67"), ("7", True, "807.66", "12345.67"), ("22", True, "2226.27", "12345.67"),
        ("5", False, "617.28", "12962.95"), ("7", False, "864.20", "13209.87"), ("22", False, "2716.05", "15061.72"),
    ],
)  # fmt: skip
def test_e7_the_rates_of_the_simplified_tax(rate: str, included: bool, vat: str, gross: str) -> None:
    assert only(a_book({1: "12345.67"}, a_type(included)), asked("1", rate))[2:] == (vat, gross)


def test_e8_a_percent_changes_the_price_and_the_amount_follows() -> None:
    rule = Rule(UUID(int=1), "Акция", 1, Effect(EffectKind.PERCENT, Decimal("-7.5")))
    book = evolve(a_book({1: "33.33"}), rules=RuleBook((rule,), TODAY))
    assert only(book, asked("100"))[:2] == ("30.83", "3083.00")


@pytest.mark.parametrize(
    ("taken", "amounts", "parts"),
    [
        ("100.00", ["333.33", "333.33", "333.34"], ["33.33", "33.33", "33.34"]),
        ("0.05", ["10.00", "20.00", "40.00"], ["0.01", "0.01", "0.03"]),
    ],
)
def test_e9_a_sum_is_divided_without_losing_a_kopeck(taken: str, amounts: list[str], parts: list[str]) -> None:
    book = a_book(dict(enumerate(amounts)))
    code = a_code(taken, PromoKind.AMOUNT)
    found = with_promo(Promo(code), quoted(book, [asked("1", good=n) for n in range(3)]), book)
    assert found.refusal is None
    assert [str(line.discount) for line in found.lines] == parts
    assert [line.amount for line in found.lines] == [
        Decimal(a) - Decimal(p) for a, p in zip(amounts, parts, strict=True)
    ]


def converted(price: str, currency: Currency, rate: Decimal, quantity: str = "1") -> tuple[str, str]:
    book = a_book({1: price}, a_type(currency=currency))
    return only(evolve(book, rates={currency: Rate(currency, TODAY, rate)}), asked(quantity))[:2]


def test_e10_the_price_is_converted_and_rounded_then_multiplied() -> None:
    assert converted("12.3456", Currency.USD, Decimal("81.2345"), "37") == ("1002.89", "37106.93")


def test_e10b_a_rate_may_be_of_a_hundred_units() -> None:
    """Of tenge here: what the example's yen cost, by the same rule."""
    told = DayRate(Currency.KZT, TODAY, Decimal("53.1234"), 100, "cbr")
    assert converted("1500", Currency.KZT, told.per_unit)[0] == "796.85"


def test_e10c_the_mark_up_is_on_the_rate() -> None:
    rate = Decimal("11.4567")
    assert converted("88.90", Currency.CNY, rate)[0] == "1018.50"
    assert converted("88.90", Currency.CNY, with_markup(rate, Decimal(2)))[0] == "1038.87"


def test_e11_a_pack_costs_its_pieces_or_its_own_price() -> None:
    dozen = Packaging(9, "778", "упак", Decimal(12), Decimal(1))
    assert only(a_book({1: "41.67"}), asked("5", packaging=dozen))[:2] == ("500.04", "2500.20")
    own = a_book({1: "41.67"}, individual=((1, an_individual_price("500.00", packaging=9)),))
    assert only(own, asked("5", packaging=dozen))[:2] == ("500.00", "2500.00")


def test_e12_goods_by_weight() -> None:
    assert only(a_book({1: "78.90"}), asked("12.345", "10"))[1:3] == ("974.02", "88.55")


def test_e12b_coils_of_a_price_by_the_metre() -> None:
    coil = Packaging(9, "006", "бухта", Decimal(305), Decimal(1))
    assert coil.to_base(Decimal(2)) == 610
    assert only(a_book({1: "18.4275"}, a_type(scale=4)), asked("2", packaging=coil))[1:3] == ("11240.78", "2027.03")


def test_e14_a_change_of_the_rate_moves_the_side_that_is_not_fixed() -> None:
    gross, net = a_book({1: "1200.00"}), a_book({1: "1000.00"}, a_type(included=False))
    assert [only(gross, asked("1", rate))[2:] for rate in ("20", "22")] == [
        ("200.00", "1200.00"),
        ("216.39", "1200.00"),
    ]
    assert [only(net, asked("1", rate))[3] for rate in ("20", "22")] == ["1200.00", "1220.00"]
