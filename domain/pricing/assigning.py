"""Who has which price type: assignments to clients, regions and everybody, for all goods or for a segment of them.

The nearest one decides (semantics 3, step 2): first those whose segment the good belongs to, then those for all goods;
among either the contract's, the counterparty's, the holding's, the user group's, the region's, the platform's.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from domain.pricing.agreed import Validity
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import PriceTypeId
from domain.shared.money import Currency

PRIORITIES = range(10_000)
# Of most assignments, so that ten thousand of them share one of each.
ALL_GOODS, EVER = Which(), Validity()


class Assignee(StrEnum):
    """To whom a price type is assigned; the nearer comes first. PLATFORM is everybody: the type by default."""

    CONTRACT = "contract"
    COUNTERPARTY = "counterparty"
    HOLDING = "holding"
    GROUP = "group"
    REGION = "region"
    PLATFORM = "platform"


_RANKS = {assignee: rank for rank, assignee in enumerate(Assignee)}


@frozen
class SegmentNameless(DomainError):
    """Buyers read the name of a segment in the explanation of a price."""

    code: ClassVar[str] = "price-assignment.segment-nameless"


@frozen
class PriorityInvalid(DomainError):
    code: ClassVar[str] = "price-assignment.priority-invalid"
    value: str
    most: int = PRIORITIES[-1]


@frozen
class AssigneeNotFound(DomainError):
    """found: how many have that name or number among those whom the asker may see. text: as it was written."""

    code: ClassVar[str] = "price-assignment.assignee-not-found"
    assignee: Assignee
    text: str
    found: int = 0


@frozen
class AssignmentsOverlap(DomainError):
    """The same client has a type for the same goods on some of these days already."""

    code: ClassVar[str] = "price-assignment.overlaps"
    name: str
    valid_from: date | None
    valid_to: date | None


@frozen
class AssignmentKeptByErp(DomainError):
    """For this client and these goods the ERP is the source, so nobody else is."""

    code: ClassVar[str] = "price-assignment.kept-by-erp"
    name: str
    valid_from: date | None
    valid_to: date | None


@frozen
class AssignmentChangedMeanwhile(DomainError):
    code: ClassVar[str] = "price-assignment.changed-meanwhile"


@frozen
class TypeWithoutPrices(DomainError):
    """Neither the type nor any that it falls back on holds a price: everything would be on request."""

    code: ClassVar[str] = "price-assignment.no-prices"
    name: str


@frozen
class TypeWithoutRate(DomainError):
    """Prices of the type are in a currency that today has no rate to the contracts' one."""

    code: ClassVar[str] = "price-assignment.no-rate"
    name: str
    currency: Currency
    contracts: Currency


@frozen
class Assignment:
    """owner: of PLATFORM None. segment: what people call the goods of `which`, empty where it is for all goods.

    priority: among segments of one owner the lesser first, then the id.
    Raises: SegmentNameless, PriorityInvalid.
    """

    id: UUID
    assignee: Assignee
    owner: UUID | None
    price_type: PriceTypeId
    which: Which = ALL_GOODS
    segment: str = ""
    priority: int = 100
    validity: Validity = EVER

    def __attrs_post_init__(self) -> None:
        if self.is_of_segment and not self.segment.strip():
            raise SegmentNameless
        if self.priority not in PRIORITIES:
            raise PriorityInvalid(str(self.priority))

    @property
    def is_of_segment(self) -> bool:
        return self.which is not ALL_GOODS and self.which != ALL_GOODS

    @property
    def place(self) -> tuple[int, int, UUID]:
        """Where it stands among others that name the same client."""
        return _RANKS[self.assignee], self.priority, self.id

    def in_force(self, day: date) -> bool:
        start, end = self.validity.start, self.validity.end
        return (start is None or start <= day) and (end is None or day <= end)

    def meets(self, other: "Assignment") -> bool:
        """Of the same client and the same goods on a common day."""
        return (
            (self.assignee, self.owner, self.which) == (other.assignee, other.owner, other.which)
            and self.validity.overlaps(other.validity)
        )  # fmt: skip


def check_overlap(
    wanted: Assignment, standing: Iterable[tuple[Assignment, bool]], name_of: Mapping[PriceTypeId, str]
) -> None:
    """standing: with whether the ERP tells it. Raises AssignmentKeptByErp, AssignmentsOverlap."""
    for other, by_erp in standing:
        if other.id != wanted.id and wanted.meets(other):
            kind = AssignmentKeptByErp if by_erp else AssignmentsOverlap
            raise kind(name_of.get(other.price_type, ""), other.validity.start, other.validity.end)


def names_of(terms: Terms) -> tuple[tuple[Assignee, UUID | None], ...]:
    """Everything by which an assignment may name a client."""
    return (
        (Assignee.CONTRACT, terms.contract),
        (Assignee.COUNTERPARTY, terms.counterparty),
        (Assignee.HOLDING, terms.holding),
        *((Assignee.GROUP, group) for group in terms.groups),
        *(((Assignee.REGION, terms.region),) if terms.region is not None else ()),
        (Assignee.PLATFORM, None),
    )
