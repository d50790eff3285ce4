"""The steps of a price in the words of a competent manager; the same for a live price and a stored order's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from domain.pricing.effect import EffectKind
from domain.pricing.promo import PromoKind
from domain.pricing.trail import (
    AMOUNT,
    FIELDS,
    INDIVIDUAL,
    LISTED,
    PACKAGING,
    PASSED,
    PROMO,
    RATE,
    REFINED,
    ROUNDING,
    RULE,
    THRESHOLD,
    VAT,
)
from domain.shared.money import KOPECK
from entrypoints.pages.rendering import Edition

Step = tuple[str, Mapping[str, Any]]


@frozen
class Said:
    """One step: the sentence, and the figure that it ends with. `passed` was looked at and not used."""

    text: str
    figure: str
    is_passed: bool = False


def stored_steps(trail: Iterable[Sequence[Any]]) -> list[Step]:
    """A trail as JSON keeps it; a step that this version does not know is left out."""
    return [(step[0], dict(zip(FIELDS[step[0]], step[1:], strict=False))) for step in trail if step[0] in FIELDS]


def steps_in_words(
    steps: Iterable[Step], edition: Edition, contract: str, currency: str, unit: str
) -> tuple[Said, ...]:
    """`contract` is the number; amounts are in the contract's `currency`."""
    writer = Writer(edition, contract, currency, unit)
    return tuple(writer.said(name, facts) for name, facts in steps)


