"""Who tells the facts that a transaction changes; the triggers of `pricing_fact` write it down."""

from adapters.postgres.database import Driver


def told_by_message(connection: Driver, message_id: int) -> None:
    connection.execute("SELECT set_config('optovik.message', %s, true)", [str(message_id)])


def told_by_act(connection: Driver, act: int) -> None:
    connection.execute("SELECT set_config('optovik.act', %s, true)", [str(act)])
