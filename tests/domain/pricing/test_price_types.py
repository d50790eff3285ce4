"""The decimals of a price type as they are typed. Its fallbacks are in `test_agreed`."""

import pytest

from domain.pricing.price_types import ScaleInvalid, scale_of


@pytest.mark.parametrize("scale", range(6))
def test_prices_have_up_to_five_decimals(scale: int) -> None:
    assert scale_of(str(scale)) == scale


@pytest.mark.parametrize("text", ["6", "-1", "", " 2", "02", "2.0", "²", "٢", "два", "9" * 41])
def test_what_is_no_number_of_decimals_is_told_with_its_beginning_and_the_most(text: str) -> None:
    with pytest.raises(ScaleInvalid) as refused:
        scale_of(text)
    assert (refused.value.value, refused.value.most) == (text[:40], 5)
