"""Catalogues of sizes S, M and L, each row of which can be made alone: `h(stream, i, j)` decides everything.

The sizes, the skew and the shares follow the data set that other systems were measured on, so that figures can be
laid side by side. Regional prices are left out: the portal has none yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final
from uuid import UUID

from attrs import frozen

from bench import words

MASK: Final = (1 << 64) - 1
SEED: Final = 20261123
STREAM: Final = 0xD1B54A32D192ED03
# Streams: every kind of value draws from one of its own.
LEAF, NAME, TYPE, VALUE, OPTIONS, PRICE, STOCK, CONTRACT, LIMIT, OWNER, ID = range(1, 12)
VALUES_OF_ONE: Final = 20
OPTION, NUMBER, TEXT, YES_NO = "option", "number", "text", "yes/no"
STOCK_SCALES: Final = (10, 100, 1_000, 10_000)


def mix(x: int) -> int:
    """The output step of splitmix64."""
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


STREAMS: Final = tuple(mix(SEED ^ (stream * STREAM & MASK)) for stream in range(16))


def h(stream: int, i: int, j: int = 0) -> int:
    return mix(mix(STREAMS[stream] + i) + j)


def share(value: int) -> float:
    """Evenly spread over [0, 1); for picking, never for sums."""
    return (value >> 11) / (1 << 53)


def erp_id(kind: int, i: int) -> str:
    """A GUID as 1C writes it."""
    return str(UUID(int=h(ID, kind, i) << 64 | h(ID, kind, ~i & MASK)))


@frozen
class Size:
    name: str
    products: int
    roots: int
    groups: int
    leaves: int
    properties: int
    price_types: int
    warehouses: int
    companies: int
    contract_prices: int


SIZES: Mapping[str, Size] = {
    size.name: size
    for size in (
        Size("S", 1_000, 5, 0, 9, 120, 2, 3, 20, 20),
        Size("M", 100_000, 20, 0, 24, 1_200, 2, 3, 1_000, 200),
        Size("L", 500_000, 30, 7, 6, 1_200, 5, 10, 5_000, 500),
    )
}


@frozen
class Category:
    number: int
    parent: int | None
    name: str


@frozen
class Property:
    number: int
    name: str
    kind: str
    options: tuple[str, ...]


@frozen
class Product:
    """values: (property number, what is told): the option's number, or a text."""

    number: int
    sku: str
    name: str
    brand: int
    category: int
    barcode: str
    values: tuple[tuple[int, int | str], ...]


