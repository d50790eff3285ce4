"""What a process keeps of listed prices is what the tables hold, whoever changed them and whichever types are asked."""

from datetime import date
from decimal import Decimal

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.board import PostgresBoard
from adapters.postgres.listed_prices import ListedPrices
from application.pricing.goods import Scope
from domain.shared.ids import PackagingId, PriceTypeId, VariantId, WarehouseId
from domain.shared.money import Currency
from entrypoints.prove.world import VARIANTS
from tests.capabilities import shows
from tests.shop import Shop

pytestmark = shows("M106", "M018")

TYPES = (1, 2)
STANDING = "SELECT variant_id, price_type_id, packaging_id, amount, currency FROM price WHERE price_type_id = ANY(%s)"
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"
PUT = """
INSERT INTO price (price_type_id, variant_id, amount, currency, message_id) VALUES (%s, %s, %s, 'RUB', 0)
ON CONFLICT (price_type_id, variant_id, packaging_id) DO UPDATE SET amount = excluded.amount
"""

variants = st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=5)
chains = st.sampled_from([(1,), (2,), (1, 2), (2, 1), ()])


@frozen
class Ask:
    process: int
    types: tuple[int, ...]
    variants: list[int]


@frozen
class Put:
    """kopecks: 0 takes the price away."""

    kind: int
    variant: int
    kopecks: int


asking = st.builds(Ask, st.integers(0, 1), chains, variants)
putting = st.builds(
    Put, st.sampled_from(TYPES), st.sampled_from(VARIANTS), st.integers(0, 3) | st.integers(1, 9_999_999)
)


def told(board: PostgresBoard, types: tuple[int, ...], asked: list[int]) -> dict[int, dict[object, object]]:
    scope = Scope(tuple(map(PriceTypeId, types)), (), (WarehouseId(1),), date(2027, 1, 1))
    rows = board.of_variants([VariantId(variant) for variant in asked], scope).rows
    return {row.goods.variant: dict(row.listed) for row in rows}


def standing(shop: Shop, types: tuple[int, ...], asked: list[int]) -> dict[int, dict[object, object]]:
    found: dict[int, dict[object, object]] = {variant: {} for variant in asked}
    for variant, kind, pack, amount, currency in shop.rows(STANDING, list(types)):
        if variant in found:
            found[variant][PriceTypeId(kind), PackagingId(pack)] = (amount, Currency(currency))
    return found


@settings(max_examples=40)
@given(deeds=st.lists(asking | putting, min_size=2, max_size=25), most=st.integers(1, 12))
def test_two_processes_tell_what_stands(shop: Shop, deeds: list[Ask | Put], most: int) -> None:
    """Each with room for a few, so that they forget, too."""
    boards = [PostgresBoard(shop.database), PostgresBoard(shop.database)]
    for board in boards:
        object.__setattr__(board, "listed", ListedPrices(most))
    for deed in deeds:
        if isinstance(deed, Ask):
            expected = standing(shop, deed.types, deed.variants)
            assert told(boards[deed.process], deed.types, deed.variants) == expected
            continue
        if deed.kopecks:
            shop.run(PUT, deed.kind, deed.variant, Decimal(deed.kopecks) / 100)
        else:
            shop.run("DELETE FROM price WHERE price_type_id = %s AND variant_id = %s", deed.kind, deed.variant)
        shop.run(RAISE)


def test_an_older_snapshot_does_not_stand_for_a_newer_one() -> None:
    kept = ListedPrices()
    one = (PriceTypeId(1),)
    new = {VariantId(1): {(PriceTypeId(1), PackagingId(0)): (Decimal(2), Currency.RUB)}}
    old = {VariantId(1): {(PriceTypeId(1), PackagingId(0)): (Decimal(1), Currency.RUB)}}
    kept.put(7, one, new)
    beside = kept.put(6, one, old)
    assert (beside.version, beside.of(one)) == (6, old)
    assert (kept.newest.version, kept.newest.of(one)) == (7, new)
    assert kept.put(8, one, {}).of(one) == {}


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = ListedPrices(most=10)
    for number in range(100):
        kept.put(1, (PriceTypeId(number % 3),), {VariantId(number): {}})
        assert sum(map(len, kept.newest.by_types.values())) <= 10
