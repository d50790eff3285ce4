"""A hexagon bolt seen from all sides: frames of one turn, drawn by program like the other pictures."""

from functools import lru_cache
from math import cos, pi, radians, sin

from simulators.onec.demo.pictures import HUES, Canvas, Point, png

FRAMES = 24
TONES = 12  # from the darkest side to the lightest
MIDDLE, HEAD, NECK, FOOT = 200, 70, 150, 350
WIDE, SHANK, TILT = 112, 44, 0.26
WHITE, MARK, SHADOW, FIRST = 0, 1, 2, 3


@lru_cache(maxsize=128)
def frame(hue: int, place: int, of: int = FRAMES) -> bytes:
    """PNG bytes of one frame; the last is followed by the first."""
    turned = 360 * place / of
    canvas = Canvas()
    canvas.ellipse((110, 336, 290, 366), SHADOW)
    _shank(canvas, turned)
    _head(canvas, turned)
    colour = HUES[hue % len(HUES)]
    tones = [min(255, round(part * (0.55 + 0.75 * tone / (TONES - 1)))) for tone in range(TONES) for part in colour]
    return png(canvas.rows, bytes((255, 255, 255, 250, 214, 92, 226, 230, 236, *tones)))


def _tone(angle: float) -> int:
    """Of a side that looks there: light comes from the left, a little from the front."""
    return FIRST + round((TONES - 1) * max(0.0, cos(radians(angle + 35))))


def _shank(canvas: Canvas, turned: float) -> None:
    for left in range(-SHANK, SHANK, 4):
        angle = -90 + 180 * (left + SHANK) / (2 * SHANK)
        top = NECK + round(12 * cos(radians(angle)))
        box = (MIDDLE + left, top, MIDDLE + left + 4, FOOT - 20 + round(14 * cos(radians(angle))))
        canvas.polygon(((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])), _tone(angle))
    for turn in range(7):
        y = NECK + 60 + turn * 17 + round(17 * (turned % 360) / 360)
        canvas.polygon(
            ((MIDDLE - SHANK, y), (MIDDLE + SHANK, y - 10), (MIDDLE + SHANK, y - 5), (MIDDLE - SHANK, y + 5)), FIRST
        )
    # A hole for the pin: open twice in a turn, and never twice alike.
    across = sin(radians(turned * 2 + 90)) * 9
    if across > 2:
        x = MIDDLE + round(SHANK * 0.5 * sin(radians(turned)))
        canvas.ellipse((x - round(across), 206, x + round(across), 224), WHITE)


def _corner(angle: float, y: int) -> Point:
    phi = radians(angle)
    return MIDDLE + round(WIDE * sin(phi)), y + round(WIDE * TILT * cos(phi))


def _head(canvas: Canvas, turned: float) -> None:
    corners = [turned + 60 * n for n in range(6)]
    for n, start in enumerate(corners):
        facing = (start + 30) % 360
        if cos(radians(facing)) <= 0:
            continue
        side = (_corner(start, HEAD), _corner(start + 60, HEAD), _corner(start + 60, NECK), _corner(start, NECK))
        canvas.polygon(side, _tone(facing if facing < 180 else facing - 360))
        if n == 0:
            # The maker's mark stands on one side alone.
            inner = [_corner(start + 20 + 20 * part, HEAD + 28) for part in (0, 1)]
            lower = [(x, y + 26) for x, y in reversed(inner)]
            canvas.polygon((*inner, *lower), MARK)
    canvas.polygon(tuple(_corner(angle, HEAD) for angle in corners), FIRST + TONES - 2)
    ring = [(MIDDLE + round(70 * sin(pi * n / 16)), HEAD + round(70 * TILT * cos(pi * n / 16))) for n in range(32)]
    canvas.polygon(tuple(ring), FIRST + TONES - 4)
