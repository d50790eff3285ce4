"""The history of price lists, their files, and whose file one holds in hand."""

from collections.abc import Sequence
from typing import BinaryIO
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.price_lists.ports import ListFiles, PriceLists
from application.price_lists.values import (
    SHA256,
    HashInvalid,
    PriceListFile,
    PriceListGone,
    PriceListNotReady,
    State,
)
from application.queries.clients import ClientRow, Clients
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.shared.errors import NotFound

LATEST = 50


def whose(visit: Visit) -> Readers:
    """Raises NotAllowed for whoever may see no prices."""
    return readers(visit, Permission.SEE_PRICES)


@frozen
class PriceListsQuery:
    lists: PriceLists

    def __call__(self, visit: Visit) -> Sequence[PriceListFile]:
        """A buyer's: those of his active company. A manager's: of all clients of his."""
        active = None if visit.authority.is_staff else visit.buyer().party.id
        if active is not None:
            visit.authority.need(Permission.SEE_PRICES, active)
        return self.lists.latest(whose(visit), active, LATEST)


@frozen
class ClientPriceListsQuery:
    lists: PriceLists
    clients: Clients

    def __call__(self, visit: Visit, client: UUID) -> tuple[ClientRow, Sequence[PriceListFile]]:
        """Raises NotFound for a client that is not the asker's."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        row = self.clients.one(readers(visit), client)
        return row, self.lists.latest(readers(visit), client, LATEST)


@frozen
class DownloadQuery:
    lists: PriceLists
    files: ListFiles

    def __call__(self, visit: Visit, id: UUID) -> tuple[PriceListFile, BinaryIO]:
        """Raises NotFound, PriceListNotReady, PriceListGone."""
        found = self.lists.one(whose(visit), id)
        if found.state is not State.READY or found.issued is None or found.expires_at is None:
            raise PriceListNotReady
        file = self.files.open(found.issued.sha256) if found.is_kept else None
        if file is None:
            raise PriceListGone(found.expires_at)
        return found, file


@frozen
class IssuedQuery:
    lists: PriceLists

    def __call__(self, visit: Visit, sha256: str) -> PriceListFile | None:
        """None for a file that was not issued, or not to a client of the asker's. Raises HashInvalid."""
        return self.lists.issued(whose(visit), hash_of(sha256))


@frozen
class ProveFile:
    """For the operator, who may know of every client."""

    lists: PriceLists

    def __call__(self, sha256: str) -> PriceListFile:
        """Raises NotFound for a file that was not issued here."""
        found = self.lists.issued(Readers(), hash_of(sha256))
        if found is None:
            raise NotFound("price-list", sha256)
        return found


def hash_of(text: str) -> str:
    """As people copy it: blanks and case mean nothing. Raises HashInvalid."""
    written = "".join(text.split()).lower()
    if len(written) != SHA256 or not set(written) <= set("0123456789abcdef"):
        raise HashInvalid(text.strip()[:80])
    return written
