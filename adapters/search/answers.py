"""What pages ask of one edition of the index: a selection, its order, its facets."""

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import compress, count
from weakref import WeakKeyDictionary

from attrs import evolve, field, frozen
from pyroaring import BitMap

from adapters.search.counting import NOTHING_KNOWN, Candidate, candidates, facet, picked
from adapters.search.edition import OBJECT, Edition, Unpacked
from adapters.search.layout import NONE, RANGE, ColumnHead
from adapters.search.listed import Listed, bitmap_of
from adapters.search.tally import Tally
from application.pricing.price_order import GoodsOrder
from application.queries.assortment import Assortment
from application.queries.facets import (
    FACETS_SHOWN,
    MOST_NAMED,
    NO_PICKS,
    AskFacets,
    Facet,
    Facets,
    Goods,
    Pick,
    Picks,
    Unknown,
    Within,
)
from application.queries.tree import Section, Tree
from application.shared.ports import Rest, without_rest
from domain.shared.ids import CategoryId, ProductId

RATING = "rating"
EMPTY_PICK = Pick()
MANY = 5_000
FACETS = 20_000  # bytes of one answer
MADE_READY = 32  # sections that were asked for last
NOTHING_ASKED = AskFacets()
KEPT_TEXT = 100  # goods of a text search up to which an answer is kept by them


@frozen(eq=False)
class Same:
    """A key by which something is kept: this very object, which it holds, so that no other takes its place."""

    held: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.held is self.held

    def __hash__(self) -> int:
        return id(self.held)


@frozen(eq=False)
class Ready:
    """What a section's facets are made of, counted. drawn, known: those that are what they were in the edition before,
    of the same goods, by their ids."""

    tally: Tally
    drawn: dict[int, Facet] = field(factory=dict)
    known: dict[int, Candidate] = field(factory=dict)
    rest: Rest = without_rest


