"""A rule in one sentence: «−3 % · раздел «Линия А» · производитель Б · регион В · с 1 декабря 2026 г.»."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from application.queries.rules import Names
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.managed import Deed, Standing
from domain.pricing.remarks import Remark, Remarked
from domain.pricing.rules import Rule, Which, Whom
from entrypoints.pages.rendering import Edition

COLOURS = {Standing.IN_FORCE: "green", Standing.SCHEDULED: "blue", Standing.ENDED: "", Standing.OFF: "amber"}
SHOWN = 3


@frozen
class RuleWords:
    """Words of rules in one language."""

    edition: Edition
    names: Names

    @property
    def standings(self) -> Mapping[Standing, str]:
        say = self.edition.language.say
        return {
            Standing.IN_FORCE: say("in force"),
            Standing.SCHEDULED: say("scheduled"),
            Standing.ENDED: say("ended"),
            Standing.OFF: say("switched off"),
        }

    @property
    def saved(self) -> Mapping[Standing, str]:
        """What a rule that was saved, switched or undone does to prices now."""
        say = self.edition.language.say
        return {
            Standing.IN_FORCE: say("Saved. The rule is in force already."),
            Standing.SCHEDULED: say("Saved. The rule will be in force from its first day."),
            Standing.ENDED: say("Saved. Its last day is over: the rule changes nothing."),
            Standing.OFF: say("Saved. It is switched off: all is as it is without it."),
        }

    @property
    def deeds(self) -> Mapping[Deed, str]:
        say = self.edition.language.say
        return {
            Deed.CREATED: say("created"),
            Deed.CHANGED: say("changed"),
            Deed.SWITCHED_OFF: say("switched off"),
            Deed.SWITCHED_ON: say("switched on"),
            Deed.UNDONE: say("brought back"),
        }

    def sentence(self, rule: Rule) -> str:
        goods, clients = self.goods(rule.which), self.clients(rule.whom)
        return " · ".join([self.effect(rule.effect), *goods, *clients, *self.when(rule)])

    def effect(self, effect: Effect) -> str:
        say, figures = self.edition.language.say, self.edition.figures
        if not effect.kind.is_price:
            return self.availability(effect)
        if effect.kind is EffectKind.PERCENT:
            return signed(effect.value, figures.percent(effect.value))
        price = figures.price(effect.value, effect.currency.value if effect.currency else "")
        if effect.kind is EffectKind.AMOUNT:
            return say("%(sum)s to the price") % {"sum": signed(effect.value, price)}
        said = {
            EffectKind.FIXED: say("price %(sum)s"),
            EffectKind.FLOOR: say("not below %(sum)s"),
            EffectKind.CEILING: say("not above %(sum)s"),
        }
        return said[effect.kind] % {"sum": price}

    def availability(self, effect: Effect) -> str:
        say, language = self.edition.language.say, self.edition.language
        days, number = int(effect.value), self.edition.figures.number(effect.value)
        said = {
            EffectKind.HIDE: say("hidden"),
            EffectKind.SHOW: say("shown again"),
            EffectKind.ONLY: say("these goods only"),
            EffectKind.ON_ORDER: language.count("on order, %(n)s day", "on order, %(n)s days", days) % {"n": days},
            EffectKind.CAP: say("stock of at most %(n)s") % {"n": number},
            EffectKind.LEAST: say("ordered from %(n)s up") % {"n": number},
            EffectKind.MULTIPLE: say("ordered in multiples of %(n)s") % {"n": number},
        }[effect.kind]
        if effect.warehouse is None:
            return said
        name = self.names.warehouses.get(effect.warehouse, str(effect.warehouse))
        return said + say(" (warehouse “%(name)s”)") % {"name": name}

    def goods(self, which: Which) -> list[str]:
        say, names = self.edition.language.say, self.names
        found = []
        if which.products:
            known = [names.products[id] for id in sorted(which.products) if id in names.products]
            shown = [sku or name for sku, name in known]
            found.append(self.several(say("article"), say("articles"), shown, len(which.products)))
        if which.categories:
            sections = [f"«{names.categories.get(id, id)}»" for id in sorted(which.categories)]
            found.append(self.several(say("section"), say("sections"), sections))
        if which.manufacturers:
            makers = [names.manufacturers.get(name, name) for name in sorted(which.manufacturers)]
            found.append(self.several(say("manufacturer"), say("manufacturers"), makers))
        for id in sorted(which.properties):
            title, options = names.properties.get(id, (str(id), {}))
            values = [options.get(value, value) for property_id, value in sorted(which.values) if property_id == id]
            found.append(f"{title}: {self.few(values)}")
        return found or [say("all goods")]

    def clients(self, whom: Whom) -> list[str]:
        say, names = self.edition.language.say, self.names
        named = [names.holdings.get(id, str(id)) for id in sorted(whom.holdings)]
        named += [names.counterparties.get(id, (str(id), ""))[0] for id in sorted(whom.counterparties)]
        for id in sorted(whom.contracts):
            number, client = names.contracts.get(id, (str(id), ""))
            named.append(say("%(client)s, contract No. %(number)s") % {"client": client, "number": number})
        found = [say("for %(clients)s") % {"clients": self.few(named)}] if named else []
        if whom.regions:
            regions = [names.regions.get(id, str(id)) for id in sorted(whom.regions)]
            found.append(self.several(say("region"), say("regions"), regions))
        if whom.price_types:
            types = [f"«{names.price_types.get(id, id)}»" for id in sorted(whom.price_types)]
            found.append(self.several(say("price type"), say("price types"), types))
        return found

    def when(self, rule: Rule) -> list[str]:
        say, figures = self.edition.language.say, self.edition.figures
        found = []
        if rule.minimum:
            found.append(say("from %(quantity)s in the cart") % {"quantity": figures.number(rule.minimum)})
        days = {"start": rule.valid_from, "end": rule.valid_to}
        told = {name: figures.day(day) for name, day in days.items() if day is not None}
        if rule.valid_from and rule.valid_to:
            found.append(say("from %(start)s to %(end)s") % told)
        elif rule.valid_from:
            found.append(say("since %(start)s") % told)
        elif rule.valid_to:
            found.append(say("until %(end)s") % told)
        return found

    def remark(self, told: Remarked) -> str:
        say = self.edition.language.say
        said = {
            Remark.EQUAL: say(
                "The rule “%(name)s” has the same priority and may have the same goods and clients: which of them "
                "comes first is decided by their ids. Give one of them another priority."
            ),
            Remark.LATER_FIXED: say(
                "The rule “%(name)s” comes later and sets a fixed price: for goods and clients that both are for, "
                "nothing is left of this one."
            ),
            Remark.AFTER_FIXED: say(
                "The rule “%(name)s” comes before and sets a fixed price, which this one changes further."
            ),
            Remark.STOPPED: say(
                "The rule “%(name)s” comes before and stops those after it: for its goods and clients this one does "
                "not apply."
            ),
        }
        return said[told.remark] % {"name": told.other.name}

    def several(self, one: str, many: str, shown: Sequence[str], count: int | None = None) -> str:
        return f"{one if (count or len(shown)) == 1 else many} {self.few(shown, count)}"

    def few(self, shown: Sequence[str], count: int | None = None) -> str:
        """The first few and how many more there are."""
        total = len(shown) if count is None else count
        more = total - min(len(shown), SHOWN)
        text = ", ".join(shown[:SHOWN])
        said = self.edition.language.say("and %(n)s more")
        return f"{text} {said % {'n': self.edition.figures.number(more)}}".strip() if more else text


def signed(value: Decimal, text: str) -> str:
    return f"+{text}" if value > 0 else text
