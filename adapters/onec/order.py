"""The order in which records tell their children: most of a file's records share one, and are then read by it.

One expression of the whole order finds what `usual.CHILD` finds child by child, in half of the time. It is made when
several records in a row were told so, and kept until as many in a row are told in another.
"""

import re
from typing import NamedTuple

STOCK = r'<Склад ИдСклада="([^"<&\n\t]*+)" КоличествоНаСкладе="([^"<&\n\t]*+)"\s*+/>[^<]*+'
LEAF = r"<{0}>([^<]++)</{0}>[^<]*+"
SECTION = r"(<{0}(?=[\s/>])[^>]*+>(?:(?<=/>)|[^<]*+(?:<(?!/{0}>)[^<]*+)*+</{0}>))[^<]*+"

Order = tuple[tuple[str, str], ...]
"""Of each child: its tag and one of the three above, how it is spelt. Plain tuples: one is made of every record that is
told in no known order."""


class KnownOrder(NamedTuple):
    order: Order
    pattern: re.Pattern[str]


class Orders:
    """`known` is the order to be tried. Who finds a record told so ends the `row` of others, else tells its order."""

    ROW, LONGEST, MOST = 4, 64, 64

    def __init__(self) -> None:
        self.known: KnownOrder | None = None
        self._last: Order = ()
        self.row = 0  # how many in a row were told in another
        self._made: dict[Order, KnownOrder] = {}

    def told(self, order: Order) -> None:
        self.row = self.row + 1 if order == self._last else 1
        self._last = order
        if self.row == self.ROW and 0 < len(order) <= self.LONGEST:
            self.known = self._made.get(order) or self._make(order)

    def _make(self, order: Order) -> KnownOrder | None:
        if len(self._made) >= self.MOST:
            return None
        pattern = re.compile("".join([spelt.format(tag) for tag, spelt in order]))
        made = self._made[order] = KnownOrder(order, pattern)
        return made
