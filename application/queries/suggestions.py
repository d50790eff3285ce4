"""What is offered while one types: sections, words, goods. Of what this client has, and by his own articles."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from attrs import field, frozen

from application.access.context import Visit
from application.access.ports import Limiter
from application.queries.assortment import Assortments
from application.queries.tree import Tree
from application.search.find_goods import Found, How, Search, everything
from application.search.ports import MOST_WORDS_TOLD, Vocabulary
from domain.access.permission import Permission
from domain.catalog.asked import Asked
from domain.catalog.folding import search_text
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, CounterpartyId, ProductId

SHORTEST = 2
# Two letters begin the names of a tenth of all goods: till the third there are sections and words alone.
SHORTEST_OF_GOODS = 3
MOST_GOODS, MOST_SECTIONS, MOST_WORDS = 6, 3, 4
# Of so many goods the words are read where a list of all words would tell of goods that a client has not.
READ_FOR_WORDS = 60
# A quick typist strikes seven keys a second and waits for none of them; a script does not need to be served.
ASKINGS, WINDOW = 300, 60
KEPT = 32


@frozen
class SearchedTooOften(DomainError):
    code: ClassVar[str] = "search.too-often"
    retry_after: int


@frozen
class GoodsName:
    """own: as this client calls it, empty where he has not told."""

    product: ProductId
    name: str
    sku: str
    own: str = ""


class GoodsNames(Protocol):
    def of(self, products: Sequence[ProductId], client: CounterpartyId) -> Sequence[GoodsName]:
        """In the order asked for. Costs one statement."""


@frozen
class SectionName:
    id: CategoryId
    name: str
    above: str
    goods: int


@frozen
class Suggestions:
    """text: what was searched for in the end; is_respelt: that is not what was typed."""

    text: str = ""
    is_respelt: bool = False
    sections: tuple[SectionName, ...] = ()
    words: tuple[str, ...] = ()
    goods: tuple[GoodsName, ...] = ()

    @property
    def count(self) -> int:
        return len(self.sections) + len(self.words) + len(self.goods)


def nothing_suggested(visit: Visit, text: str) -> Suggestions:
    return Suggestions()


@frozen
class Suggest:
    """`search` tells nobody what it does not find: a word half typed is no miss."""

    search: Callable[[Search], Found]
    vocabulary: Vocabulary
    names: GoodsNames
    assortments: Assortments
    limiter: Limiter
    folded: "OrderedDict[object, Sequence[tuple[CategoryId, str]]]" = field(factory=OrderedDict, eq=False)

    def __call__(self, visit: Visit, text: str) -> Suggestions:
        """Raises NotAllowed; SearchedTooOften."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        if not self.limiter.allow(f"suggest:{visit.authority.user}", ASKINGS, WINDOW):
            raise SearchedTooOften(WINDOW)
        asked = Asked.of(text)
        if len(asked.text) < SHORTEST or asked.is_empty:
            return Suggestions(asked.text)
        seen = self.assortments.of(visit)
        only = everything if seen is None else seen.only
        found = Found((), asked.text)
        if len(asked.text) >= SHORTEST_OF_GOODS:
            found = self.search(Search(asked.text, None, context.party.id, only, seen is not None, most=READ_FOR_WORDS))
        if found.how is How.SOME_WORDS:
            found = Found((), asked.text)
        names = self.names.of(found.ids, context.party.id)
        tree = self.assortments.tree(visit)
        # All words there are would tell a client of goods that he has not: his are those of the goods he has.
        is_first_word = seen is None and len(asked.terms) == 1 and found.how is How.PLAIN
        words = self._all_words(found.text) if is_first_word else completed(found.text, [each.name for each in names])
        return Suggestions(
            found.text, found.how is How.RESPELT, self._sections(tree, found.text), words, tuple(names[:MOST_GOODS])
        )

    def _all_words(self, text: str) -> tuple[str, ...]:
        begun = (search_text(text).split() or [""])[-1]
        words = self.vocabulary.beginning(begun, MOST_WORDS_TOLD) if begun.isalpha() else ()
        return tuple(word for word in words if word != begun)[:MOST_WORDS]

    def _sections(self, tree: Tree, text: str) -> tuple[SectionName, ...]:
        """Those of whose name every word that was typed begins one, the shallower first."""
        words = [word.strip(".,") for word in search_text(text).split()]
        begun = [word[: max(3, len(word) - 1)] for word in words if word]
        if not begun:
            return ()
        found = [id for id, name in self._names(tree) if all(f" {word}" in name for word in begun)]
        found.sort(key=lambda id: (len(tree.path(id)), -tree.sections[id].goods))
        return tuple(self._section(tree, id) for id in found[:MOST_SECTIONS])

    def _section(self, tree: Tree, id: CategoryId) -> SectionName:
        section, path = tree.sections[id], tree.path(id)
        return SectionName(id, section.name, path[-2].name if len(path) > 1 else "", section.goods)

    def _names(self, tree: Tree) -> Sequence[tuple[CategoryId, str]]:
        """Folded once for each tree; empty sections lead nowhere."""
        key = tree.version, tree.whose
        found = self.folded.get(key)
        if found is None:
            found = [(id, f" {search_text(one.name)}") for id, one in tree.sections.items() if one.goods]
            self.folded[key] = found
            while len(self.folded) > KEPT:
                self.folded.pop(next(iter(self.folded)), None)
        return found


def completed(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The text with its last word completed as goods have it, the word of most of them first."""
    *before, begun = search_text(text).split() or [""]
    if not begun.isalpha():
        return ()
    counted: Counter[str] = Counter()
    for name in names:
        folded = search_text(name).replace("-", " ")
        counted.update({word for word in folded.split() if word.startswith(begun) and word.isalpha()})
    best = [word for word, _ in counted.most_common(MOST_WORDS + 1) if word != begun]
    return tuple(" ".join((*before, word)) for word in best[:MOST_WORDS])
