"""Asking for a price list: a buyer for his active company, a manager for a client of his."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.price_history.moments import Moments
from application.price_history.past import Moment
from application.price_lists.ports import PriceLists
from application.price_lists.values import MOST_UNFINISHED, Format, NewList
from application.queries.clients import Clients
from application.queries.orders import readers
from application.queries.tree import Tree
from domain.access.permission import Permission
from domain.pricing.travel import By
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, CounterpartyId


@frozen
class AskPriceList:
    """id: of the form, so that one sent twice asks once. at: a moment as typed, empty for now."""

    id: UUID
    sections: tuple[CategoryId, ...]
    format: Format
    at: str = ""
    by: By = By.RECORDED
    client: UUID | None = None


@frozen
class AskPriceListHandler:
    lists: PriceLists
    tree: Callable[[Visit], Tree]
    clients: Clients
    moments: Moments

    def __call__(self, visit: Visit, ask: AskPriceList) -> None:
        """Raises NotAllowed; NotFound for a client that is not the asker's and for an unknown section;
        MomentInvalid, MomentInFuture, TooManyPriceLists."""
        visit.authority.himself()
        names = self._names(visit, ask.sections)
        moment = self._moment(ask)
        if visit.authority.is_staff:
            asked = self._of_client(visit, ask, names, moment)
        else:
            asked = self._own(visit, ask, names, moment)
        self.lists.add(asked, MOST_UNFINISHED)

    def _own(self, visit: Visit, ask: AskPriceList, names: tuple[str, ...], moment: Moment | None) -> NewList:
        context, authority = visit.buyer(), visit.authority
        authority.need(Permission.SEE_CATALOGUE, context.party.id)
        authority.need(Permission.SEE_PRICES, context.party.id)
        return NewList(
            ask.id, authority.user, context.party.id, context.region, context.chosen, ask.sections, names, ask.format,
            moment,
        )  # fmt: skip

    def _of_client(self, visit: Visit, ask: AskPriceList, names: tuple[str, ...], moment: Moment | None) -> NewList:
        """In the client's default region and under his default contracts."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        if ask.client is None:
            raise NotFound("counterparty", "")
        client = CounterpartyId(self.clients.one(readers(visit), ask.client).id)
        return NewList(ask.id, visit.authority.user, client, None, {}, ask.sections, names, ask.format, moment)

    def _names(self, visit: Visit, sections: Sequence[CategoryId]) -> tuple[str, ...]:
        known = self.tree(visit).sections
        for section in sections:
            if section not in known:
                raise NotFound("section", str(section))
        return tuple(known[section].name for section in sections)

    def _moment(self, ask: AskPriceList) -> Moment | None:
        return self.moments.of(ask.at, ask.by) if ask.at.strip() else None
