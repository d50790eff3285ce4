"""What a sequence of exports must leave, told as plainly as possible: the rules again, row by row and in memory."""

from collections import defaultdict

from attrs import define, field, frozen

from tests.adapters.postgres.importing.exports import (
    catalog,
    file,
    good,
    offer,
    package,
    prices,
    quantity,
    rest,
    tag,
)

CHANGES = "ИзмененияПакетаПредложений"


@frozen
class Good:
    erp_id: str
    name: str
    deleted: bool


@frozen
class Offered:
    key: str
    prices: tuple[tuple[str, int], ...] | None = None
    rows: tuple[tuple[str, int], ...] = ()
    total: int | None = None
    deleted: bool = False


@frozen
class Export:
    """kind: whole (a 2.x package), changes, or 3.x. minute: when the ERP formed it."""

    minute: int
    kind: str = "whole"
    goods: tuple[Good, ...] = ()
    offers: tuple[Offered, ...] = ()
    types: tuple[str, ...] = ()

    def xml(self) -> bytes:
        body = catalog(*(good(g.erp_id, name=g.name, status="Удален" if g.deleted else "") for g in self.goods))
        told = [self._offer(each) for each in self.offers]
        body += package(*told, types=self.types, kind=CHANGES if self.kind == "changes" else "")
        return file(body, f"2026-03-05T10:{self.minute:02}:00", "3.1" if self.kind == "3.x" else "2.07")

    def _offer(self, told: Offered) -> str:
        parts = [prices(**dict(told.prices))] if told.prices is not None else []
        if self.kind == "3.x":
            rows = "".join(tag("Остаток", tag("Склад", tag("Ид", w) + tag("Количество", q))) for w, q in told.rows)
            parts += [tag("Остатки", rows)] if rows else []
            named = not parts
        else:
            parts += [rest(**dict(told.rows))] if told.rows else []
            parts += [quantity(told.total)] if told.total is not None else []
            named = self.kind == "whole"
        status = "Удален" if told.deleted and named else ""
        return offer(told.key, *parts, name="Товар" if named else None, status=status)


@define
class Model:
    goods: dict[str, tuple[str, bool]] = field(factory=dict)
    variants: dict[str, tuple[bool, bool]] = field(factory=dict)
    prices: dict[tuple[str, str], int] = field(factory=dict)
    stock: dict[tuple[str, str], int] = field(factory=dict)
    newest: dict[str, int] = field(factory=dict)
    priced: defaultdict[int, set[str]] = field(factory=lambda: defaultdict(set))
    counted: defaultdict[int, set[str]] = field(factory=lambda: defaultdict(set))

    def take(self, export: Export) -> None:
        for told in export.goods:
            known = self.goods.get(told.erp_id)
            name = known[0] if known and told.deleted else told.name
            self.goods[told.erp_id] = (name, told.deleted)
        for each in export.offers:
            self._variant(each, export)
        known_types = set(export.types) or {kind for _, kind in self.prices}
        earlier = set(self.priced[export.minute])
        for each in export.offers:
            if each.prices is not None:
                self._prices(each, export, known_types, each.key in earlier)
        self._stock(export)

    def _variant(self, each: Offered, export: Export) -> None:
        told, deleted = self.variants.get(each.key, (False, False))
        parts = each.prices is not None or each.rows
        if export.kind == "whole" or export.kind == "3.x" and not parts:
            told, deleted = True, each.deleted
        self.variants[each.key] = (told, deleted)

    def _prices(self, each: Offered, export: Export, known_types: set[str], earlier: bool) -> None:
        told = dict(each.prices or ())
        for kind, amount in told.items():
            if amount:
                self.prices[each.key, kind] = amount
            else:
                self.prices.pop((each.key, kind), None)
        if export.kind == "whole" and not earlier:
            for kind in known_types - told.keys():
                self.prices.pop((each.key, kind), None)
        self.priced[export.minute].add(each.key)

    def _stock(self, export: Export) -> None:
        by_warehouse = any(each.rows for each in export.offers)
        totals = export.kind != "3.x" and any(each.total is not None and not each.rows for each in export.offers)
        if not (by_warehouse or totals):
            return
        for each in export.offers:
            told = dict(each.rows) if by_warehouse else {}
            if not by_warehouse and each.total is not None:
                told = {"": each.total}
            if not told and export.kind != "whole":
                continue
            late = self.newest.get(each.key, -1) > export.minute
            if not late:
                self._store(each.key, told, each.key in self.counted[export.minute])
            self.newest[each.key] = max(self.newest.get(each.key, -1), export.minute)
            self.counted[export.minute].add(each.key)

    def _store(self, key: str, told: dict[str, int], earlier: bool) -> None:
        for other, warehouse in self.stock:
            if other == key and warehouse not in told and not earlier:
                self.stock[key, warehouse] = 0
        for warehouse, amount in told.items():
            self.stock[key, warehouse] = amount
