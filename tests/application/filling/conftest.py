"""A shop whose goods have articles that people mistype, and a buyer who fills an order."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen

from adapters.postgres.access import PostgresVisits
from application.access.context import Visit
from application.filling.report import Report
from application.filling.resolve import FillOrder, Resolver
from application.filling.typed import TypedLine
from domain.catalog.folding import sku_key
from entrypoints.bootstrap.filling import resolver
from entrypoints.bootstrap.parts import Parts
from entrypoints.prove.world import token
from tests.assortment import told
from tests.servers import Servers, fresh_database
from tests.shop import Shop, settings, settle

ZONE = ZoneInfo("Europe/Moscow")
# The shop's own goods, by the numbers of `entrypoints.prove.world`: 1 and 2 come in packs too, 8 by the metre.
SKUS = {1: "АВ-10/2", 2: "00123", 3: "123-45", 4: "М10×40", 5: "DUP-1", 6: "DUP 1", 7: "HIDDEN-1", 8: "WIRE-8"}
BARCODES = {1: "4600051000057", 3: "0012345678905"}


def skus(shop: Shop) -> None:
    for product, sku in SKUS.items():
        shop.run("UPDATE product SET sku = %s, sku_key = %s WHERE id = %s", sku, sku_key(sku), product)
    for product, code in BARCODES.items():
        shop.run("UPDATE product SET barcode = %s WHERE id = %s", code, product)
    shop.run("UPDATE product SET minimum = 10, multiple = 5 WHERE id = 4")
    shop.run("UPDATE stock SET free = 7 WHERE variant_id = 3")
    told(shop)


@frozen
class Filling:
    shop: Shop
    parts: Parts
    resolve: Resolver

    def visit(self, buyer: int = 0) -> Visit:
        found = PostgresVisits(self.shop.database, ZONE).of(token(buyer))
        assert found is not None
        return found

    def of(self, *lines: TypedLine, round_up: bool = True, buyer: int = 0) -> Report:
        return self.resolve(self.visit(buyer), FillOrder(lines, round_up))


@pytest.fixture(scope="module")
def filling(servers: Servers, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filling]:
    with fresh_database(servers.database_url, "filling") as url:
        settle(url)
        of = settings(url, redis_url, tmp_path_factory.mktemp("home"))
        shop, parts = Shop.open(of), Parts.of(of, 4)
        skus(shop)
        yield Filling(shop, parts, resolver(parts))
        shop.close()
        parts.database.close()
