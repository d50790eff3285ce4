"""What became of one file: the difference that it made, and what of it was not applied or applied with a remark."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from attrs import define, field, frozen

from application.exchange.refusals import Notice, Refused

Weight = Literal["refused", "waiting", "notice"]
Diff = dict[str, dict[str, int]]

ENTITIES = (
    "groups", "properties", "price_types", "warehouses", "products", "variants", "packagings", "prices", "stock",
)  # fmt: skip
MEASURES = ("added", "changed", "removed", "unchanged")
# A thousand names are enough to see what is missing; the rest is a number.
NAMED = 1000


class Refusal(NamedTuple):
    weight: Weight
    place: str
    code: str
    text: str
    erp_ref: str


@frozen
class Outcome:
    diff: Diff
    refusals: list[Refusal]


def empty_diff() -> Diff:
    return {entity: dict.fromkeys(MEASURES, 0) for entity in ENTITIES}


WAITING = {
    "unknown-product": "Товар ещё не передан: его предложения приняты и ждут товара",
    "unknown-offer": "Предложение ещё не передано: его цены и остатки приняты и ждут предложения",
    "unknown-group": "Группа ещё не передана: её товары приняты и войдут в группу, когда она придёт",
    "unknown-property": "Свойство ещё не передано: его значения у товаров приняты и ждут свойства",
    "unknown-price-type": "Вид цены ещё не передан: цены этого вида приняты и ждут его",
    "unknown-warehouse": "Склад ещё не передан: остатки на нём приняты и ждут его",
}


@define
class Remarks:
    """Refused records one by one, waiting ones by the parent that they wait for, oddities by kind with examples."""

    refusals: list[Refusal] = field(factory=list)
    _counts: dict[tuple[str, str], int] = field(factory=dict)
    _examples: dict[tuple[str, str], list[str]] = field(factory=dict)

    EXAMPLES = 5

    def refused(self, record: Refused) -> None:
        self.refusals.append(Refusal("refused", record.place, record.code, record.text, record.erp_id or ""))

    def refuse(self, place: str, code: str, text: str, erp_ref: str) -> None:
        self.refusals.append(Refusal("refused", place, code, text, erp_ref))

    def noticed(self, notice: Notice) -> None:
        self._tell(notice.code, notice.text, notice.count, notice.examples)

    def notice(self, code: str, text: str, example: str, times: int = 1) -> None:
        """Counted, and told once with a few examples by `all`."""
        key = code, text
        self._counts[key] = self._counts.get(key, 0) + times
        examples = self._examples.setdefault(key, [])
        if len(examples) < self.EXAMPLES and example and example not in examples:
            examples.append(example)

    def waiting(self, code: str, parents: Iterable[str], total: int | None = None) -> None:
        """`parents`: distinct, `total`: how many there are when not all are given."""
        named = list(parents)
        total = len(named) if total is None else total
        text = WAITING[code]
        self.refusals.extend(Refusal("waiting", "", code, text, parent) for parent in named[:NAMED])
        if total > NAMED:
            self.refusals.append(Refusal("waiting", "", code, f"{text}. Всего таких {total}", ""))

    def all(self) -> list[Refusal]:
        for (code, text), count in self._counts.items():
            self._tell(code, text, count, tuple(self._examples[code, text]))
        self._counts.clear()
        return self.refusals

    def _tell(self, code: str, text: str, count: int, examples: Iterable[str]) -> None:
        shown = ", ".join(examples)
        times = f" (раз: {count})" if count > 1 else ""
        self.refusals.append(Refusal("notice", "", code, f"{text}{times}{': ' + shown if shown else ''}", ""))
