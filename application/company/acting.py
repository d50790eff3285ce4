"""One of the seller's people acts for a client's buyer: begun and ended on purpose, told on every page (A2)."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.company.acts import Act
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.shared.errors import NotAllowed
from domain.shared.ids import CounterpartyId, UserId


@frozen
class ClientPerson:
    id: UserId
    name: str
    login: str
    roles: tuple[str, ...]
    can_order: bool


@frozen
class ClientPeople:
    """is_closed: the seller shut the company out."""

    client: CounterpartyId
    name: str
    people: Sequence[ClientPerson]
    is_closed: bool


class Acting(Protocol):
    """Every method filters by the readers in the statement itself (A1)."""

    def people(self, whose: Readers, client: UUID) -> ClientPeople:
        """Raises NotFound."""

    def begin(self, session: bytes, user: UserId, client: CounterpartyId, act: Act) -> None:
        """The person's cart is in this client's context then. Raises NotFound for one who is none of its people."""

    def end(self, session: bytes, act: Act) -> None: ...

    def close(self, client: CounterpartyId, closed: bool, act: Act) -> bool:
        """Whether it was otherwise before."""


@frozen
class ActingDesk:
    acting: Acting

    def people(self, visit: Visit, client: UUID) -> ClientPeople:
        return self.acting.people(_staff(visit), client)

    def begin(self, visit: Visit, client: UUID, user: UserId) -> None:
        """Raises: NotAllowed, NotFound."""
        found = self.acting.people(_staff(visit), client)
        visit.authority.need(Permission.ACT_FOR_CLIENTS)
        me = visit.authority.user
        told = {"client": found.name}
        self.acting.begin(
            visit.session, user, found.client, Act(me, user, "acting.begun", str(user), found.client, told)
        )

    def end(self, visit: Visit) -> None:
        """Does nothing for whoever is himself."""
        actor = visit.authority.actor
        if actor is not None:
            company = None if visit.context is None else visit.context.party.id
            user = visit.authority.user
            self.acting.end(visit.session, Act(actor.id, user, "acting.ended", str(user), company))

    def close(self, visit: Visit, client: UUID, closed: bool) -> None:
        """All of the company's people, keys and links are out with their next request. Raises: NotAllowed, NotFound."""
        found = self.acting.people(_staff(visit), client)
        visit.authority.need(Permission.CLOSE_CLIENTS)
        action = "client.access-closed" if closed else "client.access-opened"
        act = Act(visit.authority.user, None, action, str(found.client), found.client, {"name": found.name})
        self.acting.close(found.client, closed, act)


def _staff(visit: Visit) -> Readers:
    """Raises NotAllowed for a buyer, also for one in whose place somebody acts."""
    if not visit.authority.is_staff:
        raise NotAllowed(Permission.SEE_OWN_CLIENTS)
    return readers(visit)
