"""The bulk import as the exchange asks for it."""

from collections.abc import Iterable

from attrs import field, frozen

from adapters.postgres.database import Database
from adapters.postgres.importing.apply import apply_records, known_hashes
from adapters.postgres.importing.hashes import KnownHashes
from application.exchange.ports import Known, Progress
from application.exchange.records import Record
from application.exchange.values import ConnectionId, ErpConnection, InboxMessage, Outcome, Remark, Weight


@frozen
class PostgresCatalogImport:
    """`database` has no statement time-out. The hashes that the reader asked are those that the import settles.

    A connection's stream is one worker's at a time, so one set of hashes a connection is enough.
    """

    database: Database
    asked: dict[ConnectionId, KnownHashes] = field(factory=dict, eq=False)

    def known(self, connection: ConnectionId) -> Known:
        self.asked[connection] = known_hashes(self.database, connection)
        return self.asked[connection]

    def apply(
        self, connection: ErpConnection, message: InboxMessage, records: Iterable[Record], progress: Progress
    ) -> Outcome:
        known = self.asked.pop(connection.id, None)
        outcome = apply_records(self.database, connection, message.id, records, progress, known)
        remarks = tuple(
            Remark(Weight(refusal.weight), refusal.code, refusal.text, refusal.place, refusal.erp_ref)
            for refusal in outcome.refusals
        )
        return Outcome(outcome.diff, remarks)
