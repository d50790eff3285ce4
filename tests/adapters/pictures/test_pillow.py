"""Pictures judged by content, made smaller, and no longer told of than they may be."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from adapters.pictures.pillow import PillowJudge
from application.media.judging import MOST_SIDE, WIDTHS, PictureRefused, widths_of
from tests.capabilities import shows

pytestmark = shows("M016")
JUDGE = PillowJudge()


def encoded(form: str, size: tuple[int, int] = (120, 90), mode: str = "RGB", **more: object) -> BytesIO:
    target = BytesIO()
    Image.new(mode, size, "#305080" if mode in ("RGB", "RGBA") else 3).save(target, form, **more)
    target.seek(0)
    return target


def why(content: bytes) -> tuple[str, str]:
    with pytest.raises(PictureRefused) as refused:
        JUDGE.look(BytesIO(content))
    return refused.value.why, refused.value.found


@pytest.mark.parametrize(
    ("form", "kind"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif"), ("BMP", "image/bmp")],
)
def test_a_picture_is_known_by_its_content(form: str, kind: str) -> None:
    sides = JUDGE.look(encoded(form))
    assert (sides.content_type, sides.width, sides.height) == (kind, 120, 90)


def claimed_png(width: int, height: int) -> bytes:
    """A head that promises so many points; there is nothing behind it, and nobody may go and look."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )


def test_a_picture_of_too_many_points_is_refused_by_its_head() -> None:
    assert why(claimed_png(20_000, 20_000))[0] == "too-wide"
    assert why(claimed_png(MOST_SIDE + 1, 1))[0] == "too-wide"
    assert why(claimed_png(10_000, 10_000))[0] == "too-wide"
    assert why(claimed_png(100, 100))[0] == "broken"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ("empty", "")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ("svg", "")),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE svg>\n<SVG/>", ("svg", "")),
        (b"%PDF-1.7 ...", ("other-format", "PDF")),
        (b"II*\x00....", ("other-format", "TIFF")),
        (b"<html><script>alert(1)</script>", ("not-a-picture", "")),
        (b"\xff\xd8\xff\xe0 not really", ("broken", "")),
        (encoded("PNG", (400, 400)).getvalue()[:200], ("broken", "")),
        (encoded("JPEG", (400, 400)).getvalue()[:700], ("broken", "")),
    ],
)
def test_what_is_no_picture_is_refused_by_name(content: bytes, told: tuple[str, str]) -> None:
    assert why(content) == told


def test_a_picture_is_never_blown_up_and_the_two_smallest_are_always_there() -> None:
    assert widths_of(60) == (80, 320)
    assert widths_of(400) == (80, 320, 640)
    assert widths_of(5000) == WIDTHS
    sides, made = JUDGE.renditions(encoded("PNG", (60, 30)))
    assert sides.width == 60
    assert {Image.open(BytesIO(one.content)).size for one in made} == {(60, 30)}


def test_smaller_copies_stand_upright_and_tell_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of the photographer"
    sides, made = JUDGE.renditions(encoded("JPEG", (800, 400), exif=exif))
    assert (sides.width, sides.height) == (400, 800)
    for one in made:
        small = Image.open(BytesIO(one.content))
        assert small.height > small.width
        assert not small.getexif()
        assert b"photographer" not in one.content


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "1", "CMYK", "I;16", "LA"])
def test_every_kind_of_colour_becomes_one_that_browsers_show(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    _, made = JUDGE.renditions(encoded(form, (100, 100), mode))
    assert {Image.open(BytesIO(one.content)).format for one in made} == {"WEBP", "JPEG"}
