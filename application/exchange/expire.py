"""Reservations whose time is over give their goods back (semantics 4)."""

from typing import Protocol

from attrs import frozen

BATCH = 500


class Expiries(Protocol):
    def expire(self, most: int) -> int:
        """Ends active reservations past their term, in one locking transaction; their orders hear of it.

        An order that the ERP has accepted keeps them: there the ERP holds the goods, and it alone lets them go.
        """


@frozen
class ExpireReservations:
    expiries: Expiries

    def __call__(self) -> int:
        total = 0
        while ended := self.expiries.expire(BATCH):
            total += ended
            if ended < BATCH:
                break
        return total
