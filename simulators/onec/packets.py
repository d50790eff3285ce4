"""Packets of the rich exchange: messages about the wholesaler's books, numbered and sent.

Source: docs/exchange/packets.md. Amounts and quantities go as strings, dates as yyyy-MM-dd.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from simulators.onec.demo.parties import Contract, Counterparty, IndividualPrice, Organization, Rate, Warehouse
from simulators.onec.demo.wholesaler import Wholesaler

FORMAT, VERSION = "b2b-erp", "1.0"
MOST = 1000
Payload = dict[str, Any]


@frozen
class Message:
    """The whole state of one object; `op` is upsert or delete."""

    type: str
    key: str
    payload: Payload
    op: str = "upsert"


def directories(books: Wholesaler) -> Iterator[Message]:
    """All that goods and orders lean on, parents first."""
    yield from (_organization(seller) for seller in books.organizations)
    yield from (_warehouse(place) for place in books.warehouses)
    for kind in books.price_types:
        yield Message(
            "price_type",
            kind.id,
            {
                "name": kind.name,
                "currency": kind.currency,
                "vat_included": kind.vat_included,
                "scale": 2,
                "fallback": ref(kind.fallback),
            },
        )
    yield from (rate_message(rate) for rate in books.rates)
    for group in books.holdings:
        members = [ref(buyer.id) for buyer in books.counterparties if buyer.holding == group.id]
        yield Message("holding", group.id, {"name": group.name, "members": members})
    yield from (_counterparty(buyer) for buyer in books.counterparties)
    yield from (_contract(one) for one in books.contracts)


def rate_message(rate: Rate) -> Message:
    told = {"currency": rate.currency, "date": day(rate.day), "rate": str(rate.rate), "nominal": rate.nominal}
    return Message("currency_rate", f"{rate.currency}/{rate.day}", told)


def individual_prices(books: Wholesaler) -> Iterator[Message]:
    included = {
        one.id: next(kind.vat_included for kind in books.price_types if kind.id == one.price_type)
        for one in books.contracts
    }
    yield from (_individual(one, included[one.contract]) for one in books.individual_prices)


@frozen
class Figures:
    """What stands in the books of one contract or holding.

    `overdue` are documents past their day; `orders` the portal's numbers whose whole sum is contained.
    """

    debt: Decimal
    advance: Decimal
    overdue: tuple[Payload, ...]
    orders: tuple[str, ...]


def balance(
    owner: str,
    ident: str,
    currency: str,
    limit: Decimal | None,
    told: Figures,
    as_of: datetime,
    *,
    unshipped: bool,
) -> Message:
    """`owner` is contract or holding; no limit means that this owner's limit is not told here."""
    payload: Payload = {
        "owner": {"kind": owner, "id": ident},
        "currency": currency,
        "debt": str(told.debt),
        "advance": str(told.advance),
        "overdue": list(told.overdue),
        "includes_unshipped": unshipped,
        "orders": list(told.orders),
        "as_of": instant(as_of),
    }
    if limit is not None:
        payload["limit"] = str(limit)
    return Message("credit.balance", f"{owner}/{ident}", payload)


def stock(warehouse: str, offer: str, free: Decimal, as_of: datetime) -> Message:
    return Message(
        "stock",
        f"{warehouse}/{offer}",
        {"warehouse": ref(warehouse), **position(offer), "free": f"{free:f}", "as_of": instant(as_of)},
    )


def position(offer: str) -> Payload:
    product, _, characteristic = offer.partition("#")
    return {"item": ref(product), "characteristic": ref(characteristic or None)}


def envelope(
    number: int, sender: str, receiver: str, at: datetime, messages: Sequence[Payload], *, more: bool, received: int
) -> Payload:
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "from": sender,
        "to": receiver,
        "packet_no": number,
        "received_no": received,
        "created_at": instant(at),
        "more": more,
        "messages": list(messages),
    }


def ref(ident: str | None) -> Payload | None:
    return None if ident is None else {"id": ident}


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def instant(value: datetime) -> str:
    """ISO 8601 with the offset; a naive time is a mistake of the caller."""
    if value.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return value.isoformat(timespec="milliseconds")


def _organization(seller: Organization) -> Message:
    accounts = [
        {
            "account": one.account,
            "bik": one.bik,
            "bank_name": one.bank_name,
            "corr_account": one.corr_account,
            "primary": place == 0,
        }
        for place, one in enumerate(seller.bank_accounts)
    ]
    return Message(
        "organization",
        seller.id,
        {
            "name": seller.name,
            "full_name": seller.full_name,
            "inn": seller.inn,
            "kpp": seller.kpp,
            "ogrn": seller.ogrn,
            "address": seller.address,
            "phone": seller.phone,
            "director": seller.director,
            "accountant": seller.accountant,
            "tax_regime": "general",
            "bank_accounts": accounts,
        },
    )


def _warehouse(place: Warehouse) -> Message:
    regions = [{"id": region.id, "name": region.name, "priority": priority} for region, priority in place.regions]
    return Message(
        "warehouse",
        place.id,
        {
            "name": place.name,
            "address": place.address,
            "organization": ref(place.organization),
            "regions": regions,
        },
    )


def _counterparty(buyer: Counterparty) -> Message:
    manager = {
        "id": buyer.manager.id,
        "name": buyer.manager.name,
        "email": buyer.manager.email,
        "phone": buyer.manager.phone,
    }
    return Message(
        "counterparty",
        buyer.id,
        {
            "kind": buyer.kind,
            "name": buyer.name,
            "full_name": buyer.full_name,
            "inn": buyer.inn,
            "kpp": buyer.kpp,
            "ogrn": buyer.ogrn,
            "address": buyer.address,
            "phone": buyer.phone,
            "email": buyer.email,
            "holding": ref(buyer.holding),
            "default_region": ref(buyer.region),
            "manager": manager,
            "status": "active",
            "status_reason": None,
            "consignees": [{"id": one.id, "name": one.name, "address": one.address} for one in buyer.consignees],
        },
    )


def _contract(one: Contract) -> Message:
    credit: Payload = {
        "terms": one.terms,
        "limit": None if one.limit is None else str(one.limit),
        "deferral_days": one.deferral_days,
        "overdue_tolerance_days": 3,
    }
    return Message(
        "contract",
        one.id,
        {
            "number": one.number,
            "date": day(one.day),
            "organization": ref(one.organization),
            "counterparty": ref(one.counterparty),
            "currency": one.currency,
            "valid_from": day(one.valid_from),
            "valid_to": day(one.valid_to),
            "price_type": ref(one.price_type),
            "default": one.default,
            "credit": credit,
            "refinement": one.refinement,
        },
    )


def _individual(one: IndividualPrice, vat_included: bool) -> Message:
    minimum = f"{one.min_quantity:f}" if one.min_quantity is not None else "0"
    return Message(
        "individual_price",
        f"contract/{one.contract}/{one.offer}/-/{minimum}/{one.valid_from}",
        {
            "owner": {"kind": "contract", "id": one.contract},
            **position(one.offer),
            "price": str(one.price),
            "currency": one.currency,
            "vat_included": vat_included,
            "min_quantity": minimum,
            "valid_from": day(one.valid_from),
            "valid_to": day(one.valid_to),
        },
    )
