"""Orders on hold go on their way as soon as nothing stands against them: by data of the ERP, or by a permission."""

from attrs import frozen

from application.credit.ports import HeldOrders


@frozen
class ReleaseHeld:
    """By the clock; the oldest first, and none overtakes in its turn: each is looked at with what those before took."""

    held: HeldOrders

    def __call__(self) -> int:
        return sum(self.held.release(order) for order in self.held.waiting())
