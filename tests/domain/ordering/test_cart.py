"""A cart against a plain dictionary, over any sequence of operations."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.ordering.cart import MOST_LINES, Cart, CartChanged, CartTooLong, Change, LineKey, Operation
from domain.shared.ids import CartId, PackagingId, UserId, VariantId
from tests.builders import an_id
from tests.cart_model import CartModel

keys = st.builds(LineKey, st.integers(1, 4).map(VariantId), st.sampled_from([0, 9]).map(PackagingId))
quantities = st.decimals(min_value="0.001", max_value=99, places=3)
changes = st.builds(Change, st.sampled_from(Operation), keys, quantities)


def a_cart(**facts: object) -> Cart:
    return Cart(CartId(an_id("cart")), UserId(an_id("user")), 1, **facts)  # type: ignore[arg-type]  # lines


class CartMachine(RuleBasedStateMachine):
    """Three tabs look at the cart now and then, and send what they were told to do in the view that they have."""

    def __init__(self) -> None:
        super().__init__()
        self.cart, self.model = a_cart(), CartModel(1)
        self.stored, self.aside = dict[LineKey, Decimal](), a_cart()
        self.tabs = [1, 1, 1]

    @rule(tab=st.integers(0, 2))
    def look(self, tab: int) -> None:
        self.tabs[tab] = self.cart.version

    @rule(batch=st.lists(changes, max_size=6), tab=st.none() | st.integers(0, 2))
    def change(self, batch: list[Change], tab: int | None) -> None:
        sent = batch if tab is None else [evolve(one, based_on=self.tabs[tab]) for one in batch]
        self.model.change(sent)
        for key, quantity in self.cart.apply(sent).items():
            if quantity is None:
                self.stored.pop(key, None)
            else:
                self.stored[key] = quantity

    @rule()
    def empty(self) -> None:
        self.aside = evolve(self.cart, lines=dict(self.cart.lines))
        self.cart.empty()
        self.model.empty()
        self.stored.clear()

    @precondition(lambda self: self.model.aside is not None)
    @rule()
    def bring_back(self) -> None:
        self.cart.bring_back(self.aside)
        self.stored |= {key: self.cart.lines[key] for key in self.aside.lines}
        self.aside.lines.clear()
        self.model.bring_back()

    @invariant()
    def is_what_the_operations_say(self) -> None:
        assert self.cart.lines == self.model.lines

    @invariant()
    def what_is_stored_is_the_cart(self) -> None:
        assert self.stored == self.cart.lines

    @invariant()
    def every_change_raises_the_version(self) -> None:
        assert self.cart.version == self.model.version


TestCart = CartMachine.TestCase
TestCart.settings = settings(max_examples=60, stateful_step_count=15)


def test_a_cart_takes_two_thousand_lines_and_not_one_more() -> None:
    cart = a_cart()
    cart.apply([Change(Operation.SET, LineKey(VariantId(n)), Decimal(1)) for n in range(MOST_LINES)])
    with pytest.raises(CartTooLong):
        cart.apply([Change(Operation.SET, LineKey(VariantId(MOST_LINES)), Decimal(1))])


def test_a_cart_changed_since_it_was_seen_is_told() -> None:
    with pytest.raises(CartChanged) as refused:
        a_cart().expect(7)
    assert (refused.value.seen, refused.value.current) == (7, 1)
