"""Into which orders a cart is split: criteria that the seller configures, in their order (semantics 6)."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine, QuotedShare
from domain.shared.ids import ProductId

Members = list[tuple[QuotedCartLine, QuotedShare]]


class Criterion(StrEnum):
    """availability: in stock or to be delivered. date: the day that what is to be delivered is promised for."""

    WAREHOUSE = "warehouse"
    AVAILABILITY = "availability"
    DATE = "date"
    PROPERTY = "property"


@frozen
class Splitting:
    """The seller organization comes first and cannot be left out: an order stands under one contract.

    Which is why the contract and so the currency need no criterion. values: of the property that the criterion names,
    by product; goods without a value share an order.
    """

    criteria: tuple[Criterion, ...] = (Criterion.WAREHOUSE, Criterion.AVAILABILITY)
    property: int | None = None
    values: Mapping[ProductId, str] = field(factory=dict)

    def key(self, line: QuotedCartLine, share: QuotedShare) -> tuple[Hashable, ...]:
        return (share.organization, *(self._value(each, line, share) for each in self.criteria))

    def _value(self, criterion: Criterion, line: QuotedCartLine, share: QuotedShare) -> Hashable:
        match criterion:
            case Criterion.WAREHOUSE:
                return share.warehouse.id
            case Criterion.AVAILABILITY:
                return share.promised is not None
            case Criterion.DATE:
                return share.promised or date.min
            case Criterion.PROPERTY:
                return self.values.get(line.wanted.goods.product, "")


USUAL = Splitting()


def parts(quoted: QuotedCart, splitting: Splitting = USUAL) -> tuple[Members, ...]:
    """The orders to be. The first criterion tells the largest groups; within a group lines stand as in the cart."""
    found: dict[tuple[Hashable, ...], Members] = {}
    alike: dict[tuple[object, ...], Members] = {}
    for line in quoted.lines:
        product = line.wanted.goods.product if splitting.values else None
        for share in line.shares:
            # Of a thousand lines most are served alike, and their key is worked out once.
            served = id(share.organization), id(share.warehouse), share.promised, product
            if (members := alike.get(served)) is None:
                members = alike[served] = found.setdefault(splitting.key(line, share), [])
            members.append((line, share))
    ranks = _ranks(list(found))

    def place(key: tuple[Hashable, ...]) -> list[int]:
        return [rank[value] for rank, value in zip(ranks, key, strict=True)]

    return tuple(found[key] for key in sorted(found, key=place))


def _ranks(keys: Sequence[tuple[Hashable, ...]]) -> list[dict[Hashable, int]]:
    """Of each criterion, its values in the order in which the cart brings them."""
    levels = zip(*keys, strict=True) if keys else ()
    return [{value: place for place, value in enumerate(dict.fromkeys(level))} for level in levels]
