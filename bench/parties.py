"""Who sells and who buys, as packets of docs/exchange/packets.md: everything that CommerceML does not carry."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from bench import words
from bench.dataset import OWNER, Dataset, erp_id, h
from bench.files import PRICE_TYPE, PRODUCT, SELLER, WAREHOUSE, kopecks

REGION, HOLDING, COUNTERPARTY, CONTRACT, MESSAGE = range(20, 25)
SAID_AT = "2026-11-20T02:00:00+03:00"
MOST = 1000
Message = dict[str, Any]


def ref(kind: int, i: int) -> dict[str, str]:
    return {"id": erp_id(kind, i)}


def messages(dataset: Dataset) -> Iterator[Message]:
    """Parents first; individual prices, which name goods, are `individual_prices`."""
    yield message("organization", erp_id(SELLER, 0), {
        "name": "Торговый дом", "full_name": "ООО Торговый дом", "inn": "7707083893", "kpp": "770701001",
        "tax_regime": "general",
    })  # fmt: skip
    for place in range(dataset.size.warehouses):
        regions = [
            {**ref(REGION, n), "name": name, "priority": dataset.warehouses_of(n).index(place) + 1}
            for n, name in enumerate(words.REGIONS)
            if place in dataset.warehouses_of(n)
        ]
        told: Message = {"name": f"Склад {place + 1}", "organization": ref(SELLER, 0), "regions": regions}
        yield message("warehouse", erp_id(WAREHOUSE, place), told)
    for kind in range(dataset.size.price_types):
        told = {"name": f"Цена {kind + 1}", "currency": "RUB", "vat_included": True, "scale": 2, "fallback": None}
        yield message("price_type", erp_id(PRICE_TYPE, kind), told)
    for company in range(dataset.size.companies):
        yield from of_company(dataset, company)


def of_company(dataset: Dataset, company: int) -> Iterator[Message]:
    name = f"{words.FORMS[company % 3]} {words.COMPANIES[company % len(words.COMPANIES)]} {company + 1}"
    yield message("counterparty", erp_id(COUNTERPARTY, company), {
        "kind": "org", "name": name, "full_name": name, "inn": tin(company), "kpp": "770101001", "holding": None,
        "default_region": ref(REGION, dataset.region_of(company)), "status": "active",
    })  # fmt: skip
    limit = str(dataset.credit_limit(company))
    yield message("contract", erp_id(CONTRACT, company), {
        "number": f"Д-{company + 1}", "date": "2026-01-12", "organization": ref(SELLER, 0),
        "counterparty": ref(COUNTERPARTY, company), "currency": "RUB", "valid_from": "2026-01-12", "valid_to": None,
        "price_type": ref(PRICE_TYPE, dataset.price_type_of(company)), "default": True,
        "credit": {"terms": "limited", "limit": limit, "deferral_days": 30, "overdue_tolerance_days": 3},
    })  # fmt: skip
    yield message("credit.balance", f"contract/{erp_id(CONTRACT, company)}", {
        "owner": {"kind": "contract", **ref(CONTRACT, company)}, "currency": "RUB", "limit": limit, "debt": "0",
        "advance": "0", "overdue": [], "includes_unshipped": False, "orders": [], "as_of": SAID_AT,
    })  # fmt: skip


def individual_prices(dataset: Dataset, companies: Iterable[int]) -> Iterator[Message]:
    for company in companies:
        owner = {"kind": "contract", **ref(CONTRACT, company)}
        for i, amount in dataset.contract_prices(company).items():
            yield message("individual_price", f"contract/{owner['id']}/{erp_id(PRODUCT, i)}/-/0/-", {
                "owner": owner, "item": ref(PRODUCT, i), "characteristic": None, "price": kopecks(amount),
                "currency": "RUB", "vat_included": True, "min_quantity": "0", "valid_from": None, "valid_to": None,
            })  # fmt: skip


def tin(company: int) -> str:
    """An INN of ten digits with a right check digit."""
    digits = [7, 7, *(int(c) for c in f"{h(OWNER, company, 2) % 10_000_000:07d}")]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 % 10
    return "".join(map(str, [*digits, check]))


def message(kind: str, key: str, payload: Message) -> Message:
    return {"type": kind, "version": 1, "key": key, "op": "upsert", "occurred_at": SAID_AT, "payload": payload}


def packets(told: Iterable[Message], first: int = 1) -> Iterator[Message]:
    """Envelopes of at most 1,000 messages; ids and numbers follow from the order."""
    sealed: list[Message] = []
    number = first
    for n, one in enumerate(told, first * MOST):
        sealed.append({"id": erp_id(MESSAGE, n), "seq": n, **one})
        if len(sealed) == MOST:
            yield envelope(number, sealed)
            number, sealed = number + 1, []
    if sealed:
        yield envelope(number, sealed)


def envelope(number: int, sealed: list[Message]) -> Message:
    return {
        "format": "b2b-erp", "format_version": "1.0", "from": "BENCH", "to": "PORTAL", "packet_no": number,
        "received_no": 0, "created_at": SAID_AT, "more": False, "messages": sealed,
    }  # fmt: skip


def send(portal: str, login: str, password: str, told: Iterable[Message], first: int = 1) -> int:
    """Send the packets; returns the number of the next one. Raises: RuntimeError when a message is not applied."""
    number = first
    with httpx.Client(auth=(login, password), timeout=300, trust_env=False) as client:
        for packet in packets(told, first):
            body = json.dumps(packet, ensure_ascii=False).encode()
            answer = client.post(f"{portal}/erp/v1/packets", content=body, headers={"Content-Type": "application/json"})
            answer.raise_for_status()
            bad = [one for one in answer.json()["results"] if one["status"] != "applied"]
            if bad:
                raise RuntimeError(f"packet {packet['packet_no']}: {len(bad)} not applied, the first: {bad[0]}")
            number = packet["packet_no"] + 1
    return number
