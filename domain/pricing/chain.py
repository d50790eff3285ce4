"""In which price types the goods of a client are looked for, one after another (semantics 3, step 2).

Resolved once for a client and kept, so that a line only walks what was found: the type assigned, before it its variant
for the active region, after it the fallbacks that each type names.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from attrs import evolve, frozen

from domain.catalog.traits import NO_TRAITS, Traits
from domain.pricing.assigning import Assignee, Assignment, names_of
from domain.pricing.price_type import PriceType
from domain.pricing.rules import ByGoods
from domain.pricing.terms import Terms
from domain.pricing.trail import ASSIGNED, Step
from domain.shared.ids import PriceTypeId, RegionId

REGIONAL, FALLBACK = "regional", "fallback"


@frozen
class Chain:
    """kinds: with how each was found, for the trail. step: who assigned the first, None for the contract's own type."""

    kinds: tuple[tuple[PriceTypeId, str], ...] = ()
    step: Step | None = None


@frozen(eq=False)
class ClientChains:
    """segments: None where no segment of goods has a type of its own for this client. every: all types named in it, and
    those that a cart's total leads to.
    """

    plain: Chain
    segments: ByGoods[Assignment] | None
    of_segment: Mapping[UUID, Chain]
    every: tuple[PriceTypeId, ...] = ()

    @property
    def shape(self) -> tuple[object, ...]:
        """Equal for clients whose goods are all looked for in the same types."""
        kinds = (tuple(kind for kind, _ in chain.kinds) for chain in (self.plain, *self.of_segment.values()))
        return tuple(self.of_segment), *kinds

    def of(self, traits: Traits) -> Chain | None:
        """Of the first segment that these goods belong to."""
        found = self.segments.on(traits) if self.segments is not None else ()
        return self.of_segment[found[0].id] if found else None


class WhyPassed(StrEnum):
    """Why an assignment that names a client gave no price, for the manager. NEARER: another one stands before it."""

    NEARER = "nearer"
    OTHER_GOODS = "other-goods"
    AGREED = "agreed"


@frozen
class Considered:
    """why: None for the one that gave the type. The contract's own type has no assignment."""

    assignment: Assignment | None
    assignee: Assignee
    price_type: PriceTypeId
    why: WhyPassed | None


