"""The bulk import as the exchange uses it: the message is marked applied in the import's own last transaction."""

from collections.abc import Iterable

from attrs import define, field
from sqlalchemy import Connection

from adapters.postgres.database import Database, driver
from adapters.postgres.exchange.inbox import finish
from adapters.postgres.importing import outcome as importing
from adapters.postgres.importing.apply import apply_records, known_hashes
from adapters.postgres.importing.hashes import KnownHashes
from application.exchange.ports import Progress
from application.exchange.records import Record
from application.exchange.values import ErpConnection, InboxMessage, Outcome, Remark, Weight


@define
class PostgresCatalogRun:
    database: Database
    connection: ErpConnection
    hashes: KnownHashes

    def known(self, kind: str, key: str) -> bytes | None:
        return self.hashes(kind, key)

    def apply(self, message: InboxMessage, records: Iterable[Record], progress: Progress) -> Outcome:
        def seal(work: Connection, told: importing.Outcome) -> None:
            finish(driver(work), message.id, outcome_of(told))

        told = apply_records(
            self.database, self.connection, message.id, records, progress, known=self.hashes, seal=seal
        )
        return outcome_of(told)


def outcome_of(told: importing.Outcome) -> Outcome:
    remarks = (Remark(Weight(one.weight), one.code, one.text, one.place, one.erp_ref) for one in told.refusals)
    return Outcome(told.diff, tuple(remarks))


@define
class PostgresCatalogImport:
    """database: one without a statement time-out.

    The hashes of the last file are kept for the next one, since a run of 1C is many files: reading them anew for each
    cost some 6 % of the import.
    """

    database: Database
    _last: KnownHashes | None = field(default=None, init=False)

    def begin(self, connection: ErpConnection) -> PostgresCatalogRun:
        """The caller holds the connection's stream."""
        self._last = known_hashes(self.database, connection.id, self._last)
        return PostgresCatalogRun(self.database, connection, self._last)
