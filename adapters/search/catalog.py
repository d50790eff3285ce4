"""The port of the catalogue over mapped editions; what no edition holds is answered by the database behind it."""

from collections.abc import Sequence

from attrs import frozen

from adapters.search.editions import MappedEditions
from application.pricing.price_order import GoodsOrder
from application.queries.catalogue import CatalogIndex
from application.queries.tree import Tree
from domain.shared.ids import CategoryId, ProductId


@frozen
class IndexedCatalog:
    editions: MappedEditions
    behind: CatalogIndex

    def tree(self, version: int) -> Tree:
        edition = self.editions.of(version)
        return self.behind.tree(version) if edition is None else edition.tree

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        edition = self.editions.of(version)
        if edition is None:
            return self.behind.section(version, section)
        return edition.ordered(edition.section(section), GoodsOrder.NAME)
