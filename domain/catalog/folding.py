"""How article numbers, names and search texts are folded, so that what people take for equal compares equal.

Source: documents, 9.4 (ё, look-alikes, sizes).
"""

import re
from unicodedata import normalize

# Letters that look the same in both alphabets. Digits are not folded: О is not 0.
_TO_LATIN = dict(zip("АВЕКМНОРСТУХ", "ABEKMHOPCTYX", strict=True))
# What people write or leave out at will between the parts of an article number.
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2212./\\№"))
_SKU = str.maketrans(_TO_LATIN) | _DROPPED | {ord("×"): "X", ord("Ё"): "E"}
_DIGITS = re.compile(r"[0-9]+")
# 10х40 (Cyrillic), 10×40 and 10*40 are one size, 0,75 and 0.75 one number.
_SIZE = re.compile(r"(?<=[0-9])\s?[xх×*]\s?(?=[0-9])")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_WIDTH = 10
LONGEST_SEARCH = 4000


def sku_key(sku: str) -> str:
    """«АВ-10/2 х» and «AB 10.2X» are one article number; е and ё are one, since clients make up articles of words."""
    if not sku.isascii():
        sku = normalize("NFKC", sku.replace("№", ""))
    return sku.upper().translate(_SKU)


def sort_key(name: str) -> str:
    """For ORDER BY in code-point order: е and ё together, no case, numbers by value (М6 before М10)."""
    folded = " ".join(name.casefold().replace("ё", "е").split())
    return _DIGITS.sub(_padded, folded)


def _padded(digits: "re.Match[str]") -> str:
    return digits[0].zfill(_WIDTH)


def search_text(*parts: str) -> str:
    """The words of a good, or of a question, as full-text search gets them; a repeated part counts once."""
    text = " ".join(dict.fromkeys(part for part in parts if part))[:LONGEST_SEARCH]
    if not text.isascii():
        text = normalize("NFKC", text)
    text = _SIZE.sub("x", text.lower().replace("ё", "е"))
    return _COMMA.sub(".", text) if "," in text else text
