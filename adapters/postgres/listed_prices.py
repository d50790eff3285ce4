"""What is listed for price types, whoever they are for: kept in the process, true for one pricing version (ADR 0055).

Imports alone write these rows, and raise the version in the same transaction. A reader compares the version of what he
took from here with that of the snapshot he reads the rest from, as he does with goods (`shelf`).
"""

from collections.abc import Mapping
from decimal import Decimal
from threading import Lock
from types import MappingProxyType
from typing import Any

from attrs import define, field

from domain.pricing.book import type_key
from domain.shared.ids import PriceTypeId, VariantId
from domain.shared.money import Currency

CURRENCIES = {currency.value: currency for currency in Currency}
# Variants of one process, each with the rows of the types of one chain: about half a KB.
MOST = 50_000

Listed = Mapping[type_key, tuple[Decimal, Currency]]
Types = tuple[PriceTypeId, ...]
UNLISTED: Listed = MappingProxyType({})


@define(eq=False)
class Generation:
    """The listed prices of one pricing version that somebody has asked for, by the types that he asked of."""

    version: int
    by_types: dict[Types, dict[VariantId, Listed]] = field(factory=dict)
    size: int = 0

    def of(self, types: Types) -> Mapping[VariantId, Listed]:
        return self.by_types.get(types) or {}


class ListedPrices:
    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self.newest = Generation(0)

    def put(self, version: int, types: Types, found: Mapping[VariantId, Listed]) -> Generation:
        """What a snapshot of this version told; the answer is the generation to go on with."""
        with self._lock:
            newest = self.newest
            if version < newest.version:  # read before an import that another thread has seen by now
                newest = Generation(version)
            elif version > newest.version or newest.size + len(found) > self._most:
                newest = self.newest = Generation(version)
            newest.by_types.setdefault(types, {}).update(found)
            newest.size += len(found)
            return newest


def listed_of(asked: list[VariantId], columns: tuple[Any, ...]) -> dict[VariantId, Listed]:
    """From columns of variants, types, packagings, amounts and currencies; a variant without a row is known, too."""
    found: dict[VariantId, Listed] = dict.fromkeys(asked, UNLISTED)
    rows: dict[VariantId, dict[type_key, tuple[Decimal, Currency]]] = {}
    for variant, kind, pack, amount, currency in zip(*(column or () for column in columns), strict=True):
        rows.setdefault(variant, {})[kind, pack] = (amount, CURRENCIES[currency])
    found.update(rows)
    return found
