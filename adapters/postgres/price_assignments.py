"""Assignments of price types between their rows and the domain."""

from typing import Any

from application.pricing.rule_content import which_of
from domain.pricing.agreed import Validity
from domain.pricing.assigning import ALL_GOODS, EVER, Assignee, Assignment
from domain.shared.ids import PriceTypeId

COLUMNS = ("id", "assignee", "owner_id", "price_type_id", "segment", "which", "priority", "valid_from", "valid_to")
# An ERP may tell a period that ends before it begins: such a row is in force on no day.
SELECT = f"""
SELECT {", ".join(COLUMNS)} FROM price_assignment WHERE coalesce(valid_from <= valid_to, true) ORDER BY id
"""


def assignment_of(row: tuple[Any, ...]) -> Assignment:
    """A row of `COLUMNS`. Raises ValidityBackwards."""
    id, assignee, owner, kind, segment, which, priority, start, end = row
    return Assignment(
        id, Assignee(assignee), owner, PriceTypeId(kind),
        which_of(which) if which else ALL_GOODS, segment, priority, Validity(start, end) if start or end else EVER,
    )  # fmt: skip
