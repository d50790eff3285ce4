"""Statements that nearly every request asks, of one connection, by libpq itself.

A cursor of the driver looks a statement up, waits for the socket in Python and builds its answer anew each time: two
thirds of what a short statement costs this process. Here it is prepared once, and one call of libpq, which leaves the
interpreter to others, sends the arguments and waits (ADR 0075).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from attrs import define, field, frozen
from psycopg import abc, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

Cells = Sequence[bytes | None]

PLACE = re.compile(rb"%\((\w+)\)s")


@frozen
class Answer:
    """Rows as the server wrote them; what becomes of them is found out when somebody wants to know."""

    _result: pq.abc.PGresult
    _connection: psycopg.Connection[Any]

    def __len__(self) -> int:
        return self._result.ntuples

    @property
    def cells(self) -> Cells:
        """Of the first row."""
        value = self._result.get_value
        return [value(0, column) for column in range(self._result.nfields)]

    def rows(self) -> list[tuple[Any, ...]]:
        return read(self._result, Transformer(self._connection))


def read(result: pq.abc.PGresult, reader: abc.Transformer) -> list[tuple[Any, ...]]:
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)


@define(eq=False)
class Statement:
    """names: of its arguments, in the order of their numbers. prepared: its names there, by the types of arguments."""

    text: bytes
    names: tuple[str, ...]
    formats: Sequence[PyFormat]
    writer: abc.Transformer
    reader: abc.Transformer
    prepared: dict[tuple[int, ...], bytes] = field(factory=dict)

    @classmethod
    def of(cls, statement: bytes, connection: psycopg.Connection[Any]) -> "Statement":
        names = tuple(dict.fromkeys(name.decode() for name in PLACE.findall(statement)))
        numbered = PLACE.sub(lambda place: b"$%d" % (names.index(place[1].decode()) + 1), statement)
        text = numbered.replace(b"%%", b"%")
        return cls(text, names, [PyFormat.AUTO] * len(names), Transformer(connection), Transformer(connection))


@define(eq=False)
class Prepared:
    """For the connection that it is of, which is in autocommit and asks nothing else meanwhile.

    Arguments are named, `%(name)s`. Raises what the driver raises.
    """

    connection: psycopg.Connection[Any]
    _statements: dict[bytes, Statement] = field(factory=dict, init=False)
    _count: int = field(default=0, init=False)

    def ask(self, statement: bytes, facts: Mapping[str, object]) -> Answer:
        return Answer(self._result(self._known(statement), facts), self.connection)

    def rows(self, statement: bytes, facts: Mapping[str, object]) -> list[tuple[Any, ...]]:
        known = self._known(statement)
        return read(self._result(known, facts), known.reader)

    def _known(self, statement: bytes) -> Statement:
        known = self._statements.get(statement)
        if known is None:
            known = self._statements[statement] = Statement.of(statement, self.connection)
        return known

    def _result(self, known: Statement, facts: Mapping[str, object]) -> pq.abc.PGresult:
        writer = known.writer
        values = writer.dump_sequence([facts[name] for name in known.names], known.formats)
        types = writer.types or ()
        name = known.prepared.get(types)
        if name is None:
            name = known.prepared[types] = self._prepare(known.text, types)
        # None is NULL, which its type does not say.
        result = self.connection.pgconn.exec_prepared(name, values, writer.formats)  # type: ignore[arg-type]
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise self._error(result)
        return result

    def _prepare(self, text: bytes, types: Sequence[int]) -> bytes:
        self._count += 1
        name = b"asked_%d" % self._count
        result = self.connection.pgconn.prepare(name, text, types)
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise self._error(result)
        return name

    def _error(self, result: pq.abc.PGresult) -> psycopg.Error:
        if result.error_field(pq.DiagnosticField.SQLSTATE) is None:
            # The server has said nothing: libpq tells that it is not there, which its state may not show yet.
            self.connection.close()
            return psycopg.OperationalError(result.get_error_message())
        return error_from_result(result)
