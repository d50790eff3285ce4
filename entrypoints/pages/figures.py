"""Filters of the templates: sums, prices, quantities and days as `application.shared.words` writes them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import frozen

from application.shared.words import (
    NBSP,
    date_text,
    instant_text,
    long_date_text,
    money_text,
    number_text,
    percent_text,
    price_text,
    quantity_text,
)
from domain.shared.money import Money
from entrypoints.pages.language import Language


@frozen
class Figures:
    """Numbers and days in one language and one zone."""

    language: Language
    zone: ZoneInfo

    def money(self, money: Money) -> str:
        return money_text(money.amount, money.currency.value, self.language.code)

    def sums(self, sums: Iterable[Money]) -> str:
        """Sums in several currencies, one after another; «0,00 ₽» for none."""
        return " + ".join(self.money(money) for money in sums) or money_text(Decimal(0), language=self.language.code)

    def amount(self, amount: Decimal, currency: str = "RUB") -> str:
        return money_text(amount, currency, self.language.code)

    def price(self, price: Decimal, currency: str = "RUB") -> str:
        return price_text(price, currency, self.language.code)

    def rate(self, rate: Decimal) -> str:
        """Four decimals at least, as banks write them."""
        return number_text(rate, 4, 8, self.language.code)

    def quantity(self, quantity: Decimal, unit: str = "") -> str:
        return quantity_text(quantity, unit, self.language.code)

    def number(self, number: int | Decimal) -> str:
        return number_text(Decimal(number), language=self.language.code)

    def counted(self, one: str, many: str, n: int) -> str:
        """«3 товара»: the right form of the word, with the number written."""
        return self.language.count(one, many, n) % {"n": self.number(n)}

    def percent(self, value: Decimal) -> str:
        return percent_text(value, self.language.code)

    def day(self, day: date) -> str:
        return long_date_text(day, "en") if self.language.code == "en" else date_text(day)

    def weekday(self, day: date) -> str:
        names = self.language.say("Mon Tue Wed Thu Fri Sat Sun").split()
        return names[day.weekday()]

    def signed(self, money: Money) -> str:
        return f"+{self.money(money)}" if money.is_positive else f"−{self.money(-money)}"

    def day_of(self, at: datetime) -> str:
        return self.day(at.astimezone(self.zone).date())

    def moment(self, at: datetime) -> str:
        return instant_text(at, self.zone)

    def stamp(self, at: datetime) -> str:
        """For the columns of a table, where a zone in every row tells nothing."""
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())}{NBSP}{local:%H:%M}"

    def clock(self, at: datetime) -> str:
        """14:05, for what was told today."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def bytes(self, size: int) -> str:
        unit = self.language.say("KB")
        return f"{self.number(max(1, round(size / 1024)))}{NBSP}{unit}"

    def vat(self, included: bool, rate: Decimal | None) -> str:
        """How a price stands to VAT; `None` is «без НДС», which is not 0 %."""
        if rate is None:
            return self.language.say("no VAT")
        said = self.language.say("VAT %(rate)s included") if included else self.language.say("+ VAT %(rate)s")
        return said % {"rate": self.percent(rate)}

    def filters(self) -> Mapping[str, Callable[..., str]]:
        names = (
            "money sums amount price rate quantity number percent day day_of moment stamp clock bytes vat weekday "
            "signed"
        ).split()
        return {name: getattr(self, name) for name in names}


@lru_cache(1 << 12)
def typed(quantity: Decimal) -> str:
    """A quantity as a field holds it: no grouping, a comma, no zeros at the end."""
    text = f"{quantity:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def read_quantity(text: str) -> str:
    """What was typed, as `quantity_of` reads it: «1 250,5» is 1250.5."""
    return "".join(text.split()).replace(",", ".")
