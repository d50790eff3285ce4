"""Signing in, refusals as pages, the workplace and its door."""

import pytest

from entrypoints.http.visits import COOKIE
from tests.capabilities import shows
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person, seen
from tests.http.pages.trade import uid

RUSSIAN = {"Accept_Language": "ru"}


def test_a_stranger_is_led_to_the_login_and_back(stranger: Person) -> None:
    answer = stranger.get("/orders?status=new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2Forders%3Fstatus%3Dnew")
    entered = stranger.post("/login", {"login": "buyer", "password": "secret", "next": "/orders?status=new"})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/orders?status=new")
    assert COOKIE in entered.cookies


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_login(stranger: Person, goal: str) -> None:
    entered = stranger.post("/login", {"login": "buyer", "password": "secret", "next": goal})
    assert entered.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_login_are_told_alike(stranger: Person) -> None:
    answers = [stranger.post("/login", {"login": login, "password": "no"}, **RUSSIAN) for login in ("buyer", "ghost")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "Логин или пароль не подходят." in seen(answers[0].text)
    assert answers[0].text.replace("buyer", "ghost") == answers[1].text


def test_too_many_attempts_say_when_to_come_back(stranger: Person) -> None:
    for _ in range(6):
        answer = stranger.post("/login", {"login": "buyer", "password": "no"}, **RUSSIAN)
    assert answer.status_code == 429
    assert "Повторите через 5\u00a0минут" in answer.text


def test_another_site_cannot_sign_anybody_in(stranger: Person) -> None:
    form = {"login": "buyer", "password": "secret"}
    assert stranger.post("/login", form, Origin="https://evil.example").status_code == 403


def test_signing_out_ends_the_session(buyer: Person) -> None:
    answer = buyer.post("/logout", {})
    assert answer.headers["Location"] == "/login"
    assert answer.cookies[COOKIE].value == ""


def test_a_part_of_a_page_leads_the_whole_page_to_the_login(stranger: Person) -> None:
    assert stranger.get("/why/1010", HX_Request="true").headers["HX-Redirect"] == "/login"


def test_a_missing_page_is_told_in_the_language_of_the_person(buyer: Person, shop: FakePortal) -> None:
    missing = buyer.get("/goods/9999")
    assert missing.status_code == 404
    assert "Товар не найден." in seen(missing.text)
    assert "СтройКомплект" in missing.text
    shop.language = "en"
    assert "There is no such product." in seen(buyer.get("/goods/9999").text)


def test_a_fault_of_ours_is_a_page_too(buyer: Person, shop: FakePortal) -> None:
    shop.carts = None  # type: ignore[assignment]  # whatever breaks
    answer = buyer.get("/cart")
    assert answer.status_code == 500
    assert "Портал не смог выполнить запрос." in seen(answer.text) or "could not carry" in seen(answer.text)


@pytest.mark.parametrize("path", ["/orders/not-an-id", "/catalogue/0", "/goods/abc", "/documents/1"])
def test_an_address_mistyped_by_hand_is_only_not_found(buyer: Person, path: str) -> None:
    assert buyer.get(path).status_code == 404


@pytest.mark.parametrize("query", ["offset=-1", "offset=abc", "size=9999", "from=yesterday", "counterparty=x"])
def test_a_query_edited_by_hand_breaks_nothing(buyer: Person, query: str) -> None:
    assert buyer.get(f"/catalogue?{query}").status_code == 200
    assert buyer.get(f"/orders?{query}").status_code == 200


@shows("M067")
def test_the_workplace_is_for_staff_alone(buyer: Person, staff: Person) -> None:
    for path in ("/manage", "/manage/clients", "/manage/orders", f"/manage/orders/{uid(501)}", "/manage/exchange"):
        assert buyer.get(path).status_code == 403, path
        assert staff.get(path).status_code in (200, 303), path
    assert staff.get("/").headers["Location"] == "/manage"


def test_a_manager_without_the_right_sees_no_journal(staff: Person) -> None:
    manager = Person(staff.client, "manager", "csrf-staff")
    assert manager.get("/manage/exchange").status_code == 403
    assert "Обмен с 1С" not in manager.text("/manage/clients")


def test_the_journal_tells_what_was_changed_and_what_was_refused(staff: Person) -> None:
    text = staff.text("/manage/exchange").replace("\u00a0", " ")
    assert "товары: 12 новых, 40 изменено" in text
    assert "У договора нет ИД в 1С" in text
    message = staff.text("/manage/exchange/9000").replace("\u00a0", " ")
    assert "import0_1.xml:18402" in message
    assert "У товара нет наименования; он пропущен." in message


def test_every_page_is_whole_in_english(buyer: Person, staff: Person, shop: FakePortal) -> None:
    shop.language = "en"
    for path in (
        "/",
        "/catalogue",
        "/goods/113",
        "/cart",
        "/checkout",
        "/orders",
        f"/orders/{uid(502)}",
        "/debts",
        "/context",
    ):
        html = buyer.get(path).text
        assert '<html lang="en">' in html
        assert "Sign out" in html
    assert "Orders that have not reached the ERP" in staff.text("/manage/exchange")


def test_names_from_the_erp_are_never_markup(buyer: Person) -> None:
    answer = buyer.get("/search?q=<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
