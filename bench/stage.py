"""What every figure works on: the portal, its data, the folder for files; made once, when the first figure asks."""

from pathlib import Path
from typing import Any

import psycopg
from attrs import define, field

from adapters.system.passwords import Argon2Passwords
from bench import fill
from bench.dataset import Dataset
from bench.portal import Portal
from entrypoints.bootstrap.indexing import build_index

LOGIN, PASSWORD = "bench", "bench-password"
Connection = psycopg.Connection[Any]


@define
class Stage:
    """rounds: how often ours and the limit take turns. quick: fewer requests a round, for a first look."""

    portal: Portal
    dataset: Dataset
    folder: Path
    rounds: int
    has_goods: bool = field(default=False, init=False)
    _erp: int = field(default=0, init=False)
    _indexed: bool = field(default=False, init=False)

    @property
    def size(self) -> str:
        return self.dataset.size.name

    def erp(self) -> int:
        """The id of the connection that goods and companies belong to."""
        if not self._erp:
            with self.portal.connected() as connection:
                row = connection.execute(
                    "INSERT INTO connection (name, login, password_hash, any_base) VALUES ('Bench', %s, %s, true)"
                    " ON CONFLICT (login) DO UPDATE SET name = excluded.name RETURNING id",
                    (LOGIN, Argon2Passwords().hash(PASSWORD)),
                ).fetchone()
            assert row is not None
            self._erp = int(row[0])
        return self._erp

    def goods(self) -> None:
        """The data set in the tables, by SQL unless an import has brought it; contract prices always by SQL."""
        with self.portal.connected() as connection:
            if not self.has_goods and not _count(connection, "product"):
                fill.fill_parties(connection, self.erp(), self.dataset)
                fill.fill_goods(connection, self.erp(), self.dataset)
            if not _count(connection, "individual_price"):
                fill.fill_individual_prices(connection, self.erp(), self.dataset)
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
        if not self._indexed:
            # As the worker does after an import; pages are answered from it.
            build_index(self.portal.settings)()
            self._indexed = True
        self.has_goods = True


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
