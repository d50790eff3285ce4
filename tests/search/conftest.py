from collections.abc import Iterator

import pytest

from adapters.postgres.database import Database
from tests.search.recall import Goods, settled
from tests.servers import Servers, fresh_database


@pytest.fixture(scope="session")
def goods(servers: Servers) -> Iterator[Goods]:
    """The demo wholesaler's goods, as an import brings them; nobody changes them."""
    with fresh_database(servers.database_url, "search") as url, settled(url) as settled_goods:
        database = Database(url)
        yield Goods(database, settled_goods.folder)
        database.close()
