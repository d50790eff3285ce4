"""Free quantities told by the ERP and holds of our own (semantics 4)."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.shared.errors import DomainError
from domain.shared.ids import MessageId, VariantId, WarehouseId
from domain.shared.light import light

ZERO = Decimal("0.000")
# A snapshot is trusted to contain an acceptance only when it is younger by this much: the ERP's clock and
# the moment it read its registers differ. In doubt a quantity is subtracted twice, never not at all.
TIME_MARGIN = timedelta(minutes=2)


class ReservationState(StrEnum):
    """Each reserved unit ends as exactly one of shipped, released, expired (S2)."""

    ACTIVE = "active"
    SHIPPED = "shipped"
    RELEASED = "released"
    EXPIRED = "expired"


@frozen
class OutOfStock(DomainError):
    """Less is available than asked for; `available` may be ordered at once."""

    code: ClassVar[str] = "stock.not-enough"
    variant_id: VariantId
    requested: Decimal
    available: Decimal


@frozen
class HoldNotPositive(DomainError):
    code: ClassVar[str] = "stock.hold-not-positive"
    quantity: Decimal


@frozen
class Mark:
    """The place of a fact in the sender's history: by number where the ERP numbers its messages, else by time.

    Numbers compare within one sender only.
    """

    at: datetime | None = None
    seq: int | None = None

    def contains(self, earlier: "Mark", margin: timedelta = TIME_MARGIN) -> bool:
        """Whether a snapshot with this mark was surely taken after `earlier`."""
        if self.seq is not None and earlier.seq is not None:
            return self.seq > earlier.seq
        return self.at is not None and earlier.at is not None and self.at >= earlier.at + margin

    def is_late(self, stored: "Mark") -> bool:
        """Whether a fact with this mark must not overwrite one with `stored`."""
        if self.seq is not None and stored.seq is not None:
            return self.seq < stored.seq
        return self.at is not None and stored.at is not None and self.at < stored.at


@light
class Snapshot:
    """What the ERP told of one (variant, warehouse): signed, net of the ERP's own reserves."""

    free: Decimal
    id: MessageId
    mark: Mark = Mark()


@light
class StockHold:
    """A reservation to be stored, with the basis of its acceptance."""

    variant: VariantId
    warehouse: WarehouseId
    quantity: Decimal
    basis: MessageId
    basis_free: Decimal
    basis_held: Decimal


@define
class StockLine:
    """One (variant, warehouse) while orders compete for it.

    `held` is the sum of our reservations that the snapshot does not contain. No hold takes it above `free` (S1);
    a new snapshot may, and then nothing more is held.
    """

    variant: VariantId
    warehouse: WarehouseId
    snapshot: Snapshot
    held: Decimal
    new_holds: list[StockHold] = field(factory=list, init=False, eq=False)

    @property
    def available(self) -> Decimal:
        return self.snapshot.free - self.held

    def hold(self, quantity: Decimal) -> StockHold:
        if quantity <= 0:
            raise HoldNotPositive(quantity)
        if quantity > self.available:
            raise OutOfStock(self.variant, quantity, max(ZERO, self.available))
        hold = StockHold(self.variant, self.warehouse, quantity, self.snapshot.id, self.snapshot.free, self.held)
        self.held += quantity
        self.new_holds.append(hold)
        return hold


@frozen
class ErpReserve:
    """What the ERP told it had reserved or shipped of one reservation, and when."""

    quantity: Decimal
    mark: Mark


@frozen
class Reservation:
    """A stored hold, as containment sees it."""

    id: UUID
    quantity: Decimal
    state: ReservationState
    erp: ErpReserve | None = None

    def uncontained(self, snapshot: Mark, margin: timedelta = TIME_MARGIN) -> Decimal:
        """How much of it a snapshot with this mark does not contain and must still be subtracted.

        What was shipped stays subtracted until a snapshot contains the shipment; what was released does not. What
        expired does not either, save where the ERP had been given the order: then `erp` tells when it expired, and a
        snapshot after that shows whether the ERP has reserved it meanwhile.
        """
        if self.state is ReservationState.RELEASED or (self.state is ReservationState.EXPIRED and self.erp is None):
            return ZERO
        if self.erp is None or not snapshot.contains(self.erp.mark, margin):
            return self.quantity
        return max(ZERO, self.quantity - self.erp.quantity)
