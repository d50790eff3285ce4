"""Pictures looked at and made smaller by Pillow, which is told beforehand what it may open (ADR 0032)."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, Final

from attrs import frozen
from PIL import Image, ImageOps, UnidentifiedImageError

from application.media.judging import (
    MOST_BYTES,
    MOST_POINTS,
    MOST_SIDE,
    WIDTHS,
    PictureRefused,
    Rendition,
    Sides,
    widths_of,
)

# Decoders that nobody asked for are decoders that nobody has to trust.
FORMATS: Final = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
}
SVG: Final = re.compile(rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s/>]", re.DOTALL | re.I)
OTHERS: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"8BPS", "PSD"),
    (b"MZ", "EXE"),
)
HEAD: Final = 4096
QUALITY: Final = 82
WHITE: Final = (255, 255, 255)


@frozen
class PillowJudge:
    """The port `Judge`."""

    def look(self, file: BinaryIO) -> Sides:
        with opened(file) as picture:
            found = sides_of(picture)
            picture.load()
            return found

    def renditions(self, file: BinaryIO, widths: Sequence[int] = WIDTHS) -> tuple[Sides, Sequence[Rendition]]:
        with opened(file) as picture:
            sides = sides_of(picture)
            # A JPEG is unpacked at an eighth, a quarter or a half where that is enough.
            picture.draft("RGB", (widths[-1], widths[-1]))
            whole = upright(picture)
            made: list[Rendition] = []
            for width in sorted(widths_of(sides.width, widths), reverse=True):
                wide = min(width, sides.width)
                height = max(1, round(sides.height * wide / sides.width))
                whole = whole.resize((wide, height), Image.Resampling.LANCZOS)
                made += [Rendition(width, *one) for one in encoded(whole)]
            return sides, made


@contextmanager
def opened(file: BinaryIO) -> Iterator[Image.Image]:
    """Raises PictureRefused, also for what turns out while the block reads it."""
    head = file.read(HEAD)
    size = file.seek(0, 2)
    file.seek(0)
    if not head:
        raise PictureRefused("empty")
    if size > MOST_BYTES:
        raise PictureRefused("too-large", str(size))
    if SVG.match(head):
        raise PictureRefused("svg")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=tuple(FORMATS)) as picture:
                if max(picture.size) > MOST_SIDE or picture.width * picture.height > MOST_POINTS:
                    raise PictureRefused("too-wide", f"{picture.width} × {picture.height}")
                yield picture
    except UnidentifiedImageError:
        other = next((name for magic, name in OTHERS if head.startswith(magic)), "")
        raise PictureRefused("other-format" if other else "not-a-picture", other) from None
    except Image.DecompressionBombError:
        raise PictureRefused("too-wide") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError):
        # What decoders raise at broken content, each in its own way.
        raise PictureRefused("broken") from None


def sides_of(picture: Image.Image) -> Sides:
    width, height = picture.size
    if picture.getexif().get(0x0112, 1) in (5, 6, 7, 8):
        width, height = height, width
    # MPO is what a JPEG of two pictures calls itself, as some cameras write it.
    return Sides(FORMATS.get(picture.format or "", "image/jpeg"), width, height)


def upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera noted, without its notes: where and by whom a photo was taken is not ours to tell."""
    turned = ImageOps.exif_transpose(picture)
    has_alpha = turned.mode in ("RGBA", "LA", "PA") or (turned.mode == "P" and "transparency" in turned.info)
    return turned.convert("RGBA" if has_alpha else "RGB")


def encoded(picture: Image.Image) -> Iterator[tuple[str, str, bytes]]:
    modern = BytesIO()
    picture.save(modern, "WEBP", quality=QUALITY, method=4)
    yield "webp", "image/webp", modern.getvalue()
    plain = picture
    if picture.mode == "RGBA":
        plain = Image.new("RGB", picture.size, WHITE)
        plain.paste(picture, mask=picture.getchannel("A"))
    everywhere = BytesIO()
    plain.save(everywhere, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    yield "jpg", "image/jpeg", everywhere.getvalue()
