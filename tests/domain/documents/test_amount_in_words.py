"""Amount in words: the table of the reference, other currencies, and an independent reading back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.amount_in_words import amount_in_words, number_in_words
from domain.shared.money import Currency, Money

TABLE = """
0.00 | Ноль рублей 00 копеек
0.01 | Ноль рублей 01 копейка
1.00 | Один рубль 00 копеек
2.02 | Два рубля 02 копейки
5.05 | Пять рублей 05 копеек
11.11 | Одиннадцать рублей 11 копеек
12.12 | Двенадцать рублей 12 копеек
21.21 | Двадцать один рубль 21 копейка
22.22 | Двадцать два рубля 22 копейки
101.01 | Сто один рубль 01 копейка
111.11 | Сто одиннадцать рублей 11 копеек
121.21 | Сто двадцать один рубль 21 копейка
1001.51 | Одна тысяча один рубль 51 копейка
2002.02 | Две тысячи два рубля 02 копейки
11000.11 | Одиннадцать тысяч рублей 11 копеек
21000.00 | Двадцать одна тысяча рублей 00 копеек
22000.05 | Двадцать две тысячи рублей 05 копеек
1000000.00 | Один миллион рублей 00 копеек
1002003.04 | Один миллион две тысячи три рубля 04 копейки
27588.75 | Двадцать семь тысяч пятьсот восемьдесят восемь рублей 75 копеек
122050.00 | Сто двадцать две тысячи пятьдесят рублей 00 копеек
"""
LONG = (
    "Один миллиард двести тридцать четыре миллиона пятьсот шестьдесят семь тысяч восемьсот девяносто рублей 12 копеек"
)
ROWS = [*(tuple(line.split(" | ")) for line in TABLE.strip().splitlines()), ("1234567890.12", LONG)]

OTHERS = [
    ("1.01", Currency.USD, "Один доллар США 01 цент"),
    ("2.02", Currency.USD, "Два доллара США 02 цента"),
    ("15.05", Currency.USD, "Пятнадцать долларов США 05 центов"),
    ("21.01", Currency.EUR, "Двадцать один евро 01 евроцент"),
    ("3.04", Currency.EUR, "Три евро 04 евроцента"),
    ("1.05", Currency.CNY, "Один юань 05 фэнь"),
    ("1002.01", Currency.CNY, "Одна тысяча два юаня 01 фэнь"),
    ("11.00", Currency.CNY, "Одиннадцать юаней 00 фэнь"),
    ("1.00", Currency.BYN, "Один белорусский рубль 00 копеек"),
    ("2.01", Currency.BYN, "Два белорусских рубля 01 копейка"),
    ("5.02", Currency.BYN, "Пять белорусских рублей 02 копейки"),
    ("44.01", Currency.KZT, "Сорок четыре тенге 01 тиын"),
    ("1.02", Currency.KZT, "Один тенге 02 тиына"),
    ("1.01", Currency.TRY, "Одна турецкая лира 01 куруш"),
    ("1002.02", Currency.TRY, "Одна тысяча две турецкие лиры 02 куруша"),
]

VALUES = {
    "ноль": 0, "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8,
    "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14,
    "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "двадцать": 20, "одна": 1, "две": 2, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
    "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200, "триста": 300,
    "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip
STEMS = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def read_back(words: str) -> int:
    """What a person adds up while reading; knows nothing of how the words were chosen."""
    total = group = 0
    for word in words.split():
        if word in VALUES:
            group += VALUES[word]
        else:
            scale = next(
                value for stem, value in STEMS.items() if word in {stem, *(stem + end for end in ("а", "и", "ов"))}
            )
            total, group = total + group * scale, 0
    return total + group


@pytest.mark.parametrize(("amount", "words"), ROWS)
def test_roubles_are_said_as_on_a_payment_document(amount: str, words: str) -> None:
    assert amount_in_words(Money(Decimal(amount))) == words


@pytest.mark.parametrize(("amount", "currency", "words"), OTHERS)
def test_other_currencies_have_words_of_their_own(amount: str, currency: Currency, words: str) -> None:
    assert amount_in_words(Money(Decimal(amount), currency)) == words


def test_every_currency_of_a_contract_can_be_said() -> None:
    for currency in Currency:
        assert amount_in_words(Money(Decimal("2.02"), currency))


def test_a_sum_below_zero_says_so() -> None:
    assert amount_in_words(Money(Decimal("-1.50"))) == "Минус один рубль 50 копеек"


@given(st.integers(0, 10**15 - 1), st.booleans())
def test_what_is_said_reads_back_as_the_number(n: int, feminine: bool) -> None:
    words = number_in_words(n, feminine)
    assert read_back(words) == n
    assert ("один" in words.split()[-1:]) <= (not feminine)


@given(st.integers(0, 999_999_999))
def test_the_noun_agrees_with_the_number(n: int) -> None:
    said = amount_in_words(Money(Decimal(n)))
    last = str(n)[-1] if str(n)[-2:-1] != "1" else "0"
    noun = {"1": " рубль ", "2": " рубля ", "3": " рубля ", "4": " рубля "}.get(last, " рублей ")
    assert noun in said