@frozen
class Dataset:
    size: Size

    @classmethod
    def of(cls, name: str) -> "Dataset":
        return cls(SIZES[name])

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """Parents before children; the leaves, which alone hold goods, come last."""
        size = self.size
        found = [Category(n, None, words.SECTIONS[n]) for n in range(size.roots)]
        parents = found[:]
        for level, count in enumerate(filter(None, (size.groups, size.leaves)), 2):
            start = len(found)
            for n in range(len(parents) * count):
                above = parents[n // count]
                noun, _ = words.NOUNS[h(NAME, level, n) % len(words.NOUNS)]
                found.append(Category(start + n, above.number, f"{above.name}: {noun} {n % count + 1}"))
            parents = found[start:]
        return tuple(found)

    @cached_property
    def leaves(self) -> int:
        size = self.size
        return size.roots * (size.groups or 1) * size.leaves

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        return tuple(self._property(n) for n in range(self.size.properties))

    def _property(self, n: int) -> Property:
        draw = h(TYPE, n) % 10
        kind = OPTION if draw < 4 else NUMBER if draw < 7 else TEXT if draw < 9 else YES_NO
        options: tuple[str, ...] = ()
        if kind == OPTION:
            count = 5 + h(OPTIONS, n) % 46
            options = tuple(f"{words.VALUES[h(OPTIONS, n, k + 1) % len(words.VALUES)]} {k + 1}" for k in range(count))
        name = f"{words.PROPERTIES[n % len(words.PROPERTIES)]} {n // len(words.PROPERTIES) + 1}"
        return Property(n, name, kind, options)

    @cached_property
    def _properties_of_leaf(self) -> tuple[tuple[int, ...], ...]:
        """Two thirds of the root's properties, at least as many as one product tells."""
        size = self.size
        per_root = size.properties // size.roots
        count = max(VALUES_OF_ONE, per_root * 2 // 3)
        leaves_per_root = self.leaves // size.roots
        found = []
        for leaf in range(self.leaves):
            first = leaf // leaves_per_root * per_root
            found.append(tuple(first + (h(TYPE, leaf, 7) + k) % per_root for k in range(count)))
        return tuple(found)

    def products(self) -> Iterator[Product]:
        return map(self.product, range(self.size.products))

    def product(self, i: int) -> Product:
        leaf = self.leaf_of(i)
        base = mix(STREAMS[NAME] + i)
        noun, gender = words.NOUNS[mix(base) % len(words.NOUNS)]
        kind = words.adjective(words.ADJECTIVES[mix(base + 1) % len(words.ADJECTIVES)], gender)
        brand = mix(base + 2) % len(words.BRANDS)
        model = mix(base + 3)
        name = f"{noun.capitalize()} {kind} {words.BRANDS[brand]} М{model % 48 + 2}х{model // 64 % 300 + 5}-{i}"
        first = len(self.categories) - self.leaves
        return Product(
            i, f"{chr(0x410 + leaf % 28)}{leaf:03d}-{i:06d}", name, brand, first + leaf, str(4_600_000_000_000 + i),
            self._values(i, leaf),
        )  # fmt: skip

    def leaf_of(self, i: int) -> int:
        return int(self.leaves * share(h(LEAF, i)) ** 1.5)

    def _values(self, i: int, leaf: int) -> tuple[tuple[int, int | str], ...]:
        told, base = self._properties_of_leaf[leaf], mix(STREAMS[VALUE] + i)
        start, found = mix(base) % len(told), list[tuple[int, int | str]]()
        for k in range(VALUES_OF_ONE):
            property_ = self.properties[told[(start + k) % len(told)]]
            found.append((property_.number, told_of(property_, mix(base + 1 + k))))
        return tuple(found)

    def prices(self, i: int) -> tuple[int, ...]:
        """Kopecks by price type: 10.00 .. 3,560.00, each further type 4 to 9 % lower."""
        found = [1_000 + h(PRICE, i) % 355_001]
        for kind in range(1, self.size.price_types):
            found.append(found[-1] * (10_000 - 400 - h(PRICE, i, kind) % 501) // 10_000)
        return tuple(found)

    def stock(self, i: int) -> tuple[int, ...]:
        """Pieces by warehouse. A quarter of the pairs is empty."""
        return tuple(self._stock(h(STOCK, i, w)) for w in range(self.size.warehouses))

    def _stock(self, draw: int) -> int:
        return 0 if draw % 4 == 0 else 1 + (draw >> 16) % STOCK_SCALES[draw // 4 % 4]

    def price_type_of(self, company: int) -> int:
        return h(OWNER, company) % self.size.price_types

    def region_of(self, company: int) -> int:
        return h(OWNER, company, 1) % len(words.REGIONS)

    def warehouses_of(self, region: int) -> Sequence[int]:
        """Two warehouses serve a region, the nearer first."""
        count = self.size.warehouses
        return (region % count, (region + 1) % count)

    def credit_limit(self, company: int) -> int:
        """Whole roubles, 0.1 to 5 million."""
        return 100_000 + h(LIMIT, company) % 4_900_001

    def contract_prices(self, company: int) -> Mapping[int, int]:
        """Kopecks by product: 3 to 20 % under the price of the contract's type, denser on low numbers."""
        kind, found = self.price_type_of(company), {}
        for k in range(self.size.contract_prices):
            i = int(self.size.products * share(h(CONTRACT, company, k)) ** 2)
            off = 300 + h(CONTRACT, company, k + 1_000_000) % 1_701
            found[i] = max(1, self.prices(i)[kind] * (10_000 - off) // 10_000)
        return found


def told_of(property_: Property, draw: int) -> int | str:
    """One value: the number of an option, or a text."""
    if property_.kind == OPTION:
        return draw % len(property_.options)
    if property_.kind == NUMBER:
        return f"{draw % 5_000 / 10:g}"
    if property_.kind == TEXT:
        return f"{words.VALUES[draw % len(words.VALUES)]} {draw // 64 % 1_000}"
    return "Да" if draw % 2 else "Нет"