class TypeChains:
    """All assignments of one day over the price types of one pricing version, shared by every client and thread.

    What is kept of a client is kept by his whole terms, so that nobody gets another's. last: who asked last, with what
    he got.
    """

    MOST = 1_000

    def __init__(self, types: Mapping[PriceTypeId, PriceType], assignments: Iterable[Assignment] = ()) -> None:
        self.types = types
        self.assignments: dict[UUID, Assignment] = {each.id: each for each in assignments}
        self._named: dict[tuple[Assignee, UUID | None], list[Assignment]] = {}
        for each in self.assignments.values():
            self._named.setdefault((each.assignee, each.owner), []).append(each)
        self._clients: dict[Terms, ClientChains] = {}
        self.last: tuple[Terms | None, ClientChains] = (None, ClientChains(Chain(), None, {}))

    @classmethod
    def on(cls, day: date, types: Mapping[PriceTypeId, PriceType], assignments: Iterable[Assignment]) -> "TypeChains":
        return cls(types, (each for each in assignments if each.in_force(day)))

    def assigned(self, terms: Terms) -> Terms:
        """With the type that the nearest assignment gives; the contract's own stands where only others name one."""
        found = next((each for each in self.naming(terms) if not each.is_of_segment), None)
        if found is None or (terms.price_type is not None and found.assignee is not Assignee.CONTRACT):
            return terms
        return evolve(
            terms, price_type=found.price_type, price_type_from=found.assignee.value, assignment=found.id
        )  # fmt: skip

    def naming(self, terms: Terms) -> tuple[Assignment, ...]:
        """Those that name the client, the nearest first."""
        if not self._named:
            return ()
        found = [each for name in names_of(terms) for each in self._named.get(name, ())]
        return tuple(sorted(found, key=lambda each: each.place))

    def of(self, terms: Terms) -> ClientChains:
        last, found = self.last  # the lines of a cart share their terms, which take a while to hash
        if last is not terms:
            found = self._of(terms)
            self.last = terms, found
        return found

    def _of(self, terms: Terms) -> ClientChains:
        found = self._clients.get(terms)
        if found is None:
            if len(self._clients) >= self.MOST:
                self._clients.clear()
            found = self._clients[terms] = self._made(terms)
        return found

    def _made(self, terms: Terms) -> ClientChains:
        given = self.assignments.get(terms.assignment) if terms.assignment is not None else None
        plain = Chain(self.kinds(terms.price_type, terms.price_type_from, terms.region), self._step(given))
        segments = tuple(each for each in self.naming(terms) if each.is_of_segment)
        chains = {
            each.id: Chain(self.kinds(each.price_type, each.assignee.value, terms.region), self._step(each))
            for each in segments
        }
        every = self._every(terms, (plain, *chains.values()))
        return ClientChains(plain, ByGoods(segments) if segments else None, chains, every)

    def kinds(
        self, kind: PriceTypeId | None, found_by: str, region: RegionId | None
    ) -> tuple[tuple[PriceTypeId, str], ...]:
        """The type and its fallbacks, each after its variant for the region; a circle of them ends where it closes."""
        found: dict[PriceTypeId, str] = {}
        walked: set[PriceTypeId] = set()
        while kind is not None and kind in self.types and kind not in walked:
            walked.add(kind)
            for each, by in self.with_variant(kind, found_by, region):
                found.setdefault(each, by)
            kind, found_by = self.types[kind].fallback, FALLBACK
        return tuple(found.items())

    def with_variant(
        self, kind: PriceTypeId, found_by: str, region: RegionId | None
    ) -> tuple[tuple[PriceTypeId, str], ...]:
        """The type alone, or its variant for the region and then the type."""
        price_type = self.types.get(kind)
        if price_type is not None and price_type.regional and region is not None:
            for where, variant in price_type.regional:
                if where == region and variant != kind and variant in self.types:
                    return (variant, REGIONAL), (kind, found_by)
        return ((kind, found_by),)

    def everything(self, terms: Terms) -> tuple[PriceTypeId, ...]:
        """Every type that a price of this client may be found in: what has to be read, each once."""
        return self.of(terms).every

    def _every(self, terms: Terms, chains: Iterable[Chain]) -> tuple[PriceTypeId, ...]:
        found: dict[PriceTypeId, None] = {kind: None for chain in chains for kind, _ in chain.kinds}
        first = self.types.get(terms.price_type) if terms.price_type is not None else None
        for threshold in first.thresholds if first is not None else ():
            found.update((kind, None) for kind, _ in self.with_variant(threshold.becomes, "threshold", terms.region))
        return tuple(found)

    def say_of(self, terms: Terms) -> tuple[Considered, ...]:
        """Who has a say in this client's types, whatever the goods: each segment, and one of those for all goods."""
        plain = self.considered(terms, NO_TRAITS)
        return tuple(
            evolve(each, why=None) if each.assignment is not None and each.assignment.is_of_segment else each
            for each in plain
        )

    def considered(self, terms: Terms, traits: Traits, *, agreed: bool = False) -> tuple[Considered, ...]:
        """Who had a say in the type of these goods, the nearest first, and why all but one of them gave it not.

        agreed: an individual price was found, which beats them all.
        """
        ranked = sorted(self.naming(terms), key=lambda each: (not each.is_of_segment, each.place))
        told: list[tuple[Assignment | None, Assignee, PriceTypeId]] = [
            (each, each.assignee, each.price_type) for each in ranked
        ]
        if terms.price_type is not None and terms.assignment is None:
            place = sum(each.is_of_segment for each in ranked)
            told.insert(place, (None, Assignee.CONTRACT, terms.price_type))
        found: list[Considered] = []
        used = False
        for assignment, assignee, kind in told:
            if assignment is not None and not assignment.which.has(traits):
                why: WhyPassed | None = WhyPassed.OTHER_GOODS
            elif agreed:
                why = WhyPassed.AGREED
            else:
                why, used = (WhyPassed.NEARER if used else None), True
            found.append(Considered(assignment, assignee, kind, why))
        return tuple(found)

    def _step(self, given: Assignment | None) -> Step | None:
        if given is None:
            return None
        kind = self.types.get(given.price_type)
        name = kind.name if kind is not None else ""
        return ASSIGNED, given.assignee.value, given.owner, given.id, given.price_type, name, given.segment
