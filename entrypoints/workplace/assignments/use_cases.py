"""What the pages of assignments may ask for; made by `bootstrap`."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.price_desk.assign import ChangeAssignment, EndAssignment, Typed
from application.price_desk.assignments import (
    AssignmentFilter,
    AssignmentPage,
    AssignmentView,
    ContractChain,
    OwnersOffered,
)
from application.price_desk.groups import GroupRow, SetGroup
from application.price_desk.regional import SetRegional
from application.price_desk.types import TypeRow
from application.queries.clients import ClientRow
from application.queries.rules import Choices
from domain.shared.ids import PriceTypeId, RegionId, UserGroupId

Variants = Sequence[tuple[RegionId, str, PriceTypeId | None]]


@frozen
class AssignmentUseCases:
    page: Callable[[Visit, AssignmentFilter], AssignmentPage]
    one: Callable[[Visit, UUID], AssignmentView]
    owners: Callable[[Visit], OwnersOffered]
    choices: Callable[[], Choices]
    types: Callable[[Visit], Sequence[TypeRow]]
    assign: Callable[[Visit, Typed], UUID]
    change: Callable[[Visit, ChangeAssignment], None]
    end: Callable[[Visit, EndAssignment], None]
    client: Callable[[Visit, UUID], ClientRow]
    chains: Callable[[Visit, UUID], tuple[ContractChain, ...]]
    regional: Callable[[Visit, PriceTypeId], Variants]
    set_regional: Callable[[Visit, SetRegional], None]
    groups: Callable[[Visit], Sequence[GroupRow]]
    set_group: Callable[[Visit, SetGroup], UserGroupId]
