"""Whom the portal asks for the prices of carts, what came of it, and what contracts want of it."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.ordering.refinement_ports import MOST_PATIENCE
from application.queries.orders import readers
from application.refinement_desk.ports import (
    AskingView,
    ContractPolicy,
    RefinementBooks,
    ServiceUnfit,
    ServiceView,
    SetService,
)
from domain.access.permission import Permission
from domain.pricing.refinement import RefinementPolicy

LONGEST = 500
LATEST = 100


@frozen
class ServicesPage:
    services: Sequence[ServiceView]
    askings: Sequence[AskingView]


@frozen
class ServicesQuery:
    books: RefinementBooks

    def __call__(self, visit: Visit) -> ServicesPage:
        """Questions name clients of all managers."""
        visit.authority.need(Permission.SEE_EXCHANGE)
        visit.authority.need(Permission.SEE_ALL_CLIENTS)
        return ServicesPage(self.books.services(), self.books.askings(LATEST))


@frozen
class SetServiceHandler:
    books: RefinementBooks

    def __call__(self, visit: Visit, command: SetService) -> None:
        """Raises ServiceUnfit; NotFound."""
        visit.authority.need(Permission.SET_REFINEMENT)
        self.books.set_service(checked(command))


@frozen
class ContractPoliciesQuery:
    books: RefinementBooks

    def __call__(self, visit: Visit, counterparty: UUID) -> Sequence[ContractPolicy]:
        return self.books.contracts(readers(visit), counterparty)


@frozen
class SetPolicyHandler:
    books: RefinementBooks

    def __call__(self, visit: Visit, counterparty: UUID, contract: UUID, policy: RefinementPolicy | None) -> None:
        """Until the ERP tells another one. Raises NotFound."""
        visit.authority.need(Permission.SET_REFINEMENT)
        self.books.set_policy(readers(visit), counterparty, contract, policy)


def checked(command: SetService) -> SetService:
    """Raises ServiceUnfit."""
    url = command.url.strip()
    if url:
        _check_address(url)
    for name in ("login", "password"):
        value = getattr(command, name)
        if len(value) > LONGEST or not value.isprintable() or (name == "login" and ":" in value):
            raise ServiceUnfit(name, "not-text")
    if not 1 <= command.patience <= MOST_PATIENCE:
        raise ServiceUnfit("patience", "out-of-range")
    return evolve(command, url=url)


def _check_address(url: str) -> None:
    """An address carries no password: it stands on pages."""
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port != 0
    except ValueError:
        raise ServiceUnfit("url", "not-an-address") from None
    is_plain = len(url) <= LONGEST and url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_sound or not is_plain:
        raise ServiceUnfit("url", "not-an-address")
    if parts.username is not None or parts.query or parts.fragment:
        raise ServiceUnfit("url", "more-than-an-address")
