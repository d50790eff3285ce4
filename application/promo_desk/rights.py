"""Who may sit at the desk of promo codes."""

from application.access.context import Visit
from domain.access.permission import Permission


def need(visit: Visit, permission: Permission) -> None:
    """A code names any client by TIN and shows who used it: its desk is for those who see all clients anyway.

    Raises NotAllowed.
    """
    visit.authority.need(permission)
    visit.authority.need(Permission.SEE_ALL_CLIENTS)
