"""Links between goods as the seller's people make them: a list for one good, a file for many, a rule for sections."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.related.related import LinkKind
from application.shared.ports import Ids
from application.shared.sheets import Sheets
from domain.access.permission import Permission
from domain.catalog.folding import sku_key
from domain.catalog.traits import folded
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import UserId

MOST_LINKS = 40
MOST_FAULTS = 50
COLUMNS = ("артикул", "вид", "связанный артикул")
KINDS = {
    **dict.fromkeys(("рекомендуемый", "рекомендуемые", "recommended", "р"), LinkKind.RECOMMENDED),
    **dict.fromkeys(("аналог", "аналоги", "замена", "substitute", "а"), LinkKind.SUBSTITUTE),
}


@frozen
class LinkFault(DomainError):
    """`why`: unknown, itself, too-many, kind, section, property, columns, nothing. row: of the file, 0 of a form."""

    code: ClassVar[str] = "link.not-sound"
    why: str
    told: str = ""
    row: int = 0


@frozen
class LinksRefused(DomainError):
    """Nothing was saved."""

    code: ClassVar[str] = "link.refused"
    faults: tuple[LinkFault, ...]


@frozen
class LinkedGood:
    product: int
    sku: str
    name: str


@frozen
class LinkCard:
    good: LinkedGood
    links: Mapping[LinkKind, Sequence[LinkedGood]]


@frozen
class LinkRule:
    id: UUID
    kind: LinkKind
    section: str
    other: str
    properties: Sequence[str]


class LinkWork(Protocol):
    """One transaction."""

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        """By the folded article."""

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]: ...

    def properties(self, names: Collection[str]) -> Mapping[str, Collection[int]]:
        """By the folded name."""

    def replace(self, kind: LinkKind, product: int, others: Sequence[int]) -> None: ...

    def add_rule(
        self, id: UUID, kind: LinkKind, section: int, other: int, properties: Sequence[int], by: UserId
    ) -> None: ...

    def remove_rule(self, id: UUID) -> bool: ...


class LinkWorks(Protocol):
    def begin(self) -> AbstractContextManager[LinkWork]: ...


class LinkBook(Protocol):
    def card(self, sku: str) -> LinkCard | None:
        """By the folded article."""

    def rules(self) -> Sequence[LinkRule]: ...


@frozen
class LinksQuery:
    book: LinkBook

    def card(self, visit: Visit, sku: str) -> LinkCard | None:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        return self.book.card(sku_key(sku)) if sku_key(sku) else None

    def rules(self, visit: Visit) -> Sequence[LinkRule]:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        return self.book.rules()


@frozen
class SaveLinks:
    works: LinkWorks

    def __call__(self, visit: Visit, sku: str, kind: LinkKind, others: str) -> None:
        """In the order of the lines; an empty list takes all away. Raises LinksRefused."""
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        lines = list(dict.fromkeys(line.strip() for line in others.replace(";", "\n").splitlines() if line.strip()))
        rows = [(0, sku, kind, line) for line in lines]
        with self.works.begin() as work:
            found = judged(work, rows or [(0, sku, kind, "")], is_replacing=True)
            for (whose, product), ids in found.items():
                work.replace(whose, product, ids)


@frozen
class TakeLinksFile:
    """A workbook of three columns: article, kind, linked article. It replaces the links of the goods that it names."""

    works: LinkWorks
    sheets: Sheets

    def __call__(self, visit: Visit, content: bytes) -> int:
        """How many links there are now. Raises FileRefused, LinksRefused."""
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        sheet = self.sheets.read(content)
        places = [folded(heading) for heading in sheet.headings]
        if not all(name in places for name in COLUMNS):
            raise LinksRefused((LinkFault("columns", ", ".join(sheet.headings)[:120]),))
        own, kind, other = (places.index(name) for name in COLUMNS)
        faults: list[LinkFault] = []
        rows: list[tuple[int, str, LinkKind, str]] = []
        for number, cells in sheet.rows:
            named = KINDS.get(folded(cells[kind]))
            if named is None:
                faults.append(LinkFault("kind", cells[kind][:40], number))
            else:
                rows.append((number, cells[own], named, cells[other]))
        with self.works.begin() as work:
            found = judged(work, rows, faults)
            for (whose, product), ids in found.items():
                work.replace(whose, product, ids)
        return sum(map(len, found.values()))


def judged(
    work: LinkWork,
    rows: Sequence[tuple[int, str, LinkKind, str]],
    faults: Sequence[LinkFault] = (),
    *,
    is_replacing: bool = False,
) -> dict[tuple[LinkKind, int], list[int]]:
    """Raises LinksRefused with the first faults; rows without a fault are then not carried out, either."""
    known = work.products({sku_key(sku) for _, own, _, other in rows for sku in (own, other) if sku_key(sku)})
    found: dict[tuple[LinkKind, int], list[int]] = {}
    told = list(faults)
    for number, own, kind, other in rows:
        owners = known.get(sku_key(own), ())
        others = known.get(sku_key(other), ()) if other else ()
        if not owners:
            told.append(LinkFault("unknown", own[:40], number))
        if not others and not (is_replacing and not other):
            told.append(LinkFault("unknown", other[:40], number))
        for owner in owners:
            kept = found.setdefault((kind, owner), [])
            if owner in others:
                told.append(LinkFault("itself", own[:40], number))
            kept += [id for id in others if id not in kept and id != owner]
            if len(kept) > MOST_LINKS:
                told.append(LinkFault("too-many", str(MOST_LINKS), number))
    if told:
        raise LinksRefused(tuple(dict.fromkeys(told))[:MOST_FAULTS])
    return found


@frozen
class AddLinkRule:
    works: LinkWorks
    ids: Ids

    def __call__(self, visit: Visit, kind: LinkKind, section: str, other: str, properties: str) -> None:
        """`properties`: names of those that must be the same, one a line. Raises LinksRefused."""
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        names = [line.strip() for line in properties.replace(";", "\n").splitlines() if line.strip()]
        with self.works.begin() as work:
            sections = work.sections([folded(section), folded(other)])
            known = work.properties([folded(name) for name in names]) if names else {}
            faults = [LinkFault("section", name[:60]) for name in (section, other) if folded(name) not in sections]
            faults += [LinkFault("property", name[:60]) for name in names if folded(name) not in known]
            if faults:
                raise LinksRefused(tuple(dict.fromkeys(faults)))
            same = sorted({min(known[folded(name)]) for name in names})
            for own in sorted(sections[folded(section)]):
                for whose in sorted(sections[folded(other)]):
                    work.add_rule(self.ids.new(), kind, own, whose, same, visit.authority.user)


@frozen
class RemoveLinkRule:
    works: LinkWorks

    def __call__(self, visit: Visit, id: UUID) -> None:
        visit.authority.need(Permission.CHANGE_SHOWCASE)
        with self.works.begin() as work:
            if not work.remove_rule(id):
                raise NotFound("link rule", str(id))
