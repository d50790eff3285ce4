"""Comparison of goods of one section: facts and properties in rows, goods in columns; kept, changed, shown."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import frozen

from application.access.context import Visit
from application.comparing.ports import MOST, MOST_IN_ALL, Compared, ProductSheet, ProductSheets, TooManyToCompare
from application.pricing.goods import Reading
from application.queries.assortment import Assortments
from application.queries.offers import Card
from application.queries.tree import Tree
from application.related.related import cards_of
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, ProductId

ELSEWHERE = CategoryId(0)  # goods that stand in no section


@frozen
class ComparedGood:
    sheet: ProductSheet
    card: Card


@frozen
class PropertyRow:
    """One value a good, empty where it has none."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@frozen
class Group:
    """Goods of one section that are compared with each other."""

    section: CategoryId
    name: str
    goods: int


@frozen
class Comparison:
    """`section` is the group that is shown; None where there is nothing to compare."""

    groups: tuple[Group, ...]
    section: CategoryId | None = None
    name: str = ""
    goods: tuple[ComparedGood, ...] = ()
    rows: tuple[PropertyRow, ...] = ()


@frozen
class ComparisonQuery:
    compared: Compared
    sheets: ProductSheets
    reading: Reading
    assortments: Assortments

    def __call__(self, visit: Visit, section: CategoryId | None = None) -> Comparison:
        """Of an unknown section, the one that was added to last. Hidden and withdrawn goods are left out."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        ids = self.compared.of(visit.authority.user)
        tree = self.assortments.tree(visit)
        cards = {card.product: card for card in cards_of(self.reading, visit, ids)}
        sheets = self.sheets.of([id for id in ids if id in cards]) if cards else {}
        places = {id: place_of(sheets[id], tree) for id in ids if id in sheets}
        groups = tuple(
            Group(place, _name(place, tree), sum(1 for one in places.values() if one == place))
            for place in dict.fromkeys(places.values())
        )
        if not groups:
            return Comparison(())
        shown = section if section in {one.section for one in groups} else groups[-1].section
        goods = tuple(ComparedGood(sheets[id], cards[id]) for id, place in places.items() if place == shown)
        rows = tuple(property_rows([good.sheet for good in goods]))
        return Comparison(groups, shown, _name(shown, tree), goods, rows)


def place_of(sheet: ProductSheet, tree: Tree) -> CategoryId:
    return next((each for each in sheet.sections if each in tree.sections), ELSEWHERE)


def _name(section: CategoryId, tree: Tree) -> str:
    return tree.sections[section].name if section in tree.sections else ""


def property_rows(sheets: Sequence[ProductSheet]) -> Iterator[PropertyRow]:
    """Every property that one of them has; a value that is missing differs from one that is told."""
    names: dict[int, str] = {id: name for sheet in sheets for id, name, _ in sheet.properties}
    values = [{id: value for id, _, value in sheet.properties} for sheet in sheets]
    for id, name in sorted(names.items(), key=lambda one: (one[1], one[0])):
        yield PropertyRow(name, tuple(each.get(id, "") for each in values))


@frozen
class AddToComparison:
    compared: Compared
    sheets: ProductSheets
    reading: Reading
    assortments: Assortments

    def __call__(self, visit: Visit, product: ProductId) -> None:
        """Raises NotFound for what this client does not have, TooManyToCompare."""
        visit.authority.need(Permission.SEE_CATALOGUE, visit.buyer().party.id)
        before = self.compared.of(visit.authority.user)
        if product in before:
            return
        if not cards_of(self.reading, visit, [product]):
            raise NotFound("product", str(product))
        sheets, tree = self.sheets.of([*before, product]), self.assortments.tree(visit)
        if product not in sheets:
            raise NotFound("product", str(product))
        place = place_of(sheets[product], tree)
        if self._there(before, sheets.values(), tree, place) >= MOST or len(before) >= MOST_IN_ALL:
            raise TooManyToCompare(_name(place, tree))
        self.compared.add(visit.authority.user, product)

    def _there(
        self, before: Collection[ProductId], sheets: Iterable[ProductSheet], tree: Tree, place: CategoryId
    ) -> int:
        return sum(1 for one in sheets if one.product in before and place_of(one, tree) == place)


@frozen
class RemoveFromComparison:
    compared: Compared

    def __call__(self, visit: Visit, products: Collection[ProductId]) -> int:
        visit.authority.need(Permission.SEE_CATALOGUE, visit.buyer().party.id)
        return self.compared.remove(visit.authority.user, products)
