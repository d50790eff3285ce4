"""Which properties of goods buyers see, where, and as what: set by an editor, without a programmer."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.catalog.property_types import PropertySetting, PropertyType, reads_as
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import UserId

MOST_SAMPLES = 20


class PropertySettings(Protocol):
    """For whoever builds facets, lists, comparisons and cards: settings by property, by catalogue version.

    A property without a row is shown on the card as text, under the ERP's name.
    """

    def of_version(self, version: int) -> Mapping[int, PropertySetting]: ...


@frozen
class PropertyValuesUnread(DomainError):
    """Values that do not read as the type: nothing was saved until the editor says that it is so meant."""

    code: ClassVar[str] = "property.values-unread"
    unread: int
    values: int


@frozen
class PropertyFilter:
    """shown: card, lists, facet, compared, hidden, untouched; empty is all. used: by at least so many goods."""

    text: str = ""
    type: str = ""
    shown: str = ""
    used: int = 0
    offset: int = 0
    limit: int = 50


@frozen
class PropertyRow:
    """kind: as the ERP tells it. goods: how many on sale have a value. is_set: somebody has set it here."""

    id: int
    name: str
    kind: str
    goods: int
    setting: PropertySetting
    is_set: bool
    base: str


@frozen
class PropertyPage:
    rows: tuple[PropertyRow, ...]
    total: int
    filter: PropertyFilter


@frozen
class Value:
    text: str
    goods: int


@frozen
class TypeTrial:
    """Values that do not read as the type, the most used first; counts are of different values, and of goods."""

    type: PropertyType
    values: int
    unread: int
    goods: int
    samples: tuple[Value, ...]


@frozen
class PropertyCard:
    row: PropertyRow
    values: tuple[Value, ...]
    trials: tuple[TypeTrial, ...]


@frozen
class FieldOfItem:
    """One property of one good: what came, what it reads as, where a buyer sees it."""

    row: PropertyRow
    told: tuple[str, ...]
    reads: bool


@frozen
class ItemTrial:
    product: int
    sku: str
    name: str
    fields: tuple[FieldOfItem, ...]


class PropertyBook(Protocol):
    def page(self, ask: PropertyFilter) -> tuple[Sequence[PropertyRow], int]: ...

    def one(self, id: int) -> PropertyRow:
        """Raises NotFound."""

    def values(self, id: int) -> Sequence[Value]:
        """All of goods on sale as people read them, the most used first."""

    def item(self, article: str) -> tuple[int, str, str, Mapping[int, Sequence[str]], Sequence[PropertyRow]] | None:
        """A good by its article: id, article, name, texts by property, and the properties."""


class PropertyWork(Protocol):
    def lock(self, id: int) -> PropertySetting:
        """As it stands, or as it is without a row. Raises NotFound."""

    def save(self, before: PropertySetting, after: PropertySetting, by: UserId) -> None:
        """With its trace in the audit; the catalogue version rises."""


class PropertyWorks(Protocol):
    def begin(self) -> AbstractContextManager[PropertyWork]: ...


def trial_of(type: PropertyType, values: Sequence[Value]) -> TypeTrial:
    unread = [value for value in values if not reads_as(type, value.text)]
    return TypeTrial(type, len(values), len(unread), sum(each.goods for each in unread), tuple(unread[:MOST_SAMPLES]))


@frozen
class PropertyDesk:
    book: PropertyBook
    works: PropertyWorks

    def page(self, visit: Visit, ask: PropertyFilter) -> PropertyPage:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        rows, total = self.book.page(ask)
        return PropertyPage(tuple(rows), total, ask)

    def card(self, visit: Visit, id: int) -> PropertyCard:
        """With what would become of its values under each type. Raises NotFound."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        row, values = self.book.one(id), self.book.values(id)
        trials = tuple(trial_of(type, values) for type in PropertyType)
        return PropertyCard(row, tuple(values[:MOST_SAMPLES]), trials)

    def item(self, visit: Visit, article: str) -> ItemTrial:
        """What comes of every property of one good. Raises NotFound."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        found = self.book.item(article)
        if found is None:
            raise NotFound("product", article[:40])
        product, sku, name, told, rows = found
        fields = [
            FieldOfItem(row, tuple(told[row.id]), all(reads_as(row.setting.type, text) for text in told[row.id]))
            for row in rows
        ]
        return ItemTrial(product, sku, name, tuple(fields))

    def save(self, visit: Visit, setting: PropertySetting, *, anyway: bool = False) -> bool:
        """Whether it differs. Raises NotFound; PropertyValuesUnread unless it is meant so."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        with self.works.begin() as work:
            before = work.lock(setting.property)
            if before == setting:
                return False
            if setting.type is not before.type and not anyway:
                trial = trial_of(setting.type, self.book.values(setting.property))
                if trial.unread:
                    raise PropertyValuesUnread(trial.unread, trial.values)
            work.save(before, setting, visit.authority.user)
        return True
