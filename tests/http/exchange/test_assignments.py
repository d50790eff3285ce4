"""`price_assignment`: whose price type it is, as the ERP tells it by packets."""

from typing import Any

import pytest

from tests.capabilities import shows
from tests.http.exchange import books
from tests.http.exchange.books import message, packet, ref, statuses
from tests.http.exchange.portal import Portal

ROWS = """
SELECT a.key, a.assignee, coalesce(k.erp_id, h.erp_id, c.erp_id, r.erp_id), t.erp_id, a.segment, a.which::text,
       a.priority, a.valid_from::text, a.valid_to::text
FROM price_assignment a JOIN price_type t ON t.id = a.price_type_id LEFT JOIN counterparty k ON k.id = a.owner_id
LEFT JOIN holding h ON h.id = a.owner_id LEFT JOIN contract c ON c.id = a.owner_id
LEFT JOIN region r ON r.id = a.owner_id ORDER BY a.key
"""


def assigned(key: str, seq: int, kind: str = "counterparty", id: str | None = "k1", **more: Any) -> dict[str, Any]:
    owner = {"kind": kind} | ({"id": id} if id is not None else {})
    return message("price_assignment", key, seq, **{"owner": owner, "price_type": ref("pt"), **more})


def told(exchange: Portal) -> Portal:
    holding = message("holding", "h1", 6, name="Холдинг", members=[ref("k1")])
    assert set(statuses(exchange.packet(packet(1, *books.directories(), holding)))) == {"applied"}
    return exchange


@shows("M018", "M019", "M113")
def test_each_owner_of_the_erp_gets_its_type(exchange: Portal) -> None:
    told(exchange)
    before = exchange.one("SELECT pricing_version FROM catalogue_state")
    answer = exchange.packet(packet(
        2, assigned("a1", 10), assigned("a2", 11, "holding", "h1", valid_from="2026-12-01"),
        assigned("a3", 12, "contract", "c1", valid_to="2026-12-31"), assigned("a4", 13, "region", "r1"),
        assigned("a5", 14, "platform", None, priority=7),
    ))  # fmt: skip
    assert statuses(answer) == ["applied"] * 5
    assert exchange.rows(ROWS) == [
        ("a1", "counterparty", "k1", "pt", "", "{}", 100, None, None),
        ("a2", "holding", "h1", "pt", "", "{}", 100, "2026-12-01", None),
        ("a3", "contract", "c1", "pt", "", "{}", 100, None, "2026-12-31"),
        ("a4", "region", "r1", "pt", "", "{}", 100, None, None),
        ("a5", "platform", None, "pt", "", "{}", 7, None, None),
    ]
    assert exchange.one("SELECT pricing_version FROM catalogue_state") > before
    logged = "SELECT key, message_id IS NOT NULL FROM pricing_fact WHERE kind = 'price_assignment'"
    assert len(exchange.rows(logged)) == 5
    assert all(by_message for _, by_message in exchange.rows(logged))


def test_the_same_again_is_nothing_new_and_a_delete_takes_it_away(exchange: Portal) -> None:
    told(exchange)
    facts = "SELECT count(*) FROM pricing_fact WHERE kind = 'price_assignment'"
    exchange.packet(packet(2, assigned("a1", 10)))
    exchange.packet(packet(3, assigned("a1", 11)))
    assert exchange.one(facts) == 1
    exchange.packet(packet(4, message("price_assignment", "a1", 12, op="delete")))
    assert exchange.rows(ROWS) == []
    assert exchange.one(facts) == 2


