"""A shop with articles, and a content editor in it."""

from collections.abc import Iterator

import pytest

from entrypoints.bootstrap.parts import Parts
from tests.http.media.desk import Desk
from tests.http.rules.staff import staff_of
from tests.shop import Shop, settings, settle

SETUP = """
UPDATE product SET sku = 'АВ-' || id, sku_key = 'AB' || id;
UPDATE product SET sku = 'M8_2', sku_key = 'M8_2' WHERE id = 5;
UPDATE product SET sku = 'TWIN', sku_key = 'TWIN' WHERE id IN (6, 7);
UPDATE product SET barcode = '4607000000084' WHERE id = 8
"""


@pytest.fixture(scope="module")
def desk(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settle(postgres_url)
    told = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    shop = Shop.open(told)
    for statement in SETUP.split(";"):
        shop.run(statement)
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    yield Desk(shop, Parts.of(told, 2), staff_of(shop, "content_editor").visitor)
    shop.close()


@pytest.fixture(autouse=True)
def empty(desk: Desk) -> None:
    desk.shop.run("TRUNCATE product_picture, media_file, media_upload, picture CASCADE")
    desk.shop.run("UPDATE product SET sku = 'TWIN', sku_key = 'TWIN' WHERE id = 7")
    desk.shop.run("DELETE FROM outbox_delivery WHERE consumer = 'media-upload'")
