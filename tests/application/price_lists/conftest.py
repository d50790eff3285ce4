"""A shop with prices of every origin, a buyer of it, and the worker that makes his price lists."""

from collections.abc import Iterator, Sequence
from csv import reader
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from attrs import frozen

from adapters.postgres.access import PostgresVisits
from adapters.postgres.price_lists.files import PostgresPriceLists
from application.access.context import Visit
from application.price_lists.ask import AskPriceList
from application.price_lists.look import whose
from application.price_lists.make import MakePriceList
from application.price_lists.tidy import TidyPriceLists
from application.price_lists.values import Format, PriceListFile
from domain.shared.ids import CategoryId
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.people import people_use_cases
from entrypoints.bootstrap.price_lists import make_price_list, price_list_use_cases, tidy_price_lists
from entrypoints.prove.world import token
from entrypoints.use_cases import PeopleUseCases, PriceListUseCases
from tests import assortment
from tests.servers import Servers, fresh_database
from tests.shop import Shop, settings, settle

ZONE = ZoneInfo("Europe/Moscow")
HEADINGS = 8  # lines above the headings


@frozen
class Desk:
    shop: Shop
    parts: Parts
    people: PeopleUseCases
    lists: PriceListUseCases
    make: MakePriceList
    tidy: TidyPriceLists

    def visit(self, buyer: int) -> Visit:
        found = PostgresVisits(self.shop.database, ZONE).of(token(buyer))
        assert found is not None
        return found

    def ask(self, visit: Visit, form: Format = Format.XLSX, sections: Sequence[int] = (), **more: Any) -> UUID:
        """Asked for, and not made yet."""
        ask = AskPriceList(uuid4(), tuple(map(CategoryId, sections)), form, **more)
        self.lists.ask(visit, ask)
        return ask.id

    def delivery(self, id: UUID) -> int:
        found: int = self.shop.one("SELECT id FROM outbox WHERE payload ->> 'price_list_id' = %s", str(id))
        return found

    def made(self, visit: Visit, form: Format = Format.XLSX, **more: Any) -> PriceListFile:
        id = self.ask(visit, form, **more)
        self.make(self.delivery(id))
        return self.one(visit, id)

    def one(self, visit: Visit, id: UUID) -> PriceListFile:
        return PostgresPriceLists(self.shop.database, ZONE).one(whose(visit), id)

    def content(self, visit: Visit, made: PriceListFile) -> bytes:
        with self.lists.download(visit, made.id)[1] as file:
            return file.read()

    def rows(self, visit: Visit, made: PriceListFile) -> tuple[list[str], list[dict[str, Any]]]:
        """The block above the headings, and the lines by heading."""
        content = self.content(visit, made)
        if made.format is Format.CSV:
            told: list[list[Any]] = list(reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
        else:
            sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
            told = [list(row) for row in sheet.iter_rows(values_only=True)]
        names = told[HEADINGS]
        head = [str(row[0] or "") if row else "" for row in told[:HEADINGS]]
        return head, [dict(zip(names, row, strict=True)) for row in told[HEADINGS + 1 :]]


@pytest.fixture(scope="module")
def desk(servers: Servers, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with fresh_database(servers.database_url, "price_lists") as url:
        settle(url)
        of = settings(url, redis_url, tmp_path_factory.mktemp("home"))
        shop, parts = Shop.open(of), Parts.of(of, 4)
        assortment.fill(shop, 5)
        people = people_use_cases(parts)
        yield Desk(shop, parts, people, price_list_use_cases(parts), make_price_list(parts), tidy_price_lists(parts))
        shop.close()
        parts.database.close()
