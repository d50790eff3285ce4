"""Rules as JSON, for programs of the seller: the same documents that the log of versions keeps."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.pricing.preview_rule import PreviewRule
from application.pricing.rule_content import content_of, plain, which_of, whom_of
from application.pricing.rule_effects import RuleEffects
from application.pricing.save_rule import SaveRule
from application.pricing.switch_rule import SwitchRule
from application.pricing.undo_rule import UndoRule
from application.queries.rules import RuleFilter
from domain.pricing.effect import Effect, EffectKind, RuleNotSound
from domain.pricing.managed import ManagedRule, RuleState
from domain.pricing.remarks import Remarked
from domain.pricing.rules import Rule
from domain.shared.ids import WarehouseId
from domain.shared.money import Currency
from entrypoints.api.asking import BODY, Between, Longest, Unfit, told
from entrypoints.api.operation import Caller, Operation
from entrypoints.api.resource import Resource
from entrypoints.use_cases import PeopleUseCases
from entrypoints.workplace.rules.use_cases import RuleUseCases

PATH = "/admin/api/v1/rules"
MOST = 200


@frozen
class PropertyValue:
    """`[property, value]` of a document."""

    property: int
    value: str


def _property_value(value: object, _: object) -> PropertyValue:
    match value:
        case [int() as id, str() as text] if not isinstance(id, bool) and "\x00" not in text:
            return PropertyValue(id, text)
    raise Unfit("list")


BODY.register_structure_hook(PropertyValue, _property_value)


@frozen
class WhichAsk:
    products: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    manufacturers: tuple[str, ...] = ()
    values: tuple[PropertyValue, ...] = ()

    def plain(self) -> dict[str, Any]:
        values = [(each.property, each.value) for each in self.values]
        return {
            "products": self.products, "categories": self.categories, "manufacturers": self.manufacturers,
            "values": values,
        }  # fmt: skip


@frozen
class WhomAsk:
    contracts: tuple[UUID, ...] = ()
    counterparties: tuple[UUID, ...] = ()
    holdings: tuple[UUID, ...] = ()
    regions: tuple[UUID, ...] = ()
    price_types: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        found = {name: list(map(str, getattr(self, name))) for name in ("contracts", "counterparties", "holdings")}
        return {**found, "regions": list(map(str, self.regions)), "price_types": self.price_types}


@frozen
class RuleAsk:
    """A document, the version that it changes (0: a new rule), and an id, so that a repeat makes no second rule."""

    name: Annotated[str, Longest(200)]
    priority: Annotated[int, Between(-1_000_000, 1_000_000)]
    effect: str
    value: Decimal = Decimal(0)
    currency: Currency | None = None
    warehouse: int | None = told("the one whose stock is meant; of hide, on-order and cap alone", None)
    which: WhichAsk = WhichAsk()
    whom: WhomAsk = WhomAsk()
    minimum: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None
    stops: bool = False
    touches_agreed: bool = False
    everything: bool = False
    version: Annotated[int, Between(0, 10**9)] = 0
    rule: UUID | None = told("the rule; of a new one, an id that the sender gives it", None)

    def draft(self) -> Rule:
        """Raises RuleNotSound."""
        if self.effect not in set(EffectKind):
            raise RuleNotSound("effect", "unknown")
        place = None if self.warehouse is None else WarehouseId(self.warehouse)
        effect = Effect(EffectKind(self.effect), plain(self.value), self.currency, place)
        return Rule(
            self.rule or uuid4(), self.name.strip(), self.priority, effect, which_of(self.which.plain()),
            whom_of(self.whom.plain()), plain(self.minimum), self.valid_from, self.valid_to, self.stops,
            self.touches_agreed,
        )  # fmt: skip


@frozen
class ListAsk:
    q: Annotated[str, Longest(100)] = told("a piece of the name", "")
    offset: Annotated[int, Between(0, 10**6)] = told("rows to leave out", 0)
    limit: Annotated[int, Between(1, MOST)] = told("rows at most", 50)


@frozen
class OneAsk:
    rule: UUID = told("the rule")


@frozen
class StateAsk:
    """state: active or off; instead of it `undo` takes the last change back, or brings back the version `to`."""

    rule: UUID
    version: Annotated[int, Between(1, 10**9)]
    state: str = ""
    undo: bool = False
    to: int | None = None


def wire(managed: ManagedRule) -> dict[str, Any]:
    head = {"id": str(managed.id), "version": managed.version, "state": managed.state.value}
    return head | content_of(managed.rule)


def remarks_wire(found: tuple[Remarked, ...]) -> list[dict[str, str]]:
    return [{"remark": each.remark.value, "rule": str(each.other.id), "name": each.other.name} for each in found]


def effects_wire(effects: RuleEffects) -> dict[str, Any]:
    def sums(found: Any) -> list[dict[str, str]]:
        return [{"amount": str(money.amount), "currency": money.currency.value} for money in found]

    def example(each: Any) -> dict[str, Any]:
        prices = {name: None if price is None else str(price) for name, price in
                  (("before", each.before), ("after", each.after))}  # fmt: skip
        names = {"goods": each.goods, "sku": each.sku, "client": each.client, "others": each.others}
        return {**names, "currency": each.currency.value, **prices, "why": each.why}

    return {
        "day": effects.day.isoformat(),
        "is_exact": effects.is_exact,
        "goods": {
            "under_rule": effects.goods, "examined": effects.examined, "step": effects.step,
            "changed": effects.changed_goods, "without_price": effects.unpriced_goods,
        },
        "contracts": {"under_rule": effects.clients, "kinds": effects.classes, "changed": effects.changed_clients},
        "individual_prices": {"under_rule": effects.agreed, "changed": effects.changed_agreed},
        "carts": {
            "with_such_goods": effects.carts, "priced": effects.priced_carts, "changed": effects.changed_carts,
            "up": sums(effects.up), "down": sums(effects.down),
        },
        "assortment": None if effects.assortment is None else {
            "hidden": effects.assortment.hidden, "hidden_from": effects.assortment.hidden_from,
            "shown": effects.assortment.shown, "shown_to": effects.assortment.shown_to,
            "left_with_nothing": effects.assortment.emptied, "refused_lines": effects.refused_lines,
        },
        "examples": [example(each) for each in effects.examples],
        "without_price": [example(each) for each in effects.unpriced],
        "remarks": remarks_wire(effects.remarks),
    }  # fmt: skip


@frozen
class RulesApi:
    rules: RuleUseCases

    def list(self, caller: Caller, ask: ListAsk) -> dict[str, Any]:
        page = self.rules.rules(caller.visit, RuleFilter(ask.q, None, ask.offset, ask.limit))
        found = []
        for row in page.rows:
            standing = row.managed.standing(page.today).value
            changed = {"by": row.changed_by, "at": row.changed_at}
            found.append(wire(row.managed) | {"standing": standing, "changed": changed})
        return {"rules": found, "total": page.total}

    def one(self, caller: Caller, ask: OneAsk) -> dict[str, Any]:
        view = self.rules.rule(caller.visit, ask.rule)
        versions = [
            {"version": each.managed.version, "deed": each.deed.value, "by": each.by, "at": each.at,
             "state": each.managed.state.value, "content": content_of(each.managed.rule)}
            for each in view.versions
        ]  # fmt: skip
        standing = view.managed.standing(view.today).value
        more = {"standing": standing, "remarks": remarks_wire(view.remarks), "versions": versions}
        return wire(view.managed) | more

    def save(self, caller: Caller, ask: RuleAsk) -> dict[str, Any]:
        saved = self.rules.save(caller.visit, SaveRule(ask.draft(), ask.version, ask.everything))
        return wire(saved.managed) | {"remarks": remarks_wire(saved.remarks)}

    def preview(self, caller: Caller, ask: RuleAsk) -> dict[str, Any]:
        return effects_wire(self.rules.preview(caller.visit, PreviewRule(ask.draft(), ask.version, ask.everything)))

    def state(self, caller: Caller, ask: StateAsk) -> dict[str, Any]:
        if ask.undo:
            return wire(self.rules.undo(caller.visit, UndoRule(ask.rule, ask.version, ask.to)))
        if ask.state not in set(RuleState):
            raise RuleNotSound("state", "unknown")
        return wire(self.rules.switch(caller.visit, SwitchRule(ask.rule, ask.version, RuleState(ask.state))))


def routes(app: "falcon.App[Any, Any]", people: PeopleUseCases, rules: RuleUseCases) -> None:
    api = RulesApi(rules)
    any_ = dict[str, Any]
    lists = Operation("GET", "", "listRules", "Rules in the order in which they apply", ListAsk, any_, api.list)
    make = Operation("POST", "", "createRule", "Make a rule", RuleAsk, any_, api.save, status=201)
    one = Operation("GET", "/{rule}", "getRule", "A rule with its versions", OneAsk, any_, api.one)
    change = Operation("PUT", "/{rule}", "changeRule", "Change a rule", RuleAsk, any_, api.save)
    preview = Operation("POST", "/preview", "previewRule", "What saving would change", RuleAsk, any_, api.preview)
    state = Operation("POST", "/{rule}/state", "switchRule", "Switch on or off, undo", StateAsk, any_, api.state)
    app.add_route(PATH, Resource([lists, make], people))
    app.add_route(f"{PATH}/preview", Resource([preview], people))
    app.add_route(f"{PATH}/{{rule}}", Resource([one, change], people))
    app.add_route(f"{PATH}/{{rule}}/state", Resource([state], people))
