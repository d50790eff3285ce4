"""What is small enough to be held whole: groups, properties, price types, warehouses, units of one connection.

An id that no record told yet gets a row at once, a promise with `told` false, so that goods, prices and stock that name
it are kept. Nothing is written before `save`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field
from sqlalchemy import Connection, Table, bindparam, insert, select, update

from adapters.postgres.database import driver
from adapters.postgres.importing.hashes import NewIds


@define
class Entry:
    """A row: `stored` is what the database has, None for a new one; `fields` is what will stand there."""

    id: int
    fields: dict[str, Any]
    stored: dict[str, Any] | None = None
    named: bool = False  # by a row of goods, prices or stock of this file

    @property
    def told(self) -> bool:
        return bool(self.fields["told"])

    @property
    def differs(self) -> bool:
        return self.fields != self.stored


class NamedIds(dict[str, int]):
    """Ids by what the ERP calls them: a plain dictionary for all but the first time that a file names one."""

    def __init__(self, find: Callable[[str], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, erp_id: str) -> int:
        found = self[erp_id] = self._find(erp_id)
        return found


class Directory:
    """`columns`: of the table, beside id, connection_id and erp_id, with the values that a new row begins with."""

    def __init__(self, connection: Connection, connection_id: int, table: Table, columns: Mapping[str, Any]) -> None:
        self.table = table
        self.connection_id = connection_id
        self.defaults = {**columns, "told": False, "deleted": False}
        self.entries: dict[str, Entry] = {}
        self.mentioned: set[str] = set()  # by records of this file, changed or not
        self.named = NamedIds(self._name)
        self._by_id: dict[int, Entry] = {}
        self.new_id = NewIds(driver(connection), table.name)
        wanted = [table.c.id, table.c.erp_id, *(table.c[name] for name in self.defaults)]
        for row in connection.execute(select(*wanted).where(table.c.connection_id == connection_id)):
            fields = {name: getattr(row, name) for name in self.defaults}
            self.entries[row.erp_id] = self._by_id[row.id] = Entry(row.id, dict(fields), fields)

    def entry(self, erp_id: str, row_id: int | None = None) -> Entry:
        found = self.entries.get(erp_id)
        if found is None:
            found = self.entries[erp_id] = Entry(row_id or self.new_id(), dict(self.defaults))
            self._by_id[found.id] = found
        return found

    def by_id(self, row_id: int) -> Entry:
        return self._by_id[row_id]

    def _name(self, erp_id: str) -> int:
        found = self.entry(erp_id)
        found.named = True
        return found.id

    def tell(self, erp_id: str, deleted: bool, **fields: Any) -> Entry:
        """A record of it came; a field that is None was not told and stays."""
        self.mentioned.add(erp_id)
        found = self.entry(erp_id)
        found.fields.update((name, value) for name, value in fields.items() if value is not None)
        found.fields.update(told=True, deleted=deleted)
        return found

    def ids(self) -> list[int]:
        return [entry.id for entry in self.entries.values()]

    def declared(self) -> list[int]:
        """Those that records of this file told."""
        return [self.entries[erp_id].id for erp_id in self.mentioned]

    def waiting(self) -> list[str]:
        return sorted(erp_id for erp_id, entry in self.entries.items() if entry.named and not entry.told)

    def save(self, connection: Connection) -> dict[str, int]:
        """Write what differs; returns how many were told added, changed, removed, unchanged."""
        counts = dict.fromkeys(("added", "changed", "removed", "unchanged"), 0)
        new, changed = [], []
        for erp_id, entry in self.entries.items():
            if entry.stored is None:
                new.append({"id": entry.id, "connection_id": self.connection_id, "erp_id": erp_id} | entry.fields)
            elif entry.differs:
                changed.append({"row_id": entry.id} | entry.fields)
            if measure := self._measure(erp_id, entry):
                counts[measure] += 1
        if new:
            connection.execute(insert(self.table), new)
        if changed:
            row = update(self.table).where(self.table.c.id == bindparam("row_id"))
            connection.execute(row, changed)
        return counts

    def _measure(self, erp_id: str, entry: Entry) -> str:
        before, now = entry.stored, entry.fields
        if not now["told"]:
            return ""
        if before is None or not before["told"]:
            return "added"
        if not entry.differs:
            return "unchanged" if erp_id in self.mentioned else ""
        return "removed" if now["deleted"] and not before["deleted"] else "changed"


@define
class Places:
    """Counts the children of each parent, so that groups stand in the order of the file."""

    _next: dict[str | None, int] = field(factory=dict)

    def take(self, parent: str | None) -> int:
        place = self._next[parent] = self._next.get(parent, 0) + 1
        return place
