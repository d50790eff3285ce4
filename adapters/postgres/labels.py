"""Labels: bound by people, spread over goods, read as sets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.catalogue import Kept
from adapters.postgres.catalogue_changes import tell_written
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.promo_desk import PostgresPromoWork
from adapters.postgres.rule_board import values_of
from adapters.postgres.rule_goods import ON_SALE, condition
from application.labels.bind import LabelBinding, LabelRow, TypedLabel
from application.labels.filtering import Labelled
from application.pricing.rule_content import told_which, which_of
from domain.catalog.label import Days, Label
from domain.pricing.rules import Which
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

COLUMNS = "b.id, b.label, b.which, b.valid_from, b.valid_to, b.name, b.version"
ROWS = f"""
SELECT {COLUMNS}, (SELECT count(*) FROM product_label l WHERE l.binding_id = b.id), u.name, b.changed_at
FROM label_binding b JOIN app_user u ON u.id = b.user_id
"""
ORDER = " ORDER BY coalesce(b.valid_to < current_date, false), b.label, b.valid_from NULLS FIRST, b.id LIMIT 500"
NAMES = """
SELECT (SELECT array_agg(sku ORDER BY sku) FROM product WHERE id = ANY(%(products)s)),
       (SELECT array_agg(DISTINCT name) FROM category WHERE id = ANY(%(categories)s))
"""
VALUES = "SELECT id, name, options FROM property WHERE id = ANY(%s) ORDER BY name, id"
SAVE = """
INSERT INTO label_binding (id, label, name, which, valid_from, valid_to, version, user_id)
VALUES (%(id)s, %(label)s, %(name)s, %(which)s::jsonb, %(first)s, %(last)s, %(version)s, %(by)s)
ON CONFLICT (id) DO UPDATE SET (label, name, which, valid_from, valid_to, version, user_id, changed_at) =
    (excluded.label, excluded.name, excluded.which, excluded.valid_from, excluded.valid_to, excluded.version,
     excluded.user_id, now())
