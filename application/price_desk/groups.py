"""Groups of users of client companies, who have a price type of their own whatever company they buy for."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from attrs import frozen

from application.access.context import Visit
from application.price_desk.work import Act
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import UserGroupId, UserId

SET_GROUP = "user-group.set"
MOST_MEMBERS = 1_000


@frozen
class GroupNameInvalid(DomainError):
    """why: empty, taken."""

    code: ClassVar[str] = "user-group.name-invalid"
    name: str
    why: str


@frozen
class GroupMembersUnknown(DomainError):
    """Logins of nobody, or of the staff, who buy nothing."""

    code: ClassVar[str] = "user-group.members-unknown"
    logins: tuple[str, ...]


@frozen
class GroupTooLarge(DomainError):
    code: ClassVar[str] = "user-group.too-large"
    count: int
    most: int = MOST_MEMBERS


@frozen
class GroupRow:
    """members: logins, in their order; company: that by which a person works at first. assigned: price types."""

    id: UserGroupId
    name: str
    members: tuple[tuple[str, str, str], ...]
    assigned: tuple[str, ...]


class GroupWork(Protocol):
    def is_name_taken(self, group: UserGroupId, name: str) -> bool: ...

    def members(self, group: UserGroupId) -> tuple[UserId, ...]: ...

    def buyers(self, logins: Collection[str]) -> dict[str, UserId]:
        """Those of client companies alone."""

    def record(self, act: Act) -> int: ...

    def set_group(self, act: int, group: UserGroupId, name: str, members: Sequence[UserId]) -> None:
        """Raises the pricing version."""


class GroupWorks(Protocol):
    def begin(self) -> AbstractContextManager[GroupWork]: ...


class Groups(Protocol):
    def all(self) -> Sequence[GroupRow]:
        """By name."""


@frozen
class GroupsQuery:
    """Members are people of any client, so whoever sees only his own clients does not see them."""

    groups: Groups

    def __call__(self, visit: Visit) -> Sequence[GroupRow]:
        visit.authority.need(Permission.SEE_ALL_CLIENTS)
        return self.groups.all()


@frozen
class SetGroup:
    """id None: a new one. logins as typed."""

    id: UserGroupId | None
    name: str
    logins: tuple[str, ...]


@frozen
class SetGroupHandler:
    groups: Groups
    works: GroupWorks
    ids: Ids

    def __call__(self, visit: Visit, command: SetGroup) -> UserGroupId:
        """Raises NotAllowed, NotFound, GroupNameInvalid, GroupTooLarge, GroupMembersUnknown."""
        visit.authority.need(Permission.SET_PRICE_TYPES)
        visit.authority.need(Permission.SEE_ALL_CLIENTS)
        name = " ".join(command.name.split())[:100]
        if not name:
            raise GroupNameInvalid("", "empty")
        logins = tuple(dict.fromkeys(login.strip().lower() for login in command.logins if login.strip()))
        if len(logins) > MOST_MEMBERS:
            raise GroupTooLarge(len(logins))
        with self.works.begin() as work:
            known = {row.id: row for row in self.groups.all()}
            if command.id is not None and command.id not in known:
                raise NotFound("user-group", str(command.id))
            id = command.id if command.id is not None else UserGroupId(self.ids.new())
            if work.is_name_taken(id, name):
                raise GroupNameInvalid(name, "taken")
            found = work.buyers(logins)
            if missing := tuple(login for login in logins if login not in found):
                raise GroupMembersUnknown(missing)
            before, after = work.members(id), tuple(sorted(found.values()))
            if id in known and known[id].name == name and before == after:
                return id
            facts = {"name": name, "before": [str(one) for one in before], "after": [str(one) for one in after]}
            work.set_group(work.record(Act(visit.authority.user, SET_GROUP, str(id), facts)), id, name, after)
        return id