@frozen
class Writer:
    edition: Edition
    contract: str
    currency: str
    unit: str

    def said(self, name: str, facts: Mapping[str, Any]) -> Said:
        return {
            INDIVIDUAL: self.individual,
            LISTED: self.listed,
            PASSED: self.passed,
            PACKAGING: self.packaging,
            RATE: self.rate,
            THRESHOLD: self.threshold,
            RULE: self.rule,
            REFINED: self.refined,
            ROUNDING: self.rounding,
            AMOUNT: self.amount,
            VAT: self.vat,
            PROMO: self.promo,
        }[name](facts)

    def individual(self, facts: Mapping[str, Any]) -> Said:
        say = self.edition.language.say
        text = {
            "contract": say("Individual price of contract No. %(contract)s"),
            "counterparty": say("Individual price of your company"),
            "holding": say("Individual price of your holding"),
        }[facts["level"]] % {"contract": self.contract}
        minimum = Decimal(facts["minimum"])
        if minimum > 1:
            text += say(", from %(quantity)s") % {"quantity": self.edition.figures.quantity(minimum)}
        return Said(text, self.price(facts["amount"], facts["currency"]))

    def listed(self, facts: Mapping[str, Any]) -> Said:
        say = self.edition.language.say
        text = {
            "contract": say("Price by contract No. %(contract)s, price type “%(name)s”"),
            "fallback": say("Price of the next price type “%(name)s”"),
        }.get(facts["found_by"], say("Price of the price type “%(name)s”"))
        told = {"contract": self.contract, "name": facts["name"]}
        return Said(text % told, self.price(facts["amount"], facts["currency"]))

    def passed(self, facts: Mapping[str, Any]) -> Said:
        text = self.edition.language.say("The price type “%(name)s” has no price for these goods")
        return Said(text % {"name": facts["name"]}, "—", is_passed=True)

    def packaging(self, facts: Mapping[str, Any]) -> Said:
        number = self.edition.figures.number
        units = number(Decimal(facts["numerator"]))
        if Decimal(facts["denominator"]) != 1:
            units = f"{units}/{number(Decimal(facts['denominator']))}"
        text = self.edition.language.say("A packaging holds %(units)s base units: %(before)s × %(units)s")
        return Said(text % {"units": units, "before": self.plain(facts["before"])}, self.plain(facts["after"]))

    def rate(self, facts: Mapping[str, Any]) -> Said:
        say, figures = self.edition.language.say, self.edition.figures
        rate = Decimal(facts["rate_from"]) / Decimal(facts["rate_to"])
        # The day that the rate itself is dated; a trail of before that was kept names the bank day alone.
        dated = [facts.get(name) for name in ("dated_from", "dated_to")]
        days = dict.fromkeys(figures.day(_day(day)) for day in dated if day) or {figures.day(_day(facts["day"])): None}
        text = say("Converted at the rate of %(day)s: 1 %(source)s = %(rate)s %(target)s")
        told = {
            "day": ", ".join(days),
            "source": str(facts["from"]),
            "rate": figures.rate(rate),
            "target": str(facts["to"]),
        }
        said = text % told
        if markup := Decimal(facts.get("markup") or 0):
            said += say(", the seller's mark-up of %(percent)s included") % {"percent": figures.percent(markup)}
        return Said(said, self.plain(facts["after"]))

    def threshold(self, facts: Mapping[str, Any]) -> Said:
        text = self.edition.language.say("The cart has reached %(limit)s: the price type “%(name)s” applies")
        limit = self.edition.figures.amount(Decimal(facts["limit"]).quantize(KOPECK), self.currency)
        total = self.edition.figures.amount(Decimal(facts["total"]), self.currency)
        return Said(text % {"limit": limit, "name": facts["name"]}, total)

    def rule(self, facts: Mapping[str, Any]) -> Said:
        """«Акция «Линия А», −3 %»: the name that the manager gave is what buyers read."""
        say, value = self.edition.language.say, Decimal(facts["value"])
        if facts["effect"] == EffectKind.PERCENT:
            sign = "+" if value > 0 else "−"
            return Said(
                f"{facts['name']}, {sign}{self.edition.figures.percent(abs(value))}", self.plain(facts["after"])
            )
        told = {
            EffectKind.AMOUNT: say("added: %(value)s") if value > 0 else say("taken off: %(value)s"),
            EffectKind.FIXED: say("the price is set"),
            EffectKind.FLOOR: say("not less than %(value)s"),
            EffectKind.CEILING: say("not more than %(value)s"),
        }[EffectKind(facts["effect"])]
        return Said(f"{facts['name']}, {told % {'value': self.plain(abs(value))}}", self.plain(facts["after"]))

    def refined(self, facts: Mapping[str, Any]) -> Said:
        """«1С уточнила цену для всей корзины, было 118,40; действует до 15:46»."""
        say, figures = self.edition.language.say, self.edition.figures
        until = figures.moment(datetime.fromisoformat(facts["until"]))
        if facts["before"] is None:
            text = say("The ERP told the price for this cart, valid until %(until)s") % {"until": until}
        else:
            text = say("The ERP refined the price for this cart: it was %(before)s; valid until %(until)s")
            text %= {"before": self.plain(facts["before"]), "until": until}
        return Said(text, self.price(facts["after"], self.currency))

    def rounding(self, facts: Mapping[str, Any]) -> Said:
        count = int(facts["scale"])
        said = self.edition.language.count("Rounded to %(n)s decimal", "Rounded to %(n)s decimals", count)
        return Said(said % {"n": count}, self.price(facts["after"], self.currency))

    def amount(self, facts: Mapping[str, Any]) -> Said:
        figures = self.edition.figures
        text = self.edition.language.say("Amount: %(price)s × %(quantity)s")
        quantity = figures.quantity(Decimal(facts["quantity"]), self.unit)
        told = {"price": self.plain(facts["price"]), "quantity": quantity}
        return Said(text % told, figures.amount(Decimal(facts["after"]), self.currency))

    def vat(self, facts: Mapping[str, Any]) -> Said:
        say, figures = self.edition.language.say, self.edition.figures
        gross = figures.amount(Decimal(facts["gross"]), self.currency)
        if facts["kind"] == "none" or facts["rate"] is None:
            return Said(say("No VAT, to pay"), gross)
        told = {
            "rate": figures.percent(Decimal(facts["rate"])),
            "vat": figures.amount(Decimal(facts["vat"]), self.currency),
        }
        if facts["kind"] == "included":
            return Said(say("To pay, VAT %(rate)s included: %(vat)s") % told, gross)
        return Said(say("VAT %(rate)s on top: %(vat)s; to pay") % told, gross)

    def promo(self, facts: Mapping[str, Any]) -> Said:
        """«Промокод ЛЕТО, −10 %: снято 118,40 ₽, к оплате»; of a sum, this line's part of it."""
        say, figures = self.edition.language.say, self.edition.figures
        taken = figures.amount(Decimal(facts["discount"]), self.currency)
        told = {"code": facts["code"], "taken": taken}
        if facts["kind"] == PromoKind.PERCENT:
            value = figures.percent(Decimal(facts["value"]))
            text = say("Promo code %(code)s, −%(value)s: %(taken)s taken off, to pay") % {**told, "value": value}
        else:
            value = figures.amount(Decimal(facts["value"]), facts["currency"])
            text = say("Promo code %(code)s for %(value)s: %(taken)s of it taken off here, to pay")
            text %= {**told, "value": value}
        if Decimal(facts["least"]) and Decimal(facts["after"]) == Decimal(facts["least"]):
            text += say(" (the lowest price of these goods is reached)")
        return Said(text, figures.amount(Decimal(facts["after"]), self.currency))

    def price(self, amount: Any, currency: Any) -> str:
        return self.edition.figures.price(Decimal(amount), str(currency))

    def plain(self, amount: Any) -> str:
        return self.edition.figures.price(Decimal(amount), "")


def _day(told: Any) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)
