"""A long cart by pages, or only those of its lines with which something is wrong."""

from attrs import evolve, frozen

from entrypoints.pages.figures import typed
from entrypoints.pages.paging import Paging, paging
from entrypoints.storefront.lines import LineView
from entrypoints.storefront.parts import Part, PartedCart

PAGE = 100


@frozen
class Looking:
    """What of which cart is looked at. cart: its id, empty for the active one."""

    cart: str = ""
    offset: int = 0
    only_wrong: bool = False

    @property
    def kept(self) -> dict[str, object]:
        return {"cart": self.cart, "wrong": "1" if self.only_wrong else ""}


@frozen
class ShownCart:
    """`parts` with the lines of this page alone; sums and numbers are of the whole parts.

    was: what stood in the fields when they were shown; only what differs from it is a change of the buyer's.
    """

    parts: tuple[tuple[int, Part], ...]
    paging: Paging | None
    was: str
    shown: int
    wrong: int


def shown_cart(cart: PartedCart, looking: Looking) -> ShownCart:
    """Entries are counted as they stand on the page: a divided line stands in two parts."""
    wrong = {id(line) for line in cart.lines if line.told}
    rows = [(number, entry) for number, part in enumerate(cart.parts, 1) for entry in part.entries]
    if looking.only_wrong:
        rows = [(number, entry) for number, entry in rows if id(entry.line) in wrong]
    total = len(rows)
    offset = min(looking.offset, max(0, total - 1)) // PAGE * PAGE
    rows = rows[offset : offset + PAGE]
    parts = [
        (number, evolve(part, entries=tuple(entry for n, entry in rows if n == number)))
        for number, part in enumerate(cart.parts, 1)
        if any(n == number for n, _ in rows)
    ]
    pages = paging("/cart", looking.kept, offset, PAGE, total) if total > PAGE else None
    return ShownCart(tuple(parts), pages, _was([e.line for _, e in rows if e.is_first]), len(rows), len(wrong))


def _was(lines: list[LineView]) -> str:
    return ";".join(f"{line.key}={typed(line.quantity)}" for line in lines)
