"""Facets as JSON, and the words by which a request picks from them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from application.queries.facets import COUNTRY, MANUFACTURER, FacetPickInvalid, Facets, Pick, Picks, Unknown

# As in addresses of the pages: what is a column of goods and no property has a name of its own.
NAMES = {"manufacturer": MANUFACTURER, "country": COUNTRY}
FACET = re.compile(r"manufacturer|country|[0-9]{1,9}")
PICK = re.compile(r"(manufacturer|country|[0-9]{1,9}):(.{1,200})", re.DOTALL)
RANGE = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,5})?)?\.\.(-?[0-9]{1,12}(?:\.[0-9]{1,5})?)?")


@frozen
class FacetValueWire:
    value: str
    goods: int
    picked: bool


@frozen
class FacetWire:
    """values of a facet of texts, those shown of `total`; least and most of a facet of numbers, else null."""

    id: str
    name: str
    values: tuple[FacetValueWire, ...]
    total: int
    least: Decimal | None
    most: Decimal | None


@frozen
class FacetNameWire:
    id: str
    name: str


@frozen
class FacetsWire:
    """Each counted under the picks of the others. named: further facets of these goods, to be asked for by `facet`."""

    facets: tuple[FacetWire, ...]
    named: tuple[FacetNameWire, ...]
    in_stock: int


@frozen
class UnknownFacetWire:
    """A pick that was left out: the catalogue has no such facet, or, where `value` is told, no such value of it."""

    facet: str
    value: str | None


def picks_of(told: Iterable[str]) -> Picks:
    """Raises FacetPickInvalid."""
    found: dict[int, Pick] = {}
    for text in told:
        fit = PICK.fullmatch(text)
        if fit is None:
            raise FacetPickInvalid(text[:80])
        id, value = facet_id(fit[1]), " ".join(fit[2].split())
        before = found.get(id, Pick())
        bounds = RANGE.fullmatch(value)
        if bounds is not None and any(bounds.groups()):
            least, most = (None if bound is None else Decimal(bound) for bound in bounds.groups())
            if least is not None and most is not None and least > most:
                raise FacetPickInvalid(text[:80])
            found[id] = Pick((*before.texts, value), least, most)
        else:
            found[id] = Pick((*before.texts, value), before.least, before.most)
    return found


def facet_id(name: str) -> int:
    return NAMES[name] if name in NAMES else int(name)


def name_of(id: int) -> str:
    return next((name for name, known in NAMES.items() if known == id), str(id))


def facets_wire(facets: Facets, stocked: int) -> FacetsWire:
    return FacetsWire(
        tuple(
            FacetWire(
                name_of(facet.id),
                facet.name or name_of(facet.id),
                tuple(FacetValueWire(v.text, v.goods, v.is_picked) for v in facet.values),
                facet.total,
                facet.least,
                facet.most,
            )
            for facet in facets.facets
        ),
        tuple(FacetNameWire(name_of(id), name or name_of(id)) for id, name in facets.named),
        stocked,
    )


def unknown_wire(unknown: Iterable[Unknown]) -> tuple[UnknownFacetWire, ...]:
    return tuple(UnknownFacetWire(name_of(each.id), each.text or None) for each in unknown)
