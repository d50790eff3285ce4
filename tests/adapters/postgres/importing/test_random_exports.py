"""Whatever exports come in whatever order, the tables hold what a plain reading of the rules says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.database import Database
from tests.adapters.postgres.importing.exports import Portal, nothing_changed
from tests.adapters.postgres.importing.model import Export, Good, Model, Offered

KEYS = ["1", "1#a", "2", "3#b"]
AMOUNTS = st.integers(0, 3)
PRICES = st.dictionaries(st.sampled_from(["w", "r"]), AMOUNTS, max_size=2).map(lambda told: tuple(sorted(told.items())))
ROWS = st.dictionaries(st.sampled_from(["x", "y"]), st.integers(-1, 2), max_size=2).map(
    lambda told: tuple(sorted(told.items()))
)
TYPES = st.sampled_from([(), ("w",), ("r", "w")])
MINUTES = st.integers(0, 5)


def offered(kind: str) -> st.SearchStrategy[Offered]:
    # In 3.x prices and rests come apart: a record tells one or the other.
    either = st.one_of(
        st.builds(Offered, key=st.sampled_from(KEYS), prices=PRICES),
        st.builds(Offered, key=st.sampled_from(KEYS), rows=ROWS, deleted=st.booleans()),
    )
    if kind == "3.x":
        return either
    return st.builds(
        Offered,
        key=st.sampled_from(KEYS),
        prices=st.none() | PRICES,
        rows=ROWS,
        total=st.none() | AMOUNTS,
        deleted=st.booleans() if kind == "whole" else st.just(False),
    )


def exports_of(kind: str) -> st.SearchStrategy[Export]:
    goods = st.builds(Good, st.sampled_from(["1", "2", "3"]), st.sampled_from(["Болт", "Гайка"]), st.booleans())
    return st.builds(
        Export,
        minute=MINUTES,
        kind=st.just(kind),
        goods=st.lists(goods, max_size=2, unique_by=lambda g: g.erp_id).map(tuple),
        offers=st.lists(offered(kind), max_size=4, unique_by=lambda o: o.key).map(tuple),
        types=TYPES,
    )


EXPORTS = st.sampled_from(["whole", "whole", "changes", "3.x"]).flatmap(exports_of)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exports=st.lists(EXPORTS, min_size=1, max_size=7), batch=st.sampled_from([1, 1000]))
def test_tables_hold_what_the_rules_say_after_any_exports(
    exports: list[Export], batch: int, database: Database
) -> None:
    portal, model = Portal.connected(database), Model()
    for export in exports:
        portal.send(export.xml(), batch=batch)
        model.take(export)

        assert portal.prices() == {(key, kind, ""): f"{amount} RUB" for (key, kind), amount in model.prices.items()}
        assert portal.stock() == model.stock
        assert goods(portal) == model.goods
        assert variants(portal) == model.variants

    assert nothing_changed(portal.send(exports[-1].xml()))
    assert portal.stock() == model.stock


def goods(portal: Portal) -> dict[str, tuple[str, bool]]:
    rows = portal.rows("SELECT erp_id, name, deleted FROM product WHERE connection_id = :c AND told")
    return {erp_id: (name, deleted) for erp_id, name, deleted in rows}


def variants(portal: Portal) -> dict[str, tuple[bool, bool]]:
    rows = portal.rows("""
        SELECT CASE v.erp_id WHEN '' THEN p.erp_id ELSE p.erp_id || '#' || v.erp_id END, v.told, v.deleted
        FROM variant v JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c
    """)
    return {key: (told, deleted) for key, told, deleted in rows}
