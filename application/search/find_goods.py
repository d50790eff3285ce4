"""Goods by what a person typed: as it stands, and if that finds nothing, as it was probably meant (ADR 0031, 0072)."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from attrs import evolve, field, frozen

from application.search.ports import GoodsLookup, LookUp, Misses, Reading, Vocabulary
from domain.catalog.asked import Asked, Term
from domain.catalog.folding import sku_key
from domain.catalog.respelling import Known, nearest
from domain.catalog.spelling import in_cyrillic, other_layout
from domain.shared.ids import CategoryId, CounterpartyId, ProductId

Only = Callable[[Sequence[ProductId]], Sequence[ProductId]]
# Of three words at least one is to be had, of many all but two: fewer would be goods of another kind.
MOST_WITHOUT = 2


class How(StrEnum):
    """What was done to the text: nothing; other words, a switched layout; or it was enough to have some of them."""

    PLAIN = "plain"
    RESPELT = "respelt"
    SOME_WORDS = "some-words"


@frozen
class Found:
    """ids: best first. text: what was searched for in the end."""

    ids: Sequence[ProductId]
    text: str
    how: How = How.PLAIN


def everything(goods: Sequence[ProductId]) -> Sequence[ProductId]:
    return goods


@frozen
class Search:
    """sections: only of these; None is everywhere. client: whose own articles count.

    only: what of a list the client may see: what he may not see decides nothing about how his text is read.
    exactly: as typed and no other way. most: None is all.
    """

    text: str
    sections: Sequence[CategoryId] | None = None
    client: CounterpartyId | None = None
    only: Only = everything
    is_limited: bool = False
    exactly: bool = False
    most: int | None = None


@frozen
class Meant:
    """What a text probably means in place of what it says. is_other: any of its terms is another one."""

    terms: tuple[Term, ...]
    text: str
    is_other: bool
    articles: tuple[str, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """None where nothing but what was typed can be meant."""
        terms = self.terms if self.is_other else ()
        return (Reading(terms, self.articles, self.articles),) if terms or self.articles else ()


@frozen
class FindGoods:
    """misses: None where nobody is to be told what was not found, as for suggestions."""

    lookup: GoodsLookup
    vocabulary: Vocabulary
    misses: Misses | None = field(default=None)

    def __call__(self, search: Search) -> Found:
        """At most four statements, whatever was typed; one where the text finds something as it stands, or where it
        has a word that no goods have and what was meant by it finds something."""
        asked = Asked.of(search.text)
        if asked.is_empty:
            return Found((), asked.text)
        meant = None if search.exactly or self._is_known(asked) else self._meant(asked)
        found = self._as_it_stands(search, asked, meant)
        if not found.ids and not search.exactly:
            found = self._nearly(search, asked, meant)
        # Of the whole catalogue alone: that a section has no such goods is no news.
        if self.misses is not None and search.sections is None and found.how is How.SOME_WORDS:
            self.misses.record(asked.text, search.client)
        return found

    def _is_known(self, asked: Asked) -> bool:
        """Whether goods have each of its words: then it is taken for what was meant until it finds nothing."""
        last = len(asked.terms) - 1
        words = ((term.spellings[0], n == last) for n, term in enumerate(asked.terms) if term.is_word)
        return all(self.vocabulary.knows(word, begun=begun) for word, begun in words)

    def _meant(self, asked: Asked) -> Meant:
        return Meant(*self._respelt(asked), asked.other_articles)

    def _as_it_stands(self, search: Search, asked: Asked, meant: Meant | None) -> Found:
        """Or as it was meant, asked for in the same statement."""
        own = sku_key(asked.text)
        plain = Reading(asked.terms, (asked.key,) if asked.key else (), (own,) if own else ())
        readings = (plain, *(meant.readings if meant is not None else ()))
        look = LookUp(readings, asked.parts, asked.piece, asked.code, search.client, search.sections)
        found = self._seen(search, look)
        if not found[0] and meant is not None and found[-1]:
            return _respelt_as(meant, asked, found[-1])
        return Found(found[0], asked.text)

    def _nearly(self, search: Search, asked: Asked, meant: Meant | None) -> Found:
        """As it was meant, if that was not asked for yet; and if nothing has all of its words, with most of them."""
        is_new, meant = meant is None, meant or self._meant(asked)
        if is_new and meant.readings:
            (ids,) = self._seen(search, LookUp(meant.readings, client=search.client, sections=search.sections))
            if ids:
                return _respelt_as(meant, asked, ids)
        for without in range(1, min(len(meant.terms), MOST_WITHOUT + 1)):
            (ids,) = self._seen(search, LookUp((Reading(meant.terms),), sections=search.sections, without=without))
            if ids:
                return Found(ids, meant.text, How.SOME_WORDS)
        return Found((), asked.text, How.SOME_WORDS)

    def _seen(self, search: Search, look: LookUp) -> Sequence[Sequence[ProductId]]:
        # What others have would push out what he has: of a limited client's goods all are found and then cut.
        found = map(search.only, self.lookup.find(look, None if search.is_limited else search.most))
        return [ids if search.most is None else ids[: search.most] for ids in found]

    def _respelt(self, asked: Asked) -> tuple[tuple[Term, ...], str, bool]:
        """The terms with the words that were probably meant, the text of them, and whether any is another."""
        if not self._is_switched(asked):
            picked = self._picked(asked)
            if self._is_sure(asked, picked):
                return _with(asked, picked)
        switched = Asked.of(" ".join(map(other_layout, asked.text.split())))
        if len(switched.terms) != len(asked.terms):
            return self._as_a_whole(asked, switched)
        pairs = list(zip(asked.terms, switched.terms, strict=True))
        words = [n for n, (term, other) in enumerate(pairs) if term.is_word or other.is_word]
        near = self.vocabulary.near([(pairs[n][0].spellings[0], pairs[n][1].spellings[0]) for n in words])
        chosen = [nearest(pairs[n][0].spellings[0], pairs[n][1].spellings[0], known)
                  for n, known in zip(words, near, strict=True)]  # fmt: skip
        by_place = dict(zip(words, chosen, strict=True))
        is_switched = any(each is not None and each.switched for each in chosen)
        terms = tuple(_term(*pair, by_place.get(n), is_switched) for n, pair in enumerate(pairs))
        text = " ".join(term.typed for term in terms)
        return terms, text, any(term.spellings != was.spellings for term, (was, _) in zip(terms, pairs, strict=True))

    def _is_switched(self, asked: Asked) -> bool:
        """Whether all words are words on the other layout."""
        words = [term for term in asked.terms if term.is_word]
        return bool(words) and all(self._is_other(term) for term in words)

    def _is_sure(self, asked: Asked, picked: Sequence[Known | None]) -> bool:
        """Whether the other layout tells nothing: each word is recognised, and none is a word of that one."""
        words = [(term, each) for term, each in zip(asked.terms, picked, strict=True) if term.is_word]
        return bool(words) and all(
            each is not None and (each.is_stem or not self._is_other(term)) for term, each in words
        )  # fmt: skip

    def _is_other(self, term: Term) -> bool:
        return self.vocabulary.knows(other_layout(term.typed), begun=False)

    def _as_a_whole(self, asked: Asked, switched: Asked) -> tuple[tuple[Term, ...], str, bool]:
        """Where the layouts divide the text differently, one of them or the other: that of more known words."""
        other = self._picked(switched)
        if not self._is_sure(switched, other):
            own = self._picked(asked)
            if other.count(None) - len(other) >= own.count(None) - len(own):
                return _with(asked, own)
        terms, text, _ = _with(switched, other)
        return terms, text, True

    def _picked(self, asked: Asked) -> list[Known | None]:
        words = [term.spellings[0] for term in asked.terms]
        near = self.vocabulary.near([(word, word) for word in words])
        return [nearest(word, word, known) for word, known in zip(words, near, strict=True)]


def _with(asked: Asked, picked: Sequence[Known | None]) -> tuple[tuple[Term, ...], str, bool]:
    terms = tuple(_term(term, term, each, False) for term, each in zip(asked.terms, picked, strict=True))
    return terms, " ".join(term.typed for term in terms), terms != asked.terms


def _respelt_as(meant: Meant, asked: Asked, ids: Sequence[ProductId]) -> Found:
    # An article that is all but the one that was typed speaks for itself.
    return Found(ids, meant.text, How.RESPELT) if meant.is_other else Found(ids, asked.text)


def _term(term: Term, switched: Term, known: Known | None, is_switched: bool) -> Term:
    if known is not None and known.is_stem and not known.switched:
        return term
    if known is not None:
        if known.is_begun:
            # What was typed so far stays a beginning: the goods of all words that begin so are meant.
            for begun in (switched if known.switched else term).spellings[0], in_cyrillic(term.spellings[0]):
                if known.word.startswith(begun):
                    return Term.of(begun, begun)
        return Term.of(known.word, known.word)
    if is_switched and not term.is_word:
        # «v10» beside a word of the other layout is «м10»; beside one of this it is a V.
        return evolve(switched, spellings=(*switched.spellings, *term.spellings))
    return term
