"""What a process keeps of goods while exports come is what it would read if it began anew (ADR 0077)."""

from attrs import define, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.catalogue_changes import is_still, written_between
from adapters.postgres.database import Database
from adapters.postgres.shelf import Shelf
from domain.shared.ids import ProductId, VariantId
from tests.adapters.postgres.importing.exports import (
    T2,
    T3,
    Portal,
    catalog,
    classifier,
    file,
    good,
    group,
    offer,
    package,
    prices,
    tag,
)
from tests.adapters.postgres.importing.model import Export
from tests.adapters.postgres.importing.test_random_exports import EXPORTS

UNIT = '<БазоваяЕдиница Код="796" НаименованиеПолное="{}">{}</БазоваяЕдиница>'
PACK = "<Пересчет><Единица>778</Единица><Коэффициент>{}</Коэффициент></Пересчет>"
COIL = "<БазоваяЕдиница>1001</БазоваяЕдиница>"
NOBODY = ProductId(2_000_000_000)


def units(code: str, name: str) -> str:
    told = f"<Ид>{code}</Ид><Код>{code}</Код><НаименованиеКраткое>{name}</НаименованиеКраткое>"
    return classifier(tag("ЕдиницыИзмерения", tag("ЕдиницаИзмерения", told)))


def in_group(erp_id: str) -> str:
    return tag("Группы", tag("Ид", erp_id))


TREE = classifier(tag("Группы", group("g", group("h")) + group("k")))
# Two goods that stay as they are but for what each file brings: nothing may be left out of what it is told to change.
BODIES = {
    "name": catalog(good("1", name="Гайка")),
    "article": catalog(good("1", tag("Артикул", "A-1"))),
    "group": catalog(good("1", in_group("k"))),
    "tree": classifier(tag("Группы", group("g") + group("k", group("h")))),
    "deleted": catalog(good("1", status="Удален")),
    "unit": catalog(good("1", UNIT.format("Пара", ""))),
    "coil": catalog(good("1", COIL)),
    "name of a unit": units("1001", "бухта"),
    "another name of it": units("1001", "моток"),
    "packaging": catalog(good("1", UNIT.format("Штука", PACK.format(12)))),
    "packaging that is priced": package(
        offer("1", tag("Цены", "<Цена><ИдТипаЦены>w</ИдТипаЦены><ЦенаЗаЕдиницу>9</ЦенаЗаЕдиницу><Валюта>руб</Валюта>"
                               "<Единица>упак</Единица><Коэффициент>6</Коэффициент></Цена>")), types=["w"]),
    "offer": package(offer("1", tag("Артикул", "B-1"), name="Товар красный")),
    "characteristic": package(offer("1#a", name="Товар синий")),
    "good that is a characteristic": catalog(good("1#a", name="Товар синий")),
    "deleted offer": package(offer("1", status="Удален")),
    "price": package(offer("1", prices(w=3)), types=["w"]),
    "new": catalog(good("3", in_group("h"))),
}  # fmt: skip


def follows(kept: Shelf, portal: Portal, coming: int = 0) -> None:
    """`kept` is looked at by a reader who has seen the newest version; it answers like one that knows nothing yet.

    coming: how many variants are asked for that are not there yet. Only where offers are told before their prices: one
    that waits raises no version, and is as little there as before.
    """
    version = portal.one("SELECT catalogue_version FROM catalogue_state")
    products = [ProductId(id) for (id,) in portal.rows("SELECT id FROM product WHERE connection_id = :c")]
    variants = [VariantId(id) for (id,) in portal.rows(
        "SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c")]  # fmt: skip
    products.append(NOBODY)
    last = portal.one("SELECT coalesce(max(id), 0) FROM variant")
    variants += [VariantId(last + n) for n in range(1, coming + 1)]
    fresh = Shelf(portal.database)
    if missing := [id for id in products if id not in kept.of_version(version).products]:
        kept.add_products(missing)
    if missing_variants := [id for id in variants if id not in kept.of_version(version).variants]:
        kept.add_variants(missing_variants)
    fresh.add_products(products)
    fresh.add_variants(variants)
    assert kept.newest.version == fresh.newest.version == version
    assert {id: kept.newest.products[id] for id in products} == fresh.newest.products
    assert {id: kept.newest.variants[id] for id in variants} == fresh.newest.variants


@define
class Places:
    """Where goods stand, held against what versions tell of those that may stand elsewhere."""

    portal: Portal
    _version: int = field(init=False)
    _stand: dict[int, set[int]] = field(init=False)
    is_told: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._version, self._stand = self._now()

    def follow(self) -> None:
        since, before = self._version, self._stand
        self._version, self._stand = self._now()
        with self.portal.database.driver() as connection:
            if self._version == since or not is_still(connection, since, self._version):
                return
            told = written_between(connection.execute, since, self._version)
        moved = {id for id in before.keys() | self._stand.keys() if before.get(id) != self._stand.get(id)}
        assert told is not None and moved <= told
        self.is_told = self.is_told or bool(moved)

    def _now(self) -> tuple[int, dict[int, set[int]]]:
        found: dict[int, set[int]] = {}
        for section, product in self.portal.rows("SELECT category_id, product_id FROM catalog_place"):
            found.setdefault(product, set()).add(section)
        return self.portal.one("SELECT catalogue_version FROM catalogue_state"), found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exports=st.lists(EXPORTS, min_size=2, max_size=6), batch=st.sampled_from([1, 1000]))
def test_a_shelf_follows_any_exports(exports: list[Export], batch: int, database: Database) -> None:
    portal, kept = Portal.connected(database), Shelf(database)
    for export in exports:
        portal.send(export.xml(), batch=batch)
        follows(kept, portal)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=5))
def test_a_shelf_follows_whatever_kind_of_thing_is_written(bodies: list[str], database: Database) -> None:
    portal, kept = Portal.connected(database), Shelf(database)
    goods = good("1", in_group("h") + UNIT.format("Штука", "")), good("2", in_group("g") + COIL)
    portal.send(file(TREE + catalog(*goods)))
    portal.send(file(package(offer("1"), offer("2"))))
    follows(kept, portal, coming=40)
    places = Places(portal)
    for body in bodies:
        portal.send(file(BODIES[body], at=T2))
        follows(kept, portal, coming=40)
        places.follow()


def test_goods_that_a_file_did_not_write_stay_where_they_are(portal: Portal) -> None:
    kept, places = Shelf(portal.database), Places(portal)
    portal.send(file(TREE + catalog(*(good(str(n), in_group("g")) for n in range(1, 6)))))
    portal.send(file(package(*(offer(str(n)) for n in range(1, 6)))))
    follows(kept, portal)
    before = kept.newest.products
    portal.send(file(catalog(good("2", in_group("g"), name="Гайка"), good("3", in_group("g"))), at=T2))
    after = kept.of_version(portal.one("SELECT catalogue_version FROM catalogue_state"))
    ids = dict(portal.rows("SELECT erp_id, id FROM product WHERE connection_id = :c"))
    assert {id for id in before if id in after.products} == {ids["1"], ids["3"], ids["4"], ids["5"], NOBODY}
    assert all(after.products[id] is before[id] for id in after.products)
    follows(kept, portal)
    places.follow()
    portal.send(file(catalog(good("4", in_group("k"))), at=T2))
    places.follow()
    assert places.is_told
    follows(kept, portal)
    # A group that moves takes its goods along: which they are is not told.
    portal.send(file(classifier(tag("Группы", group("k", group("g")))), at=T3))
    assert not kept.of_version(portal.one("SELECT catalogue_version FROM catalogue_state")).products
    follows(kept, portal)
