"""The steps of a price as the buyer reads them, each with what the manager can open: the thing and its version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen

from domain.pricing.trail import INDIVIDUAL, LISTED, PROMO, RULE, THRESHOLD, Explained
from entrypoints.pages.explaining import Said, steps_in_words
from entrypoints.pages.rendering import Edition

# Which fact of a step is the id of what it used, and where that has its page.
PLACES: Mapping[str, tuple[str, str]] = {
    INDIVIDUAL: ("price", "/manage/prices/individual/"),
    LISTED: ("price_type", "/manage/prices/types/"),
    THRESHOLD: ("to", "/manage/prices/types/"),
    RULE: ("rule", "/manage/rules/"),
    PROMO: ("promo", "/manage/promo/"),
}


@frozen
class Traced:
    """id: of what the step used, empty where it used nothing that has one; href: empty where the reader has no right.

    version: of a rule, as it stands now; 0 where there is none. is_changed: the other explanation has no such step.
    """

    said: Said
    id: str = ""
    href: str = ""
    version: int = 0
    is_changed: bool = False


@frozen
class Rights:
    """What the reader may open."""

    rules: bool
    promos: bool

    def may(self, step: str) -> bool:
        return self.rules if step == RULE else self.promos if step == PROMO else True


def traced(
    steps: Sequence[Explained],
    edition: Edition,
    contract: str,
    currency: str,
    unit: str,
    rights: Rights,
    versions: Mapping[UUID, int],
    changed: Iterable[bool] = (),
) -> tuple[Traced, ...]:
    said = steps_in_words([(step.step, step.facts) for step in steps], edition, contract, currency, unit)
    marks = [*changed] or [False] * len(steps)
    return tuple(
        _traced(step, text, rights, versions, mark) for step, text, mark in zip(steps, said, marks, strict=True)
    )


def _traced(step: Explained, said: Said, rights: Rights, versions: Mapping[UUID, int], is_changed: bool) -> Traced:
    if step.step not in PLACES:
        return Traced(said, is_changed=is_changed)
    name, place = PLACES[step.step]
    id = str(step.facts[name])
    return Traced(
        said,
        id,
        f"{place}{id}" if rights.may(step.step) else "",
        versions.get(_uuid(id), 0) if step.step == RULE else 0,
        is_changed,
    )


def _uuid(text: Any) -> UUID:
    return UUID(str(text))
