"""Let an order pass beyond a limit or beside overdue debt: by right, with a reason, an amount and an end."""

from datetime import timedelta
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.credit.ports import HOLD, LIMIT, OVERDUE, REFUSE, ClientCredit, CreditDesk, Grant, PermissionUnfit
from application.queries.orders import readers
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.shared.errors import NotFound

LONGEST = timedelta(days=92)
MOST_REASON = 500


@frozen
class ClientCreditQuery:
    desk: CreditDesk

    def __call__(self, visit: Visit, client: UUID) -> ClientCredit:
        return self.desk.of(readers(visit), client)


@frozen
class PermitHandler:
    desk: CreditDesk
    clock: Clock

    def grant(self, visit: Visit, client: UUID, grant: Grant) -> None:
        """Raises PermissionUnfit, NotFound."""
        visit.authority.need(Permission.PERMIT_CREDIT)
        if grant.kind not in (LIMIT, OVERDUE):
            raise NotFound("permission", grant.kind)
        now = self.clock.now()
        if not grant.amount.is_positive:
            raise PermissionUnfit("amount", "not-positive")
        if not 5 <= len(grant.reason.strip()) <= MOST_REASON:
            raise PermissionUnfit("reason", "length")
        if not now < grant.ends_at <= now + LONGEST:
            raise PermissionUnfit("ends_at", "out-of-range")
        self.desk.grant(readers(visit), client, grant, visit.authority.user)

    def revoke(self, visit: Visit, client: UUID, permission: UUID) -> None:
        visit.authority.need(Permission.PERMIT_CREDIT)
        self.desk.revoke(readers(visit), client, permission, visit.authority.user)

    def set_policy(self, visit: Visit, client: UUID, on_excess: str) -> None:
        visit.authority.need(Permission.PERMIT_CREDIT)
        if on_excess not in (REFUSE, HOLD):
            raise NotFound("policy", on_excess)
        self.desk.set_policy(readers(visit), client, on_excess, visit.authority.user)
