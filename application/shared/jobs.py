"""Work that comes round by the clock."""

from collections.abc import Callable

from attrs import frozen


@frozen
class Job:
    """`every` is in seconds, counted from the end of one run to the start of the next.

    A run may be cut off at any moment and may happen in two places one after another: it claims what it
    works on.
    """

    name: str
    every: float
    run: Callable[[], object]
