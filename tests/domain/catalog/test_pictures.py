"""What the name of a picture says of its good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.folding import sku_key
from domain.catalog.matching import match
from domain.catalog.pictures import PictureKind, is_frame, readings
from domain.shared.ids import ProductId
from tests.capabilities import shows

pytestmark = shows("M016", "M017")
PHOTO, TURN = PictureKind.PHOTO, PictureKind.TURN
SKUS = st.text("ABCДЕ0123456789-", min_size=2, max_size=8).filter(lambda sku: sku.strip("-").isalnum() and sku_key(sku))


def found(path: str, *skus: str) -> tuple[str, PictureKind, int] | None:
    """By which of the articles, as what, at which place."""
    known = {sku_key(sku): {ProductId(n)} for n, sku in enumerate(skus)}
    one = match(readings(path), known)
    assert one is not None
    return (skus[one.goods[0]], one.reading.kind, one.reading.place) if one.goods else None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("AB-12.jpg", ("AB-12", PHOTO, 1)),
        ("АВ 12.JPG", ("AB-12", PHOTO, 1)),
        ("ab12_3.webp", ("AB-12", PHOTO, 3)),
        ("AB-12 (2).jpg", ("AB-12", PHOTO, 2)),
        ("съёмка/AB-12/07.jpg", ("AB-12", PHOTO, 7)),
        ("AB-12/вид сбоку.jpg", ("AB-12", PHOTO, 1)),
        ("AB-12_360/001.jpg", ("AB-12", TURN, 1)),
        ("AB-12-360/frame_24.jpg", ("AB-12", TURN, 24)),
        ("AB-12_360_07.jpg", ("AB-12", TURN, 7)),
        ("AB_12.jpg", ("AB-12", PHOTO, 1)),
        ("AB-13.jpg", None),
        ("360/001.jpg", None),
    ],
)
def test_a_name_is_read_as_photographers_write_it(path: str, told: tuple[str, PictureKind, int] | None) -> None:
    assert found(path, "AB-12") == told


def test_an_article_that_ends_in_a_number_is_no_number_of_a_picture() -> None:
    assert found("M8_2.jpg", "M8_2", "M8") == ("M8_2", PHOTO, 1)
    assert found("M8_3.jpg", "M8_2", "M8") == ("M8", PHOTO, 3)


def test_a_number_in_a_folder_of_an_article_is_no_article() -> None:
    assert found("AB-12/01.jpg", "AB-12", "01") == ("AB-12", PHOTO, 1)
    assert found("разное/01.jpg", "AB-12", "01") == ("01", PHOTO, 1)


def test_several_goods_of_one_article_are_all_told() -> None:
    one = match(readings("X-1.jpg"), {"X1": {ProductId(7), ProductId(3)}})
    assert one is not None
    assert one.goods == (3, 7)


@pytest.mark.parametrize("name", ["---.jpg", "_.png", "/…/.jpg"])
def test_a_name_without_letters_says_nothing(name: str) -> None:
    assert match(readings(name), {"": {ProductId(1)}}) is None


@given(sku=SKUS, place=st.integers(1, 999))
def test_whatever_the_article_its_own_names_find_it(sku: str, place: int) -> None:
    for path in (f"{sku}.jpg", f"{sku}_{place}.jpg", f"{sku}/{place:02}.jpg", f"{sku}_360/{place:03}.jpg"):
        one = found(path, sku)
        assert one is not None, path
        assert one[0] == sku


@given(path=st.text(max_size=80))
def test_no_name_breaks_the_reading(path: str) -> None:
    assert all(len(one.sku) >= 1 for one in readings(path))


def test_frames_of_the_erp_stand_in_a_folder_of_their_own() -> None:
    assert is_frame("import_files/ab/abcd_360/001.png")
    assert not is_frame("import_files/ab/abcd_360.png")
    assert not is_frame("abcd.png")
