"""Facets in an address, and as a page shows them: a form of ticks and bounds, chips that take one pick back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen
from markupsafe import Markup

from application.pricing.price_order import PriceBoundInvalid, PriceBoundsInverted, bound_of
from application.queries.facets import COUNTRY, MANUFACTURER, AskFacets, Facet, Facets, Pick, Picks, Unknown
from entrypoints.pages.figures import Figures, typed
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import Edition
from entrypoints.pages.shelf import Shelf

LONGEST = 200
MOST_PICKS = 50
MOST_KEPT = 256
MOST_GROUPS = 8 * MOST_KEPT
UNFOLDED = 6  # facets that are open without being picked from
NAMES = {"fm": MANUFACTURER, "fc": COUNTRY}
FROM, TO = ".from", ".to"
OPEN, FIND = "open", "find"


def name_of(id: int) -> str:
    return next((name for name, known in NAMES.items() if known == id), f"f{id}")


def id_of(name: str) -> int | None:
    """None for a parameter that is no facet."""
    if name in NAMES:
        return NAMES[name]
    digits = name[1:]
    return int(digits) if name[:1] == "f" and digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def texts_of(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [found for each in values if (found := " ".join(str(each).split())[:LONGEST])]


@frozen
class Typed:
    """Two bounds as they stand in their fields, and what is wrong with them."""

    least: str = ""
    most: str = ""
    fault: str = ""


@frozen
class FacetQuery:
    """What an address asks of facets. Bounds that cannot be read narrow nothing, and are told beside their fields."""

    picks: Picks = field(factory=dict)
    typed: Mapping[int, Typed] = field(factory=dict)
    faults: Mapping[int, str] = field(factory=dict)
    opened: tuple[int, ...] = ()
    find: Mapping[int, str] = field(factory=dict)
    is_untidy: bool = False

    @classmethod
    def of(cls, query: Mapping[str, object]) -> "FacetQuery":
        if not query:
            return NO_FACETS
        texts, bounds, find = dict[int, list[str]](), dict[int, dict[str, str]](), dict[int, str]()
        is_untidy = False
        for name, value in query.items():
            plain, suffix = split(name)
            id = id_of(plain.removeprefix(FIND)) if plain.startswith(FIND) else id_of(plain)
            if id is None:
                continue
            found = texts_of(value)
            is_untidy = is_untidy or not found
            if not found:
                continue
            if plain.startswith(FIND):
                find[id] = found[0]
            elif suffix:
                bounds.setdefault(id, {})[suffix] = found[0]
            else:
                texts[id] = list(dict.fromkeys(found))[:MOST_PICKS]
        picks, typed_, faults = dict[int, Pick](), dict[int, Typed](), dict[int, str]()
        for id in list(dict.fromkeys((*texts, *bounds)))[:MOST_PICKS]:
            least, most, fault = read(bounds.get(id, {}))
            if id in bounds:
                typed_[id] = Typed(bounds[id].get(FROM, ""), bounds[id].get(TO, ""))
            if fault:
                faults[id] = fault
            pick = Pick(tuple(texts.get(id, ())), least, most)
            if not pick.is_empty:
                picks[id] = pick
        opened = tuple(id for text in texts_of(query.get(OPEN, "")) if (id := id_of(text)) is not None)[:MOST_PICKS]
        return cls(picks, typed_, faults, opened, find, is_untidy)

    @property
    def kept(self) -> dict[str, object]:
        """What the addresses of the page keep of it."""
        found: dict[str, object] = {}
        for id, pick in self.picks.items():
            if pick.texts:
                found[name_of(id)] = list(pick.texts)
        for id, typed_ in self.typed.items():
            found |= {name_of(id) + FROM: typed_.least, name_of(id) + TO: typed_.most}
        found |= {FIND + name_of(id): text for id, text in self.find.items()}
        if self.opened:
            found[OPEN] = [name_of(id) for id in self.opened]
        return found

    @property
    def ask(self) -> AskFacets:
        return AskFacets(self.opened, find=self.find)


NO_FACETS = FacetQuery()


def split(name: str) -> tuple[str, str]:
    for suffix in (FROM, TO):
        if name.endswith(suffix):
            return name.removesuffix(suffix), suffix
    return name, ""


def read(bounds: Mapping[str, str]) -> tuple[Decimal | None, Decimal | None, str]:
    """The two bounds and what is wrong with them: the text that is no number, or ">" where they are crossed."""
    found = list[Decimal | None]()
    for name in (FROM, TO):
        try:
            found.append(bound_of(bounds.get(name, "")))
        except (PriceBoundInvalid, PriceBoundsInverted):
            return None, None, bounds.get(name, "")
    least, most = found
    return (None, None, ">") if least is not None and most is not None and least > most else (least, most, "")


@frozen
class Tick:
    text: str
    title: str
    goods: str
    is_picked: bool


@frozen
class Group:
    """One facet. `more`: the address that shows its hidden values; find: what is looked for among them, None where they
    are few."""

    id: str
    title: str
    ticks: tuple[Tick, ...]
    typed: Typed | None
    bounds: tuple[str, str]
    hidden: str
    more: str
    find: str | None
    is_picked: bool
    html: Markup = Markup()


Named = tuple[tuple[str, str], ...]


@frozen
class Chip:
    title: str
    text: str
    href: str


@frozen
class Panel:
    """named: further facets, each with the address that opens it. unknown: sentences.

    html: its form, in UTF-8; empty where it is not shown.
    """

    path: str
    groups: tuple[Group, ...]
    named: Named
    chips: tuple[Chip, ...]
    unknown: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    reset: str
    picked: int
    html: bytes = b""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to choose by, or to take back."""
        return bool(self.groups or self.picked)


