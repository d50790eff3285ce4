"""Which goods a price list names, section by section as the catalogue has them."""

from collections.abc import Iterator, Sequence

from attrs import define, field

from application.price_lists.ports import SectionsOf
from application.queries.assortment import Assortment
from application.queries.catalogue import CatalogIndex
from application.queries.tree import Tree
from domain.shared.ids import CategoryId, ProductId

NOWHERE = CategoryId(-1)


@define
class ListedGoods:
    """The goods of the chosen sections, all of them where none is chosen, each under one section.

    own: what the client has of the catalogue, None where he has everything. Its rules are those of the moment of
    asking: rows that rules have hidden since are dropped when they are read.
    """

    index: CatalogIndex
    places: SectionsOf
    chosen: tuple[CategoryId, ...]
    own: Assortment | None = None
    tree: Tree | None = field(default=None, init=False)
    _under: dict[ProductId, CategoryId] = field(factory=dict, init=False)
    _names: dict[CategoryId, str] = field(factory=dict, init=False)

    def visible(self, version: int) -> Sequence[ProductId]:
        """What the catalogue lists show the client of these sections: no more is counted, either."""
        found: dict[ProductId, None] = {}
        for section in self.chosen or (None,):
            found.update(dict.fromkeys(self.index.section(version, section)))
        goods = list(found)
        return goods if self.own is None else self.own.only(goods)

    def arranged(self, version: int) -> Sequence[ProductId]:
        """By section in the order of the tree, within one as the catalogue orders it. A good is named once."""
        self.tree = tree = self.index.tree(version)
        order = {section: place for place, section in enumerate(walk(tree, self.chosen))}
        goods = self.visible(version)
        under: dict[ProductId, CategoryId] = {}
        last = len(order)
        for product, section in self.places.of(goods):
            place = order.get(section)
            if place is not None and place < order.get(under.get(product, NOWHERE), last):
                under[product] = section
        self._under = under
        return sorted(goods, key=lambda product: order.get(under.get(product, NOWHERE), last))

    def section_of(self, product: ProductId) -> str:
        """The path from the root, empty for a good outside of the tree."""
        section = self._under.get(product)
        if section is None or self.tree is None:
            return ""
        name = self._names.get(section)
        if name is None:
            name = self._names[section] = " / ".join(each.name for each in self.tree.path(section))
        return name


def walk(tree: Tree, chosen: Sequence[CategoryId]) -> Iterator[CategoryId]:
    """Depth first, as people read a tree; only what is chosen and what stands below it."""
    wanted, left = set(chosen), [(root, False) for root in reversed(tree.roots)]
    while left:
        section, inside = left.pop()
        inside = inside or not wanted or section in wanted
        if inside:
            yield section
        left += [(child, inside) for child in reversed(tree.sections[section].children)]
