"""Goods out of families: which are taken, what they are called, where they stand in the tree."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from attrs import evolve, frozen

from simulators.onec.demo.assortment.whole import FAMILIES
from simulators.onec.demo.family import LIST, NUMBER, Family
from simulators.onec.demo.goods import (
    UNITS,
    Characteristic,
    Group,
    Packaging,
    Product,
    Property,
    PropertyValue,
)
from simulators.onec.demo.ids import ean13, erp_id
from simulators.onec.demo.turning import FRAMES

EXTRA_GROUPS = 6  # every sixth fastener also stands in the group of its anchors, and so on
NO_BARCODE, NO_ARTICLE, ZEROS, LOOKALIKE = 11, 97, 5, 7
DELETED = 5
TURNING = 3  # bolts that were photographed from all sides
MULTIPLE = "Кратность"


@frozen
class Made:
    """A product with the retail price it was made for."""

    product: Product
    retail: Decimal


def quotas(goods: int) -> Mapping[str, int]:
    """How many goods each leaf gets: equal shares, small families give their rest to the others."""
    room = {family.path[2]: family.capacity for family in FAMILIES}
    if not 0 < goods <= sum(room.values()):
        raise ValueError(f"the assortment makes from 1 to {sum(room.values())} goods, not {goods}")
    taken = dict.fromkeys(room, 0)
    while (left := goods - sum(taken.values())) > 0:
        open_leaves = [leaf for leaf in room if taken[leaf] < room[leaf]]
        share = max(1, left // len(open_leaves))
        for leaf in open_leaves[: left if share == 1 else None]:
            taken[leaf] += min(share, room[leaf] - taken[leaf])
    return taken


def groups() -> tuple[Group, ...]:
    """The tree of three levels, parents before children."""
    found: dict[tuple[str, ...], Group] = {}
    for family in FAMILIES:
        for depth in range(1, 4):
            path = family.path[:depth]
            parent = group_id(path[:-1]) if depth > 1 else None
            found.setdefault(path, Group(group_id(path), path[-1], parent))
    return tuple(found.values())


def group_id(path: Sequence[str]) -> str:
    return erp_id("group", *path)


def properties() -> tuple[Property, ...]:
    """The classifier's properties; the same name in two families is one property with all values."""
    kinds: dict[str, str] = {}
    values: dict[str, dict[str, None]] = {}
    for family in FAMILIES:
        told = [(axis.property, axis.kind, axis.values) for axis in family.all_axes if axis.property]
        for name, kind, texts in (*told, *((name, kind, (text,)) for name, kind, text in family.fixed)):
            kinds.setdefault(name, kind)
            values.setdefault(name, {}).update(dict.fromkeys(texts))
    kinds[MULTIPLE] = NUMBER
    return tuple(
        Property(property_id(name), name, kind, _choices(name, values) if kind == LIST else ())
        for name, kind in kinds.items()
    )


def property_id(name: str) -> str:
    return erp_id("property", name)


def _choices(name: str, values: Mapping[str, Mapping[str, None]]) -> tuple[PropertyValue, ...]:
    return tuple(PropertyValue(erp_id("value", name, text), text) for text in values[name])


