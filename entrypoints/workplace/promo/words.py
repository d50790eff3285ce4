"""A promo code in the words of its table: what it takes, where it stands, what was done to it."""

from decimal import Decimal

from attrs import frozen

from domain.pricing.promo import PromoCode, PromoKind
from domain.shared.money import Money
from entrypoints.pages.rendering import Edition

COLOURS = {"on": "green", "future": "blue", "used-up": "violet", "off": "red", "past": ""}


@frozen
class PromoWords:
    edition: Edition

    def value(self, code: PromoCode) -> str:
        return self.of_kind(code.kind.value, code.value, code.currency.value)

    def of_kind(self, kind: str, value: Decimal, currency: str) -> str:
        figures = self.edition.figures
        said = figures.percent(value) if kind == PromoKind.PERCENT else figures.amount(value, currency)
        return f"−{said}"

    def minimum(self, code: PromoCode) -> str:
        return self.edition.figures.money(Money(code.minimum.quantize(Decimal("0.01")), code.currency))

    def state(self, state: str) -> str:
        say = self.edition.language.say
        return {
            "on": say("the code holds"),
            "future": say("not yet in force"),
            "past": say("is over"),
            "used-up": say("used up"),
            "off": say("the code is off"),
        }[state]

    def colour(self, state: str) -> str:
        return COLOURS[state]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(state, self.state(state)) for state in COLOURS]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        say = self.edition.language.say
        return [("percent", say("percent of the amounts")), ("amount", say("a sum off the whole cart"))]

    def action(self, action: str) -> str:
        say = self.edition.language.say
        known = {
            "made": say("made"),
            "changed": say("changed"),
            "off": say("the code is off"),
            "on": say("the code is on"),
        }
        return known.get(action, action)