"""
SPREAD = """
WITH wanted AS (
    SELECT DISTINCT p.id FROM product p JOIN variant v ON v.product_id = p.id WHERE {on_sale} AND {condition}
), gone AS (
    DELETE FROM product_label l
    WHERE l.binding_id = %(binding)s AND NOT EXISTS (SELECT FROM wanted WHERE id = l.product_id) RETURNING 1
), put AS (
    INSERT INTO product_label AS l (product_id, binding_id, label, valid_from, valid_to)
    SELECT id, %(binding)s::uuid, %(label)s, %(first)s::date, %(last)s::date FROM wanted
    ON CONFLICT (product_id, binding_id) DO UPDATE SET
        (label, valid_from, valid_to) = (excluded.label, excluded.valid_from, excluded.valid_to)
    WHERE (l.label, l.valid_from, l.valid_to) IS DISTINCT FROM
          (excluded.label, excluded.valid_from, excluded.valid_to)
    RETURNING 1
) SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
"""
# Whoever keeps sets of labelled goods keeps them by this, as everything that is the same for all clients. Where an
# import came before, the bindings stay due to be spread.
RAISE = """
WITH raised AS (UPDATE catalogue_state SET catalogue_version = catalogue_version + 1 RETURNING catalogue_version)
UPDATE label_state SET catalogue_version = raised.catalogue_version FROM raised
WHERE label_state.catalogue_version = raised.catalogue_version - 1
"""
STALE = """
SELECT st.catalogue_version FROM label_state s, catalogue_state st
WHERE s.catalogue_version <> st.catalogue_version FOR UPDATE OF s SKIP LOCKED
"""
SETS = """
SELECT l.label, array_agg(DISTINCT l.product_id) FROM product_label l
WHERE coalesce(l.valid_from <= %(day)s, true) AND coalesce(l.valid_to >= %(day)s, true) GROUP BY l.label
"""


def binding_from(row: tuple[Any, ...]) -> LabelBinding:
    id, label, which, first, last, name, version = row
    return LabelBinding(id, Label(label), which_of(which), Days(first, last), name, version)


def spread(connection: Driver, binding: LabelBinding) -> int:
    """In the transaction of the caller. How many rows differ from what stood there."""
    asked = condition(connection, binding.which, "w")
    text = SPREAD.format(on_sale=ON_SALE, condition=asked.text)
    facts = {
        "binding": binding.id, "label": binding.label.value, "first": binding.days.first, "last": binding.days.last,
    }  # fmt: skip
    row = connection.execute(text.encode(), {**facts, **asked.facts}).fetchone()
    assert row is not None
    return int(row[0])


@frozen
class PostgresLabelWork:
    connection: Driver

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        return PostgresPromoWork(self.connection).products(skus)

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]:
        return PostgresPromoWork(self.connection).sections(names)

    def values(self, asked: Mapping[str, Sequence[str]]) -> tuple[Sequence[tuple[int, str]], Sequence[str]]:
        return values_of(self.connection, asked)

    def lock(self, id: UUID) -> LabelBinding:
        select = f"SELECT {COLUMNS} FROM label_binding b WHERE b.id = %s FOR UPDATE"
        row = self.connection.execute(select.encode(), [id]).fetchone()
        if row is None:
            raise NotFound("label", str(id))
        return binding_from(row)

    def save(self, binding: LabelBinding, by: UserId) -> None:
        facts = {
            "id": binding.id, "label": binding.label.value, "name": binding.name,
            "which": json_text(told_which(binding.which)), "first": binding.days.first, "last": binding.days.last,
            "version": binding.version, "by": by,
        }  # fmt: skip
        self.connection.execute(SAVE, facts)
        spread(self.connection, binding)
        self.connection.execute(RAISE)

    def remove(self, id: UUID) -> None:
        self.connection.execute("DELETE FROM label_binding WHERE id = %s", [id])
        self.connection.execute(RAISE)


@frozen
class PostgresLabelWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresLabelWork]:
        with self.database.transaction() as transaction:
            yield PostgresLabelWork(driver(transaction))


@frozen
class PostgresLabelBook:
    database: Database

    def rows(self) -> Sequence[LabelRow]:
        with self.database.driver() as connection:
            return [_row(row) for row in connection.execute((ROWS + ORDER).encode())]

    def card(self, id: UUID) -> tuple[LabelRow, TypedLabel]:
        with self.database.driver() as connection:
            found = connection.execute(f"{ROWS} WHERE b.id = %s".encode(), [id]).fetchone()
            if found is None:
                raise NotFound("label", str(id))
            row = _row(found)
            which = row.binding.which
            facts = {"products": list(which.products), "categories": list(which.categories)}
            names = connection.execute(NAMES, facts).fetchone()
            assert names is not None
            told = connection.execute(VALUES, [sorted(which.properties)]).fetchall() if which.values else []
        articles, sections = (tuple(each or ()) for each in names)
        return row, _typed(row, articles, sections, _said(which, told))


def _said(which: Which, properties: Sequence[tuple[Any, ...]]) -> list[str]:
    """«Цвет = Красный; Серый», as people write them."""
    found = []
    for id, name, options in properties:
        values = sorted(str(options.get(value, value)) for asked, value in which.values if asked == id)
        found.append(f"{name} = {'; '.join(values)}")
    return found


def _row(row: tuple[Any, ...]) -> LabelRow:
    *binding, goods, by, changed_at = row
    return LabelRow(binding_from(tuple(binding)), goods, by, changed_at)


def _typed(row: LabelRow, articles: Sequence[str], sections: Sequence[str], values: Sequence[str]) -> TypedLabel:
    binding = row.binding
    first, last = ("" if day is None else day.isoformat() for day in (binding.days.first, binding.days.last))
    return TypedLabel(
        binding.label.value, binding.name, first, last, "\n".join(articles), "\n".join(sections),
        "\n".join(sorted(binding.which.manufacturers)), "\n".join(values),
    )  # fmt: skip


@frozen
class PostgresLabelSets:
    database: Database
    kept: Kept = field(factory=lambda: Kept(8), eq=False)

    def of(self, version: int, day: date) -> Labelled:
        return self.kept.get((version, day), lambda: self._of(day))

    def _of(self, day: date) -> Labelled:
        with self.database.driver() as connection:
            found = connection.execute(SETS, {"day": day}).fetchall()
        return {Label(label): frozenset(goods) for label, goods in found}


@frozen
class SpreadLabels:
    """After an import: the bindings over the goods as they are now. Does nothing while they are."""

    database: Database

    def __call__(self) -> int:
        """How many labels of goods came or went."""
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            stale = connection.execute(STALE).fetchone()
            if stale is None:
                return 0
            rows = connection.execute(f"SELECT {COLUMNS} FROM label_binding b FOR UPDATE".encode()).fetchall()
            changed = sum(spread(connection, binding_from(row)) for row in rows)
            connection.execute("UPDATE label_state SET catalogue_version = %s", [stale[0]])
            if changed:
                connection.execute(RAISE)
                tell_written(connection, (), moves=False)  # what goods are is the same
            return changed
