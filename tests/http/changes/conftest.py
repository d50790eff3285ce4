"""A client's company with people, and the 1C that takes its orders."""

from itertools import count

import pytest

from tests.http.changes.erp import Base
from tests.http.company.company import Company, found
from tests.shop import Shop

NUMBERS = count(500)


@pytest.fixture(scope="module")
def erp(shop: Shop) -> Base:
    return Base(shop)


@pytest.fixture
def company(shop: Shop) -> Company:
    """The ERP knows its parties, or its orders could not be written for it."""
    made = found(shop, next(NUMBERS))
    number = made.number
    shop.run("UPDATE product SET erp_id = 'p' || id WHERE erp_id = '' OR erp_id IS NULL")
    shop.run(
        "UPDATE counterparty SET connection_id = 1, erp_id = %s, full_name = name, inn = '7728168971',"
        " kpp = '772801001' WHERE id = %s",
        *(f"company-{number}", made.id),
    )
    shop.run(
        "UPDATE contract SET connection_id = 1, erp_id = number WHERE counterparty_id = %s",
        made.id,
    )
    return made
