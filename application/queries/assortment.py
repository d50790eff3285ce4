"""What one client has of the catalogue: his sections with their counts, and the goods of a list that are left for him.

Made once for all clients whose rules are the same, by the bulk form of the domain (`domain.pricing.assortment`), and
kept by what it was made of: catalogue version, pricing version, day, and the rules that concern the client.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, count
from threading import Lock
from typing import Protocol

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import Pricing
from application.queries.tree import Tree
from domain.pricing.assortment import Mask, visible, without_stock
from domain.pricing.availability import Reach
from domain.pricing.rules import Which
from domain.shared.ids import CategoryId, OrganizationId, ProductId, WarehouseId

# At 100,000 goods one takes a megabyte and a half: a byte for each product, and the lists that were asked for.
MOST = 32


class GoodsSets(Protocol):
    """Goods on sale as sets, by catalogue version; bit n of a mask is product n."""

    def sellers(self, version: int) -> Mapping[OrganizationId | None, Mask]:
        """All of them, by the seller that their ERP connection fixes."""

    def goods_of(self, version: int, which: Which) -> Mask: ...

    def members(self, version: int) -> Mapping[CategoryId, Sequence[ProductId]]:
        """Each product once for each section and every section above it."""


class Trees(Protocol):
    def tree(self, version: int) -> Tree: ...


@frozen(eq=False)
class Assortment:
    """table: a byte for each product, 1 for those that the client has; empty when he has everything.

    blind: goods whose stock at a warehouse he is not told.
    """

    tree: Tree
    table: bytes = b""
    blind: Mapping[WarehouseId, bytes] = field(factory=dict)
    lists: dict[CategoryId | None, Sequence[ProductId]] = field(factory=dict)

    def section(self, section: CategoryId | None, all_of: Sequence[ProductId]) -> Sequence[ProductId]:
        """Kept: a section is asked for page by page."""
        found = self.lists.get(section)
        if found is None:
            found = self.lists[section] = self.only(all_of)
        return found

    def only(self, goods: Sequence[ProductId]) -> Sequence[ProductId]:
        return chosen(goods, self.table) if self.table else goods

    def unseen(self, goods: Sequence[ProductId]) -> tuple[list[ProductId], list[WarehouseId]]:
        """Pairs of product and warehouse whose stock does not count for him."""
        found = [(product, place) for place, table in self.blind.items() for product in chosen(goods, table)]
        return [product for product, _ in found], [place for _, place in found]


def chosen(goods: Sequence[ProductId], table: bytes) -> Sequence[ProductId]:
    known = goods if not goods or max(goods) < len(table) else [each for each in goods if each < len(table)]
    return list(compress(known, map(table.__getitem__, known)))


def table_of(mask: Mask) -> bytes:
    return bin(mask)[:1:-1].encode().translate(bytes.maketrans(b"01", b"\0\1"))


@frozen
class Assortments:
    trees: Trees
    sets: GoodsSets
    pricing: Pricing
    kept: "OrderedDict[object, Assortment]" = field(factory=OrderedDict, eq=False)
    lock: Lock = field(factory=Lock, eq=False)
    numbers: "count[int]" = field(factory=lambda: count(1), eq=False)

    def of(self, visit: Visit) -> Assortment | None:
        """None for a buyer who has everything, which costs nothing to say where there are no such rules."""
        return self.of_client(visit, visit.buyer())

    def of_client(self, visit: Visit, context: BuyerContext) -> Assortment | None:
        facts = self.pricing.facts(visit.pricing_version, context.day)
        reach = facts.reach(context)
        if reach is None:
            return None
        key = (visit.catalogue_version, facts.version, facts.day, reach.key)
        found = self.kept.get(key)
        if found is not None:
            return found
        with self.lock:
            if key not in self.kept:
                self.kept[key] = self._made(visit.catalogue_version, reach)
                while len(self.kept) > MOST:
                    self.kept.popitem(last=False)
            return self.kept[key]

    def tree(self, visit: Visit) -> Tree:
        """The seller's people see all of it."""
        found = None if visit.authority.is_staff else self.of(visit)
        return self.trees.tree(visit.catalogue_version) if found is None else found.tree

    def _made(self, version: int, reach: Reach) -> Assortment:
        sellers = self.sets.sellers(version)

        def goods_of(which: Which) -> Mask:
            return self.sets.goods_of(version, which)

        tree = self.trees.tree(version)
        blind = {place: table_of(mask) for place, mask in without_stock(reach, sellers, goods_of).items()}
        had, everything = visible(reach, sellers, goods_of), 0
        for goods in sellers.values():
            everything |= goods
        if had == everything:
            return Assortment(tree, b"", blind)
        table = table_of(had)
        counts = {id: len(chosen(goods, table)) for id, goods in self.sets.members(version).items()}
        return Assortment(pruned(tree, counts, had.bit_count(), next(self.numbers)), table or b"\0", blind)


def pruned(tree: Tree, counts: Mapping[CategoryId, int], goods: int, whose: int) -> Tree:
    """Without the sections that are empty to this client and would not be so to others, and all below them."""

    def left(sections: Iterable[CategoryId]) -> tuple[CategoryId, ...]:
        return tuple(id for id in sections if counts.get(id, 0) or not tree.sections[id].goods)

    found = {}
    ahead = roots = left(tree.roots)
    while ahead:
        below: list[CategoryId] = []
        for id in ahead:
            children = left(tree.sections[id].children)
            found[id] = evolve(tree.sections[id], children=children, goods=counts.get(id, 0))
            below += children
        ahead = tuple(below)
    return Tree(tree.version, found, roots, goods, whose)
