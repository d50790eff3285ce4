"""Requests of the API, made from the classes that its table names: what a new operation asks is known by itself."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import attrs
from attrs import evolve, frozen

from entrypoints.api.asking import Between, Longest, is_any_length_tuple, is_serial, name_of
from tests.http.differential.askings import CannotBeAsked
from tests.http.differential.pools import DAYS, QUANTITIES, SOLD, Pools


@frozen
class Bodies:
    """`known`: values that make a request of the neighbour's pass, by name; they are used while `is_valid`."""

    pools: Pools
    known: Mapping[str, Any]
    is_query: bool
    is_valid: bool

    def of(self, asks: type[Any]) -> dict[str, Any]:
        """A request that is not valid as a whole is so in about half of its fields: the rest brings it further in."""
        attrs.resolve_types(asks)
        told = {}
        for attribute in attrs.fields(asks):
            one = evolve(self, is_valid=self.is_valid or self.pools.random.random() < 0.5)
            if not (one.is_valid and attribute.default is None):
                told[name_of(attribute)] = one.value(attribute.type, name_of(attribute))
        return told

    def value(self, kind: Any, name: str) -> Any:
        if self.is_valid and name in self.known:
            return self.known[name]
        if get_origin(kind) is Annotated:
            return self.limited(kind, name)
        if get_origin(kind) in (Union, UnionType):
            return self.value(next(one for one in get_args(kind) if one is not NoneType), name)
        if is_any_length_tuple(kind):
            return [self.value(get_args(kind)[0], name) for _ in range(self.pools.random.randint(1, 3))]
        if is_serial(kind):
            return self.serial(name)
        if attrs.has(kind):
            return self.of(kind)
        return self.plain(getattr(kind, "__supertype__", kind), name)

    def limited(self, kind: Any, name: str) -> Any:
        limits = next((note for note in get_args(kind)[1:] if isinstance(note, Between | Longest)), None)
        if not isinstance(limits, Between):
            return self.value(get_args(kind)[0], name)
        whole = self.pools.random.choice((limits.least, min(limits.most, 1), limits.most, limits.most + 1))
        return str(whole) if self.is_query else whole

    def serial(self, name: str) -> str:
        if not self.is_valid:
            return self.pools.serial()
        return "0" if name == "packaging" else self.pools.one_of(SOLD)

    def plain(self, kind: Any, name: str) -> Any:
        pools = self.pools
        if kind is UUID:
            return pools.own_id(name) if self.is_valid else pools.id(name)
        if kind is str:
            return pools.one_of(QUANTITIES[: 1 if self.is_valid else None]) if name == "quantity" else pools.text(name)
        if kind is int:
            whole = pools.random.choice((0, 1, 7))
            return str(whole) if self.is_query else whole
        if kind is bool:
            flag = pools.random.choice((True, False))
            return str(flag).lower() if self.is_query else flag
        if kind is Decimal:
            return pools.one_of(QUANTITIES)
        if kind is date:
            return pools.one_of(DAYS[-2:] if not self.is_valid else DAYS[2:3])
        if isinstance(kind, type) and issubclass(kind, Enum):
            return pools.random.choice(list(kind)).value
        raise CannotBeAsked(
            f"the field «{name}» is of {kind}, for which nothing is made up yet: "
            f"add a branch to Bodies.plain in tests/http/differential/bodies.py"
        )