def products(seed: int, goods: int) -> tuple[Made, ...]:
    """The goods, numbered through in the order of the catalogue."""
    kinds = {item.name: item.kind for item in properties()}
    share = quotas(goods)
    made: list[Made] = []
    for family in FAMILIES:
        every = tuple(family.combinations())
        chosen = Random(f"{seed}/{family.prefix}").sample(range(len(every)), share[family.path[2]])
        made += [
            _product(family, every[place], len(made) + number, kinds) for number, place in enumerate(sorted(chosen), 1)
        ]
    marked = Random(f"{seed}/deleted").sample(range(len(made)), min(DELETED, goods // 8))
    turning = [place for place, item in enumerate(made) if _may_turn(item) and place not in marked][:TURNING]
    made = [_turning(item) if place in turning else item for place, item in enumerate(made)]
    return tuple(_deleted(item) if place in marked else item for place, item in enumerate(made))


def _may_turn(item: Made) -> bool:
    return item.product.pictogram == "bolt" and item.product.picture is not None


def _turning(item: Made) -> Made:
    return evolve(item, product=evolve(item.product, frames=FRAMES))


def _deleted(item: Made) -> Made:
    return evolve(item, product=evolve(item.product, deleted=True))


def _product(family: Family, places: tuple[int, ...], number: int, kinds: Mapping[str, str]) -> Made:
    name = family.name(places)
    ident = erp_id("product", family.prefix, name)
    picture = f"import_files/{ident[:2]}/{ident}.png" if number % 2 else None
    product = Product(
        id=ident,
        code=f"УТ-{number:08d}",
        article=article(family, number),
        name=name,
        unit=family.unit,
        packagings=tuple(
            Packaging(next(unit for unit in UNITS if unit.code == code), Decimal(factor))
            for code, factor in family.packs
        ),
        groups=_groups_of(family, number),
        values=_values(family, places, number, kinds),
        description=_description(family, places),
        vat=10 if "медицинские" in name else 22,
        barcode="" if number % NO_BARCODE == 0 else ean13(f"4607{number:08d}"),
        picture=picture,
        pictogram=family.pictogram,
        hue=places[-2] if len(places) > 1 else 0,
        deleted=False,
        maker=family.all_axes[-1].values[places[-1]],
        characteristics=_characteristics(family, ident, places, number),
    )
    return Made(product, family.price(places))


def article(family: Family, number: int) -> str:
    """As people type them: some with leading zeros, some with Cyrillic letters that look Latin, some none."""
    if number % NO_ARTICLE == 0:
        return ""
    if number % ZEROS == 0:
        return f"{number:07d}"
    if number % LOOKALIKE == 0:
        return f"{'АВС' if number % 2 else 'ABC'}-{number:04d}"
    return f"{family.prefix}-{number:05d}"


def _groups_of(family: Family, number: int) -> tuple[str, ...]:
    own = group_id(family.path)
    if number % EXTRA_GROUPS:
        return (own,)
    neighbours = [other.path for other in FAMILIES if other.path[:2] == family.path[:2] and other != family]
    return (own, group_id(neighbours[number % len(neighbours)])) if neighbours else (own,)


def _values(
    family: Family, places: tuple[int, ...], number: int, kinds: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    told = [
        (axis.property, axis.values[place])
        for axis, place in zip(family.all_axes, places, strict=True)
        if axis.property
    ]
    told += [(name, text) for name, _, text in family.fixed]
    if family.multiple and number % 3 == 0:
        told.append((MULTIPLE, family.multiple))
    return tuple(
        (
            property_id(name),
            erp_id("value", name, text) if kinds[name] == LIST else _number(text, kinds[name]),
        )
        for name, text in told
    )


def _number(text: str, kind: str) -> str:
    return text.replace(",", ".") if kind == NUMBER else text


def _description(family: Family, places: tuple[int, ...]) -> str:
    told = [
        f"{axis.property}: {axis.values[place]}"
        for axis, place in zip(family.all_axes, places, strict=True)
        if axis.property
    ]
    return "\n".join((family.about, *told, "Поставка со склада, сертификаты по запросу."))


def _characteristics(family: Family, ident: str, places: tuple[int, ...], number: int) -> tuple[Characteristic, ...]:
    if family.variety is None:
        return ()
    texts = family.variety.values
    count = 3 + sum(places) % (len(texts) - 2)
    return tuple(
        Characteristic(
            erp_id("characteristic", ident, text),
            text,
            ((family.variety.property, text),),
            ean13(f"4608{number:06d}{place:02d}"),
        )
        for place, text in enumerate(texts[:count])
    )
