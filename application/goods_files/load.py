"""Goods from a file: sent, judged by what its columns mean, put into the inbox like a message of a base (ADR 0041)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.goods_files.columns import FIELDS, IGNORE, PROPERTY, guessed
from application.goods_files.judge import FileGood, JudgedFile, check_meaning, judge
from application.shared.ports import Clock, Ids
from application.shared.sheets import FileRefused, SheetRead
from domain.access.permission import Permission

MEANINGS = (*FIELDS, PROPERTY, IGNORE)


@frozen
class GoodsFile:
    """message: where it stands in the inbox, None until it was loaded. state, progress, diff: of that message."""

    id: UUID
    filename: str
    size: int
    sent_at: datetime
    by: str
    good: int = 0
    bad: int = 0
    message: int | None = None
    state: str = ""
    progress: Mapping[str, object] | None = None
    diff: Mapping[str, Mapping[str, int]] | None = None
    error: str = ""

    @property
    def changed(self) -> int:
        """Of all that the message brought how much was new or different."""
        return sum(each.get(key, 0) for each in (self.diff or {}).values() for key in ("added", "changed", "removed"))


class GoodsFiles(Protocol):
    def add(self, id: UUID, by: UUID, filename: str, digest: str, body: bytes) -> None: ...

    def body(self, id: UUID) -> bytes:
        """Raises NotFound."""

    def one(self, id: UUID) -> GoodsFile:
        """Raises NotFound."""

    def latest(self, limit: int) -> Sequence[GoodsFile]: ...

    def of_other_bases(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the folded articles that goods of a base of the ERP have."""

    def put(self, id: UUID, by: UUID, name: str, document: bytes, counts: tuple[int, int]) -> int | None:
        """Into the inbox of the base of files, once: the base that is to be woken; None when it stood there before."""


@frozen
class CheckedFile:
    file: GoodsFile
    sheet: SheetRead
    meaning: tuple[str, ...]
    judged: JudgedFile | None


@frozen
class GoodsFileDesk:
    files: GoodsFiles
    read: Callable[[bytes], SheetRead]
    write: Callable[[Sequence[FileGood], datetime], bytes]
    wake: Callable[[int], object]
    ids: Ids
    clock: Clock

    def take(self, visit: Visit, filename: str, content: bytes) -> UUID:
        """Keeps it; nothing is loaded yet. Raises FileRefused."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        if not self.read(content).rows:
            raise FileRefused("empty")
        id = self.ids.new()
        self.files.add(id, visit.authority.user, filename[:200], sha256(content).hexdigest(), content)
        return id

    def latest(self, visit: Visit) -> Sequence[GoodsFile]:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        return self.files.latest(20)

    def check(self, visit: Visit, id: UUID, meaning: Sequence[str] = ()) -> CheckedFile:
        """Every row as it would be loaded; of a file that was loaded, what became of it. Raises NotFound,
        GoodsFileUnmapped."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        file, sheet = self.files.one(id), self.read(self.files.body(id))
        told = self._meaning(sheet, meaning)
        if file.message is not None:
            return CheckedFile(file, sheet, told, None)
        check_meaning(told)
        return CheckedFile(file, sheet, told, self._judged(sheet, told))

    def look(self, visit: Visit, id: UUID, meaning: Sequence[str] = ()) -> CheckedFile:
        """The columns alone, where they cannot be judged. Raises NotFound."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        sheet = self.read(self.files.body(id))
        return CheckedFile(self.files.one(id), sheet, self._meaning(sheet, meaning), None)

    def load(self, visit: Visit, id: UUID, meaning: Sequence[str]) -> None:
        """The good rows; of a file that was loaded before, none again.

        Raises NotFound, GoodsFileUnmapped, FileRefused.
        """
        checked = self.check(visit, id, meaning)
        if checked.judged is None:
            return
        judged = checked.judged
        if not judged.goods:
            raise FileRefused("empty")
        document = self.write(judged.goods, self.clock.now())
        counts = (len(judged.goods), judged.bad_rows)
        woken = self.files.put(id, visit.authority.user, checked.file.filename, document, counts)
        if woken is not None:
            self.wake(woken)

    def _meaning(self, sheet: SheetRead, typed: Sequence[str]) -> tuple[str, ...]:
        found = guessed(sheet.headings)
        told = (*typed, *found[len(typed) :])[: len(found)]
        return tuple(one if one in MEANINGS else IGNORE for one in told)

    def _judged(self, sheet: SheetRead, meaning: Sequence[str]) -> JudgedFile:
        first = judge(sheet, meaning, frozenset())
        taken = self.files.of_other_bases({good.key for good in first.goods})
        return judge(sheet, meaning, taken) if taken else first
