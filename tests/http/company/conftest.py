"""The wholesaler of the proof; in each test one of its clients is a company with people of its own."""

from itertools import count

import pytest

from tests.http.company.company import Company, found
from tests.shop import Shop

NUMBERS = count()


@pytest.fixture
def company(shop: Shop) -> Company:
    """A new one for every test, with an administrator, a head and a buyer."""
    return found(shop, next(NUMBERS))
