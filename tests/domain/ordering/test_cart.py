"""A cart against a plain dictionary, over any sequence of operations."""

from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.ordering.cart import MOST_LINES, Cart, CartChanged, CartTooLong, Change, LineKey, Operation
from domain.shared.ids import CartId, PackagingId, UserId, VariantId
from tests.builders import an_id

keys = st.builds(LineKey, st.integers(1, 4).map(VariantId), st.sampled_from([0, 9]).map(PackagingId))
quantities = st.decimals(min_value="0.001", max_value=99, places=3)
changes = st.builds(Change, st.sampled_from(Operation), keys, quantities)


def a_cart(**facts: object) -> Cart:
    return Cart(CartId(an_id("cart")), UserId(an_id("user")), 1, **facts)  # type: ignore[arg-type]  # lines


class CartMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.cart, self.versions = a_cart(), 1
        self.model, self.stored = dict[LineKey, Decimal](), dict[LineKey, Decimal]()

    @rule(batch=st.lists(changes, max_size=6))
    def change(self, batch: list[Change]) -> None:
        for one in batch:
            if one.operation is Operation.REMOVE:
                self.model.pop(one.key, None)
            elif one.operation is Operation.SET:
                self.model[one.key] = one.quantity
            else:
                self.model[one.key] = self.model.get(one.key, Decimal(0)) + one.quantity
        for key, quantity in self.cart.apply(batch).items():
            if quantity is None:
                self.stored.pop(key, None)
            else:
                self.stored[key] = quantity
        self.versions += 1

    @invariant()
    def is_what_the_operations_say(self) -> None:
        assert self.cart.lines == self.model

    @invariant()
    def what_is_stored_is_the_cart(self) -> None:
        assert self.stored == self.cart.lines

    @invariant()
    def every_change_raises_the_version(self) -> None:
        assert self.cart.version == self.versions


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
