"""The register as a list, for the pages that are made of it."""

import attrs
from attrs import frozen

from domain.shared.errors import DomainError
from entrypoints.http.entry import Text, no_way_out
from entrypoints.http.problems import REGISTER


@frozen
class Listed:
    """A line of the register. `has_way_out` is False where it is said on purpose that there is none."""

    code: str
    status: int
    title: Text
    facts: tuple[str, ...]
    has_way_out: bool
    kind: type[DomainError]


def problems() -> tuple[Listed, ...]:
    found = (
        Listed(
            kind.code,
            entry.status,
            entry.title,
            tuple(a.name for a in attrs.fields(kind)),
            entry.ways_out is not no_way_out,
            kind,
        )
        for kind, entry in REGISTER.items()
    )
    return tuple(sorted(found, key=lambda listed: listed.code))
