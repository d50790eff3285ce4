"""What filling an order needs of the outside."""

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple, Protocol

from attrs import frozen

from domain.shared.ids import CounterpartyId, VariantId


class Kind(IntEnum):
    """What a text was recognised as; the smaller is the surer."""

    OWN = 0
    ARTICLE = 1
    BARCODE = 2


class Match(NamedTuple):
    """key: of the goods, folded, with their leading zeros."""

    kind: Kind
    key: str
    variant: VariantId


class Articles(Protocol):
    def matching(self, bare: Collection[str]) -> Iterable[Match]:
        """Every variant on sale whose article or barcode is one of these but for leading zeros; one statement."""


@frozen
class ClientSku:
    """One pair of the client's list. sku: as he writes it."""

    sku: str
    sku_key: str
    variant: VariantId
    goods_sku: str = ""
    goods_name: str = ""


class ClientSkus(Protocol):
    """The articles by which a client calls our goods: his alone."""

    def matching(self, client: CounterpartyId, keys: Collection[str]) -> Iterable[Match]: ...

    def remember(self, client: CounterpartyId, pairs: Iterable[ClientSku]) -> None:
        """The later word wins."""

    def forget(self, client: CounterpartyId, keys: Collection[str]) -> None: ...

    def page(self, client: CounterpartyId, text: str, offset: int, limit: int) -> tuple[Sequence[ClientSku], int]:
        """By the client's article, with how many there are."""
