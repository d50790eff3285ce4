"""The whole board of a portal without a database: what its board of pages tells, in chunks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from attrs import frozen

from application.price_lists.own_orders import OwnOrders
from application.pricing.goods import GoodsBoard, OfferRow, Pricing, Scope
from application.pricing.price_order import MOST_ORDERED
from application.pricing.whole import Wanted, Whole, WholeReading
from application.shared.ports import Clock
from tests.builders import NOON


@frozen
class WholeOver:
    """`chunk` is counted in products."""

    board: GoodsBoard
    catalogue_version: int = 1
    chunk: int = 5

    @contextmanager
    def open(self, wanted: Wanted, scope: Scope) -> Iterator[Whole]:
        products = wanted(self.catalogue_version)
        board = self.board.of_products(products, scope)
        yield Whole(self.catalogue_version, board.pricing_version, NOON, len(products), self._chunks(board.rows))

    def _chunks(self, rows: Sequence[OfferRow]) -> Iterator[Sequence[OfferRow]]:
        products = [list(variants) for _, variants in groupby(rows, lambda row: row.goods.product)]
        for start in range(0, len(products), self.chunk):
            yield [row for variants in products[start : start + self.chunk] for row in variants]


def orders_over(board: GoodsBoard, pricing: Pricing, clock: Clock, most: int = MOST_ORDERED) -> OwnOrders:
    return OwnOrders(WholeReading(WholeOver(board), pricing), clock, most)
