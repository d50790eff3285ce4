"""What is made by the thousand is a value all the same."""

from attrs import evolve

from domain.ordering.cart import LineKey
from domain.shared.ids import PackagingId, VariantId

KEY = LineKey(VariantId(1), PackagingId(2))


def test_equal_light_values_are_one_key() -> None:
    assert LineKey(VariantId(1), PackagingId(2)) == KEY
    assert {KEY: "a", LineKey(VariantId(1), PackagingId(2)): "b"} == {KEY: "b"}


def test_a_light_value_evolves_into_another_one() -> None:
    other = evolve(KEY, variant=VariantId(3))
    assert (other, KEY) == (LineKey(VariantId(3), PackagingId(2)), LineKey(VariantId(1), PackagingId(2)))
    assert other != KEY and hash(other) != hash(KEY)
