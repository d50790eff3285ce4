"""What the seller's people do with promo codes."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.promo_desk.book import PromoCard, PromoFilter, PromoPage
from application.promo_desk.typed import TypedPromo


class Switch(Protocol):
    def __call__(self, visit: Visit, id: UUID, *, on: bool) -> None: ...


@frozen
class PromoUseCases:
    page: Callable[[Visit, PromoFilter], PromoPage]
    card: Callable[[Visit, UUID], PromoCard]
    create: Callable[[Visit, TypedPromo], UUID]
    generate: Callable[[Visit, TypedPromo, str], tuple[str, ...]]
    change: Callable[[Visit, UUID, str, TypedPromo], None]
    switch: Switch
