"""Which word was meant by one that no goods have: the nearest of those that goods do have."""

from collections.abc import Iterable

from attrs import frozen

from domain.catalog.spelling import slips, sound

# How sure each way of reading is, in slips: a switched layout is a surer guess than a second slip.
_SWITCHED, _HEARD, _BEGUN = 1.0, 0.5, 0.75


@frozen
class Known:
    """A word that so many goods have. is_stem: of the same stem as the word asked for. switched: read on the other
    layout. is_begun: asked for by its beginning."""

    word: str
    goods: int
    is_stem: bool = False
    switched: bool = False
    is_begun: bool = False


def allowed(length: int) -> int:
    """Slips that a word of so many letters may have and still be recognised; a short one has too many neighbours."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 12 else 3


def nearest(word: str, switched: str, known: Iterable[Known]) -> Known | None:
    """The word that was most likely meant; of two that are equally near, the one that more goods have. None when all
    are too far."""
    rated = [(_distance(switched if each.switched else word, each), -each.goods, each) for each in known]
    near = [(far, goods, each) for far, goods, each in rated if far is not None]
    return min(near, key=lambda one: one[:2])[2] if near else None


def _distance(typed: str, known: Known) -> float | None:
    """None is too far."""
    switch = _SWITCHED if known.switched else 0.0
    if known.is_stem or typed == known.word:
        return switch
    heard, told = sound(typed), sound(known.word)
    if known.is_begun:
        told = told[: len(heard)]
        if heard == told:
            return switch + _BEGUN + (0.0 if known.word.startswith(typed) else _HEARD)
    # Half a slip at most separates vowels that sound alike: it decides between two words of one sound.
    unlike = _HEARD + min(slips(typed, known.word), 9) / 20
    if heard == told:
        return switch + unlike
    apart = slips(heard, told)
    return switch + unlike + apart if apart <= allowed(min(len(heard), len(told))) else None
