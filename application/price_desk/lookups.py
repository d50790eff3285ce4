"""Clients and goods by what people write of them, a whole file's at a time."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.price_desk.entry import OwnerAsked
from application.queries.orders import Readers
from application.shared.words import quantity_text
from domain.pricing.agreed import Standing
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId


@frozen
class ClientNotFound(DomainError):
    """None or several of the asker's own clients; another's is as little there as nobody's."""

    code: ClassVar[str] = "individual-price.client-not-found"
    level: str
    text: str
    found: int


@frozen
class HoldingShared(DomainError):
    """Some members of the holding are other managers' clients, and a price of the holding is theirs too."""

    code: ClassVar[str] = "individual-price.holding-shared"
    name: str


@frozen
class GoodsNotFound(DomainError):
    code: ClassVar[str] = "individual-price.goods-not-found"
    sku: str
    names: tuple[str, ...] = ()


@frozen
class CharacteristicUnknown(DomainError):
    code: ClassVar[str] = "individual-price.characteristic-unknown"
    goods: str
    value: str
    known: tuple[str, ...]


@frozen
class UnitUnknown(DomainError):
    code: ClassVar[str] = "individual-price.unit-unknown"
    goods: str
    value: str
    known: tuple[str, ...]


@frozen
class OwnerFound:
    """is_shared: a holding with members that the asker may not see."""

    id: UUID
    name: str
    is_shared: bool = False


@frozen
class PackFound:
    id: PackagingId
    code: str
    name: str
    size: Decimal


@frozen
class GoodsFound:
    """One variant; `characteristic` is empty where there is none."""

    variant: VariantId
    name: str
    sku: str
    characteristic: str
    unit: str
    unit_code: str
    packs: tuple[PackFound, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.name} ({self.characteristic})" if self.characteristic else self.name

    def units(self) -> tuple[str, ...]:
        return (self.unit, *(pack_label(pack.name, pack.size, self.unit) for pack in self.packs))

    def packaging(self, text: str) -> PackagingId:
        """By name, by classifier code, or by name and size where two packs share a name. Raises UnitUnknown."""
        wanted = unit_key(text)
        if not wanted or wanted in (unit_key(self.unit), self.unit_code):
            return PackagingId(0)
        for pack in self.packs:
            if wanted == unit_key(pack_label(pack.name, pack.size, self.unit)):
                return pack.id
        named = [pack.id for pack in self.packs if wanted in (unit_key(pack.name), pack.code)]
        if len(named) != 1:
            raise UnitUnknown(self.shown, text, self.units())
        return named[0]


def pack_label(name: str, size: Decimal, unit: str) -> str:
    """«упак (5 шт)»."""
    return f"{name} ({quantity_text(size, unit)})"


def unit_key(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


class Lookups(Protocol):
    """Every answer holds only what the asker may see."""

    def owners(self, whose: Readers, asked: Collection[OwnerAsked]) -> Mapping[OwnerAsked, Sequence[OwnerFound]]: ...

    def goods(self, keys: Collection[str]) -> Mapping[str, Sequence[GoodsFound]]:
        """By folded article; withdrawn goods are not there."""

    def standing(self, pairs: Collection[tuple[UUID, VariantId]]) -> Sequence[Standing]:
        """Prices of these owners for these goods."""
