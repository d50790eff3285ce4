"""Сумма прописью: whole units in words, hundredths in digits, as on Russian payment documents (documents
1.6).
"""

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from domain.shared.money import Currency, Money

Forms = tuple[str, str, str]

ONES_MASCULINE = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
ONES_FEMININE = ("", "одна", "две", *ONES_MASCULINE[3:])
TEENS = (
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать"),
    *("пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
TENS = (
    *("", "", "двадцать", "тридцать", "сорок", "пятьдесят"),
    *("шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста", "пятьсот"),
    *("шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
# Of 1000 to the power of the place; a thousand is feminine, the others masculine.
POWERS: tuple[Forms, ...] = (
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)


@frozen
class Units:
    """What one currency is counted in: one, few, many."""

    whole: Forms
    hundredth: Forms
    feminine: bool = False


def _unchanging(word: str) -> Forms:
    return word, word, word


UNITS: Mapping[Currency, Units] = {
    Currency.RUB: Units(("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
    Currency.USD: Units(("доллар США", "доллара США", "долларов США"), ("цент", "цента", "центов")),
    Currency.EUR: Units(_unchanging("евро"), ("евроцент", "евроцента", "евроцентов")),
    Currency.CNY: Units(("юань", "юаня", "юаней"), _unchanging("фэнь")),
    Currency.BYN: Units(
        ("белорусский рубль", "белорусских рубля", "белорусских рублей"), ("копейка", "копейки", "копеек")
    ),
    Currency.KZT: Units(_unchanging("тенге"), ("тиын", "тиына", "тиынов")),
    Currency.TRY: Units(
        ("турецкая лира", "турецкие лиры", "турецких лир"), ("куруш", "куруша", "курушей"), feminine=True
    ),
}


def plural(n: int, forms: Forms) -> str:
    """The form for n >= 0: 11 to 14 of each hundred take the last one, else the last digit decides."""
    if 11 <= n % 100 <= 14:
        return forms[2]
    last = n % 10
    return forms[0] if last == 1 else forms[1] if 2 <= last <= 4 else forms[2]


def amount_in_words(money: Money) -> str:
    """«Двадцать семь тысяч пятьсот восемьдесят восемь рублей 75 копеек»; a negative one begins with
    «Минус».
    """
    units = UNITS[money.currency]
    whole, hundredths = divmod(int(abs(money.amount) * Decimal(100)), 100)
    sign = "минус " if money.amount < 0 else ""
    said = f"{sign}{number_in_words(whole, units.feminine)} {plural(whole, units.whole)}"
    return f"{said[0].upper()}{said[1:]} {hundredths:02d} {plural(hundredths, units.hundredth)}"


def number_in_words(n: int, feminine: bool = False) -> str:
    """A whole number from 0 to below 10^15, in the nominative."""
    if not 0 <= n < 1000 ** (len(POWERS) + 1):
        raise ValueError(f"no words for {n}")
    said = _below_thousand(n % 1000, feminine)
    for place, forms in enumerate(POWERS):
        group = n // 1000 ** (place + 1) % 1000
        if group:
            said = [*_below_thousand(group, place == 0), plural(group, forms), *said]
    return " ".join(said) or "ноль"


def _below_thousand(n: int, feminine: bool) -> list[str]:
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    if tens == 1:
        words = [HUNDREDS[hundreds], TEENS[ones]]
    else:
        words = [HUNDREDS[hundreds], TENS[tens], (ONES_FEMININE if feminine else ONES_MASCULINE)[ones]]
    return [word for word in words if word]
