"""Labels as the seller's people bind them: by a list of goods, by sections, by makers and properties, for some days."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import define, field, fields, frozen

from application.access.context import Visit
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.catalog.folding import sku_key
from domain.catalog.label import Days, Label, LabelNotSound
from domain.catalog.traits import folded
from domain.pricing.rules import Which
from domain.shared.errors import DomainError
from domain.shared.ids import UserId

MOST_NAMED = 5000


@frozen
class LabelRefused(DomainError):
    """Nothing was saved: every fault of the form."""

    code: ClassVar[str] = "label.refused"
    faults: tuple[LabelNotSound, ...]


@frozen
class LabelChangedMeanwhile(DomainError):
    code: ClassVar[str] = "label.changed-meanwhile"
    label: str


@frozen
class TypedLabel:
    """Conditions one a line; of properties «Цвет = Красный; Серый»."""

    label: str = Label.NEW.value
    name: str = ""
    valid_from: str = ""
    valid_to: str = ""
    articles: str = ""
    sections: str = ""
    makers: str = ""
    values: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedLabel":
        return cls(**{each.name: form.get(each.name, each.default).strip() for each in fields(cls)})


@frozen
class LabelBinding:
    """name: for colleagues, buyers do not see it."""

    id: UUID
    label: Label
    which: Which
    days: Days
    name: str = ""
    version: int = 1


@frozen
class LabelRow:
    """A line of the desk. goods: on sale under it."""

    binding: LabelBinding
    goods: int
    by: str
    changed_at: datetime

    def state(self, day: date) -> str:
        days = self.binding.days
        if days.have(day):
            return "on"
        return "future" if days.first is not None and day < days.first else "past"


class Named(Protocol):
    """Ids by what people write; none for what is not there."""

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        """By the folded article."""

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]: ...

    def values(self, asked: Mapping[str, Sequence[str]]) -> tuple[Sequence[tuple[int, str]], Sequence[str]]:
        """As goods hold them; and what is not there."""


class LabelWork(Named, Protocol):
    """One transaction. Saving spreads the binding over the goods at once."""

    def lock(self, id: UUID) -> LabelBinding:
        """Raises NotFound."""

    def save(self, binding: LabelBinding, by: UserId) -> None: ...

    def remove(self, id: UUID) -> None: ...


class LabelWorks(Protocol):
    def begin(self) -> AbstractContextManager[LabelWork]: ...


class LabelBook(Protocol):
    def rows(self) -> Sequence[LabelRow]:
        """Those in force first, then by label and day."""

    def card(self, id: UUID) -> tuple[LabelRow, TypedLabel]:
        """Raises NotFound."""


@frozen
class LabelsQuery:
    book: LabelBook

    def __call__(self, visit: Visit) -> Sequence[LabelRow]:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        return self.book.rows()

    def card(self, visit: Visit, id: UUID) -> tuple[LabelRow, TypedLabel]:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        return self.book.card(id)


@frozen
class SaveLabel:
    works: LabelWorks
    ids: Ids

    def __call__(self, visit: Visit, typed: TypedLabel, id: UUID | None = None, seen: str = "") -> UUID:
        """Raises LabelRefused, LabelChangedMeanwhile, NotFound."""
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        with self.works.begin() as work:
            former = None if id is None else work.lock(id)
            if former is not None and seen != str(former.version):
                raise LabelChangedMeanwhile(former.label.value)
            version = 1 if former is None else former.version + 1
            made = binding_of(id or self.ids.new(), typed, work, version)
            work.save(made, visit.authority.user)
        return made.id


@frozen
class RemoveLabel:
    works: LabelWorks

    def __call__(self, visit: Visit, id: UUID) -> None:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        with self.works.begin() as work:
            work.lock(id)
            work.remove(id)


def binding_of(id: UUID, typed: TypedLabel, named: Named, version: int = 1) -> LabelBinding:
    """Raises LabelRefused with everything that is wrong."""
    reader = _Reader(typed)
    label = reader.label()
    days = reader.days()
    which = Which(
        reader.ids("articles", named.products, sku_key),
        reader.ids("sections", named.sections, folded),
        [folded(line) for line in reader.lines("makers")],
        reader.values(named),
    )
    if which == Which() and not reader.faults:
        reader.faults.append(LabelNotSound("articles", "nothing"))
    if reader.faults:
        raise LabelRefused(tuple(reader.faults))
    return LabelBinding(id, label, which, days, typed.name[:200], version)


@define
class _Reader:
    typed: TypedLabel
    faults: list[LabelNotSound] = field(factory=list)

    def label(self) -> Label:
        try:
            return Label(self.typed.label)
        except ValueError:
            self.faults.append(LabelNotSound("label", "unreadable", self.typed.label[:40]))
            return Label.NEW

    def days(self) -> Days:
        first, last = (self._day(name) for name in ("valid_from", "valid_to"))
        try:
            return Days(first, last)
        except LabelNotSound as fault:
            self.faults.append(fault)
            return Days()

    def _day(self, name: str) -> date | None:
        text: str = getattr(self.typed, name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.faults.append(LabelNotSound(name, "unreadable", text[:40]))
            return None

    def lines(self, name: str) -> list[str]:
        text: str = getattr(self.typed, name)
        found = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if len(found) > MOST_NAMED:
            self.faults.append(LabelNotSound(name, "too-many", str(MOST_NAMED)))
        return found[:MOST_NAMED]

    def ids(
        self, name: str, find: Callable[[Collection[str]], Mapping[str, Collection[int]]], fold: Callable[[str], str]
    ) -> set[int]:
        lines = {line: fold(line) for line in self.lines(name)}
        known = find(list(lines.values())) if lines else {}
        missing = [line for line, key in lines.items() if key not in known]
        self.faults += [LabelNotSound(name, "unknown", line[:40]) for line in missing[:20]]
        return {id for key in lines.values() for id in known.get(key, ())}

    def values(self, named: Named) -> Sequence[tuple[int, str]]:
        asked: dict[str, list[str]] = {}
        for line in self.lines("values"):
            name, equals, told = line.partition("=")
            several = [value.strip() for value in told.split(";") if value.strip()]
            if not equals or not several:
                self.faults.append(LabelNotSound("values", "unreadable", line[:40]))
                continue
            asked.setdefault(name.strip(), []).extend(several)
        if not asked:
            return ()
        found, missing = named.values(asked)
        self.faults += [LabelNotSound("values", "unknown", text[:40]) for text in missing[:20]]
        return found
