"""Which word was meant by one that no goods have: the nearest of those that goods do have."""

from collections.abc import Iterable

from attrs import frozen

from domain.catalog.spelling import allowed, slips, sound

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


def nearest(word: str, switched: str, known: Iterable[Known]) -> Known | None:
    """The word that was most likely meant; of words that are equally near, that which is written most like it, then
    the one that more goods have. None when all are too far."""
    rated = [(_distance(switched if each.switched else word, each), each) for each in known]
    near = [(far, each) for far, each in rated if far is not None]
    least = min((far for far, _ in near), default=None)
    equal = [each for far, each in near if far == least]
    if len(equal) < 2:
        return equal[0] if equal else None
    return min(equal, key=lambda each: (slips(switched if each.switched else word, each.word), -each.goods))


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
    if heard == told:
        return switch + _HEARD
    apart = slips(heard, told)
    return switch + _HEARD + apart if apart <= allowed(min(len(heard), len(told))) else None