@define
class PanelShelf:
    """Ready panels. What a panel tells is named by the very object that was counted: it is the same for all who have
    the same goods, and nobody else's for a client with an assortment of his own. So are its facets, most of which
    outlive an edition of the catalogue."""

    kept: Shelf[Panel] = field(factory=lambda: Shelf(MOST_KEPT), init=False)
    groups: Shelf[Group] = field(factory=lambda: Shelf(MOST_GROUPS), init=False)
    named: Shelf[Named] = field(factory=lambda: Shelf(MOST_KEPT), init=False)

    def panel(self, facets: Facets, maker: "PanelMaker", edition: Edition) -> Panel:
        # Whatever a panel is made of beside the counts stands in the address.
        key = edition.language.code, address(maker.path, maker.kept)
        return self.kept.get(facets, key, lambda: self._made(facets, maker, edition, key))

    def _made(self, facets: Facets, maker: "PanelMaker", edition: Edition, key: tuple[str, str]) -> Panel:
        module: Any = edition.environment.get_template("components/facets.html").module

        def group(facet: Facet, is_open: bool) -> Group:
            made = maker.group(facet)
            return evolve(made, html=module.facet(made, is_open or made.is_picked or made.find is not None))

        groups = []
        for place, facet in enumerate(facets.facets):
            is_open = place < UNFOLDED
            groups.append(self.groups.get(facet, (*key, is_open), partial(group, facet, is_open)))
        made = maker.panel(facets, groups, self.named.get(facets.named, key, lambda: maker.named(facets.named)))
        return evolve(made, html=module.facets(made).encode() if made.is_shown else b"")


