"""What the wholesaler sells: groups, properties, products, offers, price types."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen


@frozen
class Unit:
    """A unit of measure by ОКЕИ."""

    code: str
    short: str
    full: str
    international: str


PIECE = Unit("796", "шт", "Штука", "PCE")
METRE = Unit("006", "м", "Метр", "MTR")
KILOGRAM = Unit("166", "кг", "Килограмм", "KGM")
KIT = Unit("839", "компл", "Комплект", "SET")
PAIR = Unit("715", "пар", "Пара (2 шт.)", "NPR")
PACK = Unit("778", "упак", "Упаковка", "NMP")
BOX = Unit("812", "ящ", "Ящик", "BX")
ROLL = Unit("736", "рул", "Рулон", "NPL")
UNITS = (PIECE, METRE, KILOGRAM, KIT, PAIR, PACK, BOX, ROLL)


@frozen
class Packaging:
    """One package of `unit` holds `factor` base units."""

    unit: Unit
    factor: Decimal


@frozen
class Group:
    id: str
    name: str
    parent: str | None


@frozen
class PropertyValue:
    id: str
    text: str


@frozen
class Property:
    """`kind` is the word of the format: Строка, Число or Справочник (then `values` holds the list)."""

    id: str
    name: str
    kind: str
    values: tuple[PropertyValue, ...] = ()


@frozen
class Characteristic:
    """What 1C calls ХарактеристикаНоменклатуры: one orderable variety of a product."""

    id: str
    name: str
    attributes: tuple[tuple[str, str], ...]
    barcode: str


@frozen
class Product:
    """`values` are (property id, text or the value's id); `picture` is a path or None; `vat` in percent;
    `frames`: of a view from all sides."""

    id: str
    code: str
    article: str
    name: str
    unit: Unit
    packagings: tuple[Packaging, ...]
    groups: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    description: str
    vat: int
    barcode: str
    picture: str | None
    pictogram: str
    hue: int
    deleted: bool
    maker: str
    characteristics: tuple[Characteristic, ...] = ()
    frames: int = 0

    @property
    def frame_paths(self) -> tuple[str, ...]:
        """A folder beside the picture, named like it: `<id>_360/001.png`."""
        if not self.picture:
            return ()
        folder = self.picture.rpartition(".")[0]
        return tuple(f"{folder}_360/{number:03}.png" for number in range(1, self.frames + 1))

    def offers(self) -> Iterator["Offer"]:
        """The sellable positions: one for each characteristic, or the product itself."""
        for characteristic in self.characteristics:
            yield Offer(self, characteristic)
        if not self.characteristics:
            yield Offer(self, None)


@frozen
class Offer:
    product: Product
    characteristic: Characteristic | None

    @property
    def id(self) -> str:
        """`<product>` or `<product>#<characteristic>`."""
        return f"{self.product.id}#{self.characteristic.id}" if self.characteristic else self.product.id

    @property
    def name(self) -> str:
        return f"{self.product.name} ({self.characteristic.name})" if self.characteristic else self.product.name

    @property
    def barcode(self) -> str:
        return self.characteristic.barcode if self.characteristic else self.product.barcode


@frozen
class PriceType:
    """`fallback` is the id of the type that serves where this one has no price."""

    id: str
    name: str
    currency: str
    vat_included: bool
    fallback: str | None
