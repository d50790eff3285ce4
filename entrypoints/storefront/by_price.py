"""A list of goods by own prices: which order, and from which price to which."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from attrs import field, frozen

from application.pricing.price_order import (
    EVERY_PRICE,
    GoodsOrder,
    PriceBoundInvalid,
    PriceBounds,
    PriceBoundsInverted,
    bound_of,
)
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.pages.paging import address
from entrypoints.storefront.faceting import pairs

ASKED = ("sort", "min", "max")
LONGEST = 40


@frozen
class Told:
    """What the page shows of it. `links`: for each order its address; hidden: what the form of prices keeps."""

    order: GoodsOrder
    links: tuple[tuple[GoodsOrder, str], ...]
    least: str
    most: str
    currency: str
    fault: str
    hidden: tuple[tuple[str, object], ...]
    reset: str
    is_open: bool
    has_text: bool = False


@frozen
class ByPrice:
    """least, most: as typed. A price that cannot be read narrows nothing, and is told."""

    order: GoodsOrder = GoodsOrder.NAME
    least: str = ""
    most: str = ""
    bounds: PriceBounds = EVERY_PRICE
    refusal: DomainError | None = None
    is_untidy: bool = field(default=False, eq=False)

    @classmethod
    def of(cls, query: Mapping[str, object]) -> "ByPrice":
        if not query.keys() & ASKED:
            return ANY_PRICE
        typed = {name: str(query.get(name, "")).strip()[:LONGEST] for name in ASKED}
        order = next((order for order in GoodsOrder if order.value == typed["sort"]), GoodsOrder.NAME)
        # A form sends its empty fields, too: they are left out of the address.
        is_untidy = any(name in query and not value for name, value in typed.items())
        try:
            bounds = PriceBounds(bound_of(typed["min"]), bound_of(typed["max"]))
        except (PriceBoundInvalid, PriceBoundsInverted) as refusal:
            return cls(order, typed["min"], typed["max"], refusal=refusal, is_untidy=is_untidy)
        return cls(order, typed["min"], typed["max"], bounds, is_untidy=is_untidy)

    @property
    def kept(self) -> dict[str, object]:
        return {"sort": sort_of(self.order), "min": self.least, "max": self.most}

    @property
    def is_plain(self) -> bool:
        """Whether no prices were typed."""
        return not (self.least or self.most or self.refusal)

    @property
    def status(self) -> int:
        return HTTPStatus.OK if self.refusal is None else status(self.refusal)

    def told(
        self, path: str, kept: Mapping[str, object], currency: str, language: str, orders: Iterable[GoodsOrder]
    ) -> Told:
        """orders: those that the page offers."""
        return Told(
            self.order,
            tuple((order, address(path, kept, sort=sort_of(order))) for order in orders),
            self.least,
            self.most,
            currency,
            sentence(self.refusal, language) if self.refusal else "",
            tuple((name, value) for name, value in pairs(kept) if name not in ("min", "max")),
            address(path, kept, min="", max=""),
            bool(self.least or self.most),
            bool(kept.get("q")),
        )  # fmt: skip


def sort_of(order: GoodsOrder) -> str:
    """As the address has it, where the usual order is left out."""
    return "" if order is GoodsOrder.NAME else order.value


ANY_PRICE = ByPrice()