@frozen
class PanelMaker:
    path: str
    kept: Mapping[str, object]
    query: FacetQuery
    figures: Figures

    def named(self, named: Iterable[tuple[int, str]]) -> Named:
        return tuple((self._title(id, name), self._opened(id)) for id, name in named)

    def panel(self, facets: Facets, groups: Sequence[Group], named: Named) -> Panel:
        mine = self.query.kept
        others = {name: value for name, value in self.kept.items() if name not in mine}
        asked = {group.id for group in groups}
        chips = tuple(self._chips(facets))
        hidden = tuple(pairs({**others, **{name: value for name, value in mine.items() if is_elsewhere(name, asked)}}))
        return Panel(
            self.path,
            tuple(groups),
            named,
            chips,
            tuple(map(self._unknown, facets.unknown)),
            hidden,
            address(self.path, others),
            len(chips),
        )

    def group(self, facet: Facet) -> Group:
        name = name_of(facet.id)
        ticks = tuple(
            Tick(v.text, self._text(v.text), self.figures.number(v.goods), v.is_picked) for v in facet.values
        )
        typed_ = self.query.typed.get(facet.id, Typed()) if facet.is_range else None
        if typed_ is not None and (fault := self.query.faults.get(facet.id)):
            typed_ = Typed(typed_.least, typed_.most, self._fault(fault))
        bounds = ("", "") if facet.least is None or facet.most is None else (typed(facet.least), typed(facet.most))
        hidden = self.figures.number(facet.hidden) if facet.hidden > 0 else ""
        is_long = facet.id in self.query.opened or facet.id in self.query.find
        return Group(
            name,
            self._title(facet.id, facet.name),
            ticks,
            typed_,
            bounds,
            hidden if not is_long else "",
            self._opened(facet.id),
            self.query.find.get(facet.id, "") if is_long and not facet.is_range else None,
            not facet.pick.is_empty,
        )

    def _chips(self, facets: Facets) -> Iterator[Chip]:
        gone = {(each.id, each.text) for each in facets.unknown}
        for id, pick in self.query.picks.items():
            if (id, "") in gone:
                continue
            name, title = name_of(id), self._title(id, facets.names.get(id, ""))
            for text in pick.texts:
                if (id, text) not in gone:
                    left = [each for each in pick.texts if each != text]
                    yield Chip(title, self._text(text), address(self.path, {**self.kept, name: left}))
            if pick.least is not None or pick.most is not None:
                words = [
                    f"{self.figures.language.say(word)} {typed(bound)}"
                    for word, bound in (("from", pick.least), ("to", pick.most))
                    if bound is not None
                ]
                href = address(self.path, {**self.kept, name + FROM: "", name + TO: ""})
                yield Chip(title, " ".join(words), href)

    def _opened(self, id: int) -> str:
        opened = [name_of(each) for each in dict.fromkeys((*self.query.opened, id))]
        return f"{address(self.path, {**self.kept, OPEN: opened})}#{name_of(id)}"

    def _title(self, id: int, name: str) -> str:
        say = self.figures.language.say
        return {MANUFACTURER: say("Manufacturer"), COUNTRY: say("Country")}.get(id, name)

    def _text(self, text: str) -> str:
        """As the ERP writes what is or is not so."""
        say = self.figures.language.say
        return {"true": say("Yes"), "false": say("No")}.get(text, text)

    def _unknown(self, unknown: Unknown) -> str:
        say = self.figures.language.say
        if unknown.text:
            facts = {"name": self._title(unknown.id, unknown.name), "value": unknown.text}
            return say("The property “%(name)s” has no value “%(value)s”: it was left out.") % facts
        return say("The catalogue has no such property as the address asks for: it was left out.")

    def _fault(self, fault: str) -> str:
        say = self.figures.language.say
        if fault == ">":
            return say("“From” is greater than “to”.")
        return say("“%(text)s” is not a number.") % {"text": fault}


def is_elsewhere(name: str, asked: set[str]) -> bool:
    """Whether the form has no field for it: a pick of a facet that is not shown is kept all the same."""
    plain, _ = split(name)
    return plain.removeprefix(FIND) not in asked


def pairs(kept: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Fields of a form: a list is a field for each."""
    for name, value in kept.items():
        values: Sequence[object] = value if isinstance(value, list) else [value]
        for each in values:
            if each not in ("", None, 0, False):
                yield name, str(each)
