"""A draft is looked at, mended row by row, put into the cart."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID, uuid5

from attrs import evolve, frozen

from application.access.context import Visit
from application.filling.drafts import Draft, DraftRow, Drafts, DraftState, NothingToAdd, PartGone
from application.filling.files import may_fill
from application.filling.parts import Part, left_of, parts_of
from application.filling.ports import ClientSku, ClientSkus
from application.filling.report import Remark, Report, ReportLine
from application.filling.resolve import FillOrder
from application.filling.typed import MOST_DRAFTED, MOST_LINES, ArticleKeys, TypedLine
from application.ordering.change_cart import CartChanged, CartRow, ChangeCart
from domain.ordering.cart import Operation
from domain.shared.ids import PackagingId, VariantId

Resolve = Callable[[Visit, FillOrder], Report]


@frozen
class DraftsQuery:
    drafts: Drafts

    def __call__(self, visit: Visit) -> Sequence[DraftRow]:
        return self.drafts.latest(visit.authority.user, may_fill(visit))


@frozen
class DraftReport:
    draft: Draft
    report: Report


@frozen
class DraftQuery:
    """At the prices and the stock of now, whenever it is looked at."""

    drafts: Drafts
    resolve: Resolve

    def __call__(self, visit: Visit, id: UUID) -> DraftReport:
        """Raises NotFound for another's draft, and for one of another client of this person's."""
        draft = self.drafts.one(id, visit.authority.user, may_fill(visit))
        return DraftReport(draft, self.resolve(visit, FillOrder(draft.lines, most=MOST_DRAFTED)))


@frozen
class Edit:
    """One row as it stands in the form: what is None is not there. variant, packaging: 0 and -1 take a choice back."""

    article: str | None = None
    quantity: str | None = None
    variant: int | None = None
    packaging: int | None = None

    def done_to(self, line: TypedLine) -> TypedLine:
        if self.article is not None and self.article != (line.article or line.own):
            # Another text is another question: what was chosen of the former means nothing.
            line = TypedLine(line.row, self.article, line.quantity, "", line.own, line.name)
        if self.quantity is not None and self.quantity != line.quantity:
            line = evolve(line, quantity=self.quantity)
        if self.variant:
            line = evolve(line, variant=self.variant)
        if self.packaging is not None and self.packaging >= 0:
            line = evolve(line, packaging=self.packaging)
        return line


@frozen
class EditDraft:
    drafts: Drafts

    def __call__(self, visit: Visit, id: UUID, edits: Mapping[int, Edit], removed: Sequence[int] = ()) -> None:
        """By the numbers of the rows, so that two tabs do not undo each other. Raises NotFound."""
        client = may_fill(visit)
        draft = self.drafts.one(id, visit.authority.user, client)
        lines = tuple(
            edits[line.row].done_to(line) if line.row in edits else line
            for line in draft.lines
            if line.row not in set(removed)
        )
        if not lines:
            self.drafts.remove(id, visit.authority.user, client)
        elif lines != draft.lines:
            self.drafts.save(evolve(draft, lines=lines))


@frozen
class DropDraft:
    drafts: Drafts

    def __call__(self, visit: Visit, id: UUID) -> None:
        self.drafts.remove(id, visit.authority.user, may_fill(visit))


@frozen
class Added:
    """left: lines that stay in the draft, of which so many `waiting` for a person."""

    lines: int
    left: int
    waiting: int
    changed: CartChanged


@frozen
class AddDraft:
    drafts: Drafts
    resolve: Resolve
    change: Callable[[Visit, ChangeCart], CartChanged]
    own: ClientSkus

    def __call__(self, visit: Visit, id: UUID, first: int | None = None) -> Added:
        """What is found goes to the cart at once, of a long draft the part that begins with the row `first`; of that,
        as much as the cart has room for. Pressed twice it goes once. Raises NotFound, NothingToAdd, PartGone,
        CartTooLong with nothing changed."""
        client = may_fill(visit)
        draft = self.drafts.one(id, visit.authority.user, client)
        report = self.resolve(visit, FillOrder(draft.lines, most=MOST_DRAFTED))
        part = chosen(parts_of(report), first, report)
        room = MOST_LINES - visit.buyer().cart_lines
        ready = part.lines[:room] if room > 0 else part.lines
        rows = tuple(
            CartRow(line.variant, f"{line.quantity:f}", PackagingId(line.packaging.id), Operation.ADD) for line in ready
        )
        changed = self.change(visit, ChangeCart(rows, uuid5(draft.id, str(draft.version)), round_up=True))
        self.own.remember(client, [pair for line in ready if (pair := learnt(line)) is not None])
        left = left_of(report, ready)
        if left:
            self.drafts.save(evolve(draft, lines=tuple(line.typed for line in left), state=DraftState.READY))
        else:
            self.drafts.remove(id, visit.authority.user, client)
        return Added(len(ready), len(left), len(report.waiting), changed)


def chosen(parts: Sequence[Part], first: int | None, report: Report) -> Part:
    """Raises NothingToAdd, PartGone."""
    if not parts:
        raise NothingToAdd(len(report.waiting))
    found = parts[0] if first is None else next((part for part in parts if part.first == first), None)
    if found is None:
        raise PartGone(first or 0)
    return found


def learnt(line: ReportLine) -> ClientSku | None:
    """The client's own article beside what it was found by otherwise."""
    own = line.typed.own
    if not own or Remark.BY_OWN in line.remarks:
        return None
    return ClientSku(own, ArticleKeys.of(own).exact, VariantId(line.variant))
