"""What was passed over, in words: the thing, and the reason beside it."""

from attrs import frozen

from application.price_history.past import GoodsNow
from domain.parties.level import Level
from domain.pricing.ask import PriceOnRequest, QuotedLine
from domain.pricing.passed_over import PassedOverAll, PassedPrice, PassedRule, PassedStep, PassedType, Why
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import PackagingId
from domain.shared.money import KOPECK
from entrypoints.http.problems import sentence
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.why.steps import Rights


def why_none(refusal: DomainError, edition: Edition) -> str:
    """Why there is no price: to the manager, whose contract it is not."""
    if isinstance(refusal, PriceOnRequest) and refusal.why == "no-price":
        return edition.language.say("No price type of the contract has a price for these goods: they are on request.")
    return sentence(refusal, edition.language.code)


@frozen
class SaidPassed:
    """`near`: of these goods and this client, so that somebody may have expected it."""

    name: str
    why: str
    figure: str = ""
    id: str = ""
    href: str = ""
    version: int = 0
    near: bool = True


@frozen
class Group:
    title: str
    near: tuple[SaidPassed, ...]
    far: tuple[SaidPassed, ...] = ()


@frozen
class PassedWords:
    edition: Edition
    line: QuotedLine
    goods: GoodsNow
    rights: Rights

    def groups(self, passed: PassedOverAll) -> tuple[Group, ...]:
        say = self.edition.language.say
        rules = tuple(self.rule(each) for each in passed.rules)
        found = (
            Group(say("Individual prices"), tuple(map(self.price, passed.prices))),
            Group(say("Price types"), tuple(map(self.type, passed.types))),
            Group(say("Prices by the cart's total"), tuple(map(self.step, passed.steps))),
            Group(
                say("Price rules"),
                tuple(each for each in rules if each.near),
                tuple(each for each in rules if not each.near),
            ),
        )
        return tuple(group for group in found if group.near or group.far)

    def price(self, passed: PassedPrice) -> SaidPassed:
        say, figures = self.edition.language.say, self.edition.figures
        price, validity = passed.dated.price, passed.dated.validity
        name = {
            Level.CONTRACT: say("Individual price of contract No. %(contract)s"),
            Level.COUNTERPARTY: say("Individual price of the company"),
            Level.HOLDING: say("Individual price of the holding"),
        }[price.level]
        name %= {"contract": self.line.ask.terms.contract_number}
        if price.minimum > 0:
            name += say(", from %(quantity)s") % {"quantity": figures.quantity(price.minimum, self.goods.goods.unit)}
        day = validity.start if passed.why is Why.NOT_YET else validity.end
        told = {
            "day": figures.day(day) if day else "",
            "needed": figures.quantity(price.minimum, self.goods.goods.unit),
            "reached": figures.quantity(self.line.ask.reached, self.goods.goods.unit),
            "unit": self.unit(price.packaging),
        }
        why = {
            Why.NOT_YET: say("begins on %(day)s"),
            Why.OVER: say("ended on %(day)s"),
            Why.ZERO: say("a zero is no price"),
            Why.PACKAGING: say("is of another packaging: %(unit)s"),
            Why.MINIMUM: say("from %(needed)s; there are %(reached)s"),
            Why.NARROWER: say("another one is nearer: of a nearer owner, of this packaging or of a greater quantity"),
        }[passed.why]
        amount = f"{figures.price(price.amount, price.currency.value)}/{self.unit(price.packaging)}"
        return SaidPassed(name, why % told, amount, str(price.id), f"/manage/prices/individual/{price.id}")

    def unit(self, packaging: PackagingId) -> str:
        try:
            return self.goods.packaging(packaging).name
        except NotFound:
            return f"№ {packaging}"

    def type(self, passed: PassedType) -> SaidPassed:
        say, figures = self.edition.language.say, self.edition.figures
        why = {
            Why.NO_PRICE: say("has no price for these goods"),
            Why.AGREED: say("an individual price comes first"),
            Why.LATER: say("another price type comes first"),
        }[passed.why]
        figure = figures.price(passed.amount, passed.currency.value) if passed.amount and passed.currency else ""
        return SaidPassed(f"«{passed.name}»", why, figure, str(passed.id), f"/manage/prices/types/{passed.id}")

    def step(self, passed: PassedStep) -> SaidPassed:
        say, figures = self.edition.language.say, self.edition.figures
        limit = figures.amount(passed.limit.quantize(KOPECK), passed.currency.value)
        why = {
            Why.TOTAL: say("the total of the cart has not reached it"),
            Why.AGREED: say("an individual price comes first"),
            Why.LATER: say("a higher step was reached"),
            Why.NO_RATE: say("there is no rate for its currency"),
        }[passed.why]
        return SaidPassed(say("From %(sum)s: “%(name)s”") % {"sum": limit, "name": passed.name}, why)

    def rule(self, passed: PassedRule) -> SaidPassed:
        rule = passed.kept.rule
        href = f"/manage/rules/{rule.id}" if self.rights.rules else ""
        near = passed.why is not Why.GOODS and rule.whom.has(self.line.ask.terms) and rule.which.has(
            self.line.ask.traits
        )  # fmt: skip
        return SaidPassed(rule.name, self.why(passed), "", str(rule.id), href, passed.kept.version, near)

    def why(self, passed: PassedRule) -> str:
        say, figures, rule = self.edition.language.say, self.edition.figures, passed.kept.rule
        told = {
            "start": figures.day(rule.valid_from) if rule.valid_from else "",
            "end": figures.day(rule.valid_to) if rule.valid_to else "",
            "needed": figures.quantity(rule.minimum, self.goods.goods.unit),
            "reached": figures.quantity(self.line.ask.reached, self.goods.goods.unit),
        }
        why = {
            Why.OFF: say("is switched off"),
            Why.NOT_YET: say("begins on %(start)s"),
            Why.OVER: say("ended on %(end)s"),
            Why.MINIMUM: say("from %(needed)s; there are %(reached)s"),
            Why.AGREED: say("does not change individual prices"),
            Why.STOPPED: say("a rule before it stops those after it"),
            Why.UNREACHED: say("there was no price to change"),
            Why.NO_RATE: say("its sum has no rate, and the goods are on request for it"),
            Why.AVAILABILITY: say("does not change prices"),
            Why.CLIENT: self.of_clients(passed.condition),
            Why.GOODS: self.of_goods(passed.condition),
        }[passed.why]
        return why % told

    def of_clients(self, condition: str) -> str:
        say = self.edition.language.say
        return {
            "regions": say("is for another region"),
            "price_types": say("is for another price type of the contract"),
        }.get(condition, say("is for other clients"))

    def of_goods(self, condition: str) -> str:
        say = self.edition.language.say
        return {
            "products": say("is for other articles"),
            "categories": say("is for other sections"),
            "manufacturers": say("is for other manufacturers"),
        }.get(condition, say("is for other values of a property"))
