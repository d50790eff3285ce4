"""Packets about the books of a small wholesaler, and one order of a client, placed."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.http.exchange.portal import Portal

INN, OTHER_INN = "7707083893", "7728168971"
AT = "2026-03-05T14:00:00+03:00"


def packet(number: int, *messages: dict[str, Any], sender: str = "UT-MAIN", to: str = "PORTAL") -> dict[str, Any]:
    return {
        "format": "b2b-erp", "format_version": "1.0", "from": sender, "to": to, "packet_no": number,
        "received_no": 0, "created_at": AT, "more": False, "messages": list(messages),
    }  # fmt: skip


def message(type: str, key: str, seq: int, op: str = "upsert", at: str = AT, **payload: Any) -> dict[str, Any]:
    return {
        "id": f"{type}-{key}-{seq}", "seq": seq, "type": type, "version": 1, "key": key, "op": op,
        "occurred_at": at, "payload": payload,
    }  # fmt: skip


def ref(id: str) -> dict[str, str]:
    return {"id": id}


def organization(seq: int = 1, **more: Any) -> dict[str, Any]:
    primary = {"account": "40702", "bik": "044525225", "bank_name": "Банк", "primary": True}
    accounts = [{"account": "1", "bik": "b1"}, primary]
    return message("organization", "org", seq, name="ООО Опт", inn=INN, bank_accounts=accounts, **more)


def warehouse(seq: int = 2) -> dict[str, Any]:
    regions = [{"id": "r1", "name": "Москва", "priority": 1}]
    return message("warehouse", "w1", seq, name="Главный", organization=ref("org"), regions=regions)


def price_type(seq: int = 3, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"name": "Опт", "currency": "RUB", "vat_included": True}
    return message("price_type", "pt", seq, **(told | more))


def counterparty(seq: int = 4, key: str = "k1", **more: Any) -> dict[str, Any]:
    told = {"kind": "org", "name": f"ООО Клиент {key}", "inn": OTHER_INN, "kpp": "772801001"}
    return message("counterparty", key, seq, **(told | more))


def contract(seq: int = 5, key: str = "c1", **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": "12/26", "date": "2026-01-10", "organization": ref("org"), "counterparty": ref("k1"),
        "currency": "RUB", "price_type": ref("pt"), "default": True,
        "credit": {"terms": "limited", "limit": "100000.00", "deferral_days": 14, "overdue_tolerance_days": 3},
    }  # fmt: skip
    return message("contract", key, seq, **(told | more))


def balance(seq: int, owner: str = "c1", kind: str = "contract", as_of: str = AT, **more: Any) -> dict[str, Any]:
    told = {"owner": {"kind": kind, "id": owner}, "currency": "RUB", "debt": "0.00", "as_of": as_of}
    return message("credit.balance", f"{kind}/{owner}", seq, **(told | more))


def stock(seq: int, free: str, item: str = "p1", as_of: str = AT) -> dict[str, Any]:
    return message("stock", f"w1/{item}", seq, warehouse=ref("w1"), item=ref(item), free=free, as_of=as_of)


def order_message(seq: int, number: str = "B000001", at: str = AT, **more: Any) -> dict[str, Any]:
    return message("order", "erp-1", seq, at=at, **({"number": number, "erp_number": "УТ-1"} | more))


def directories() -> list[dict[str, Any]]:
    return [organization(), warehouse(), price_type(), counterparty(), contract()]


def statuses(answer: Any) -> list[str]:
    return [result["status"] for result in answer.json["results"]]


def goods(exchange: Portal, *items: str) -> None:
    for item in items:
        exchange.run(
            "WITH p AS (INSERT INTO product (connection_id, erp_id, name, sku, unit_code, unit)"
            " VALUES (%s, %s, %s, %s, '796', 'шт') RETURNING id) INSERT INTO variant (product_id) SELECT id FROM p",
            exchange.connection, item, f"Болт {item}", item,
        )  # fmt: skip


def books(exchange: Portal, *items: str) -> None:
    """Parties, goods and a hundred of each in stock."""
    answer = exchange.packet(packet(1, *directories()))
    assert statuses(answer) == ["applied"] * 5, answer.text
    goods(exchange, *(items or ("p1",)))
    stocks = [stock(10 + n, "100.000", item) for n, item in enumerate(items or ("p1",))]
    assert set(statuses(exchange.packet(packet(2, *stocks)))) == {"applied"}


def placed(exchange: Portal, number: str = "B000001", *lines: tuple[str, str], credit: bool = True) -> UUID:
    """An order of ten pieces for 1,000.00 unless told otherwise, holding stock and credit, offered to the base."""
    id = UUID(int=int(number[1:]))
    lines = lines or (("p1", "10"),)
    total = sum((Decimal(quantity) * 100 for _, quantity in lines), Decimal("0.00"))
    exchange.run(
        "INSERT INTO sales_order (id, number, placing_id, counterparty_id, contract_id, organization_id, warehouse_id,"
        " currency, total, vat_total, phase, status, placed_at) SELECT %s, %s, %s, c.counterparty_id, c.id,"
        " c.organization_id, w.id, 'RUB', %s, 0, 'new', 'new', '2026-03-05T08:00:00Z' FROM contract c, warehouse w"
        " WHERE c.erp_id = 'c1' AND w.erp_id = 'w1'",
        id, number, id, total,
    )  # fmt: skip
    for place, (item, quantity) in enumerate(lines, 1):
        amount = Decimal(quantity) * 100
        exchange.run(
            "INSERT INTO order_line (order_id, line, variant_id, name, requested, ordered, price, vat_rate, amount,"
            " vat, gross) SELECT %s, %s, v.id, p.name, %s, %s, 100, 20, %s, 0, %s FROM product p JOIN variant v ON"
            " v.product_id = p.id WHERE p.erp_id = %s",
            id, place, quantity, quantity, amount, amount, item,
        )  # fmt: skip
        exchange.run(
            "INSERT INTO reservation (order_id, line, variant_id, warehouse_id, quantity, uncontained,"
            " basis_snapshot, basis_free, basis_held, expires_at)"
            " SELECT %s, %s, s.variant_id, s.warehouse_id, %s, %s, s.snapshot_id, s.free, 0,"
            " now() + interval '1 day' FROM stock s JOIN variant v ON v.id = s.variant_id"
            " JOIN product p ON p.id = v.product_id WHERE p.erp_id = %s",
            id, place, quantity, quantity, item,
        )  # fmt: skip
    exchange.run("INSERT INTO stock_line SELECT variant_id, warehouse_id FROM stock ON CONFLICT DO NOTHING")
    if credit:
        exchange.run(
            "INSERT INTO credit_hold (order_id, contract_id, counterparty_id, holding_id, currency, amount,"
            " uncontained) SELECT %s, c.id, k.id, k.holding_id, 'RUB', %s, %s FROM contract c"
            " JOIN counterparty k ON k.id = c.counterparty_id WHERE c.erp_id = 'c1'",
            id, total, total,
        )  # fmt: skip
    exchange.run("INSERT INTO order_offer (order_id, connection_id) VALUES (%s, %s)", id, exchange.connection)
    return id
