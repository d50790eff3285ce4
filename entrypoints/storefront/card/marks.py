"""Marks of goods written for lists: labels, stars, the button that keeps a good."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from attrs import frozen
from markupsafe import Markup

from application.queries.catalogue import CataloguePage
from domain.catalog.label import Label
from domain.catalog.mark import Mark
from domain.shared.ids import VariantId
from entrypoints.pages.language import Language
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import Edition

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


BY_VALUE: Mapping[str, Label] = {label.value: label for label in Label}


@frozen
class Tag:
    label: Label
    name: str
    colour: str


def tags(labels: Iterable[Label], language: Language) -> tuple[Tag, ...]:
    return tuple(Tag(label, label_name(label, language), COLOURS[label]) for label in labels)


def list_marks(page: CataloguePage, edition: Edition) -> dict[VariantId, bytes]:
    """By variant, as a row of a list shows it under the name, markup in UTF-8; of goods that have a mark."""
    marks = page.marks
    if not marks:
        return {}
    return {
        offer.variant: written(mark, offer.variant, edition).encode()
        for card in page.cards
        if (mark := marks.get(card.product)) is not None
        for offer in card.offers
    }


def written(mark: Mark, variant: VariantId, edition: Edition) -> Markup:
    module: Any = edition.environment.get_template("components/marks.html").module
    said = tags(mark.labels, edition.language)
    return cast(Markup, module.row(said, rating(mark), variant, variant in mark.kept))


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
    return BY_VALUE.get(text) if isinstance(text, str) else None


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
