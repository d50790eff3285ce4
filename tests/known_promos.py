"""Promo codes by their folded text, and a limiter that never says no: what fakes of the portal name codes by."""

from uuid import UUID

from attrs import define, field

from domain.pricing.promo import Promo
from domain.shared.ids import CounterpartyId


@define
class KnownPromos:
    by_key: dict[str, Promo] = field(factory=dict)

    def of(self, promo: UUID, counterparty: CounterpartyId) -> Promo | None:
        return next((known for known in self.by_key.values() if known.code.id == promo), None)

    def named(self, key: str, counterparty: CounterpartyId) -> Promo | None:
        return self.by_key.get(key)


class AnyNumber:
    def allow(self, key: str, limit: int, seconds: int) -> bool:
        return True

    def forget(self, key: str) -> None: ...
