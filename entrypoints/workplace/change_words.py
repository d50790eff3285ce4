"""What changed of a price's facts, in words: the fact, and each field as it was and as it is."""

from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from application.price_desk.rows import Source
from application.price_history.history import Change, Field
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.rate_words import RateWords


@frozen
class SaidField:
    name: str
    before: str
    after: str


@frozen
class SaidChange:
    text: str
    goods: str
    fields: tuple[SaidField, ...]
    told: Source


@frozen
class ChangeWords:
    edition: Edition

    def said(self, change: Change, goods: str) -> SaidChange:
        say = self.edition.language.say
        text = {
            "listed": say("Price type “%(name)s”"),
            "individual": self._owner(change.name),
            "contract": say("Contract No. %(name)s"),
            "price_type": say("Settings of the price type “%(name)s”"),
            "price_threshold": say("Prices by the cart's total, price type “%(name)s”"),
            "price_rule": say("Rule “%(name)s”"),
            "seller_organization": say("VAT of the seller"),
            "counterparty": say("Holding of the client"),
            "rate": say("Rate of %(name)s"),
            "markup": say("Mark-up on rates"),
        }[change.fact] % {"name": self._name(change)}
        if change.fact not in ("listed", "individual", "rate", "markup"):
            text += say(": made") if change.is_new else say(": removed") if change.is_gone else ""
        return SaidChange(text, goods, tuple(map(self._field, change.fields)), self._told(change))

    def _name(self, change: Change) -> str:
        """Of a rate: its currency and its day, as days are written here."""
        currency, _, day = change.name.partition(" ")
        if change.fact != "rate" or not day:
            return change.name
        return f"{currency}, {self.edition.figures.day(date.fromisoformat(day))}"

    def _told(self, change: Change) -> Source:
        if change.fact != "rate":
            return change.told
        return evolve(change.told, who=RateWords.of(self.edition).sources.get(change.told.who, change.told.who))

    def _owner(self, owner: str) -> str:
        say = self.edition.language.say
        return {
            "contract": say("Individual price of the contract"),
            "counterparty": say("Individual price of the company"),
            "holding": say("Individual price of the holding"),
        }.get(owner, "")

    def _field(self, field: Field) -> SaidField:
        say = self.edition.language.say
        names = {
            "price": "", "rate": "", "number": say("number"), "currency": say("currency"),
            "price_type": say("price type"),
            "valid_from": say("valid from"), "valid_to": say("valid to"), "deleted": say("withdrawn"),
            "name": say("name"), "vat_included": say("VAT in the price"), "scale": say("decimals"),
            "fallback": say("fallback"), "total": say("total"), "becomes": say("becomes"), "state": say("state"),
            "effect": say("effect"), "value": say("value"), "which": say("goods"), "whom": say("clients"),
            "minimum": say("from quantity"), "stops": say("stops those after it"),
            "touches_agreed": say("changes individual prices"), "tax_regime": say("tax regime"), "holding": "",
        }  # fmt: skip
        name = names.get(field.name, field.name)
        if field.name in ("which", "whom", "holding"):
            return SaidField(name, "", say("changed"))
        before, after = self._value(field.before, field.currency_before), self._value(field.after, field.currency_after)
        return SaidField(name, before, after)

    def _value(self, value: object, currency: str) -> str:
        say, figures = self.edition.language.say, self.edition.figures
        if value is None or value == "":
            return "—"
        if isinstance(value, bool):
            return say("yes") if value else say("no")
        if isinstance(value, Decimal):
            return figures.price(value, currency) if currency else figures.rate(value)
        words = {
            "active": say("switched on"), "off": say("switched off"), "general": say("general"),
            "simplified": say("simplified"),
        }  # fmt: skip
        text = str(value)
        if len(text) == 10 and text[4] == text[7] == "-":
            return figures.day(date.fromisoformat(text))
        return words.get(text, text)
