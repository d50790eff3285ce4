"""The form of an assignment: what was typed, and an assignment written as one would type it."""

from collections.abc import Mapping

from attrs import frozen

from application.price_desk.assign import Typed
from application.price_desk.assignments import AssignmentRow
from application.queries.rules import Names
from domain.pricing.assigning import Assignee
from entrypoints.workplace.rules.form import sku_text, split_skus, words

TEXTS = (
    *("assignee", "owner", "inn", "region", "group", "price_type", "segment", "manufacturers", "skus", "values"),
    *("priority", "valid_from", "valid_to"),
)
TICK = "category-"
LONGEST = 20_000


@frozen
class AssignmentForm:
    """ticks: ids of sections. Of a change the owner is not asked again."""

    texts: Mapping[str, str]
    ticks: frozenset[str]

    @classmethod
    def sent(cls, form: Mapping[str, str]) -> "AssignmentForm":
        texts = {name: form.get(name, "")[:LONGEST].replace("\x00", "") for name in TEXTS}
        told = (name.removeprefix(TICK) for name in form if name.startswith(TICK))
        return cls(texts, frozenset(id for id in told if id.isascii() and id.isdigit() and len(id) < 10))

    @classmethod
    def of(cls, row: AssignmentRow, names: Names) -> "AssignmentForm":
        properties: dict[int, list[str]] = {}
        for id, value in sorted(row.which.values):
            properties.setdefault(id, []).append(names.properties.get(id, ("", {}))[1].get(value, value))
        texts = dict.fromkeys(TEXTS, "") | {
            "assignee": row.assignee.value,
            "price_type": str(row.price_type),
            "segment": row.segment,
            "manufacturers": "\n".join(names.manufacturers.get(name, name) for name in sorted(row.which.manufacturers)),
            "skus": "\n".join(sku_text(id, names) for id in sorted(row.which.products)),
            "values": "\n".join(
                f"{names.properties.get(id, (str(id), {}))[0]} = {'; '.join(told)}" for id, told in properties.items()
            ),
            "priority": str(row.priority),
            "valid_from": row.valid_from.isoformat() if row.valid_from else "",
            "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        }
        return cls(texts, frozenset(map(str, row.which.categories)))

    def typed(self) -> Typed:
        texts = self.texts
        owner = texts.get(texts["assignee"], "") if texts["assignee"] in (Assignee.REGION, Assignee.GROUP) else ""
        skus, ids = split_skus(words(texts["skus"]))
        return Typed(
            texts["assignee"],
            owner or texts["owner"],
            texts["inn"],
            texts["price_type"],
            texts["segment"],
            tuple(int(id) for id in self.ticks),
            tuple(words(texts["manufacturers"])),
            tuple(skus),
            tuple(ids),
            properties(texts["values"]),
            texts["priority"],
            texts["valid_from"],
            texts["valid_to"],
        )


def properties(text: str) -> Mapping[str, tuple[str, ...]]:
    """«Свойство = значение; значение», one property a line; a line without values asks for a property of that name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        name, _, values = line.partition("=")
        if name.strip():
            told = tuple(value.strip() for value in values.split(";") if value.strip())
            found[name.strip()] = (*found.get(name.strip(), ()), *(told or ("",)))
    return found
