"""Asks everything of both worlds by everybody who must not know, and tells what was heard."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product, takewhile
from random import Random

from attrs import define, field, frozen

from entrypoints.prove.world import named
from tests.http.differential.askings import SAFE, Asking, CannotBeAsked, Route, routes
from tests.http.differential.canaries import Canary
from tests.http.differential.comparison import BY_NATURE, Answer, Likeness
from tests.http.differential.generating import Generator, address, candidates
from tests.http.differential.learning import Learned
from tests.http.differential.neighbours import (
    BORIS,
    BUYER,
    COMPANY,
    GUEST,
    NEIGHBOURS,
    OWN_CONTRACT,
    OWNERS,
    PROMO,
    SETTER,
    STAFF,
    Person,
)
from tests.http.differential.pools import Pools
from tests.http.differential.workbooks import workbooks
from tests.http.differential.worlds import World, Worlds
from tests.shop import PASSWORD

AROUND = 60  # characters of a difference that are told


@define
class Findings:
    """`seen`: canaries that their owner was told, which is what makes silence towards others mean something.

    `passed`: routes that have answered a buyer, an administrator or a manager with more than a refusal.
    """

    asked: set[tuple[str, str, str]] = field(factory=set)
    passed: set[Route] = field(factory=set)
    count: int = 0
    seen: set[Canary] = field(factory=set)
    leaks: list[str] = field(factory=list)
    differences: list[str] = field(factory=list)
    faults: list[str] = field(factory=list)
    unasked: list[str] = field(factory=list)


@frozen
class Fuzz:
    worlds: Worlds
    generator: Generator
    likeness: Likeness

    @classmethod
    def of(cls, worlds: Worlds, seed: int) -> "Fuzz":
        facts = tuple(canary for canary in worlds.anna.canaries if canary.kind != "id")
        learned = Learned()
        known = known_of(worlds.without)
        anna, files = worlds.anna, workbooks(OWN_CONTRACT)
        generator = Generator(
            seed,
            own=worlds.neighbours,
            hers=anna.ids,
            by_name=anna.by_name,
            facts=facts,
            typed=anna.typed,
            files=files,
            known=known,
            learned=learned,
        )
        learn(worlds.without, learned, Pools(worlds.neighbours, worlds.anna.ids, facts, Random(seed)))
        worlds.restore()
        return cls(worlds, generator, Likeness(worlds.common, datetime.now(UTC)))

    def askings(self, only: Collection[str] = ()) -> tuple[dict[str, list[Asking]], list[str]]:
        """By route, and a sentence for each route that cannot be asked. The routes are those of the application."""
        offered: dict[str, set[str]] = {path: set() for path in only}
        for method, path in routes(self.worlds.with_her.app):
            if not only:
                offered.setdefault(path, set()).add(method)
            elif path in offered:
                offered[path].add(method)
        found, unasked = {}, []
        for path, methods in offered.items():
            try:
                found[path] = self.generator.askings(path, frozenset(methods))
            except CannotBeAsked as reason:
                unasked.append(str(reason))
        return found, unasked

    def run(self, only: Collection[str] = (), people: Sequence[Person] = NEIGHBOURS) -> Findings:
        """Route by route, each begun with the worlds as they were: the order of routes changes nothing."""
        found = Findings()
        askings, found.unasked = self.askings(only)
        for asked in askings.values():
            # First the owner, so that whatever keeps her answers has them when others ask.
            for owner, asking in product(OWNERS, asked):
                if asking.is_offered:
                    self.own(asking, owner, found)
            self.worlds.with_her.restore()
            for person in people:
                his = [one for one in asked if person.asks(one.route) and (one.is_offered or person in (BUYER, GUEST))]
                for asking in his:
                    self.compare(asking, person, found)
                if his:
                    self.worlds.restore()
        return found

    def walk(self, steps: int) -> Findings:
        """One neighbour's way through all routes without going back, the owner looking at the same in between."""
        found, by_route = Findings(), self.askings()[0]
        every = [asking for asked in by_route.values() for asking in asked if "session" not in asking.route]
        way = Random(self.generator.seed).sample([one for one in every if one.route != "/logout"], steps)
        for asking in way:
            if asking.method in SAFE:
                self.own(asking, OWNERS[0], found)
            self.compare(asking, BUYER, found)
        self.worlds.restore()
        return found

    def own(self, asking: Asking, owner: Person, found: Findings) -> None:
        answer = Answer.of(self.worlds.with_her.ask(asking, owner))
        heard, said = answer.heard, asking.said
        found.seen |= {one for one in self.worlds.anna.canaries if one.is_in(heard) and not one.is_in(said)}
        self.judge(asking, owner, answer, found)

    def compare(self, asking: Asking, by: Person, found: Findings, hers: Asking | None = None) -> None:
        """`hers`: what is asked in her world, where an address there has an id of its own."""
        asked = (asking, hers or asking)
        without, with_her = (Answer.of(world.ask(one, by)) for world, one in zip(self.worlds.both, asked, strict=True))
        found.asked.add((asking.method, asking.route, by.name))
        if by in (BUYER, STAFF, SETTER, COMPANY) and with_her.status < 400:
            found.passed.add((asking.method, asking.route))
        if without != with_her:
            self.contrast(asking, by, without, with_her, found)
        self.judge(asking, by, with_her, found)
        self.follow(asking, by, (without, with_her), found)

    def contrast(self, asking: Asking, by: Person, without: Answer, with_her: Answer, found: Findings) -> None:
        # What he typed himself before comes back in both worlds, and is no news.
        heard, said = with_her.heard, asking.said + without.heard
        found.leaks += [
            f"{by.name} hears {canary} of {asking}"
            for canary in self.worlds.anna.canaries
            if canary.kind not in by.knows and canary.is_in(heard) and not canary.is_in(said)
        ]
        if (asking.method, asking.route) not in BY_NATURE:
            one, other = self.likeness.told(without), self.likeness.told(with_her)
            if one != other:
                found.differences.append(f"{by.name}, {asking}: {difference(one, other)}")

    def follow(self, asking: Asking, by: Person, answers: tuple[Answer, Answer], found: Findings) -> None:
        """What a change made is told on the page that it leads to."""
        led = [answer.location for answer in answers]
        if asking.method == "POST" and all(led):
            one, other = (asking.further(address) for address in led)
            self.compare(one, by, found, other)

    def judge(self, asking: Asking, by: Person, answer: Answer, found: Findings) -> None:
        found.count += 1
        if answer.status >= 500:
            found.faults.append(f"{by.name}, {asking}: {answer.status}")


