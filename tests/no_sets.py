"""Goods as sets, for portals whose rules speak of no availability: nobody asks for any."""

from typing import Any

from domain.pricing.assortment import Mask


class NoSets:
    def sellers(self, version: int) -> Any:
        raise AssertionError("no rule speaks of availability")

    def goods_of(self, version: int, which: object) -> Mask:
        raise AssertionError("no rule speaks of availability")

    def members(self, version: int) -> Any:
        raise AssertionError("no rule speaks of availability")
