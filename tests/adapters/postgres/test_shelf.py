"""What a process keeps of goods, while several of its threads read and fill it."""


import pytest

from adapters.postgres import shelf
from adapters.postgres.shelf import Shelf
from domain.shared.ids import VariantId
from entrypoints.prove.world import VARIANTS
from tests.capabilities import shows
from tests.shop import Shop


@shows("A02", "M106")
def test_nobody_sees_goods_without_their_cards_while_they_are_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a cart would be quoted without them: its sum was halved where 32 buyers placed at once on a cold process."""
    kept, gone, made = Shelf(shop.database), list[VariantId](), shelf.card_of
    ids = [VariantId(variant) for variant in VARIANTS]
    kept.add_variants(ids)

    def looking(row: tuple[object, ...]) -> object:
        gone.extend(id for id in ids if kept.newest.variants.get(id) is None)
        return made(row)

    monkeypatch.setattr(shelf, "card_of", looking)
    assert all(kept.add_variants(ids).variants[id] is not None for id in ids)
    assert gone == []
    assert kept.add_variants([VariantId(999_999)]).variants[VariantId(999_999)] is None
