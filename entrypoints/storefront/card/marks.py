"""Marks of goods written for lists: labels, stars, the button that keeps a good."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from attrs import field, frozen
from markupsafe import Markup

from application.queries.catalogue import CataloguePage
from application.queries.offers import Card
from domain.catalog.label import Label
from domain.catalog.mark import UNMARKED, Mark
from domain.shared.ids import ProductId, VariantId
from entrypoints.pages.language import Language
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import Edition

PLACE = "VARIANT"
COLOURS = {
    Label.ACTION: "amber",
    Label.SALE: "red",
    Label.SPECIAL: "red",
    Label.OFFER: "violet",
    Label.HIT: "teal",
    Label.NEW: "green",
}


def label_name(label: Label, language: Language) -> str:
    say = language.say
    return {
        Label.ACTION: say("Action"),
        Label.SALE: say("Sale"),
        Label.SPECIAL: say("Special price"),
        Label.OFFER: say("Special offer"),
        Label.HIT: say("Hit"),
        Label.NEW: say("Novelty"),
    }[label]


@frozen
class Tag:
    label: Label
    name: str
    colour: str


def tags(labels: Iterable[Label], language: Language) -> tuple[Tag, ...]:
    return tuple(Tag(label, label_name(label, language), COLOURS[label]) for label in labels)


@frozen
class ListMarks:
    """By variant, as a row of a list shows it under the name; empty where there is nothing to show."""

    edition: Edition
    marks: Mapping[ProductId, Mark]
    module: Any = field(init=False)
    plain: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        module = self.edition.environment.get_template("components/marks.html").module
        object.__setattr__(self, "module", module)
        # Most goods of a page have no mark at all: their heart is made once, and only named anew for each.
        object.__setattr__(self, "plain", str(module.row((), None, PLACE, False)))  # type: ignore[attr-defined]  # a macro

    def of(self, product: ProductId, variant: VariantId) -> Markup:
        mark = self.marks.get(product, UNMARKED)
        is_kept = variant in mark.kept
        if not (mark.labels or mark.votes or is_kept):
            return Markup(self.plain.replace(PLACE, str(variant)))  # noqa: S704  # our own markup and a number
        said = tags(mark.labels, self.edition.language)
        return cast(Markup, self.module.row(said, rating(mark), variant, is_kept))

    def by_variant(self, cards: Iterable[Card]) -> dict[VariantId, Markup]:
        return {each.variant: self.of(card.product, each.variant) for card in cards for each in card.offers}


def list_marks(page: CataloguePage, edition: Edition) -> dict[VariantId, Markup]:
    return ListMarks(edition, page.marks).by_variant(page.cards)


@frozen
class Rating:
    """mean: of five stars, to a tenth; whole: how many are filled."""

    mean: str
    whole: int
    votes: int


def rating(mark: Mark) -> Rating | None:
    if not mark.votes:
        return None
    mean = mark.mean.quantize(Decimal("0.1"))
    return Rating(f"{mean}".replace(".", ","), int(mark.mean + Decimal("0.5")), mark.votes)


@frozen
class Chip:
    """A label as a filter. href: with it, or without it where it is chosen."""

    name: str
    colour: str
    count: int
    is_chosen: bool
    href: str


def label_of(text: object) -> Label | None:
    """None for nothing, and for what is no label: whoever edits an address sees everything."""
    return next((label for label in Label if label.value == text), None)


def chips(
    counts: Mapping[Label, int], chosen: Label | None, path: str, kept: Mapping[str, object], language: Language
) -> tuple[Chip, ...]:
    shown = {**counts, **({chosen: counts.get(chosen, 0)} if chosen else {})}
    return tuple(
        Chip(
            label_name(label, language),
            COLOURS[label],
            shown[label],
            label is chosen,
            address(path, kept, label="" if label is chosen else label.value),
        )
        for label in Label
        if label in shown
    )
