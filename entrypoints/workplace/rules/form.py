"""The form of a rule: what was typed, read into a draft or into faults beside their fields, and written again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen

from application.access.context import Visit
from application.pricing.rule_content import plain, which_of, whom_of
from application.queries.rules import Found, Names, RuleFormQuery
from domain.pricing.effect import YES_OR_NO, Effect, EffectKind, RuleNotSound
from domain.pricing.managed import RuleNamesUnknown
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.errors import DomainError
from domain.shared.ids import WarehouseId
from domain.shared.money import Currency
from entrypoints.pages.figures import typed

T = TypeVar("T")
BY_ID = "id "
# A tick of a form is a field of its own, named by its kind and its id.
TICKS: Mapping[str, str] = {
    "categories": "category-",
    "regions": "region-",
    "price_types": "type-",
    "contracts": "contract-",
    "counterparties": "counterparty-",
    "holdings": "holding-",
}
TEXTS = (
    *("name", "priority", "effect", "value", "currency", "warehouse", "skus", "manufacturers", "values", "minimum"),
    *("valid_from", "valid_to", "find"),
)
FLAGS = ("stops", "touches_agreed", "everything")
NEXT_PRIORITY = "100"
LONGEST = 200_000


@frozen
class RuleForm:
    """As it was typed. `ticks`: by condition, the ids that are ticked."""

    id: UUID
    version: int
    texts: Mapping[str, str]
    ticks: Mapping[str, frozenset[str]]
    flags: frozenset[str] = frozenset()
    faults: Mapping[str, DomainError] = field(factory=dict)

    @classmethod
    def empty(cls, id: UUID) -> "RuleForm":
        texts = dict.fromkeys(TEXTS, "") | {"priority": NEXT_PRIORITY, "effect": "percent", "currency": "RUB"}
        return cls(id, 0, texts, dict.fromkeys(TICKS, frozenset()))

    @classmethod
    def sent(cls, id: UUID, form: Mapping[str, str]) -> "RuleForm":
        texts = {name: form.get(name, "")[:LONGEST].replace("\x00", "") for name in TEXTS}
        ticks = {
            kind: frozenset(name.removeprefix(mark) for name in form if name.startswith(mark))
            for kind, mark in TICKS.items()
        }
        version = form.get("version", "0")
        return cls(
            id,
            int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            texts,
            {kind: frozenset(id for id in ids if is_id(kind, id)) for kind, ids in ticks.items()},
            frozenset(name for name in FLAGS if name in form),
        )

    @classmethod
    def of(cls, rule: Rule, version: int, names: Names) -> "RuleForm":
        which, whom, effect = rule.which, rule.whom, rule.effect
        properties: dict[int, list[str]] = {}
        for id, value in sorted(which.values):
            properties.setdefault(id, []).append(names.properties.get(id, ("", {}))[1].get(value, value))
        texts = {
            "name": rule.name,
            "priority": str(rule.priority),
            "effect": effect.kind.value,
            "value": "" if effect.kind in YES_OR_NO else typed(effect.value),
            "currency": effect.currency.value if effect.currency else "RUB",
            "warehouse": "" if effect.warehouse is None else str(effect.warehouse),
            "skus": "\n".join(sku_text(id, names) for id in sorted(which.products)),
            "manufacturers": "\n".join(names.manufacturers.get(name, name) for name in sorted(which.manufacturers)),
            "values": "\n".join(
                f"{names.properties.get(id, (str(id), {}))[0]} = {'; '.join(told)}" for id, told in properties.items()
            ),
            "minimum": typed(rule.minimum) if rule.minimum else "",
            "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
            "find": "",
        }
        ticks: dict[str, Iterable[object]] = {
            "categories": which.categories, "regions": whom.regions, "price_types": whom.price_types,
            "contracts": whom.contracts, "counterparties": whom.counterparties, "holdings": whom.holdings,
        }  # fmt: skip
        flags = {"stops": rule.stops, "touches_agreed": rule.touches_agreed}
        flags["everything"] = which == Which() and whom == Whom()
        return cls(
            rule.id,
            version,
            texts,
            {kind: frozenset(map(str, ids)) for kind, ids in ticks.items()},
            frozenset(name for name, is_set in flags.items() if is_set),
        )

    def with_fault(self, error: RuleNotSound | RuleNamesUnknown) -> "RuleForm":
        return evolve(self, faults={**self.faults, FIELD.get(error.field, error.field): error})

    def read(self, query: RuleFormQuery, visit: Visit) -> tuple["RuleForm", Rule | None]:
        """The draft, or the form with every fault that can be told at once."""
        reader = Reader(self)
        named, by_id = split_skus(words(self.texts["skus"]))
        makers = words(self.texts["manufacturers"])
        found = query.look_up(visit, named, makers, reader.properties())
        reader.note_missing(found)
        kind = reader.of("effect", lambda: effect_kind(self.texts["effect"]))
        told = self.texts["value"] or ("0" if kind in YES_OR_NO else "")
        value = reader.of("value", lambda: number(told, "value"))
        place = reader.of("warehouse", lambda: warehouse(self.texts["warehouse"]))
        currency = Currency(self.texts["currency"]) if self.texts["currency"] in set(Currency) else None
        effect = None
        if kind is not None and value is not None:
            effect = reader.of("value", lambda: Effect(kind, value, currency if kind.is_money else None, place))
        priority = reader.of("priority", lambda: whole(self.texts["priority"]))
        minimum = reader.of("minimum", lambda: number(self.texts["minimum"] or "0", "minimum"))
        start = reader.of("valid_from", lambda: day(self.texts["valid_from"], "valid_from"))
        end = reader.of("valid_to", lambda: day(self.texts["valid_to"], "valid_to"))
        if not self.texts["name"].strip():
            reader.note(RuleNotSound("name", "empty"))
        rule = None
        if effect is not None and priority is not None and minimum is not None and not reader.faults:
            which, whom = self.which(found, by_id), self.whom()
            rule = reader.of(
                "name",
                lambda: Rule(
                    self.id, self.texts["name"].strip(), priority, effect, which, whom, minimum, start, end,
                    "stops" in self.flags, "touches_agreed" in self.flags,
                ),
            )  # fmt: skip
        return evolve(self, faults=reader.faults), rule

    def which(self, found: Found, by_id: Sequence[int]) -> Which:
        told = {
            "products": [*found.products, *by_id],
            "categories": [int(id) for id in self.ticks["categories"]],
            "manufacturers": found.manufacturers,
            "values": found.values,
        }
        return which_of(told)

    def whom(self) -> Whom:
        types = [int(id) for id in self.ticks["price_types"]]
        return whom_of({**self.ticks, "price_types": types})


# Which field of the form stands for a condition of the rule.
FIELD: Mapping[str, str] = {"products": "skus", "contracts": "find", "counterparties": "find", "holdings": "find"}


class Reader:
    """Collects what cannot be read, so that all of it is told in one go."""

    def __init__(self, form: RuleForm) -> None:
        self.form = form
        self.faults: dict[str, DomainError] = {}

    def of(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except RuleNotSound as error:
            self.note(error)
            return None

    def note(self, error: RuleNotSound | RuleNamesUnknown) -> None:
        self.faults.setdefault(FIELD.get(error.field, error.field), error)

    def note_missing(self, found: Found) -> None:
        told = {"products": found.no_products, "manufacturers": found.no_manufacturers, "values": found.no_values}
        for name, missing in told.items():
            if missing:
                self.note(RuleNamesUnknown(name, tuple(missing)))

    def properties(self) -> dict[str, list[str]]:
        asked: dict[str, list[str]] = {}
        for line in self.form.texts["values"].splitlines():
            name, equals, values = line.partition("=")
            told = [value.strip() for value in values.split(";") if value.strip()]
            if not line.strip():
                continue
            if not equals or not name.strip() or not told:
                self.note(RuleNotSound("values", "no-equals"))
                continue
            asked.setdefault(name.strip(), []).extend(told)
        return asked


def is_id(kind: str, id: str) -> bool:
    if kind in ("categories", "price_types"):
        return id.isascii() and id.isdigit() and len(id) < 10
    try:
        return str(UUID(id)) == id
    except ValueError:
        return False


def words(text: str) -> list[str]:
    """One a line, or several divided by semicolons; each once."""
    return list(dict.fromkeys(word for line in text.replace(";", "\n").splitlines() if (word := line.strip())))


def sku_text(id: int, names: Names) -> str:
    """Goods without an article are told by id, so that saving the form again loses none."""
    sku = names.products.get(id, ("", ""))[0]
    return sku or f"{BY_ID}{id}"


def split_skus(told: Sequence[str]) -> tuple[list[str], list[int]]:
    ids = [word for word in told if word.startswith(BY_ID) and is_id("categories", word.removeprefix(BY_ID))]
    return [word for word in told if word not in ids], [int(word.removeprefix(BY_ID)) for word in ids]


def effect_kind(text: str) -> EffectKind:
    try:
        return EffectKind(text)
    except ValueError:
        raise RuleNotSound("effect", "unknown") from None


def number(text: str, name: str) -> Decimal:
    """«−1 250,5», «+3 %»: as people write it."""
    short = "".join(text.split()).replace(",", ".").replace("−", "-").removesuffix("%")
    try:
        found = Decimal(short)
    except InvalidOperation:
        raise RuleNotSound(name, "not-number") from None
    if not found.is_finite() or abs(found.adjusted()) > 30:
        raise RuleNotSound(name, "not-number")
    return plain(found)


def warehouse(text: str) -> WarehouseId | None:
    if not text:
        return None
    if not is_id("categories", text):
        raise RuleNotSound("warehouse", "unknown")
    return WarehouseId(int(text))


def whole(text: str) -> int:
    short = text.strip().replace("−", "-")
    if not short.removeprefix("-").isdigit() or not short.isascii() or len(short) > 9:
        raise RuleNotSound("priority", "whole")
    return int(short)


def day(text: str, name: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RuleNotSound(name, "no-day") from None


@frozen
class Node:
    """A section with its tick; open where something below is ticked."""

    id: int
    name: str
    ticked: bool
    is_open: bool
    children: tuple["Node", ...]


def section_tree(sections: Sequence[tuple[int, int | None, str]], ticked: frozenset[str]) -> tuple[Node, ...]:
    known = {id for id, _, _ in sections}
    below: dict[int | None, list[tuple[int, str]]] = {}
    for id, parent, name in sections:
        below.setdefault(parent if parent in known else None, []).append((id, name))

    def made(parent: int | None, depth: int) -> tuple[Node, ...]:
        found = []
        for id, name in below.get(parent, ()) if depth < 32 else ():
            children = made(id, depth + 1)
            is_open = any(child.ticked or child.is_open for child in children)
            found.append(Node(id, name, str(id) in ticked, is_open, children))
        return tuple(found)

    return made(None, 0)


def facts_of(form: RuleForm) -> dict[str, Any]:
    return {"form": form, "texts": form.texts, "flags": form.flags, "ticks": form.ticks}
