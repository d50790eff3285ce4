"""A file of individual prices: first a report of every row, kept with the file; then the good rows, applied at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.price_desk.columns import HEADINGS, NEEDED, OWNERS, entries
from application.price_desk.entry import Entry, Fault
from application.price_desk.judge import Judged, judge
from application.price_desk.rows import staff_readers
from application.price_desk.work import Act, PriceWork, Write
from application.shared.ports import Ids
from application.shared.sheets import FileRefused, SheetRead, Sheets
from domain.access.permission import Permission
from domain.pricing.agreed import Verdict
from domain.shared.ids import UserId

APPLIED = "individual-price.uploaded"


@frozen
class NewUpload:
    """ignored: headings of the file that mean nothing to us."""

    id: UUID
    by: UserId
    filename: str
    sha256: str
    size: int
    ignored: tuple[str, ...]


@frozen
class UploadRow:
    """One file as the list shows it; counts by verdict. applied_at is None until its rows were applied."""

    id: UUID
    filename: str
    size: int
    uploaded_at: datetime
    by: str
    ignored: tuple[str, ...]
    applied_at: datetime | None
    counts: Mapping[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        """How many rows would change something."""
        return self.counts.get(Verdict.NEW, 0) + self.counts.get(Verdict.CHANGED, 0)


@frozen
class Before:
    """What a row changes."""

    amount: Decimal
    currency: str
    vat_included: bool
    valid_from: date | None
    valid_to: date | None


@frozen
class ReportRow:
    entry: Entry
    verdict: Verdict
    owner_name: str
    goods_name: str
    before: Before | None
    faults: tuple[Fault, ...]


@frozen
class UploadView:
    """rows: a page of the report, those of one verdict where one is asked for; next: the line to go on after."""

    upload: UploadRow
    rows: tuple[ReportRow, ...]
    verdict: str
    next: int | None


@frozen
class Whose:
    """Uploads are seen by whoever made them, and by whoever sees all clients."""

    user: UserId | None


class UploadWork(PriceWork, Protocol):
    def keep(self, upload: NewUpload, judged: Sequence[Judged]) -> None: ...

    def take(self, whose: Whose, id: UUID) -> tuple[Sequence[Entry], bool]:
        """The rows that were not refused, and whether the file was applied before; locked. Raises NotFound."""

    def settle(self, id: UUID, act: int, judged: Sequence[Judged]) -> None:
        """The rows as they were judged at last; the file is applied."""


class UploadWorks(Protocol):
    def begin(self) -> AbstractContextManager[UploadWork]: ...


class Uploads(Protocol):
    def latest(self, whose: Whose, limit: int) -> Sequence[UploadRow]: ...

    def one(self, whose: Whose, id: UUID, verdict: str, after: int, limit: int) -> UploadView:
        """Raises NotFound."""


def uploads_of(visit: Visit) -> Whose:
    visit.authority.need(Permission.CHANGE_INDIVIDUAL_PRICES)
    sees_all = Permission.SEE_ALL_CLIENTS in visit.authority.staff_permissions
    return Whose(None if sees_all else visit.authority.user)


@frozen
class TakeUploadHandler:
    works: UploadWorks
    sheets: Sheets
    ids: Ids

    def __call__(self, visit: Visit, filename: str, content: bytes) -> UUID:
        """Judges every row and changes no price. Raises FileRefused."""
        visit.authority.need(Permission.CHANGE_INDIVIDUAL_PRICES)
        sheet = self.sheets.read(content)
        check_headings(sheet)
        found = tuple(entries(sheet.headings, sheet.rows))
        if not found:
            raise FileRefused("empty")
        ignored = tuple(name for name in sheet.headings if name and name not in HEADINGS)
        digest = sha256(content).hexdigest()
        upload = NewUpload(self.ids.new(), visit.authority.user, filename[:200], digest, len(content), ignored)
        with self.works.begin() as work:
            work.keep(upload, judge(found, work, staff_readers(visit)))
        return upload.id


def check_headings(sheet: SheetRead) -> None:
    """Raises FileRefused, naming the headings that are missing."""
    missing = [name for name in NEEDED if name not in sheet.headings]
    if not any(name in sheet.headings for name in OWNERS):
        missing.append(" / ".join(OWNERS))
    if missing:
        raise FileRefused("no-headings", names=tuple(missing))


@frozen
class ApplyUploadHandler:
    works: UploadWorks

    def __call__(self, visit: Visit, id: UUID) -> None:
        """Applies the rows that are good now; those that time has overtaken are told in the report, with the reason.

        A file that was applied before is left alone. Raises NotFound.
        """
        whose = uploads_of(visit)
        with self.works.begin() as work:
            rows, applied_before = work.take(whose, id)
            if applied_before:
                return
            judged = judge(rows, work, staff_readers(visit))
            writes = [Write(one.price, one.changes.id if one.changes else None) for one in judged
                      if one.price is not None and one.verdict in (Verdict.NEW, Verdict.CHANGED)]  # fmt: skip
            counts = Counter(one.verdict.value for one in judged)
            act = work.record(Act(visit.authority.user, APPLIED, str(id), dict(counts)))
            work.write(act, writes)
            work.settle(id, act, judged)


@frozen
class UploadsQuery:
    uploads: Uploads

    def __call__(self, visit: Visit, limit: int = 20) -> Sequence[UploadRow]:
        return self.uploads.latest(uploads_of(visit), limit)


@frozen
class UploadQuery:
    uploads: Uploads

    def __call__(self, visit: Visit, id: UUID, verdict: str = "", after: int = 0, limit: int = 100) -> UploadView:
        return self.uploads.one(uploads_of(visit), id, verdict if verdict in set(Verdict) else "", after, limit)
