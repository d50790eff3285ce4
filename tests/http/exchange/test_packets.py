"""Packets: numbers, repeats, late messages, messages that wait, messages that are refused; and what they write."""

from decimal import Decimal
from typing import Any

import pytest

from tests.capabilities import shows
from tests.http.exchange import books, files
from tests.http.exchange.books import message, packet, ref, statuses
from tests.http.exchange.portal import Portal, basic

pytestmark = shows("M090", "M039")


def test_directories_come_in_one_packet(exchange: Portal) -> None:
    before = exchange.one("SELECT pricing_version FROM catalogue_state")
    answer = exchange.packet(packet(1042, *books.directories()))

    assert answer.status_code == 200
    assert answer.json["received_no"] == 1042
    assert (answer.json["from"], answer.json["to"]) == ("PORTAL", "UT-MAIN")
    assert statuses(answer) == ["applied"] * 5
    assert exchange.rows("SELECT name, inn, account FROM seller_organization") == [("ООО Опт", books.INN, "40702")]
    assert exchange.rows("SELECT terms, deferral_days FROM contract") == [("limited", 14)]
    assert exchange.rows("SELECT amount, currency FROM credit_limit") == [(Decimal("100000.00"), "RUB")]
    assert exchange.rows("SELECT level FROM credit_line ORDER BY level") == [(0,), (1,), (2,)]
    assert exchange.rows("SELECT r.name, w.name FROM region_warehouse JOIN region r ON r.id = region_id"
                         " JOIN warehouse w ON w.id = warehouse_id") == [("Москва", "Главный")]  # fmt: skip
    assert exchange.one("SELECT pricing_version FROM catalogue_state") > before


def test_a_repeated_packet_changes_nothing_and_is_answered_alike(exchange: Portal) -> None:
    told = packet(1, *books.directories(), message("contract", "bad", 9, number="1"))
    first = exchange.packet(told)
    version = exchange.one("SELECT pricing_version FROM catalogue_state")

    again = exchange.packet(told)
    older = exchange.packet(packet(1, books.counterparty(99, name="Другое")))

    assert again.json == first.json
    assert older.json["received_no"] == 1
    assert exchange.one("SELECT pricing_version FROM catalogue_state") == version
    assert exchange.rows("SELECT name FROM counterparty") == [("ООО Клиент k1",)]
    assert exchange.one("SELECT count(*) FROM inbox_message") == 1


@shows("M022")
def test_the_erps_rate_takes_the_place_of_the_banks_and_the_log_names_its_message(exchange: Portal) -> None:
    exchange.run("INSERT INTO currency_rate (currency, day, rate, source) VALUES ('USD', '2026-03-05', 81.4, 'cbr')")
    before = exchange.one("SELECT pricing_version FROM catalogue_state")
    rate = message("currency_rate", "USD/2026-03-05", 1, currency="USD", date="2026-03-05", rate="85.5")

    assert statuses(exchange.packet(packet(1, rate))) == ["applied"]
    exchange.packet(packet(2, rate | {"seq": 2}))

    assert exchange.rows("SELECT rate, source FROM currency_rate") == [(Decimal("85.5"), "erp")]
    message_id = exchange.one("SELECT min(id) FROM inbox_message")
    assert exchange.rows("SELECT rate_before, rate, source_before, message_id FROM currency_rate_log") == [
        (Decimal("81.4"), Decimal("85.5"), "cbr", message_id)
    ]
    assert exchange.one("SELECT pricing_version FROM catalogue_state") > before


def test_a_late_message_is_stale(exchange: Portal) -> None:
    exchange.packet(packet(1, books.counterparty(10, name="Новое")))

    answer = exchange.packet(packet(2, books.counterparty(9, name="Старое"), books.counterparty(10, name="То же")))

    assert statuses(answer) == ["stale", "applied"]
    assert exchange.one("SELECT name FROM counterparty") == "Новое"


def test_a_child_waits_for_its_parent_and_is_told_so(exchange: Portal) -> None:
    first = exchange.packet(packet(1, books.contract()))
    assert statuses(first) == ["stored"]
    assert exchange.client.simulate_get("/erp/v1/state", headers=basic()).json["waiting"] == 1
    assert exchange.one("SELECT count(*) FROM refusal WHERE weight = 'waiting'") == 1

    exchange.packet(packet(2, books.counterparty(), books.price_type(), books.organization()))

    assert exchange.rows("SELECT number FROM contract") == [("12/26",)]
    assert exchange.rows("SELECT FROM waiting_message") == []
    assert exchange.rows("SELECT FROM refusal") == []
    assert statuses(exchange.packet(packet(1, books.contract()))) == ["applied"]


