"""One contract of `Carts`, held by PostgreSQL and by the carts that the tests of the doors use."""

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from attrs import frozen

from adapters.postgres.carts import PostgresCarts
from adapters.postgres.database import Database
from application.ordering.ports import Carts
from domain.ordering.cart import Change, LineKey, Operation
from domain.shared.ids import CartId, UserId, VariantId
from tests.builders import an_id
from tests.capabilities import shows
from tests.http.api.trade import Trade
from tests.http.pages import fakes
from tests.shop import settle

FIRST, SECOND = LineKey(VariantId(1)), LineKey(VariantId(2))


@frozen
class Kept:
    """An implementation with an empty cart in it."""

    carts: Carts
    cart: CartId
    owner: UserId

    def change(self, *changes: Change) -> None:
        with self.carts.change(self.cart, self.owner) as change:
            change.save(change.cart.apply(changes))

    def quantities(self) -> dict[LineKey, Decimal]:
        return dict(self.carts.lines(self.cart, self.owner).lines)


def put(key: LineKey, quantity: str, operation: Operation = Operation.SET) -> Change:
    return Change(operation, key, Decimal(quantity))


class CartsContract:
    def test_what_was_saved_is_read_again_in_its_order(self, kept: Kept) -> None:
        kept.change(put(SECOND, "3"), put(FIRST, "5"))
        assert list(kept.quantities().items()) == [(SECOND, Decimal(3)), (FIRST, Decimal(5))]

    def test_sums_settings_and_removals_are_stored_as_they_were_carried_out(self, kept: Kept) -> None:
        kept.change(put(FIRST, "2"), put(FIRST, "3", Operation.ADD), put(SECOND, "1"))
        kept.change(Change(Operation.REMOVE, SECOND))
        assert kept.quantities() == {FIRST: Decimal(5)}

    def test_every_change_raises_the_version_by_one(self, kept: Kept) -> None:
        before = kept.carts.lines(kept.cart, kept.owner).version
        kept.change(put(FIRST, "2"))
        kept.change(put(FIRST, "4"))
        assert kept.carts.lines(kept.cart, kept.owner).version == before + 2

    @shows("N01")
    def test_the_id_of_an_operation_is_known_the_second_time(self, kept: Kept) -> None:
        with kept.carts.change(kept.cart, kept.owner) as first:
            assert not first.is_repeated(an_id("operation"))
            first.save(first.cart.apply([put(FIRST, "2", Operation.ADD)]))
        with kept.carts.change(kept.cart, kept.owner) as second:
            assert second.is_repeated(an_id("operation"))
        assert kept.quantities() == {FIRST: Decimal(2)}

    def test_leaving_without_saving_changes_nothing(self, kept: Kept) -> None:
        kept.change(put(FIRST, "2"))
        with kept.carts.change(kept.cart, kept.owner) as change:
            change.cart.apply([put(FIRST, "9")])
        assert kept.quantities() == {FIRST: Decimal(2)}


class TestPostgresCarts(CartsContract):
    @pytest.fixture
    def kept(self, postgres_url: str) -> Iterator[Kept]:
        database = Database(postgres_url)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM app_user").fetchone() is None:
                settle(postgres_url, buyers=1)
            connection.execute("DELETE FROM cart_operation")
            connection.execute("DELETE FROM cart_line")
            row = connection.execute("SELECT id, user_id FROM cart LIMIT 1").fetchone()
        assert row is not None
        yield Kept(PostgresCarts(database), CartId(row[0]), UserId(row[1]))
        database.close()


class TestCartsOfTheApiTests(CartsContract):
    @pytest.fixture
    def kept(self) -> Kept:
        trade, owner = Trade({}), UserId(an_id("owner"))
        return Kept(trade, trade.cart_of(owner).id, owner)


class TestCartsOfThePageTests(CartsContract):
    @pytest.fixture
    def kept(self) -> Kept:
        cart = fakes.a_cart()
        cart.lines.clear()
        return Kept(fakes.FakeCarts(cart), cart.id, cart.owner)
