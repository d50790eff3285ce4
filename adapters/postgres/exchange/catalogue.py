"""The bulk import as the exchange uses it: the message is marked applied in the import's own last transaction."""

from collections.abc import Iterable

from attrs import define, field, frozen
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
    _known: KnownHashes = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._known = known_hashes(self.database, self.connection.id)

    def known(self, kind: str, key: str) -> bytes | None:
        return self._known(kind, key)

    def apply(self, message: InboxMessage, records: Iterable[Record], progress: Progress) -> Outcome:
        def seal(work: Connection, told: importing.Outcome) -> None:
            finish(driver(work), message.id, outcome_of(told))

        told = apply_records(
            self.database, self.connection, message.id, records, progress, known=self._known, seal=seal
        )
        return outcome_of(told)


def outcome_of(told: importing.Outcome) -> Outcome:
    remarks = (Remark(Weight(one.weight), one.code, one.text, one.place, one.erp_ref) for one in told.refusals)
    return Outcome(told.diff, tuple(remarks))


@frozen
class PostgresCatalogImport:
    """database: one without a statement time-out."""

    database: Database

    def begin(self, connection: ErpConnection) -> PostgresCatalogRun:
        return PostgresCatalogRun(self.database, connection)
