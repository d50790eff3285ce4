"""Goods by what a person typed: as it stands, and if that finds nothing, as it was probably meant (ADR 0031)."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from attrs import evolve, field, frozen

from application.search.ports import GoodsLookup, LookUp, Misses, Vocabulary
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
class FindGoods:
    """misses: None where nobody is to be told what was not found, as for suggestions."""

    lookup: GoodsLookup
    vocabulary: Vocabulary
    misses: Misses | None = field(default=None)

    def __call__(self, search: Search) -> Found:
        """At most five statements, whatever was typed; one where the text finds something as it stands."""
        asked = Asked.of(search.text)
        if asked.is_empty:
            return Found((), asked.text)
        found = self._plain(search, asked)
        if not found.ids and not search.exactly:
            found = self._meant(search, asked)
        # Of the whole catalogue alone: that a section has no such goods is no news.
        if self.misses is not None and search.sections is None and found.how is How.SOME_WORDS:
            self.misses.record(asked.text, search.client)
        return found

    def _plain(self, search: Search, asked: Asked) -> Found:
        own = sku_key(asked.text)
        look = LookUp(
            asked.terms, (asked.key,) if asked.key else (), asked.parts, asked.piece, asked.code, (own,) if own else (),
            search.client, search.sections,
        )  # fmt: skip
        return Found(self._seen(search, look), asked.text)

    def _meant(self, search: Search, asked: Asked) -> Found:
        terms, text, is_other = self._respelt(asked)
        articles = asked.other_articles
        if is_other or articles:
            look = LookUp(
                terms if is_other else (), articles, own=articles, client=search.client, sections=search.sections
            )
            ids = self._seen(search, look)
            if ids:
                # An article that is all but the one that was typed speaks for itself.
                return Found(ids, text, How.RESPELT) if is_other else Found(ids, asked.text)
        for without in range(1, min(len(terms), MOST_WITHOUT + 1)):
            ids = self._seen(search, LookUp(terms, sections=search.sections, without=without))
            if ids:
                return Found(ids, text, How.SOME_WORDS)
        return Found((), asked.text, How.SOME_WORDS)

    def _seen(self, search: Search, look: LookUp) -> Sequence[ProductId]:
        # What others have would push out what he has: of a limited client's goods all are found and then cut.
        found = search.only(self.lookup.find(look, None if search.is_limited else search.most))
        return found if search.most is None else found[: search.most]

    def _respelt(self, asked: Asked) -> tuple[tuple[Term, ...], str, bool]:
        """The terms with the words that were probably meant, the text of them, and whether any is another."""
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

    def _as_a_whole(self, asked: Asked, switched: Asked) -> tuple[tuple[Term, ...], str, bool]:
        """Where the layouts divide the text differently, one of them or the other: that of more known words."""
        asked_words = [term.spellings[0] for term in asked.terms]
        words = [term.spellings[0] for term in switched.terms]
        near = self.vocabulary.near([(word, word) for word in (*asked_words, *words)])
        chosen = [nearest(word, word, known) for word, known in zip((*asked_words, *words), near, strict=True)]
        own, other = chosen[: len(asked_words)], chosen[len(asked_words) :]
        if sum(each is not None for each in other) > sum(each is not None for each in own):
            base, picked = switched, other
        else:
            base, picked = asked, own
        terms = tuple(_term(term, term, each, False) for term, each in zip(base.terms, picked, strict=True))
        return terms, " ".join(term.typed for term in terms), terms != asked.terms


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