@frozen(eq=False)
class Answers:
    """An edition with what was worked out of it; all of it goes when the edition does."""

    edition: Edition
    tree: Tree
    kept: Unpacked = field(factory=lambda: Unpacked(4_000_000))
    lists: Unpacked = field(factory=lambda: Unpacked(2_000_000))
    asked: Unpacked = field(factory=lambda: Unpacked(MADE_READY))
    visible: "WeakKeyDictionary[Assortment, BitMap]" = field(factory=WeakKeyDictionary)

    @classmethod
    def of(cls, edition: Edition, former: "Answers | None" = None) -> "Answers":
        return cls(edition, tree_of(edition, None if former is None else former.tree))

    @property
    def version(self) -> int:
        return self.edition.version

    def make_ready(self, former: "Answers", rest: Rest = without_rest) -> None:
        """What most were asking of the edition before is worked out before anybody asks it of this one."""
        same = cache(partial(self.edition.has_same, other=former.edition))
        is_in_order = self.edition.has_same_order(former.edition)
        for within, ask in former.asked.values():
            if within.section is None or within.section in self.edition.sections:
                rest()
                goods, had = self.section(within.section), former.section(within.section)
                ready = Ready(Tally.by_goods(self.edition, goods), rest=rest)
                self._answer(within, ask, ready, former, same if goods == had else unlike)
                rest()
                if goods == had and is_in_order:
                    self._by_name(goods).stand_like(former._by_name(had))
                else:
                    self._by_name(goods)[:1]

    def _answer(
        self, within: Within, ask: AskFacets, ready: Ready, former: "Answers", same: Callable[[int], bool]
    ) -> None:
        """same: whether a property tells the same of the section's goods as it did before."""
        key = key_of(within, NO_PICKS, ask)
        before: Facets | None = former.kept.had(key)
        known: list[Candidate] | None = former.kept.had(key_of_candidates(within))
        ready.drawn.update((one.id, one) for one in (before.facets if before else ()) if same(one.id))
        ready.known.update((one.column.id, one) for one in known or () if same(one.column.id))
        ready.rest()
        self._candidates(within, lambda: ready.tally, ready.known)
        ready.rest()
        found = self._facets(within, NO_PICKS, ask, ready)
        self.kept.get(key, FACETS, partial(like, found, before))
        self.facets(within, NO_PICKS, ask)

    def let_go(self) -> None:
        """Another edition answers now: only requests that began before ask this one on."""
        for kept in (self.kept, self.lists, self.asked):
            kept.clear()
        self.visible.clear()
        self.edition.let_go()

    @property
    def orders(self) -> Collection[GoodsOrder]:
        found = [GoodsOrder.NAME, GoodsOrder.ALPHABET, GoodsOrder.NEW]
        return [*found, GoodsOrder.RATING] if RATING in self.edition.head.orders else found

    def section(self, section: CategoryId | None) -> BitMap:
        if section is None:
            return self.edition.sold
        head = self.edition.sections.get(section)
        return BitMap() if head is None else self.edition.bitmap(head.all)

    def goods(self, within: Within, picks: Picks = NO_PICKS) -> BitMap:
        known = self._known(picks, self._seen(within.seen))
        return under_others(self._base(within), self._chosen(known), None)

    def among(self, goods: Goods, ids: Sequence[ProductId]) -> BitMap:
        if len(ids) < MANY:
            return bitmap_of(ids) & bitmap_of(goods)
        return self.kept.get(Same(ids), len(ids) // 4, lambda: bitmap_of(ids)) & bitmap_of(goods)

    def ordered(self, goods: Goods, order: GoodsOrder) -> Sequence[ProductId]:
        chosen = bitmap_of(goods)
        edition = self.edition
        if order is GoodsOrder.NEW:
            # Ids are given in the order in which goods were first told.
            return array("I", chosen)[::-1]  # type: ignore[return-value]  # ids are ints
        if order is GoodsOrder.RATING and RATING in edition.head.orders:
            return self._best_first(chosen)
        return self._by_name(chosen)

    def _by_name(self, goods: BitMap) -> Listed:
        """The goods of a section are one bitmap for all who see all of it: put in order once. Others come and go."""
        edition = self.edition
        return self.lists.get(
            Same(goods),
            OBJECT + 8 * len(goods),
            lambda: Listed(goods, edition.ids(edition.head.by_name), edition.ids(edition.head.name_rank)),
        )

    def _best_first(self, goods: BitMap) -> Sequence[ProductId]:
        """Goods that nobody has judged come after those that somebody has, by name."""
        rated = self.edition.ids(self.edition.head.orders[RATING])
        found = array("I", compress(rated, map(goods.__contains__, rated)))
        found.extend(self.ordered(goods - BitMap(found), GoodsOrder.NAME))
        return found  # type: ignore[return-value]  # ids are ints

    def facets(self, within: Within, picks: Picks, ask: AskFacets) -> Facets:
        if not within.in_stock:
            # Which warehouses serve the client, and what they have sold since, then changes no count.
            within = Within(within.section, within.found, within.seen)
        key = key_of(within, picks, ask)
        if key is None:
            return self._facets(within, picks, ask)
        if not picks and within.found is None and within.seen is None:
            self.asked.get((within.section, within.in_stock), 1, lambda: (within, ask))
        return self.kept.get(key, FACETS, lambda: self._facets(within, picks, ask))

    def stocked(self, within: Within, picks: Picks) -> int:
        key = key_of(within, picks, NOTHING_ASKED)
        if key is None:
            return self._stocked(within, picks)
        # The key holds what is gone, which is another after each reservation.
        held = OBJECT + 8 * sum(map(len, within.gone.at.values()))
        return self.kept.get(("stocked", key), held, lambda: self._stocked(within, picks))

    def _stocked(self, within: Within, picks: Picks) -> int:
        return self._available(within).intersection_cardinality(self.goods(within, picks))

    def unknown(self, within: Within, picks: Picks) -> Sequence[Unknown]:
        return self._told_apart(picks, self._seen(within.seen))[1]

    def _facets(self, within: Within, picks: Picks, ask: AskFacets, ready: Ready | None = None) -> Facets:
        base, seen = self._base(within), self._seen(within.seen)
        picks, unknown = self._told_apart(picks, seen)
        known = self._chosen(picks)
        under = {id: Tally(self.edition, under_others(base, known, id)) for id in known}
        selection = under_others(base, known, None)
        ready = ready or Ready(Tally.of_all(self.edition, selection))
        tally = ready.tally
        shown, named = list[Facet](), list[tuple[int, str]]()
        for column in self._in_order(within, known, seen):
            ready.rest()
            if self._is_open(column, len(shown), known, ask):
                found = ready.drawn.get(column.id) or facet(
                    column, under.get(column.id, tally), picks.get(column.id, EMPTY_PICK),
                    whole=column.id in ask.opened, find=ask.find.get(column.id, ""),
                )  # fmt: skip
                if found is not None:
                    shown.append(found)
            elif len(named) < MOST_NAMED and tally.has(column.id):
                named.append((column.id, column.name))
        names = {id: self.edition.columns[id].name for id in known}
        return Facets(tuple(shown), tuple(named), tuple(unknown), names, len(selection))

    def _is_open(self, column: ColumnHead, shown: int, known: Mapping[int, BitMap], ask: AskFacets) -> bool:
        return shown < FACETS_SHOWN or column.id in known or column.id in ask.opened or column.id in ask.find

    def _in_order(self, within: Within, known: Mapping[int, BitMap], seen: BitMap) -> Iterator[ColumnHead]:
        """Those that are picked from first: what narrows a list is to be seen beside it."""
        for id in known:
            yield self.edition.columns[id]
        section = self.section(within.section)
        for candidate in self._candidates(within, lambda: Tally.by_goods(self.edition, section & seen)):
            if candidate.column.id not in known:
                yield candidate.column

    def _candidates(
        self, within: Within, tally: Callable[[], Tally], known: Mapping[int, Candidate] = NOTHING_KNOWN
    ) -> list[Candidate]:
        """tally: of the goods that the client has. What others have tells nothing, not even by the order of facets."""
        return self.kept.get(key_of_candidates(within), 8_000, lambda: candidates(tally(), known))

    def _base(self, within: Within) -> BitMap:
        found = self.section(within.section) if within.found is None else bitmap_of(within.found) & self.edition.sold
        if within.seen is not None:
            found = found & self._seen(within.seen)
        return found & self._available(within) if within.in_stock else found

    def _seen(self, seen: Assortment | None) -> BitMap:
        if seen is None or not seen.table:
            return self.edition.sold
        found = self.visible.get(seen)
        if found is None:
            found = self.visible[seen] = BitMap(array("I", compress(count(), seen.table))) & self.edition.sold
        return found

    def _available(self, within: Within) -> BitMap:
        found = BitMap()
        for place in within.places:
            there = self.edition.available_at(place)
            if place in within.gone.at:
                there = there - bitmap_of(within.gone.at[place])
            if within.seen is not None and place in within.seen.blind:
                there = there - BitMap(array("I", compress(count(), within.seen.blind[place])))
            found |= there
        return found

    def _chosen(self, known: Picks) -> dict[int, BitMap]:
        found = {id: picked(self.edition, self.edition.columns[id], pick) for id, pick in known.items()}
        return {id: goods for id, goods in found.items() if goods is not None}

    def _known(self, picks: Picks, seen: BitMap) -> Picks:
        return self._told_apart(picks, seen)[0] if picks else picks

    def _told_apart(self, picks: Picks, seen: BitMap) -> tuple[Picks, Sequence[Unknown]]:
        """What can be picked, and what cannot: also what only goods tell that this client does not have. To him it
        does not exist, and is answered like what nobody has."""
        known, unknown = dict[int, Pick](), list[Unknown]()
        for id, pick in picks.items():
            column = self.edition.columns.get(id)
            if column is None or column.kind == NONE or not self.edition.goods_of(id).intersect(seen):
                unknown.append(Unknown(id))
                continue
            has_bounds = column.kind == RANGE and (pick.least is not None or pick.most is not None)
            texts = [] if has_bounds else [text for text in pick.texts if self._has(column, text, seen)]
            if not has_bounds:
                unknown += [Unknown(id, column.name, text) for text in pick.texts if text not in texts]
            if texts or has_bounds:
                known[id] = Pick(tuple(texts), pick.least, pick.most)
        return known, unknown

    def _has(self, column: ColumnHead, text: str, seen: BitMap) -> bool:
        goods = picked(self.edition, column, Pick((text,)))
        return goods is not None and goods.intersect(seen)


def under_others(base: BitMap, known: Mapping[int, BitMap], but: int | None) -> BitMap:
    found = base
    for id, chosen in known.items():
        if id != but:
            found = found & chosen
    return found


def like(facets: Facets, before: Facets | None) -> Facets:
    """The very objects of before where they are equal: pages keep by them what they made of them."""
    if before is None or before == facets:
        return before or facets
    had = {facet.id: facet for facet in before.facets}
    return evolve(
        facets,
        facets=tuple(had[one.id] if had.get(one.id) == one else one for one in facets.facets),
        named=before.named if before.named == facets.named else facets.named,
    )


def unlike(_: int) -> bool:
    """Of other goods nothing is the same."""
    return False


def key_of_candidates(within: Within) -> object:
    return "candidates", within.section, within.seen if within.seen is not None and within.seen.table else None


def key_of(within: Within, picks: Picks, ask: AskFacets) -> object:
    """None where keeping the answer is not worth its key."""
    if within.found is not None and len(within.found) > KEPT_TEXT:
        return None
    found = None if within.found is None else tuple(within.found)
    # Not their ids: those of an assortment that is gone would be given to another client's.
    return (
        (within.section, found, within.seen, within.places, within.in_stock, within.gone),
        tuple(picks.items()), ask.opened, ask.all, tuple(ask.find.items()),
    )  # fmt: skip


def tree_of(edition: Edition, before: Tree | None = None) -> Tree:
    """With the very sections of before where they are equal: pages keep by them what they made of them."""
    children: dict[CategoryId | None, list[CategoryId]] = {}
    for head in edition.head.sections:
        children.setdefault(head.parent, []).append(head.id)
    sections = {
        head.id: Section(
            head.id, head.name, head.parent, tuple(children.get(head.id, ())), head.count, head.name_en, head.slug
        )
        for head in edition.head.sections
    }
    roots = tuple(children.get(None, ()))
    if before is not None and before.roots == roots and before.sections == sections:
        return Tree(edition.version, before.sections, roots, edition.head.goods)
    return Tree(edition.version, sections, roots, edition.head.goods)
