"""How far the catalogue index is behind the catalogue, for operators."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission


@frozen
class IndexState:
    """catalogue: the version of the tables; the others are of the file built last, None or nought without one."""

    catalogue: int
    version: int | None
    goods: int | None
    bytes: int | None
    is_whole: bool | None
    seconds: Decimal | None
    built_at: datetime | None
    failed_at: datetime | None
    failure: str
    failures: int

    @property
    def is_current(self) -> bool:
        return self.version == self.catalogue and not self.failures


class IndexStates(Protocol):
    def state(self) -> IndexState: ...


@frozen
class IndexStateQuery:
    states: IndexStates

    def __call__(self, visit: Visit) -> IndexState:
        visit.authority.need(Permission.SEE_EXCHANGE)
        return self.states.state()
