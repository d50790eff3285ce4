"""Price types at the desk: what the ERP tells, what is set here, what a good cost before."""

import pytest

from tests.capabilities import shows
from tests.http.prices.office import TYPES, Office, staff, text

# The first contract of the client whom the other manager keeps.
MOVE = "UPDATE contract SET price_type_id = %s WHERE number = '1/1'"
SAVED = "SELECT scale, fallback_id, set_here FROM price_type WHERE id = %s"


@pytest.fixture(autouse=True)
def as_told(office: Office) -> None:
    office.shop.run("UPDATE price_type SET scale = 2, fallback_id = NULL, set_here = false")


@shows("M018")
def test_each_type_stands_with_its_facts(office: Office) -> None:
    page = text(office.manager.ask("GET", TYPES))
    assert "2 вида цен" in page
    # Eight goods; of the twelve contracts one is of his client.
    assert "Prices 1 RUB с НДС 2 — first 8 1 " in page


@shows("A10")
def test_a_manager_counts_the_contracts_of_his_own_clients(office: Office) -> None:
    """How many clients others have at a price type is not his to know."""
    office.shop.run(MOVE, 2)
    counts = ((office.manager, (1, 1)), (office.other, (0, 2)), (office.head, (11, 13)), (office.auditor, (11, 13)))
    try:
        for who, (first, second) in counts:
            page = text(who.ask("GET", TYPES))
            assert f"Prices 1 RUB с НДС 2 — first 8 {first} " in page
            assert f"Prices 2 RUB с НДС 2 — first 8 {second} " in page
            words = "Договоров" if who in (office.head, office.auditor) else "Договоров у ваших клиентов"
            for kind, count in ((1, first), (2, second)):
                assert f"{words} {count} " in text(who.ask("GET", f"{TYPES}/{kind}"))
    finally:
        office.shop.run(MOVE, 1)


def test_whoever_keeps_no_clients_counts_none(office: Office) -> None:
    """Nobody of the ERP's managers: an unkept client's contracts are not his."""
    nobody = staff(office.shop, "manager", None)
    assert "Prices 1 RUB с НДС 2 — first 8 0 " in text(nobody.ask("GET", TYPES))


def test_a_fallback_and_a_scale_are_set_here_and_stay(office: Office) -> None:
    before = office.version()
    assert office.head.form(f"{TYPES}/1", {"fallback": "2", "scale": "4"}).status_code == 303
    assert office.shop.rows(SAVED, 1) == [(4, 2, True)]
    assert office.version() == before + 1
    page = text(office.head.ask("GET", f"{TYPES}/1"))
    assert "Сотрудник sales_head" in page
    assert "— → Prices 2" in page
    assert "2 → 4" in page
    # The same once more is nothing new.
    assert office.head.form(f"{TYPES}/1", {"fallback": "2", "scale": "4"}).status_code == 303
    assert office.version() == before + 1


def test_a_fallback_that_would_go_in_a_circle_is_refused_by_name(office: Office) -> None:
    office.head.form(f"{TYPES}/1", {"fallback": "2", "scale": "2"})
    refused = office.head.form(f"{TYPES}/2", {"fallback": "1", "scale": "2"})
    assert refused.status_code == 409
    assert "Замены замкнулись бы в круг: Prices 2 → Prices 1 → Prices 2." in text(refused)
    alone = office.head.form(f"{TYPES}/2", {"fallback": "2", "scale": "2"})
    assert "Prices 2 → Prices 2." in text(alone)
    assert office.shop.rows(SAVED, 2) == [(2, None, False)]


@pytest.mark.parametrize("scale", ["6", "-1", "", "2.5", "x"])
def test_a_scale_out_of_bounds_is_refused(office: Office, scale: str) -> None:
    refused = office.head.form(f"{TYPES}/1", {"fallback": "", "scale": scale})
    assert refused.status_code == 422
    assert "Знаков после запятой бывает от 0 до 5" in text(refused)


def test_whoever_lacks_the_right_looks_and_changes_nothing(office: Office) -> None:
    for who in (office.manager, office.auditor):
        assert "не менять их" in text(who.ask("GET", f"{TYPES}/1"))
        refused = who.form(f"{TYPES}/1", {"fallback": "2", "scale": "3"})
        assert refused.status_code == 403
        assert "настраивать виды цен" in text(refused)
    foreign = office.head.form(f"{TYPES}/1", {"fallback": "2", "scale": "3", "csrf": "other"})
    assert foreign.status_code == 403
    assert office.shop.rows(SAVED, 1) == [(2, None, False)]


def test_what_is_no_type_is_not_there(office: Office) -> None:
    assert office.head.ask("GET", f"{TYPES}/999").status_code == 404
    assert office.head.form(f"{TYPES}/999", {"scale": "2"}).status_code == 404
    assert office.head.form(f"{TYPES}/1", {"scale": "2", "fallback": "999"}).status_code == 404
    assert office.head.ask("GET", f"{TYPES}/1/goods/999").status_code == 404


def test_prices_of_a_type_are_found_and_read_on(office: Office) -> None:
    page = text(office.manager.ask("GET", f"{TYPES}/1"))
    assert page.count("Goods ") == 8
    found = text(office.manager.ask("GET", f"{TYPES}/1?q=ав-10/4"))
    assert (found.count("Goods "), "1 234,50 ₽" in found) == (1, True)
    further = text(office.manager.ask("GET", f"{TYPES}/1?after=6.0"))
    assert "Goods 7" in further
    assert "Goods 6" not in further
    assert "Ничего не найдено" in text(office.manager.ask("GET", f"{TYPES}/1?q=нетаких"))


@shows("A05")
def test_a_good_tells_what_it_cost_and_until_when(office: Office) -> None:
    message = office.shop.one(
        "INSERT INTO inbox_message (connection_id, kind, name, state, applied_at)"
        " VALUES (1, 'catalog', 'x', 'applied', '2026-03-05 09:00Z') RETURNING id"
    )
    office.shop.run(
        "INSERT INTO price_log (price_type_id, variant_id, packaging_id, amount, currency, told_by, replaced_by,"
        " replaced_at) VALUES (1, 3, 0, 0.09, 'RUB', 1, %s, '2026-03-05 09:00Z')",
        message,
    )
    page = text(office.head.ask("GET", f"{TYPES}/1/goods/3"))
    assert "0,07 ₽" in page
    assert "текущая запись" in page
    assert "0,09 ₽" in page
    assert "05.03.2026 12:00" in page
    assert f"1С, сообщение {message}" in page
