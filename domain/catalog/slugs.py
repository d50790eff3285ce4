"""Readable addresses made of names: «Болты М10, оцинкованные» is bolty-m10-otsinkovannye."""

import re

# The practice of Russian catalogues, close to ГОСТ Р 52535: one letter at most four, no signs.
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
    "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya",
), strict=True))  # fmt: skip
_SPELT = str.maketrans(_LETTERS)
_OTHER = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """Letters a to z, digits and single hyphens; empty where the name has nothing of these."""
    return _OTHER.sub("-", name.casefold().translate(_SPELT)).strip("-")
