"""Several carts of one person over PostgreSQL against plain Python: tabs, repeats, emptying, copies, deletions."""

from collections.abc import Callable
from copy import deepcopy
from uuid import UUID, uuid4

import psycopg
from attrs import define, evolve, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.postgres.cart_shelf import PostgresCartShelf
from adapters.postgres.carts import PostgresCarts
from adapters.postgres.database import Database
from application.carts.ports import NewCart
from domain.ordering.cart import Change, LineKey, Operation
from domain.shared.ids import CartId, CounterpartyId, PackagingId, UserId, VariantId
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.cart_model import CartModel
from tests.shop import settle

KEYS = st.builds(LineKey, st.integers(1, 3).map(VariantId), st.sampled_from([0, 1]).map(PackagingId))
QUANTITIES = st.decimals(min_value="0.001", max_value=99, places=3)
BATCHES = st.lists(st.builds(Change, st.sampled_from(Operation), KEYS, QUANTITIES), max_size=4)
ME, PARTY = UserId(named("buyer", 1)), frozenset((CounterpartyId(named("counterparty", 1)),))
STRANGER = UserId(named("buyer", 2))
MOST = 6


@define
class Kept:
    """aside: the id under which the lines stand that emptying took."""

    model: CartModel
    deleted: bool = False
    aside: CartId | None = None
    sent: dict[UUID, list[Change]] = field(factory=dict)


class Carts(RuleBasedStateMachine):
    def __init__(self, database: Database, run: Callable[[str], object]) -> None:
        super().__init__()
        self.carts, self.shelf, self.run = PostgresCarts(database), PostgresCartShelf(database), run
        self.kept: dict[CartId, Kept] = {}
        self.active = CartId(named("cart", 1))
        self.tabs: dict[int, tuple[CartId, int]] = {}

    @initialize()
    def begin(self) -> None:
        for table in ("cart_line", "cart_operation", "cart_removal"):
            self.run(f"DELETE FROM {table}")
        self.run("DELETE FROM cart WHERE NOT active")
        self.run(f"UPDATE cart SET id = '{named('cart', 1)}' WHERE user_id = '{ME}'")
        self.run("UPDATE cart SET version = 1, lines = 0, emptied = 0")
        self.kept[self.active] = Kept(CartModel(1))

    def there(self) -> list[CartId]:
        return [id for id, kept in self.kept.items() if not kept.deleted]

    @rule(tab=st.integers(0, 1), data=st.data())
    def look(self, tab: int, data: st.DataObject) -> None:
        cart = data.draw(st.sampled_from(self.there()))
        self.tabs[tab] = cart, self.carts.lines(cart, ME).version

    @rule(batch=BATCHES, tab=st.integers(0, 1), repeat=st.booleans())
    def change(self, batch: list[Change], tab: int, repeat: bool) -> None:
        """A tab sends to the cart that it shows; one that has looked at nothing sends to the active one."""
        cart, seen = self.tabs.get(tab, (self.active, None))
        kept = self.kept[cart]
        if kept.deleted:
            return
        sent = [evolve(one, based_on=seen) for one in batch]
        operation = uuid4()
        for turn in range(2 if repeat else 1):
            with self.carts.change(cart, ME) as change:
                assert change.is_repeated(operation) == (turn == 1)
                if turn == 0:
                    change.save(change.cart.apply(sent))
        kept.model.change(sent)

    @rule()
    def empty(self) -> None:
        kept, aside = self.kept[self.active], CartId(uuid4())
        with self.carts.change(self.active, ME) as change:
            change.cart.empty()
            change.save_emptied(aside)
        kept.model.empty()
        kept.aside = aside

    @precondition(lambda self: self.kept and self.kept[self.active].aside is not None)
    @rule()
    def bring_back(self) -> None:
        kept = self.kept[self.active]
        assert kept.aside is not None
        with self.carts.change(self.active, ME) as change:
            change.cart.bring_back(change.aside(kept.aside))
            change.save_brought_back(kept.aside)
        kept.model.bring_back()

    @precondition(lambda self: 0 < len(self.there()) < MOST)
    @rule(data=st.data(), copied=st.booleans())
    def make(self, data: st.DataObject, copied: bool) -> None:
        like, new = data.draw(st.sampled_from(self.there())), CartId(uuid4())
        assert self.shelf.make(ME, PARTY, NewCart(new, "ещё", like, copied), MOST)
        version = self.carts.lines(new, ME).version
        assert version not in {kept.model.version for kept in self.kept.values()}
        lines = deepcopy(self.kept[like].model.lines) if copied else {}
        self.kept[new], self.active = Kept(CartModel(version, lines)), new

    @rule(data=st.data())
    def activate(self, data: st.DataObject) -> None:
        self.active = data.draw(st.sampled_from(self.there()))
        assert self.shelf.activate(ME, PARTY, self.active)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        cart, spare = data.draw(st.sampled_from(self.there())), CartId(uuid4())
        assert self.shelf.delete(ME, PARTY, cart, spare)
        self.kept[cart].deleted = True
        if not self.there():
            self.kept[spare] = Kept(CartModel(self.carts.lines(spare, ME).version))
        self.active = next(one.id for one in self.shelf.of(ME, PARTY) if one.is_active)

    @precondition(lambda self: any(kept.deleted for kept in self.kept.values()) and len(self.there()) < MOST)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        cart = data.draw(st.sampled_from([id for id, kept in self.kept.items() if kept.deleted]))
        assert self.shelf.restore(ME, PARTY, cart, MOST)
        self.kept[cart].deleted = False

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def strangers_find_nothing(self, data: st.DataObject) -> None:
        cart = data.draw(st.sampled_from(sorted(self.kept)))
        assert not self.shelf.activate(STRANGER, PARTY, cart)
        assert not self.shelf.rename(ME, frozenset(), cart, "чужая")
        assert not self.shelf.restore(STRANGER, PARTY, cart, MOST)

    @invariant()
    def is_what_the_operations_say(self) -> None:
        if not self.kept:
            return
        told = {one.id: one for one in self.shelf.of(ME, PARTY)}
        assert told.keys() == set(self.there())
        assert [id for id, one in told.items() if one.is_active] == [self.active]
        for id in told:
            cart, model = self.carts.lines(id, ME), self.kept[id].model
            assert cart.lines == model.lines
            assert (cart.version, told[id].lines) == (model.version, len(model.lines))


@shows("N24", "N01")
def test_carts_are_what_their_operations_say(postgres_url: str) -> None:
    settle(postgres_url, buyers=3)
    database = Database(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as link:

        class Here(Carts):
            def __init__(self) -> None:
                super().__init__(database, lambda statement: link.execute(statement.encode()))

        run_state_machine_as_test(Here, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))
    database.close()