def test_children_before_parents_in_one_packet_are_applied_at_its_end(exchange: Portal) -> None:
    answer = exchange.packet(packet(1, *reversed(books.directories())))

    assert statuses(answer) == ["applied"] * 5


def test_a_newer_message_takes_the_place_of_a_waiting_one(exchange: Portal) -> None:
    exchange.packet(packet(1, books.contract(5, number="старый")))
    late = exchange.packet(packet(2, books.contract(7, number="новый"), books.contract(6, number="средний")))
    exchange.packet(packet(3, *books.directories()[:4]))

    assert statuses(late) == ["stored", "stale"]
    assert exchange.rows("SELECT number FROM contract") == [("новый",)]


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (books.counterparty(inn="7707083894"), "bad_value", "inn"),
        (message("contract", "c", 1, number="1"), "bad_value", "date"),
        (message("unheard", "x", 1), "unknown_type", "type"),
        (books.price_type(currency="rub"), "bad_value", "currency"),
        (message("currency_rate", "USD", 1, currency="USD", date="2026-03-05", rate="1e3"), "bad_value", "rate"),
        (books.balance(1, debt=True), "bad_value", "debt"),
        (books.balance(1, as_of="2026-03-05T10:00:00"), "bad_value", "as_of"),
        (books.balance(1, debt="0.001"), "bad_value", "debt"),
        (message("stock", "k", 1, op="delete"), "bad_value", "op"),
        (books.organization() | {"version": 2}, "unsupported_version", "version"),
        (books.price_type(fallback=ref("pt")), "bad_value", "fallback.id"),
        (message("individual_price", "k", 1, owner={"kind": "user", "id": "1"}), "bad_value", "owner.kind"),
        (books.order_message(1), "unknown_order", "number"),
    ],
)
def test_a_bad_message_is_rejected_by_name_and_the_good_ones_go_on(
    exchange: Portal, told: dict[str, Any], code: str, field: str
) -> None:
    answer = exchange.packet(packet(1, told, books.organization(2)))

    rejected, applied = answer.json["results"]
    assert (rejected["status"], rejected["code"], rejected["field"]) == ("rejected", code, field)
    assert rejected["text"]
    assert applied["status"] == "applied"
    assert exchange.rows("SELECT weight, code, field FROM refusal") == [("refused", code, field)]


def test_wrong_credentials_foreign_base_and_broken_bodies(exchange: Portal) -> None:
    good = packet(1, books.organization())
    assert exchange.client.simulate_post("/erp/v1/packets", json=good).status_code == 401
    assert exchange.client.simulate_post("/erp/v1/packets", json=good, headers=basic(password="x")).status_code == 401
    assert exchange.packet(good).status_code == 200

    foreign = exchange.packet(packet(2, books.organization(3), sender="COPY"))
    elsewhere = exchange.packet(packet(2, books.organization(3), to="OTHER"))
    broken = exchange.client.simulate_post("/erp/v1/packets", body=b"{", headers=basic())
    nameless = exchange.packet({**packet(2), "format": "other"})
    large = exchange.client.simulate_post("/erp/v1/packets", body=b" " * (8 << 20) + b"{}", headers=basic())

    assert [r.status_code for r in (foreign, elsewhere, broken, nameless, large)] == [409, 409, 400, 400, 413]
    for refused in (foreign, broken, large):
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert refused.json["status"] == refused.status_code
    assert exchange.one("SELECT max(packet_no) FROM inbox_message") == 1


@pytest.mark.parametrize("options", [{"any_base": True}])
def test_a_connection_for_tests_takes_any_base(exchange: Portal) -> None:
    assert exchange.packet(packet(1, books.organization())).status_code == 200
    assert exchange.packet(packet(2, books.organization(3), sender="COPY", to="X")).status_code == 200


def test_a_packet_waits_its_turn_behind_a_file(exchange: Portal) -> None:
    exchange.queue.asleep = True
    caller = exchange.login()
    caller.send("import.xml", files.catalogue("1"))
    caller.ask("import", filename="import.xml")

    assert statuses(exchange.packet(packet(1, books.organization()))) == ["stored"]
    assert exchange.apply(exchange.connection) == 2
    assert statuses(exchange.packet(packet(1, books.organization()))) == ["applied"]


def test_a_packet_that_finds_the_stream_busy_is_stored(exchange: Portal) -> None:
    with exchange.streams.claim(exchange.connection):
        assert statuses(exchange.packet(packet(1, books.organization()))) == ["stored"]
    exchange.apply(exchange.connection)
    assert exchange.rows("SELECT name FROM seller_organization") == [("ООО Опт",)]