def difference(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    for without, with_her in zip(map(str, one), map(str, other), strict=True):
        if without != with_her:
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(without, with_her, strict=False))
            at = max(0, sum(1 for _ in alike) - AROUND // 2)
            return f"without her «{without[at : at + AROUND]}», with her «{with_her[at : at + AROUND]}»"
    return "none"


def known_of(world: World) -> Mapping[str, object]:
    cart = world.ask(Asking("GET", "", "/api/v1/cart"), BUYER).json
    return {
        "cart_version": cart["version"],
        "total_seen": cart["totals"],
        "login": f"prove-{BORIS}",
        "password": PASSWORD,
        "consignee": "",
        # Or the sum would not be the one that was seen.
        "postponed": [],
        "code": PROMO,
        "refinements": [str(named("boris", "refinement"))],
        "words": "settee, couch",
        # Of an order that nobody has touched.
        "version": 1,
    }


def learn(world: World, learned: Learned, pools: Pools) -> None:
    """Opens every page as each neighbour would, until no page shows a new form."""
    world.app.add_middleware(learned)
    for path in (path for method, path in routes(world.app) if method == "GET"):
        own = [one[1] if len(one) > 1 and one[1] in pools.own.values() else one[0] for one in candidates(path, pools)]
        for person in NEIGHBOURS:
            answer = world.ask(Asking("GET", path, address(path, own)), person)
            if "text/html" in answer.headers.get("content-type", ""):
                learned.read(answer.text, world.app._router)
    for names in list(learned.names.values()):
        for name in names:
            learned.values.setdefault(name, set())
    learned.is_on = False


def missing(found: Findings, worlds: Worlds) -> set[tuple[str, str, str]]:
    every: set[Route] = set(routes(worlds.with_her.app))
    asks = ((route, person) for route in every for person in NEIGHBOURS if person.asks(route[1]))
    return {(*route, person.name) for route, person in asks} - found.asked
