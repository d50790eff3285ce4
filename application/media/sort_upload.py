"""Consumer `media-upload`: unpacks, judges by content, finds the goods by article, attaches; all of it or nothing."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.media.judging import Judge, PictureRefused
from application.media.ports import (
    BeginUpload,
    GoodsByArticle,
    PictureArchives,
    Sorted,
    UploadProgress,
)
from application.media.store import Store
from application.media.values import SentFile, Verdict, tidy_path
from application.shared.outbox import MEDIA_UPLOAD
from domain.catalog.matching import Match, match
from domain.catalog.pictures import readings
from domain.shared.ids import ProductId

TELL_EVERY = 10


@frozen
class SortUpload:
    """`incoming`: whatever was sent, as it was; `pictures`: what proved to be one."""

    begin: BeginUpload
    incoming: Store
    pictures: Store
    judge: Judge
    archives: PictureArchives
    progress: UploadProgress

    def __call__(self, outbox_id: int) -> None:
        """Once for each event; an accident leaves the delivery open and changes nothing. Raises StoreAway."""
        with self.begin() as work:
            event = work.deliveries.open(outbox_id, MEDIA_UPLOAD)
            if event is None:
                return
            upload = UUID(event.payload["upload_id"])
            looked = list(self._looked(upload, work.sent(upload)))
            if looked and work.lock(upload):
                work.settle(upload, placed(looked, work))
                work.finish(upload)
            work.deliveries.close(outbox_id, MEDIA_UPLOAD)

    def _looked(self, upload: UUID, sent: Sequence[tuple[int, SentFile]]) -> Iterator[Sorted]:
        tally = Tally(upload, len(sent), self.progress)
        for id, file in sent:
            content = self.incoming.open(file.sha256)
            if content is None:
                yield Sorted(id, file, Verdict.REFUSED, "gone")
                continue
            with content:
                if self.archives.is_archive(content):
                    yield from self._unpacked(id, file, content, tally)
                else:
                    yield self._judged(id, file, content)
            tally.count()

    def _unpacked(self, id: int, file: SentFile, content: BinaryIO, tally: "Tally") -> Iterator[Sorted]:
        try:
            entries = list(self.archives.entries(content))
        except PictureRefused as refusal:
            yield Sorted(id, file, Verdict.REFUSED, refusal.why, refusal.found)
            return
        yield Sorted(id, file, Verdict.UNPACKED)
        named = [(path, size, opened) for name, size, opened in entries if (path := tidy_path(name))]
        tally.total += len(named)
        for path, size, opened in named:
            entry = SentFile(path, size, "")
            try:
                with opened() as whole:
                    yield self._judged(None, entry, whole)
            except PictureRefused as refusal:
                yield Sorted(None, entry, Verdict.REFUSED, refusal.why, refusal.found)
            tally.count()

    def _judged(self, id: int | None, file: SentFile, content: BinaryIO) -> Sorted:
        try:
            sides = self.judge.look(content)
        except PictureRefused as refusal:
            return Sorted(id, file, Verdict.REFUSED, refusal.why, refusal.found)
        content.seek(0)
        kept = self.pictures.keep(content, sides.content_type)
        return Sorted(id, evolve(file, sha256=kept.sha256), Verdict.UNMATCHED)


@define
class Tally:
    upload: UUID
    total: int
    tell: UploadProgress
    done: int = field(default=0)

    def count(self) -> None:
        self.done += 1
        if self.done % TELL_EVERY == 0 or self.done == self.total:
            self.tell(self.upload, self.done, self.total)


def placed(looked: Sequence[Sorted], goods: GoodsByArticle) -> list[Sorted]:
    """Each where its name says: one statement for all names, one for all pictures that the goods have."""
    read = [list(readings(one.file.path)) if one.verdict is Verdict.UNMATCHED else [] for one in looked]
    known = goods.goods({reading.sku for found in read for reading in found})
    matched = [_matched(one, match(found, known)) if found else one for one, found in zip(looked, read, strict=True)]
    owners = {one.product for one in matched if one.product is not None}
    had = {product: set(contents) for product, contents in goods.contents(owners).items()}
    return [_once(one, had) for one in matched]


def _matched(one: Sorted, found: Match | None) -> Sorted:
    if found is None:
        return one
    told = evolve(one, kind=found.reading.kind, place=found.reading.place)
    if not found.goods:
        return told
    if len(found.goods) > 1:
        return evolve(told, verdict=Verdict.SEVERAL, candidates=found.goods)
    return evolve(told, verdict=Verdict.ATTACHED, product=found.goods[0])


def _once(one: Sorted, had: dict[ProductId, set[str]]) -> Sorted:
    """The same content twice at one good is a duplicate, whatever it is called and whoever sent it."""
    if one.verdict is not Verdict.ATTACHED or one.product is None:
        return one
    contents = had.setdefault(one.product, set())
    if one.file.sha256 in contents:
        return evolve(one, verdict=Verdict.DUPLICATE)
    contents.add(one.file.sha256)
    return one