def test_absent_is_kept_and_null_is_cleared(exchange: Portal) -> None:
    exchange.packet(packet(1, *books.directories()))
    exchange.packet(packet(2, books.contract(20, valid_to="2026-12-31")))
    exchange.packet(packet(3, books.contract(21)))
    kept = exchange.one("SELECT valid_to FROM contract")
    exchange.packet(packet(4, books.contract(22, valid_to=None, credit=None)))

    assert str(kept) == "2026-12-31"
    assert exchange.rows("SELECT valid_to, terms FROM contract") == [(None, "prepayment")]
    assert exchange.rows("SELECT FROM credit_limit") == []


def test_a_client_of_no_holding_stands_alone_until_attached(exchange: Portal) -> None:
    books.books(exchange)
    books.placed(exchange)
    alone = exchange.one("SELECT holding_id FROM counterparty")
    assert exchange.one("SELECT implicit FROM holding WHERE id = %s", alone)

    told = message("holding", "h", 30, name="Группа", members=[ref("k1"), ref("k2")])
    waits = exchange.packet(packet(3, told))
    assert statuses(waits) == ["stored"]
    exchange.packet(packet(4, books.counterparty(31, "k2")))

    holding = exchange.one("SELECT id FROM holding WHERE erp_id = 'h'")
    assert exchange.rows("SELECT DISTINCT holding_id FROM counterparty") == [(holding,)]
    assert exchange.rows("SELECT holding_id FROM credit_hold") == [(holding,)]

    exchange.packet(packet(5, books.counterparty(32, "k1", holding=None)))
    of_k1 = "SELECT implicit FROM holding h JOIN counterparty k ON k.holding_id = h.id WHERE k.erp_id = 'k1'"
    assert exchange.one(of_k1)


def test_a_holding_may_be_named_before_it_comes(exchange: Portal) -> None:
    exchange.packet(packet(1, books.counterparty(holding=ref("h"))))
    assert exchange.rows("SELECT told FROM holding") == [(False,)]

    exchange.packet(packet(2, message("holding", "h", 9, name="Группа")))
    assert exchange.rows("SELECT name, told FROM holding") == [("Группа", True)]


def test_people_and_addresses_come_with_the_client(exchange: Portal) -> None:
    manager = {"id": "m1", "name": "Ирина", "email": "i@opt.ru"}
    both = [{"id": "a", "name": "Склад А", "address": "Москва"}, {"id": "b", "name": "Склад Б"}]
    exchange.packet(packet(1, books.counterparty(1, manager=manager, consignees=both)))
    exchange.packet(packet(2, books.counterparty(2, consignees=both[1:])))

    assert exchange.rows("SELECT m.name, m.email FROM counterparty k JOIN manager m ON m.id = manager_id") == [
        ("Ирина", "i@opt.ru")
    ]
    assert exchange.rows("SELECT name, deleted FROM consignee ORDER BY name") == [("Склад А", True), ("Склад Б", False)]


def price(seq: int, amount: str, item: str = "p1", op: str = "upsert") -> dict[str, Any]:
    told: dict[str, Any] = {
        "owner": {"kind": "contract", "id": "c1"}, "item": ref(item), "price": amount, "currency": "RUB",
        "vat_included": True,
    }  # fmt: skip
    return message("individual_price", f"contract/c1/{item}/-/0/-", seq, op=op, **told)


def test_an_individual_price_replaces_and_is_remembered(exchange: Portal) -> None:
    books.books(exchange)

    exchange.packet(packet(3, price(20, "118.40")))
    exchange.packet(packet(4, price(21, "118.4")))
    exchange.packet(packet(5, price(22, "114.85")))
    exchange.packet(packet(6, price(23, "0", op="delete")))

    assert exchange.rows("SELECT FROM individual_price") == []
    rows = exchange.rows("SELECT amount, replaced_by > told_by FROM individual_price_log ORDER BY replaced_by")
    assert rows == [(Decimal("118.40000"), True), (Decimal("114.85000"), True)]


def test_an_individual_price_waits_for_its_goods_to_come_with_a_catalogue(exchange: Portal) -> None:
    books.books(exchange)
    assert statuses(exchange.packet(packet(3, price(20, "1.00", "p9")))) == ["stored"]
    books.goods(exchange, "p9")

    assert exchange.login().load("import.xml", files.catalogue("p9")) == "success"

    assert exchange.one("SELECT amount FROM individual_price") == 1


