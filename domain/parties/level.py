"""Who may own a price or a limit."""

from enum import IntEnum


class Level(IntEnum):
    """The nearer owner comes first: individual prices are looked for in this order, limits all apply."""

    CONTRACT = 0
    COUNTERPARTY = 1
    HOLDING = 2
