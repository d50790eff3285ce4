"""The form of the checkout, read: what does not make sense is as if it were not there, and placing tells of it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from application.ordering.choice import CartChoice
from application.ordering.delivery_ports import DeliveryChoice
from application.ordering.place_order import PlaceOrder
from domain.shared.errors import DomainError
from domain.shared.ids import ConsigneeId, CounterpartyId, WarehouseId
from domain.shared.money import Currency, Money
from entrypoints.pages.forms import day_of, uuid_of
from entrypoints.storefront.mending import postponed

LONGEST_COMMENT = 1000


def sums_text(sums: tuple[Money, ...]) -> str:
    return ";".join(f"{money.amount} {money.currency.value}" for money in sums)


def sums_of(text: str) -> tuple[Money, ...]:
    """The sums of a hidden field; nothing for what no form of ours has sent, which then differs from any total."""
    try:
        pairs = [part.split(" ") for part in text.split(";") if part]
        return tuple(Money(Decimal(amount), Currency(currency)) for amount, currency in pairs)
    except (ValueError, InvalidOperation, DomainError):
        return ()


def command_of(form: Mapping[str, str]) -> PlaceOrder:
    """Raises NotFound for an id that is none."""
    version, consignee = form.get("version", ""), form.get("consignee", "")
    return PlaceOrder(
        form.get("key", "")[:200],
        int(version) if version.isascii() and version.isdigit() else 0,
        sums_of(form.get("total", "")),
        ConsigneeId(uuid_of(consignee, "consignee")) if consignee else None,
        day_of(form.get("ship_on", "")),
        form.get("comment", "").strip()[:LONGEST_COMMENT],
        choice_of(form),
        delivery_of(form),
    )


def choice_of(form: Mapping[str, str]) -> CartChoice:
    pickup = form.get("pickup", "")
    is_number = pickup.isascii() and pickup.isdigit() and len(pickup) < 10
    return CartChoice(postponed(form.get("later", "")), WarehouseId(int(pickup)) if is_number else None)


def delivery_of(form: Mapping[str, str]) -> DeliveryChoice:
    payer = _id(form.get("payer", ""))
    return DeliveryChoice(
        _id(form.get("method", "")),
        _id(form.get("address", "")),
        form.get("window", "")[:40],
        None if payer is None else CounterpartyId(payer),
    )


def consignee_of(form: Mapping[str, str]) -> ConsigneeId | None:
    found = _id(form.get("consignee", ""))
    return None if found is None else ConsigneeId(found)


def without(form: Mapping[str, str], field: str) -> dict[str, str]:
    return {name: text for name, text in form.items() if name != field}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
