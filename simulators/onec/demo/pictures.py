"""Pictures of goods: a pictogram in one colour on white, 400 x 400, as a PNG of a few kilobytes."""

import struct
import zlib
from functools import lru_cache
from math import isqrt

from attrs import define, field

from simulators.onec.demo.pictograms import PICTOGRAMS

SIDE = 400
WHITE, BODY, SHADE, LIGHT = 0, 1, 2, 3
HUES = ((58, 92, 138), (176, 74, 52), (62, 122, 84), (150, 112, 40), (104, 76, 140), (70, 78, 90))
Point = tuple[int, int]


@define
class Canvas:
    """Rows of palette indices; coordinates are pixels from the upper left corner."""

    rows: list[bytearray] = field(factory=lambda: [bytearray(SIDE) for _ in range(SIDE)])

    def span(self, y: int, left: int, right: int, ink: int) -> None:
        left, right = max(left, 0), min(right, SIDE)
        if 0 <= y < SIDE and left < right:
            self.rows[y][left:right] = bytes((ink,)) * (right - left)

    def polygon(self, points: tuple[Point, ...], ink: int) -> None:
        """Fill by scan lines, even-odd."""
        edges = list(zip(points, (*points[1:], points[0]), strict=True))
        for y in range(max(min(p[1] for p in points), 0), min(max(p[1] for p in points), SIDE - 1) + 1):
            cuts = sorted(
                x0 + (y - y0) * (x1 - x0) // (y1 - y0) for (x0, y0), (x1, y1) in edges if min(y0, y1) <= y < max(y0, y1)
            )
            for left, right in zip(cuts[::2], cuts[1::2], strict=True):
                self.span(y, left, right, ink)

    def ellipse(self, box: tuple[int, int, int, int], ink: int) -> None:
        """Fill the ellipse inscribed in (left, top, right, bottom)."""
        left, top, right, bottom = box
        width, height = max(right - left, 1), max(bottom - top, 1)
        for y in range(top, bottom):
            rest = height * height - (2 * y + 1 - top - bottom) ** 2
            half = _root(rest * width * width // (height * height)) // 2
            self.span(y, (left + right) // 2 - half, (left + right) // 2 + half, ink)


def _root(square: int) -> int:
    return isqrt(max(square, 0))


@lru_cache(maxsize=512)
def picture(pictogram: str, hue: int) -> bytes:
    """PNG bytes; the same pictogram and hue give the same bytes."""
    canvas = Canvas()
    canvas.ellipse((70, 330, 330, 360), LIGHT)
    for shape, ink, *numbers in PICTOGRAMS[pictogram]:
        if shape == "ellipse":
            canvas.ellipse((numbers[0], numbers[1], numbers[2], numbers[3]), ink)
        else:
            canvas.polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)), ink)
    colour = HUES[hue % len(HUES)]
    shade = tuple(part * 5 // 8 for part in colour)
    return png(canvas.rows, bytes((255, 255, 255, *colour, *shade, 226, 230, 236)))


def png(rows: list[bytearray], palette: bytes) -> bytes:
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*part) for part in ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
