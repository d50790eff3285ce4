"""One word written in several ways: on the other keyboard layout, in the other alphabet, as it is heard.

Source: ADR 0031.
"""

import re

# The keys of both layouts in one order: what a finger meant and what the screen showed.
_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)

# Longer pieces first: `shch` is one letter before `sh` and `ch` are two.
_HEARD = (
    ("shch", "щ"), ("sch", "ш"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("tz", "ц"),
    ("ph", "ф"), ("th", "т"), ("ck", "к"), ("qu", "кв"), ("yo", "е"), ("jo", "е"), ("yu", "ю"), ("ju", "ю"),
    ("ya", "я"), ("ja", "я"), ("ye", "е"), ("je", "е"), ("ce", "се"), ("ci", "си"), ("cy", "си"),
    *zip("abcdefghijklmnopqrstuvwxyz", (*"абкдефгхийклмнопкрстувв", "кс", "и", "з"), strict=True),
)  # fmt: skip
_PIECES = dict(_HEARD)
_PIECE = re.compile("|".join(piece for piece, _ in _HEARD))
_WRITTEN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
    "h", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"
), strict=True))  # fmt: skip

# Vowels that sound alike without stress, and signs that are not heard.
_ALIKE = str.maketrans("оэеёыйящ", "аиииииаш", "ьъ-")
_DOUBLED = re.compile(r"(.)\1+")

_LOOKS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_LOOKS_BACK = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
# Letters that stand for a digit beside digits: О-0, З-3, I and l-1.
_AS_DIGITS = str.maketrans("OОЗIL", "00311")
_BESIDE_DIGIT = re.compile(r"(?<=[0-9])[OОЗIL]+|[OОЗIL]+(?=[0-9])")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
# Letters by which words are found that sound nearly alike: those at the beginning, and at the end of the longest.
_LEAD, _HALF = 7, 6


def other_layout(text: str) -> str:
    """The same keys with the keyboard switched: «rhjdfnm» and «кровать» are one. Twice is the text again."""
    if text.isascii():
        return text.translate(_TO_RUSSIAN)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    cyrillic = sum("а" <= c.lower() <= "я" or c.lower() == "ё" for c in text)
    return text.translate(_TO_LATIN if cyrillic > latin else _TO_RUSSIAN)


def in_cyrillic(word: str) -> str:
    """How a Russian would write down a word of Latin letters: makita - макита, shurup - шуруп. Others stay."""
    return _PIECE.sub(lambda piece: _PIECES[piece[0]], word.casefold())


def in_latin(word: str) -> str:
    """The other way round: макита - makita."""
    return "".join(_WRITTEN.get(letter, letter) for letter in word.casefold())


def sound(word: str) -> str:
    """A key that words have in common when they are heard as one, in whichever alphabet and with whichever vowels.

    Makita and «Макита», «перфаратор» and «перфоратор», «металл» and «метал» have the same.
    """
    return _DOUBLED.sub(r"\1", in_cyrillic(word).translate(_ALIKE))


def allowed(length: int) -> int:
    """Slips that a word of so many letters may have and still be recognised; a short one has too many neighbours."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 12 else 3


def traces(key: str) -> frozenset[str]:
    """What a sound leaves to be found by: two that are as near as `allowed` have one of these in common.

    A slip is a letter too many, one too few, another one, or two that changed places; leaving one letter out on both
    sides makes up for any. How a word begins tells it up to two slips. Of three one half of the word has one at most,
    so that the longest leave how they end, too, marked by a dash.
    """
    found = _shortened(key[:_LEAD], min(allowed(len(key)), 2))
    if allowed(len(key)) > 2:
        found |= {f"-{end}" for end in _shortened(key[-_HALF:], 1)}
    return frozenset(found)


def _shortened(key: str, most: int) -> set[str]:
    """With up to so many letters left out."""
    found = last = {key}
    for _ in range(most):
        last = {one[:n] + one[n + 1 :] for one in last for n in range(len(one))}
        found = found | last
    return found


def slips(one: str, other: str) -> int:
    """How many slips lie between two words (restricted Damerau-Levenshtein)."""
    one, other = _unlike(one, other)
    if not (one and other):
        return len(one or other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        earlier, before, row = before, row, [n]
        for m, against in enumerate(other, 1):
            best = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != against))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == against:
                best = min(best, earlier[m - 2] + 1)
            row.append(best)
    return row[-1]


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Both without the ends that they have in common: of a word with a slip little is left to compare."""
    first, last, most = 0, 0, min(len(one), len(other))
    while first < most and one[first] == other[first]:
        first += 1
    while last < most - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return one[first : len(one) - last], other[first : len(other) - last]


def other_alphabet(word: str) -> tuple[str, ...]:
    """Spellings that look the same: «М10» and M10, «НУМ» that is half Latin. Empty where a letter gives it away."""
    shown = word.upper()
    latin, cyrillic = shown.translate(_LOOKS), shown.translate(_LOOKS_BACK)
    found = []
    if not any("А" <= c <= "Я" or c == "Ё" for c in latin):
        found.append(latin.casefold())
    if not any(c.isascii() and c.isalpha() for c in cyrillic):
        found.append(cyrillic.casefold())
    return tuple(spelt for spelt in dict.fromkeys(found) if spelt != word.casefold())


def digits_meant(key: str) -> str:
    """An article in which letters were typed for digits: AB0O12 is AB0012. The article as it is where none were."""
    return _BESIDE_DIGIT.sub(lambda letters: letters[0].translate(_AS_DIGITS), key)


def without_zeros(key: str) -> str:
    """Leading zeros of each number left out: 000123 and 123, AB-0012 and AB-12."""
    return _ZEROS.sub("", key)
