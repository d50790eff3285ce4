"""Agree on the least sum of an order: for a contract, a client, his holding, or everybody."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.minimums.ports import LARGEST, Agreed, MinimumChange, MinimumDesk, MinimumNotSound, TypedMinimum
from application.queries.orders import readers
from domain.access.permission import Permission
from domain.ordering.minimum import Minimum
from domain.parties.level import Level
from domain.shared.errors import NotFound
from domain.shared.money import KOPECK, Money


@frozen
class MinimumsQuery:
    desk: MinimumDesk

    def __call__(self, visit: Visit, client: UUID) -> tuple[Sequence[Agreed], Sequence[MinimumChange]]:
        """Raises NotFound for a client of another manager's."""
        whose = readers(visit)
        return self.desk.of(whose, client), self.desk.changes(whose, client)


@frozen
class AgreeOnMinimum:
    desk: MinimumDesk

    def __call__(self, visit: Visit, client: UUID, typed: TypedMinimum) -> None:
        """Who changed what is kept. What binds more than this client needs the sight of all clients.

        Raises MinimumNotSound; NotFound for what is none of this client's.
        """
        visit.authority.need(Permission.SET_PRICE_TYPES)
        if typed.level >= Level.HOLDING:
            visit.authority.need(Permission.SEE_ALL_CLIENTS)
        whose, user = readers(visit), visit.authority.user
        rows = {(row.level, row.owner): row for row in self.desk.of(whose, client)}
        row = rows.get((typed.level, typed.owner))
        if row is None:
            raise NotFound("contract", str(typed.owner))
        if not typed.amount.strip():
            self.desk.drop(whose, client, user, typed.level, typed.owner)
            return
        amount = Money(_amount(typed.amount), row.currency)
        self.desk.set(whose, client, user, Minimum(typed.level, typed.owner, amount, typed.whole))


def _amount(text: str) -> Decimal:
    plain = "".join(text.split()).replace(",", ".")
    try:
        amount = Decimal(plain) if plain.isascii() and plain.replace(".", "", 1).isdigit() else Decimal(-1)
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= LARGEST or amount != amount.quantize(KOPECK):
        raise MinimumNotSound(text[:40])
    return amount.quantize(KOPECK)
