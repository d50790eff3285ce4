"""What `mode=info` answers: the statuses of the portal, for the mapping table in 1C."""

from collections.abc import Sequence

from attrs import frozen

from adapters.onec.directories_writing import PaymentKind, directories
from domain.ordering.status import DEFAULT_SCHEME, Status


@frozen
class OneCDirectories:
    scheme: Sequence[Status] = DEFAULT_SCHEME

    def __call__(self) -> bytes:
        payments: list[tuple[str, str, PaymentKind]] = [("cashless", "Безналичный расчёт", "Безналичная оплата")]
        deliveries = (("pickup", "Самовывоз"), ("delivery", "Доставка"))
        return directories(tuple((s.code, s.name_ru) for s in self.scheme), payments, deliveries)
