"""What would become of each entry: it is the same for a form and for a file of twenty thousand rows."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from attrs import evolve, frozen

from application.price_desk.entry import Asked, Entry, Fault, OwnerAsked, Reader
from application.price_desk.lookups import (
    CharacteristicUnknown,
    ClientNotFound,
    GoodsFound,
    GoodsNotFound,
    HoldingShared,
    Lookups,
    OwnerFound,
    unit_key,
)
from application.queries.orders import Readers
from domain.pricing.agreed import AgreedPrice, Agreement, PricesOverlap, Standing, Verdict, verdict_on
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId

# Rows of a file that are to become prices stand among the others before they have ids of their own.
_DRAFTS = UUID("0d2f6c8e-5a3b-4d1f-9b7e-2c4a6e8f0b1d")


@frozen
class Judged:
    """changes: the price that it would change; price: what would stand then. Both None for what is refused."""

    entry: Entry
    verdict: Verdict
    price: AgreedPrice | None = None
    changes: Standing | None = None
    owner_name: str = ""
    goods_name: str = ""
    faults: tuple[Fault, ...] = ()


@frozen
class _Placed:
    """An entry whose client, goods and unit are known."""

    owner: OwnerFound
    goods: GoodsFound
    price: AgreedPrice


def judge(entries: Sequence[Entry], lookups: Lookups, whose: Readers) -> tuple[Judged, ...]:
    """In the order of the file: a row stands before those after it as if it had been applied."""
    readers = [Reader(entry) for entry in entries]
    asked = [reader.meant() for reader in readers]
    owners = lookups.owners(whose, {each.owner for each in asked})
    goods = lookups.goods({each.sku_key for each in asked})
    placed = [_place(each, tuple(reader.faults), owners.get(each.owner, ()), goods.get(each.sku_key, ()))
              for reader, each in zip(readers, asked, strict=True)]  # fmt: skip
    pairs = {(one.owner.id, one.goods.variant) for one in placed if isinstance(one, _Placed)}
    standing: dict[Agreement, list[Standing]] = {}
    for row in lookups.standing(pairs):
        standing.setdefault(row.price.agreement, []).append(row)
    return tuple(_judged(entry, one, standing) for entry, one in zip(entries, placed, strict=True))


def _place(
    asked: Asked, unread: tuple[Fault, ...], owners: Sequence[OwnerFound], goods: Sequence[GoodsFound]
) -> _Placed | tuple[Fault, ...]:
    """All that is wrong with it, at once: what cannot be read, and of the rest what is not there."""
    faults: list[Fault] = []
    owner, variant, packaging = None, None, PackagingId(0)
    try:
        owner = _owner(asked.owner, owners)
    except DomainError as fault:
        faults.append(Fault(_field_of(asked.owner), fault))
    try:
        variant = _variant(asked, goods)
        packaging = variant.packaging(asked.unit)
    except (GoodsNotFound, CharacteristicUnknown) as fault:
        faults.append(Fault("sku" if isinstance(fault, GoodsNotFound) else "characteristic", fault))
    except DomainError as fault:
        faults.append(Fault("unit", fault))
    told = {fault.field for fault in unread}
    faults = [*unread, *(fault for fault in faults if fault.field not in told)]
    if faults or owner is None or variant is None:
        return tuple(faults)
    agreement = Agreement(asked.owner.level, owner.id, variant.variant, packaging, asked.minimum)
    price = AgreedPrice(agreement, asked.amount, asked.currency, asked.vat_included, asked.validity)
    return _Placed(owner, variant, price)


def _owner(asked: OwnerAsked, found: Sequence[OwnerFound]) -> OwnerFound:
    if len(found) != 1:
        raise ClientNotFound(asked.level.name.lower(), str(asked), len(found))
    if found[0].is_shared:
        raise HoldingShared(found[0].name)
    return found[0]


def _field_of(asked: OwnerAsked) -> str:
    return ("contract", "inn", "holding")[asked.level]


def _variant(asked: Asked, found: Sequence[GoodsFound]) -> GoodsFound:
    names = tuple(dict.fromkeys(one.name for one in found))
    if len(names) != 1:
        raise GoodsNotFound(asked.sku, names)
    alike = [one for one in found if unit_key(one.characteristic) == unit_key(asked.characteristic)]
    if len(alike) != 1:
        known = tuple(one.characteristic for one in found if one.characteristic)
        raise CharacteristicUnknown(names[0], asked.characteristic, known)
    return alike[0]


def _judged(entry: Entry, placed: _Placed | tuple[Fault, ...], standing: dict[Agreement, list[Standing]]) -> Judged:
    if not isinstance(placed, _Placed):
        return Judged(entry, Verdict.REFUSED, faults=placed)
    rows = standing.setdefault(placed.price.agreement, [])
    named = Judged(entry, Verdict.REFUSED, owner_name=placed.owner.name, goods_name=placed.goods.shown)
    try:
        verdict, former = verdict_on(placed.price, rows)
        if verdict is Verdict.CHANGED and former is not None and former.line is not None:
            # Two rows of one file tell the same price differently: neither is the better one, the first stands.
            raise _twice(former, former.line)
    except DomainError as error:
        return evolve(named, faults=(Fault("valid_from", error),))
    if verdict is Verdict.SAME:
        return evolve(named, verdict=verdict, price=placed.price, changes=former)
    draft = Standing(uuid5(_DRAFTS, str(entry.line)), placed.price, by_erp=False, line=entry.line or None)
    if former is None:
        rows.append(draft)
    else:
        rows[rows.index(former)] = evolve(draft, id=former.id)
    return evolve(named, verdict=verdict, price=placed.price, changes=former)


def _twice(former: Standing, line: int) -> PricesOverlap:
    price = former.price
    return PricesOverlap(price.amount, price.currency, price.validity.start, price.validity.end, line)
