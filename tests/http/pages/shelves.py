"""Fake ports over the assortment, so that the real queries of the application answer the pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import uuid5

from application.pricing.goods import Board, OfferRow, PricingFacts, Scope
from application.queries.product_card import ProductText
from application.queries.tree import Section, Tree
from domain.catalog.goods import Goods
from domain.parties.level import Level
from domain.pricing.book import IndividualPrice
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, PackagingId, PriceTypeId, ProductId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.http.pages.assortment import ITEMS, SECTIONS, Item
from tests.http.pages.trade import OPT, RATES, RETAIL, SMALL, TYPES, uid

AGREED = {101: Decimal("6.1275"), 123: Decimal("61.90")}
BY_ID = {ProductId(item.id): item for item in ITEMS}


def variants_of(item: Item) -> list[tuple[VariantId, str]]:
    if not item.variants:
        return [(VariantId(item.id * 10), "")]
    return [(VariantId(item.id * 10 + n), name) for n, name in enumerate(item.variants)]


def row(item: Item, variant: VariantId, name: str) -> OfferRow:
    base = item.base
    listed: dict[tuple[PriceTypeId, PackagingId], tuple[Decimal, Currency]] = {}
    if base is not None:
        listed[SMALL, PackagingId(0)] = (base, Currency.RUB)
        listed[RETAIL, PackagingId(0)] = ((base * Decimal("1.18")).quantize(Decimal("0.01")), Currency.RUB)
        if item.id % 3:
            listed[OPT, PackagingId(0)] = ((base / Decimal(92)).quantize(Decimal("0.0001")), Currency.USD)
    goods = Goods(
        variant,
        ProductId(item.id),
        f"{item.name}, {name}" if name else item.name,
        item.sku,
        item.unit_code,
        item.unit,
        f"erp-{item.id}",
        "",
        1,
        Decimal(22),
        item.minimum,
        item.multiple,
    )
    agreed = AGREED.get(item.id)
    individual = (
        (
            IndividualPrice(
                uuid5(uid(1), str(item.id)),
                Level.CONTRACT,
                uid(41),
                PackagingId(0),
                Decimal(0),
                agreed,
                Currency.RUB,
                True,
            ),
        )
        if agreed is not None
        else ()
    )
    stock = {WarehouseId(n + 1): Decimal(quantity) for n, quantity in enumerate(item.stock)}
    packs = (Packaging(item.id, "778", item.pack[0], Decimal(item.pack[1])),) if item.pack else ()
    picture = f"pictogram-{item.id}" if item.picture else None
    return OfferRow(goods, name, picture, listed, individual, stock, packs)


ROWS: Mapping[VariantId, OfferRow] = {
    variant: row(item, variant, name) for item in ITEMS for variant, name in variants_of(item)
}


class FakeBoard:
    def of_products(self, products: Sequence[ProductId], scope: Scope) -> Board:
        wanted = [ROWS[v] for p in products for v, _ in variants_of(BY_ID[p])]
        return Board(wanted, 19)

    def of_variants(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        return Board([ROWS[v] for v in variants if v in ROWS], 19)

    def of_product(self, product: ProductId, scope: Scope) -> Board:
        return self.of_products([product], scope) if product in BY_ID else Board([], 19)

    def stocked(
        self, products: Sequence[ProductId], warehouses: Sequence[WarehouseId], *_: object
    ) -> Sequence[ProductId]:
        return [p for p in products if any(BY_ID[p].stock[w - 1] for w in warehouses)]


class FakePricing:
    def facts(self, version: int, day: date) -> PricingFacts:
        return PricingFacts(version, day, TYPES, RATES)


def _below(section: int) -> set[int]:
    found = {section}
    for id, _, parent in SECTIONS:
        if parent in found:
            found.add(id)
    return found


class FakeIndex:
    def tree(self, version: int) -> Tree:
        sections = {
            CategoryId(id): Section(
                CategoryId(id),
                name,
                CategoryId(parent) if parent else None,
                tuple(CategoryId(child) for child, _, above in SECTIONS if above == id),
                sum(item.section in _below(id) for item in ITEMS),
            )
            for id, name, parent in SECTIONS
        }
        return Tree(version, sections, tuple(s.id for s in sections.values() if s.parent is None), len(ITEMS))

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        below = _below(section) if section is not None else {item.section for item in ITEMS}
        return [ProductId(item.id) for item in ITEMS if item.section in below]

    def search(
        self, version: int, text: str, section: CategoryId | None, most: int | None = None
    ) -> Sequence[ProductId]:
        words = text.casefold().split()
        return [
            p
            for p in self.section(version, section)
            if all(word in f"{BY_ID[p].name} {BY_ID[p].sku}".casefold() for word in words)
        ]


class FakeTexts:
    def of(self, product: ProductId) -> ProductText:
        if product not in BY_ID:
            raise NotFound("product", str(product))
        item = BY_ID[product]
        described = (
            "Применяется в строительстве и машиностроении для разъёмных соединений.\n\n"
            "Покрытие: цинк 5–8 мкм. Класс прочности указан на головке."
        )
        pictures = tuple(f"pictogram-{item.id}-{n}" for n in range(3)) if item.picture else ()
        properties = (("Материал", "Сталь"), ("Покрытие", "Цинк"), ("Класс прочности", "8.8"), ("Стандарт", "DIN"))
        return ProductText(
            product,
            item.sku,
            item.name,
            described,
            "Крепмаш",
            "Россия",
            f"46070{item.id}12345"[:13],
            pictures,
            properties,
            (CategoryId(item.section),),
        )
