"""The turn of whoever writes individual prices.

That two prices do not overlap, and that the ERP and the portal do not both keep one, is seen only by looking at the
rows of others, which may not be committed yet. People come one at a time; packets of the ERP, which never judge by
what people write, go beside each other and wait only for a person.
"""

from adapters.postgres.database import Driver

TURN = 7_316_003


def one_at_a_time(connection: Driver) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def beside_others(connection: Driver) -> None:
    connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TURN])
