"""A file becomes a draft: at once where it is short, by the worker where it is long."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.filling.drafts import (
    Begin,
    Draft,
    DraftFileGone,
    DraftFiles,
    Drafts,
    DraftState,
    DraftTooLong,
    FileNotes,
    LayoutIncomplete,
    Layouts,
    NoRowsOrdered,
    NothingPasted,
)
from application.filling.layout import Layout, guessed, lines_of, same_roles, signature
from application.filling.paste import MOST_DRAFTED_TEXT, pasted
from application.filling.sheets import HEAD, OpenTable, OrderFiles
from application.filling.typed import MOST_DRAFTED
from application.shared.outbox import ORDER_FILE
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId

# Bytes: a longer file takes a thread of the web for too long.
SHORT = 700_000


def may_fill(visit: Visit) -> CounterpartyId:
    """Raises NotAllowed."""
    client = visit.buyer().party.id
    visit.authority.need(Permission.CHANGE_CART, client)
    visit.authority.need(Permission.SEE_PRICES, client)
    return client


@frozen
class FileReading:
    """Reads a file by the layout that is remembered for its headings, else by a guess."""

    files: OrderFiles
    layouts: Layouts

    def read(self, draft: Draft, content: bytes) -> Draft:
        """Raises FileRefused, DraftTooLong, NoRowsOrdered. MAPPING where the columns cannot be told."""
        tables = self.files.open(content)
        layout = self._remembered(draft.client, tables) or guessed(tables)
        if not layout.is_enough:
            return evolve(draft, state=DraftState.MAPPING, layout=layout)
        return self.by(draft, tables, layout)

    def by(self, draft: Draft, tables: Sequence[OpenTable], layout: Layout) -> Draft:
        table = tables[layout.table]
        lines, hidden = lines_of(table, layout, MOST_DRAFTED)
        if len(lines) > MOST_DRAFTED:
            raise DraftTooLong(len(lines))
        if not lines:
            raise NoRowsOrdered
        used = set(layout.columns.values())
        notes = FileNotes(hidden, len(used & table.notes.hidden_columns), table.notes.unevaluated)
        return evolve(draft, state=DraftState.READY, lines=tuple(lines), layout=layout, notes=notes, failure=None)

    def _remembered(self, client: CounterpartyId, tables: Sequence[OpenTable]) -> Layout | None:
        rows = [
            (place, number, row, signature(row))
            for place, table in enumerate(tables)
            for number, row in table.head(HEAD)
        ]
        known = self.layouts.of(client, [told for *_, told in rows])
        for place, number, row, told in rows:
            layout = known.get(told)
            if layout is not None and same_roles(layout.columns, row):
                return Layout(place, number if layout.header else 0, layout.columns)
        return None


@frozen
class StartDraft:
    """A pasted list."""

    drafts: Drafts
    ids: Ids

    def __call__(self, visit: Visit, text: str) -> UUID:
        """Raises NotAllowed, NothingPasted, DraftTooLong."""
        client = may_fill(visit)
        if len(text) > MOST_DRAFTED_TEXT:
            raise DraftTooLong(text.count("\n") + 1)
        lines = pasted(text)
        if not lines:
            raise NothingPasted
        if len(lines) > MOST_DRAFTED:
            raise DraftTooLong(len(lines))
        draft = Draft(self.ids.new(), visit.authority.user, client, lines=lines)
        self.drafts.add(draft)
        return draft.id


@frozen
class TakeFile:
    drafts: Drafts
    store: DraftFiles
    reading: FileReading
    ids: Ids

    def __call__(self, visit: Visit, name: str, content: bytes) -> UUID:
        """Raises NotAllowed and, of a short file, FileRefused, DraftTooLong; a long one is told on its page."""
        client = may_fill(visit)
        draft = Draft(self.ids.new(), visit.authority.user, client, name=name, size=len(content))
        is_long = len(content) > SHORT
        draft = evolve(draft, state=DraftState.WAITING) if is_long else self._read(draft, content)
        kept = self.store.keep(BytesIO(content), "application/octet-stream")
        self.drafts.add(evolve(draft, file=kept.sha256))
        return draft.id

    def _read(self, draft: Draft, content: bytes) -> Draft:
        """Columns that hold no order may be the wrong columns: a person says which are right."""
        try:
            return self.reading.read(draft, content)
        except NoRowsOrdered:
            tables = self.reading.files.open(content)
            return evolve(draft, state=DraftState.MAPPING, layout=guessed(tables), failure={"code": NoRowsOrdered.code})


@frozen
class ReadDraft:
    """Consumer `order-file`. A refusal ends it and is kept; an accident leaves the delivery open."""

    begin: Begin
    store: DraftFiles
    reading: FileReading

    def __call__(self, outbox_id: int) -> None:
        with self.begin() as work:
            event = work.deliveries.open(outbox_id, ORDER_FILE)
            if event is None:
                return
            draft = work.waiting(UUID(event.payload["draft_id"]))
            if draft is not None:
                work.save(self._read(draft))
            work.deliveries.close(outbox_id, ORDER_FILE, "" if draft is not None else "nobody waits for it")

    def _read(self, draft: Draft) -> Draft:
        try:
            return self.reading.read(draft, content_of(self.store, draft))
        except DomainError as refusal:
            return evolve(draft, state=DraftState.FAILED, failure=refused(refusal))


def refused(refusal: DomainError) -> dict[str, object]:
    facts = {name: getattr(refusal, name, None) for name in ("why", "limit", "lines")}
    return {"code": refusal.code, **{name: value for name, value in facts.items() if value is not None}}


def content_of(store: DraftFiles, draft: Draft) -> bytes:
    """Raises DraftFileGone."""
    file = store.open(draft.file) if draft.file else None
    if file is None:
        raise DraftFileGone
    with file:
        return file.read()


@frozen
class Preview:
    """For the page where the columns are told. tables: (name, first rows)."""

    draft: Draft
    tables: tuple[tuple[str, tuple[tuple[int, tuple[str, ...]], ...]], ...]


@frozen
class PreviewDraft:
    drafts: Drafts
    store: DraftFiles
    files: OrderFiles

    def __call__(self, visit: Visit, id: UUID) -> Preview:
        """Raises NotFound, DraftFileGone."""
        draft = self.drafts.one(id, visit.authority.user, may_fill(visit))
        tables = self.files.open(content_of(self.store, draft))
        return Preview(draft, tuple((table.name, tuple(table.head(HEAD))) for table in tables[:20]))


@frozen
class MapColumns:
    drafts: Drafts
    store: DraftFiles
    reading: FileReading

    def __call__(self, visit: Visit, id: UUID, layout: Layout) -> None:
        """Remembered for this client's files with these headings. Raises NotFound, LayoutIncomplete, NoRowsOrdered,
        DraftTooLong, DraftFileGone."""
        client = may_fill(visit)
        draft = self.drafts.one(id, visit.authority.user, client)
        if not layout.is_enough:
            raise LayoutIncomplete
        tables = self.reading.files.open(content_of(self.store, draft))
        chosen = evolve(layout, table=min(layout.table, len(tables) - 1))
        self.drafts.save(self.reading.by(draft, tables, chosen))
        heading = next((row for number, row in tables[chosen.table].head(HEAD) if number == chosen.header), None)
        if heading is not None:
            self.reading.layouts.remember(client, signature(heading), chosen)
