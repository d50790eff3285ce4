"""Technical documents of goods: uploaded once, bound to many, replaced everywhere at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.content.files import ContentFiles, GivenFile, KeptFile, SentContent
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CategoryId, ProductId, UserId

PAGE = 50
SOON_DAYS = 30
MOST_NAMED = 5_000


class PaperKind(StrEnum):
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    PASSPORT = "passport"
    INSTRUCTION = "instruction"
    DRAWING = "drawing"
    OTHER = "other"


@frozen
class PaperIncomplete(DomainError):
    """field: title or valid_to. why: empty, or before (it ends before it begins)."""

    code: ClassVar[str] = "document.incomplete"
    field: str
    why: str


@frozen
class PaperFacts:
    kind: PaperKind
    title: str
    number: str
    valid_from: date | None
    valid_to: date | None


@frozen
class PaperRow:
    """goods: how many cards show it now."""

    id: UUID
    facts: PaperFacts
    file: KeptFile
    version: int
    is_withdrawn: bool
    bindings: int


@frozen
class Version:
    number: int
    file: KeptFile
    told_number: str
    valid_to: date | None
    by: str
    at: datetime


@frozen
class Binding:
    """kind: goods, section or property; name: as people call it."""

    id: int
    kind: str
    name: str


@frozen
class PaperView:
    row: PaperRow
    goods: int
    versions: Sequence[Version]
    bindings: Sequence[Binding]


@frozen
class PapersAsked:
    """state: empty, soon, expired or withdrawn."""

    text: str = ""
    kind: str = ""
    state: str = ""
    offset: int = 0
    limit: int = PAGE


@frozen
class PapersPage:
    asked: PapersAsked
    rows: Sequence[PaperRow]
    total: int
    soon: int
    expired: int
    today: date


@frozen
class Named:
    """What a person typed to bind a document to: articles, sections, values of properties as (property, value)."""

    skus: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        return len(self.skus) + len(self.sections) + len(self.values)


@frozen
class TooManyNamed(DomainError):
    code: ClassVar[str] = "document.too-many-named"
    most: int


@frozen
class Resolved:
    products: Collection[ProductId]
    categories: Collection[CategoryId]
    values: Collection[tuple[int, str]]
    unknown: Named


class PaperWork(Protocol):
    """One transaction."""

    def add(self, id: UUID, facts: PaperFacts, file: KeptFile, by: UserId) -> None: ...

    def replace(self, id: UUID, number: str, valid_to: date | None, file: KeptFile, by: UserId) -> None:
        """Raises NotFound."""

    def change(self, id: UUID, facts: PaperFacts) -> None:
        """Raises NotFound."""

    def withdraw(self, id: UUID, withdrawn: bool) -> None:
        """Raises NotFound."""

    def resolve(self, named: Named) -> Resolved:
        """Articles folded, sections by name or by their path with « / », values by their text; several may answer."""

    def bind(self, id: UUID, resolved: Resolved) -> int:
        """How many conditions were not there before. Raises NotFound."""

    def unbind(self, id: UUID, binding: int) -> None: ...

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None: ...


class Papers(Protocol):
    def page(self, asked: PapersAsked, today: date, soon: date) -> PapersPage: ...

    def one(self, id: UUID) -> PaperView:
        """Raises NotFound."""

    def version(self, id: UUID, version: int) -> KeptFile:
        """Raises NotFound."""

    def of_goods(self, product: ProductId, id: UUID, today: date) -> KeptFile | None:
        """The present file, where the document is bound to the good and stands."""


def checked(facts: PaperFacts) -> PaperFacts:
    """Raises PaperIncomplete."""
    if not facts.title.strip():
        raise PaperIncomplete("title", "empty")
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise PaperIncomplete("valid_to", "before")
    return facts


@frozen
class PaperDesk:
    """What the content editor does with documents; every deed is in the audit."""

    begin: Callable[[], AbstractContextManager[PaperWork]]
    papers: Papers
    files: ContentFiles
    ids: Ids

    def add(self, visit: Visit, facts: PaperFacts, sent: SentContent) -> UUID:
        """Raises NotAllowed, PaperIncomplete, ContentRefused."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        told, file, id = checked(facts), self.files.take(sent), self.ids.new()
        with self.begin() as work:
            work.add(id, told, file, visit.authority.user)
            work.record(visit.authority.user, "goods-document.added", str(id), {"sha256": file.sha256})
        return id

    def replace(self, visit: Visit, id: UUID, number: str, valid_to: date | None, sent: SentContent) -> None:
        """The new file stands on every card with the end of this transaction."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        file = self.files.take(sent)
        with self.begin() as work:
            work.replace(id, number, valid_to, file, visit.authority.user)
            work.record(visit.authority.user, "goods-document.replaced", str(id), {"sha256": file.sha256})

    def change(self, visit: Visit, id: UUID, facts: PaperFacts) -> None:
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            work.change(id, checked(facts))
            work.record(visit.authority.user, "goods-document.changed", str(id), {"title": facts.title})

    def withdraw(self, visit: Visit, id: UUID, withdrawn: bool) -> None:
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            work.withdraw(id, withdrawn)
            work.record(visit.authority.user, "goods-document.withdrawn", str(id), {"withdrawn": withdrawn})

    def bind(self, visit: Visit, id: UUID, named: Named) -> tuple[int, Named]:
        """What is known is bound; how many conditions are new, and what nothing answers to. Raises TooManyNamed."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        if named.count > MOST_NAMED:
            raise TooManyNamed(MOST_NAMED)
        with self.begin() as work:
            resolved = work.resolve(named)
            new = work.bind(id, resolved)
            work.record(visit.authority.user, "goods-document.bound", str(id), {"conditions": new})
        return new, resolved.unknown

    def unbind(self, visit: Visit, id: UUID, binding: int) -> None:
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            work.unbind(id, binding)
            work.record(visit.authority.user, "goods-document.unbound", str(id), {"binding": binding})

    def one(self, visit: Visit, id: UUID) -> PaperView:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.papers.one(id)

    def version(self, visit: Visit, id: UUID, version: int) -> GivenFile:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.files.give(self.papers.version(id, version))


class SeesGoods(Protocol):
    def __call__(self, visit: Visit, product: ProductId) -> None:
        """Raises NotAllowed, NotFound: goods that he does not have are told like goods that are not there."""


@frozen
class GoodsPaperQuery:
    """A document of a card for a buyer: the right to see the good is checked at the file itself."""

    sees: SeesGoods
    papers: Papers
    files: ContentFiles
    today: Callable[[], date]

    def __call__(self, visit: Visit, product: ProductId, id: UUID) -> GivenFile:
        self.sees(visit, product)
        found = self.papers.of_goods(product, id, self.today())
        if found is None:
            raise NotFound("document", str(id))
        return self.files.give(found)


@frozen
class PapersQuery:
    papers: Papers
    today: Callable[[], date]

    def __call__(self, visit: Visit, asked: PapersAsked) -> PapersPage:
        visit.authority.need(Permission.CHANGE_CONTENT)
        today = self.today()
        return self.papers.page(asked, today, date.fromordinal(today.toordinal() + SOON_DAYS))
