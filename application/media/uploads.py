"""Sending pictures, and what a person does with those whose name said too little."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.media.ports import BeginUpload, Sorted, Uploads, UploadWork
from application.media.sort_upload import placed
from application.media.store import Store
from application.media.values import (
    MOST_FILES,
    FileRow,
    GoodsAmbiguous,
    GoodsNotFound,
    MediaDesk,
    NewUpload,
    SentFile,
    UploadRefused,
    UploadView,
    Verdict,
    tidy_path,
)
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.catalog.folding import sku_key
from domain.catalog.pictures import PictureKind
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId

LATEST = 30
LOOSE = (Verdict.UNMATCHED, Verdict.KEPT, Verdict.SEVERAL, Verdict.DUPLICATE)


@frozen
class TakePictures:
    """Keeps what is sent as it is and answers at once; the worker looks at it."""

    uploads: Uploads
    incoming: Store
    ids: Ids

    def __call__(self, visit: Visit, sent: Iterable[tuple[str, BinaryIO]]) -> UUID:
        """Raises NotAllowed, UploadRefused, StoreAway."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        files: list[SentFile] = []
        for name, content in sent:
            path = tidy_path(name)
            if not path:
                continue
            if len(files) == MOST_FILES:
                raise UploadRefused("too-many", MOST_FILES)
            kept = self.incoming.keep(content, "application/octet-stream")
            files.append(SentFile(path, kept.size, kept.sha256))
        if not files:
            raise UploadRefused("empty")
        upload = NewUpload(self.ids.new(), visit.authority.user, tuple(files))
        self.uploads.add(upload)
        return upload.id


@frozen
class MediaQueries:
    uploads: Uploads

    def desk(self, visit: Visit) -> MediaDesk:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.uploads.desk(LATEST)

    def one(self, visit: Visit, id: UUID, verdict: str, after: int, limit: int) -> UploadView:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.uploads.one(id, verdict if verdict in set(Verdict) else "", after, limit)

    def kept(self, visit: Visit, after: int, limit: int) -> tuple[Sequence[FileRow], int | None]:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.uploads.kept(after, limit)


@frozen
class SettleFiles:
    """By hand: one file to a good, back from it, or aside; all loose ones matched anew; a whole upload taken back."""

    begin: BeginUpload

    def attach(self, visit: Visit, file: int, sku: str, product: int | None = None) -> UUID:
        """Raises NotFound, GoodsNotFound, GoodsAmbiguous. The upload's id."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            row = _standing(work, file)
            chosen = ProductId(product) if product is not None else self._named(work, sku)
            if product is not None and chosen not in {one.product for one in row.candidates}:
                raise NotFound("product", str(product))
            if row.verdict in LOOSE:
                had = row.sha256 in work.contents([chosen]).get(chosen, ())
                verdict = Verdict.DUPLICATE if had else Verdict.ATTACHED
                told = _again(row)
                work.settle(row.upload, [evolve(told, verdict=verdict, product=chosen, candidates=())])
                work.record(visit.authority.user, "media.attached", row.path, {"product": chosen, "file": file})
            return row.upload

    def keep(self, visit: Visit, file: int) -> UUID:
        """For later. Raises NotFound."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            row = _standing(work, file)
            if row.verdict in (Verdict.UNMATCHED, Verdict.SEVERAL):
                work.settle(row.upload, [evolve(_again(row), verdict=Verdict.KEPT)])
            return row.upload

    def detach(self, visit: Visit, file: int) -> UUID:
        """Raises NotFound."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            row = _standing(work, file)
            if row.verdict is Verdict.ATTACHED:
                work.detach(file)
                work.record(visit.authority.user, "media.detached", row.path, {"file": file})
            return row.upload

    def match(self, visit: Visit, upload: UUID | None) -> int:
        """Names read again, as after an import that brought new goods; of all kept files where no upload is named."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            if upload is not None and not work.lock(upload):
                raise NotFound("upload", str(upload))
            rows = work.unsettled(upload)
            found = placed([evolve(_again(row), verdict=Verdict.UNMATCHED) for row in rows], work)
            by_upload: dict[UUID, list[Sorted]] = {}
            for row, one in zip(rows, found, strict=True):
                if one.verdict is not Verdict.UNMATCHED:
                    by_upload.setdefault(row.upload, []).append(one)
            for id, settled in by_upload.items():
                work.settle(id, settled)
            return sum(map(len, by_upload.values()))

    def keep_all(self, visit: Visit, upload: UUID) -> None:
        """Every unmatched one of the upload."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            if work.lock(upload):
                work.settle(upload, [evolve(_again(row), verdict=Verdict.KEPT) for row in work.unsettled(upload)])

    def undo(self, visit: Visit, upload: UUID) -> None:
        """Raises NotFound."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            if work.lock(upload):
                gone = work.undo(upload)
                work.record(visit.authority.user, "media.undone", str(upload), {"pictures": gone})

    def _named(self, work: UploadWork, sku: str) -> ProductId:
        typed = sku.strip()[:100]
        found = sorted(work.goods([typed]).get(sku_key(typed), ())) if typed else []
        if not found:
            raise GoodsNotFound(typed)
        if len(found) > 1:
            raise GoodsAmbiguous(typed, len(found))
        return found[0]


def _standing(work: UploadWork, file: int) -> FileRow:
    """Of an upload that was taken back nothing is done any more."""
    row = work.file(file)
    if not work.lock(row.upload):
        raise NotFound("file", str(file))
    return row


def _again(row: FileRow) -> Sorted:
    return Sorted(
        row.id, SentFile(row.path, row.size, row.sha256), row.verdict, row.reason, row.found,
        PictureKind(row.kind), row.place, None, tuple(one.product for one in row.candidates),
    )  # fmt: skip
