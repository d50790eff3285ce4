"""One transaction of somebody who changes prices, and the record of who did what."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import UUID

from attrs import field, frozen

from application.price_desk.lookups import Lookups
from application.queries.orders import Readers
from domain.pricing.agreed import AgreedPrice, Standing
from domain.pricing.book import PriceType, Threshold
from domain.shared.ids import PriceTypeId, UserId


@frozen
class Act:
    """An entry of the audit log, which is never changed: what was done to what, with the facts before and after."""

    by: UserId
    action: str
    subject: str
    facts: Mapping[str, Any] = field(factory=dict)


@frozen
class Write:
    """A price that is to stand, in the place of another or as a new one."""

    price: AgreedPrice
    replaces: UUID | None


@frozen
class Locked:
    """A price held for a change. is_shared: its holding has members that the asker may not see."""

    standing: Standing
    version: str
    owner_name: str
    is_shared: bool


class PriceWork(Lookups, Protocol):
    """Writers of prices go one at a time, so that what was judged is what is written."""

    def lock(self, whose: Readers, id: UUID) -> Locked:
        """Raises NotFound."""

    def record(self, act: Act) -> int:
        """The id of the audit record that the writes refer to."""

    def write(self, act: int, writes: Sequence[Write]) -> None:
        """What is replaced goes to the log. Raises the pricing version."""

    def withdraw(self, act: int, id: UUID) -> None:
        """The price goes to the log and stands no more. Raises the pricing version."""

    def types(self) -> Mapping[PriceTypeId, PriceType]:
        """Those that the ERP told and did not delete."""

    def set_type(self, act: int, changed: PriceType) -> None:
        """Its fallback and scale, from now on the portal's. Raises the pricing version."""

    def steps(self, id: PriceTypeId) -> tuple[Threshold, ...]:
        """Ascending."""

    def set_steps(self, act: int, id: PriceTypeId, steps: tuple[Threshold, ...]) -> None:
        """In place of those that stand. Raises the pricing version."""


class PriceWorks(Protocol):
    def begin(self) -> AbstractContextManager[PriceWork]:
        """Leaving it without an exception commits."""


def facts_of(price: AgreedPrice) -> Mapping[str, Any]:
    """For the audit log, exact: decimals and days as text."""
    agreement, validity = price.agreement, price.validity
    return {
        "level": agreement.level.name.lower(),
        "owner": str(agreement.owner),
        "variant": agreement.variant,
        "packaging": agreement.packaging,
        "minimum": str(agreement.minimum),
        "amount": str(price.amount),
        "currency": price.currency.value,
        "vat_included": price.vat_included,
        "valid_from": validity.start.isoformat() if validity.start else None,
        "valid_to": validity.end.isoformat() if validity.end else None,
    }