def entered(exchange: Portal, valid_from: str | None = None) -> None:
    """A price of the portal for the contract c1 and the goods p1."""
    act = exchange.one("INSERT INTO audit_log (action) VALUES ('individual-price.entered') RETURNING id")
    exchange.rows(
        "INSERT INTO individual_price (id, key, level, owner_id, variant_id, amount, currency, vat_included,"
        " valid_from, act_id) SELECT gen_random_uuid(), 'own', 0, c.id, v.id, 7, 'RUB', true,"
        f" {valid_from or 'NULL'}, {act}"
        " FROM contract c, variant v JOIN product p ON p.id = v.product_id WHERE c.erp_id = 'c1' AND p.erp_id = 'p1'"
        " RETURNING id"
    )


def test_what_the_erp_begins_to_tell_is_kept_by_it_alone(exchange: Portal) -> None:
    books.books(exchange)
    entered(exchange)

    exchange.packet(packet(3, price(20, "118.40", "p1")))

    assert exchange.rows("SELECT amount, act_id FROM individual_price") == [(Decimal("118.40000"), None)]
    gone = "SELECT amount, told_by, told_act_id > 0, replaced_by > 0, replaced_act_id FROM individual_price_log"
    assert exchange.rows(gone) == [(Decimal("7.00000"), None, True, True, None)]


def test_prices_of_other_days_stay_the_portals(exchange: Portal) -> None:
    books.books(exchange)
    entered(exchange, "'2026-07-01'")
    told = price(20, "118.40", "p1")
    told["payload"]["valid_to"] = "2026-06-30"

    exchange.packet(packet(3, told))

    assert exchange.one("SELECT count(*) FROM individual_price") == 2
    assert exchange.rows("SELECT FROM individual_price_log") == []


def test_what_was_set_in_the_portal_of_a_price_type_the_erp_does_not_write_over(exchange: Portal) -> None:
    books.books(exchange)
    exchange.rows("UPDATE price_type SET scale = 4, set_here = true RETURNING id")

    exchange.packet(packet(3, books.price_type(30, name="Опт", scale=1)))

    assert exchange.rows("SELECT name, scale FROM price_type") == [("Опт", 4)]


def test_balances_are_logged_and_the_sender_s_number_tells_which_is_newer(exchange: Portal) -> None:
    books.books(exchange)
    late = [{"document": "УПД 7", "date": "2026-01-01", "due_date": "2026-01-15", "amount": "50.00"}]
    exchange.packet(packet(3, books.balance(20, debt="100.00", advance="10.00", overdue=late)))
    older = exchange.packet(packet(4, books.balance(19, debt="1.00", as_of="2026-03-05T16:00:00+03:00")))
    newer = exchange.packet(packet(5, books.balance(22, debt=90, limit="5.00", as_of="2026-03-05T15:00:00+03:00")))

    assert (statuses(older), statuses(newer)) == (["stale"], ["applied"])
    assert exchange.rows("SELECT debt, advance, seq FROM credit_balance") == [(Decimal("90.00"), Decimal("0.00"), 22)]
    assert exchange.one("SELECT count(*) FROM credit_balance_log") == 2
    assert exchange.rows("SELECT amount FROM credit_limit") == [(Decimal("5.00"),)]
    assert exchange.rows("SELECT document, amount FROM overdue_document") == [("УПД 7", Decimal("50.00"))]


def test_stock_by_number_never_goes_back(exchange: Portal) -> None:
    books.books(exchange)

    exchange.packet(packet(3, books.stock(30, "-5.5")))
    stale = exchange.packet(packet(4, books.stock(29, "7")))

    assert statuses(stale) == ["stale"]
    assert exchange.rows("SELECT free, mark_seq FROM stock") == [(Decimal("-5.500"), 30)]


def test_a_delete_mark_erases_nothing(exchange: Portal) -> None:
    exchange.packet(packet(1, *books.directories()))
    exchange.packet(packet(2, message("contract", "c1", 20, op="delete")))
    assert exchange.rows("SELECT deleted FROM contract") == [(True,)]

    exchange.packet(packet(3, books.contract(21)))
    assert exchange.rows("SELECT deleted FROM contract") == [(False,)]


def test_state_tells_where_the_base_stands(exchange: Portal) -> None:
    exchange.packet(packet(7, books.organization()))

    state = exchange.client.simulate_get("/erp/v1/state", headers=basic()).json

    assert (state["received_no"], state["to"], state["waiting"]) == (7, "UT-MAIN", 0)
    assert state["types"]["credit.balance"] == [1]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("after=0&limit=1000", 200),
        ("limit=500", 200),
        ("limit=0", 400),
        ("limit=some", 400),
        ("after=9223372036854775808", 400),
    ],
)
def test_more_than_a_packet_holds_may_be_asked_for_and_no_nonsense(exchange: Portal, asked: str, status: int) -> None:
    told = exchange.client.simulate_get("/erp/v1/packets", query_string=asked, headers=basic())

    assert told.status_code == status
