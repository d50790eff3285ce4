"""Phases drive the code, statuses are data (semantics 6)."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen


class Phase(StrEnum):
    """The life of an order; `rank` tells what is later, so that a late message never moves a status back."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    ON_HOLD = "on_hold"
    AWAITING_PAYMENT = "awaiting_payment"
    NEW = "new"
    REFUSED_BY_ERP = "refused_by_erp"
    CONFIRMED = "confirmed"
    IN_ASSEMBLY = "in_assembly"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        return list(Phase).index(self)

    @property
    def is_open(self) -> bool:
        return not self.is_called_off and self is not Phase.COMPLETED

    @property
    def is_called_off(self) -> bool:
        return self in (Phase.REFUSED_BY_ERP, Phase.CANCELLED)


class OnReservation(StrEnum):
    KEEP = "keep"
    RELEASE = "release"


@frozen
class Status:
    """One status of the scheme: names in two languages, the phase it means, and the ERP's names for it."""

    code: str
    phase: Phase
    name_ru: str
    name_en: str
    colour: str
    erp_names: tuple[str, ...] = ()
    reservation: OnReservation = OnReservation.KEEP


_KEEP, _RELEASE = OnReservation.KEEP, OnReservation.RELEASE

DEFAULT_SCHEME: tuple[Status, ...] = tuple(
    Status(code, phase, name_ru, name_en, colour, tuple(erp_names.split("|")), on_reservation)
    for code, phase, name_ru, name_en, colour, erp_names, on_reservation in (
        ("on_hold", Phase.ON_HOLD, "На удержании", "On hold", "amber", "", _KEEP),
        (
            "awaiting_payment",
            Phase.AWAITING_PAYMENT,
            "Ждёт оплаты",
            "Awaiting payment",
            "amber",
            "Ожидает оплаты",
            _KEEP,
        ),
        ("new", Phase.NEW, "Новый", "New", "blue", "Открыт|Принят|[N] Принят|ОжидаетОбработки", _KEEP),
        ("confirmed", Phase.CONFIRMED, "Подтверждён", "Confirmed", "teal", "Подтвержден|Согласован", _KEEP),
        ("in_assembly", Phase.IN_ASSEMBLY, "В сборке", "In assembly", "teal", "К отгрузке|Комплектуется", _KEEP),
        ("partly_shipped", Phase.PARTLY_SHIPPED, "Отгружен частично", "Partly shipped", "violet", "", _KEEP),
        ("shipped", Phase.SHIPPED, "Отгружен", "Shipped", "green", "Доставляется", _KEEP),
        ("completed", Phase.COMPLETED, "Выполнен", "Completed", "grey", "Доставлен|Закрыт", _KEEP),
        ("refused", Phase.REFUSED_BY_ERP, "Отклонён", "Refused", "red", "Отклонен", _RELEASE),
        ("cancelled", Phase.CANCELLED, "Отменён", "Cancelled", "red", "Отменен|Возвращен", _RELEASE),
    )
)


def folded(name: str) -> str:
    """An ERP's name of a status for comparison: without spaces, ё and case."""
    return "".join(name.split()).casefold().replace("ё", "е")


def status_named(name: str, scheme: Iterable[Status] = DEFAULT_SCHEME) -> Status | None:
    """The status that the ERP means, or None: an unknown name waits for mapping and drops nothing."""
    wanted = folded(name)
    return next((s for s in scheme if wanted in {folded(s.code), folded(s.name_ru), *map(folded, s.erp_names)}), None)


def moves_on(current: Phase, proposed: Phase) -> bool:
    """Whether the ERP's news is later in the order's life; cancellation is possible until the end."""
    return proposed.rank > current.rank and current.is_open
