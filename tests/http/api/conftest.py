import pytest

from tests.http.api.client import Client, a_trade, an_app
from tests.http.api.trade import Trade


@pytest.fixture
def trade() -> Trade:
    return a_trade()


@pytest.fixture
def anna(trade: Trade) -> Client:
    """A buyer of ООО «Ромашка», signed in."""
    return Client.of(an_app(trade)).sign_in("anna")


@pytest.fixture
def guest(trade: Trade) -> Client:
    return Client.of(an_app(trade))
