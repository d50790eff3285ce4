"""Advertising for all or for some; the rule holds at the file itself."""

from collections.abc import Iterator

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.media.desk import Desk
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of

PATH = "/manage/materials"
PDF = b"%PDF-1.7 leaflet"
FACTS = {"title": "Каталог осени", "note": "", "valid_from": "", "valid_to": "", "whom": "all", "clients": ""}
ANNA, BORIS, VERA = 0, 1, 2
pytestmark = shows("M119")


@pytest.fixture(autouse=True)
def no_materials(desk: Desk) -> Iterator[None]:
    desk.shop.run("TRUNCATE material")
    yield
    desk.shop.run("TRUNCATE material")
    desk.shop.run("DELETE FROM user_group_member")
    desk.shop.run("DELETE FROM user_group")


def added(desk: Desk, **more: str) -> str:
    answer = desk.post(PATH, {**FACTS, **more}, [("file", "осень.pdf", PDF)])
    assert answer.status_code == 303, seen(answer.text)
    return str(desk.shop.one("SELECT id FROM material ORDER BY added_at DESC LIMIT 1"))


def who_has(desk: Desk, material: str) -> set[int]:
    """Who sees it in the list and who opens the file are the same people."""
    found = set()
    for number in (ANNA, BORIS, VERA):
        buyer = desk.shop.buyer(number)
        listed = material in buyer.ask("GET", "/materials").text
        file = buyer.ask("GET", f"/materials/{material}")
        assert file.status_code == (200 if listed else 404)
        if listed:
            assert file.content == PDF
            assert file.headers["Cache-Control"] == "private, no-store"
            found.add(number)
    return found


def test_a_material_for_all_is_for_all(desk: Desk) -> None:
    assert who_has(desk, added(desk)) == {ANNA, BORIS, VERA}


@pytest.mark.parametrize("named_by", ["inn", "name", "holding", "group"])
def test_a_material_for_some_is_not_there_for_others(desk: Desk, named_by: str) -> None:
    party = named("counterparty", BORIS)
    desk.shop.run("UPDATE counterparty SET inn = '7700000017' WHERE id = %s", party)
    desk.shop.run(
        "UPDATE holding SET name = 'Холдинг Бориса', implicit = false"
        " WHERE id = (SELECT holding_id FROM counterparty WHERE id = %s)",
        party,
    )
    group = named("group")
    desk.shop.run("INSERT INTO user_group (id, name) VALUES (%s, 'Витрины')", group)
    desk.shop.run("INSERT INTO user_group_member (group_id, user_id) VALUES (%s, %s)", group, named("buyer", BORIS))
    told: dict[str, dict[str, str]] = {
        "inn": {"clients": "7700000017"},
        "name": {"clients": desk.shop.one("SELECT lower(name) FROM counterparty WHERE id = %s", party)},
        "holding": {"clients": "холдинг бориса"},
        "group": {f"group-{group}": "1"},
    }
    assert who_has(desk, added(desk, whom="some", **told[named_by])) == {BORIS}


@pytest.mark.parametrize(
    ("more", "has"),
    [
        ({"valid_to": "2020-01-01"}, False),
        ({"valid_from": "2099-01-01"}, False),
        ({"valid_from": "2020-01-01", "valid_to": "2099-01-01"}, True),
    ],
)
def test_a_material_is_there_within_its_days(desk: Desk, more: dict[str, str], has: bool) -> None:
    assert who_has(desk, added(desk, **more)) == ({ANNA, BORIS, VERA} if has else set())


def test_a_withdrawn_material_is_gone_and_comes_again(desk: Desk) -> None:
    material = added(desk)
    desk.editor.form(f"{PATH}/{material}", {"do": "withdraw"})
    assert who_has(desk, material) == set()
    assert desk.editor.ask("GET", f"{PATH}/{material}").content == PDF
    desk.editor.form(f"{PATH}/{material}", {"do": "restore"})
    assert who_has(desk, material) == {ANNA, BORIS, VERA}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"whom": "some", "clients": "7799999999\nНикто"}, "Нет клиента или холдинга: «7799999999»; «Никто»"),
        ({"whom": "some"}, "Не указано ни одного клиента"),
        ({"whom": ""}, "Не указано ни одного клиента"),
        ({"title": ""}, "Назовите материал"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "кончается раньше"),
    ],
)
def test_an_unclear_audience_shows_nothing_to_anybody(desk: Desk, more: dict[str, str], said: str) -> None:
    answer = desk.post(PATH, {**FACTS, **more}, [("file", "a.pdf", PDF)])
    assert answer.status_code == 422
    assert said in seen(answer.text)
    assert desk.shop.one("SELECT count(*) FROM material") == 0


@shows("A10")
def test_advertising_is_a_right(desk: Desk) -> None:
    material = added(desk)
    for who in (staff_of(desk.shop, "manager").visitor, desk.shop.buyer(ANNA)):
        assert who.ask("GET", PATH).status_code == 403
        assert who.ask("GET", f"{PATH}/{material}").status_code == 403
        assert desk.post(PATH, FACTS, [("file", "a.pdf", PDF)], who).status_code == 403
        assert who.form(f"{PATH}/{material}", {"do": "withdraw"}).status_code == 403
    assert who_has(desk, material) == {ANNA, BORIS, VERA}
