"""What a text typed into the search may mean: words with their spellings, an article, a barcode.

Any text is a question, also one of operators, of smileys or of ten thousand letters. Source: ADR 0031.
"""

import re
from collections.abc import Sequence

from attrs import frozen

from domain.catalog.folding import search_text, sku_key
from domain.catalog.spelling import digits_meant, in_cyrillic, other_alphabet, other_layout, without_zeros

LONGEST = 200
MOST_WORDS = 12
LONGEST_ARTICLE = 60
SHORTEST_PIECE = 3
# A longer text is no piece of an article and no article with slips, if one in full at all.
LONGEST_GUESSED = 24
MOST_PARTS = 4

# Whatever stands between, the pieces of one word hold together: 1/2, 0.75, пф-115.
_WORD = re.compile(r"[^\W_]+(?:[-./+][^\W_]+)*")
_MEASURED = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^\W\d_]+)")
_NUMBERED = re.compile(r"([^\W\d_]+)-?([0-9]+)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LABEL = re.compile(r"^\s*(?:артикул|арт|код|sku|art|№)[\s.:№-]+", re.IGNORECASE)
_DIVIDED = re.compile(r"[\s./\\-]+")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s-]+(?=[0-9])")
# Units as buyers write them and as goods are named.
_UNITS = (
    ("мм", "mm", "мм2"), ("см", "cm"), ("м", "m", "метр", "метров"), ("кг", "kg"), ("г", "гр", "g"), ("л", "l"),
    ("мл", "ml"), ("вт", "w"), ("квт", "kw"), ("в", "v"), ("а", "a"), ("ка", "ka"), ("к", "k"), ("шт", "pcs"),
)  # fmt: skip
_UNIT = {spelt: unit for unit in _UNITS for spelt in unit}


@frozen
class Term:
    """One thing that goods must have: any of the spellings will do; the words of one spelling stand side by side.

    typed: the text it was read from. is_word: of letters alone, so that another word may be meant.
    """

    typed: str
    spellings: tuple[str, ...]
    is_word: bool

    @classmethod
    def of(cls, typed: str, word: str) -> "Term":
        return cls(typed, tuple(dict.fromkeys(_spellings(word))), word.isalpha())


@frozen
class Asked:
    """text: cleaned, as it is shown. key: as an article. code: as a barcode. Empty where it can be none.

    parts: of an article of several, as they were divided when it was typed: each of them may lack its leading zeros.
    """

    text: str
    terms: tuple[Term, ...]
    key: str
    code: str
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Asked":
        shown = cleaned(text)
        named = _LABEL.sub("", shown)
        digits = _BETWEEN_DIGITS.sub("", named)
        is_code = digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14
        return cls(shown, _terms(named), article(named), digits if is_code else "", _parts(named))

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.key)

    @property
    def piece(self) -> str:
        """What may be a part of an article: without a figure in it a text is a word, and a long one is several."""
        may_be = SHORTEST_PIECE <= len(self.key) <= LONGEST_GUESSED and any(c.isdigit() for c in self.key)
        return self.key if may_be else ""

    @property
    def other_articles(self) -> tuple[str, ...]:
        """What else may have been meant: letters for digits, the other layout, letters as they are heard."""
        if len(self.key) > LONGEST_GUESSED:
            return ()
        named = _LABEL.sub("", self.text)
        meant = (digits_meant(self.key), article(other_layout(named)), article(in_cyrillic(named)))
        return tuple(key for key in dict.fromkeys(meant) if key and key != self.key)


def cleaned(text: str) -> str:
    """One line of what can be seen, not longer than anyone types."""
    seen = text[: 4 * LONGEST]
    if not seen.isprintable():
        seen = "".join(c if c.isprintable() else " " for c in seen)
    return " ".join(seen.split())[:LONGEST].strip()


def article(text: str) -> str:
    key = sku_key(text)
    return key if len(key) <= LONGEST_ARTICLE and any(c.isalnum() for c in key) else ""


def bare(key: str) -> str:
    """By which articles are compared: leading zeros of each of its numbers do not count."""
    return without_zeros(key)


def _parts(text: str) -> tuple[str, ...]:
    """Empty for what is of one part, and where none is long enough to find an article by."""
    divided = _DIVIDED.split(text)
    if not any(part[:1].isdigit() for part in divided[1:]):
        return ()
    parts = tuple(filter(None, map(article, divided)))
    is_divided = 2 <= len(parts) <= MOST_PARTS and any(part[0].isdigit() for part in parts[1:])
    return parts if is_divided and any(len(part.lstrip("0")) >= SHORTEST_PIECE for part in parts) else ()


def _terms(text: str) -> tuple[Term, ...]:
    words = [(typed, word) for typed in search_text(text).split() for word in _WORD.findall(typed)]
    found, place = list[Term](), 0
    while place < len(words) and len(found) < MOST_WORDS:
        typed, word = words[place]
        following = words[place + 1][1] if place + 1 < len(words) else ""
        if _hold_together(word, following):
            found.append(Term(f"{typed} {following}", tuple(dict.fromkeys(_together(word, following))), False))
            place += 2
        else:
            found.append(Term.of(typed, word))
            place += 1
    return tuple(found)


def _hold_together(word: str, following: str) -> bool:
    """«м 10» is M10, «10 мм» is 10мм."""
    if word.isalpha() and len(word) <= 2:
        return word not in ("в", "с", "к", "и", "о", "у", "по", "на", "от", "до", "из", "за") and following.isdigit()
    return bool(_NUMBER.fullmatch(word)) and following in _UNIT


def _together(word: str, following: str) -> Sequence[str]:
    if word.isalpha():
        return (*_spellings(word + following), *_pair(word, following))
    return [each for unit in _UNIT[following] for each in (f"{word} {unit}", f"{word}{unit}")]


def _spellings(word: str) -> Sequence[str]:
    found = [word]
    if len(word) <= 4 or (not word.isalpha() and any(c.isdigit() for c in word)):
        # A size is folded as the names of goods are: with a Latin x, whatever letters stand around it.
        found += map(search_text, other_alphabet(word))
    for spelt in tuple(found):
        if (measured := _MEASURED.fullmatch(spelt)) is not None:
            found += _together(measured[1], measured[2]) if measured[2] in _UNIT else [f"{measured[1]} {measured[2]}"]
        elif (numbered := _NUMBERED.fullmatch(spelt)) is not None:
            found += _pair(numbered[1], numbered[2])
        elif "-" in spelt:
            found.append(spelt.replace("-", " "))
    return found


def _pair(letters: str, digits: str) -> tuple[str, ...]:
    return (f"{letters} {digits}", f"{letters}-{digits}", f"{letters}{digits}")