def test_an_assignment_waits_for_its_owner_its_type_and_its_sections(exchange: Portal) -> None:
    segment = {"name": "Отрезки", "categories": [{"id": "s1"}]}
    answer = exchange.packet(packet(1, assigned("a1", 10), assigned("a2", 11, "platform", None, segment=segment)))
    assert statuses(answer) == ["stored", "stored"]
    told_as = packet(2, *books.directories())
    exchange.packet(told_as)
    assert [row[0] for row in exchange.rows(ROWS)] == ["a1"]
    base = exchange.one("SELECT connection_id FROM price_type")
    exchange.rows("INSERT INTO category (connection_id, erp_id, name) VALUES (%s, 's1', 'Провод') RETURNING id", base)
    exchange.packet(packet(3, books.price_type(40)))
    section = exchange.one("SELECT id FROM category")
    assert exchange.rows(ROWS)[1][4:6] == ("Отрезки", f'{{"categories": [{section}]}}')


def test_what_the_portal_assigned_gives_way_to_the_erp_on_common_days(exchange: Portal) -> None:
    told(exchange)
    owner, kind = (exchange.one(f"SELECT id FROM {table}") for table in ("counterparty", "price_type"))
    for number, start in ((1, None), (2, "2027-01-01")):
        key = f"00000000-0000-7000-8000-00000000000{number}"
        exchange.rows(
            "WITH act AS (INSERT INTO audit_log (action) VALUES ('price-assignment.made') RETURNING id)"
            " INSERT INTO price_assignment (id, key, assignee, owner_id, price_type_id, valid_from, valid_to, act_id)"
            " SELECT %s, %s, 'counterparty', %s, %s, %s, CASE WHEN %s::date IS NULL THEN date '2026-12-31' END, id"
            " FROM act RETURNING id",
            key, key, owner, kind, start, start,
        )  # fmt: skip
    exchange.packet(packet(2, assigned("a1", 10, valid_to="2026-11-30")))
    assert [row[0] for row in exchange.rows(ROWS)] == ["00000000-0000-7000-8000-000000000002", "a1"]


BAD = (
    ({"owner": {"kind": "group", "id": "g"}}, "bad_value", "owner.name"),
    ({"owner": {"kind": "user", "id": "u"}}, "bad_value", "owner.kind"),
    ({"owner": {"kind": "holding"}}, "bad_value", "owner.id"),
    ({"price_type": None}, "bad_value", "price_type"),
    ({"valid_from": "2026-12-31", "valid_to": "2026-12-01"}, "bad_value", "valid_to"),
    ({"discount": "5"}, "bad_value", "discount"),
    ({"priority": 10_000}, "bad_value", "priority"),
    ({"segment": {"categories": [{"id": "s1"}]}}, "bad_value", "segment.name"),
    ({"segment": {"name": "Отрезки"}}, "bad_value", "segment"),
    ({"segment": {"name": "Отрезки", "items": ["x"]}}, "bad_value", "segment.items[0]"),
)


@pytest.mark.parametrize(("more", "code", "field"), BAD)
def test_a_bad_assignment_is_rejected_by_field(exchange: Portal, more: dict[str, Any], code: str, field: str) -> None:
    told(exchange)
    (rejected,) = exchange.packet(packet(2, assigned("a1", 10, **more))).json["results"]
    assert (rejected["status"], rejected["code"], rejected["field"]) == ("rejected", code, field)
    assert rejected["text"]
    assert exchange.rows(ROWS) == []


def test_two_keys_for_the_same_days_and_a_circle_of_fallbacks_are_conflicts(exchange: Portal) -> None:
    told(exchange)
    exchange.packet(packet(2, assigned("a1", 10), books.price_type(20, fallback=None)))
    (twice,) = exchange.packet(packet(3, assigned("a2", 11, valid_from="2027-01-01"))).json["results"]
    assert (twice["status"], twice["code"]) == ("rejected", "conflict")
    assert "a1" in twice["text"]
    other = message("price_type", "pt2", 21, name="Розница", currency="RUB", vat_included=True, fallback=ref("pt"))
    assert statuses(exchange.packet(packet(4, other))) == ["applied"]
    (circle,) = exchange.packet(packet(5, books.price_type(22, fallback=ref("pt2")))).json["results"]
    assert (circle["status"], circle["code"], circle["field"]) == ("rejected", "conflict", "fallback.id")
    assert "Розница → Опт" in circle["text"]
