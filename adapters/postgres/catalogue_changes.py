"""Which goods a version of the catalogue wrote, told by whoever raised it and knows (ADR 0077).

What is kept of other goods is as true at that version as it was before. A version of which nothing is told may have
changed any of them: who raises it need not know of this table.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set

from adapters.postgres.database import Driver
from domain.shared.ids import ProductId

# Goods of one version: of more, a process had better read what it needs anew than carry so many numbers.
MOST = 10_000
# Versions that a process may have slept through without beginning anew.
KEPT = 256

TELL = """
WITH told AS (
    INSERT INTO catalogue_change (version, products, moves)
    SELECT catalogue_version, %s::int[], %s FROM catalogue_state RETURNING version
) DELETE FROM catalogue_change AS old USING told WHERE old.version <= told.version - %s
"""
# As text: numbers are read from it at once, and by few.
TOLD = b"SELECT products::text FROM catalogue_change WHERE version > %(since)s AND version <= %(version)s"
# Told or not: a version of which nothing is told may have moved any.
STILL = b"SELECT count(*) FROM catalogue_change WHERE version > %s AND version <= %s AND NOT moves"


def tell_written(connection: Driver, products: Collection[int], *, moves: bool = True) -> None:
    """After the transaction has raised the version, once: these goods differ from the version before, no others.

    moves: whether others may stand in other sections, which whoever does not say so is taken to have done.
    """
    if len(products) <= MOST:
        connection.execute(TELL, [list(products), moves, KEPT])


def written_between(
    ask: Callable[[bytes, Mapping[str, object]], Iterable[tuple[str]]], since: int, version: int
) -> Set[ProductId] | None:
    """The goods that differ, None where nobody can tell. `version` was seen committed: so were those before it."""
    if version - since > KEPT:
        return None
    told = [products[1:-1] for (products,) in ask(TOLD, {"since": since, "version": version})]
    if len(told) < version - since:
        return None
    return set(map(ProductId, map(int, ",".join(filter(None, told)).split(",")))) if any(told) else set()


def is_still(connection: Driver, since: int, version: int) -> bool:
    """Whether all goods but those that are told stand in the sections in which they stood."""
    row = connection.execute(STILL, [since, version]).fetchone()
    return row is not None and row[0] == version - since
