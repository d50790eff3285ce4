"""Signing in and out, the cookie, and that a change is meant."""

import pytest

from tests.capabilities import shows
from tests.http.api.client import V1, Client, an_app
from tests.http.api.trade import Trade

JSON = {"Content-Type": "application/json"}


def test_signing_in_sets_a_cookie_that_scripts_do_not_read(guest: Client) -> None:
    answer = guest.post("/session", {"login": "Anna ", "password": "right"})
    cookie = answer.cookies["optovik_session"]
    assert answer.status_code == 201
    assert (cookie.http_only, cookie.same_site, cookie.path, cookie.secure) == (True, "Lax", "/", False)
    assert answer.json["context"]["counterparty"]["name"] == "ООО «Ромашка»"


def test_behind_https_the_cookie_never_travels_openly(trade: Trade) -> None:
    client = Client.of(an_app(trade, public_url="https://b2b.example.ru"))
    answer = client.post("/session", {"login": "anna", "password": "right"})
    assert answer.cookies["optovik_session"].secure
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("body", [{"login": "anna", "password": "wrong"}, {"login": "nobody", "password": "right"}])
def test_a_wrong_login_and_a_wrong_password_are_told_alike(guest: Client, body: dict[str, str]) -> None:
    answer = guest.post("/session", body)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"]
    assert answer.json["code"] == "access.sign-in-refused"
    assert answer.json["detail"] == "Логин или пароль не подходят."


def test_too_many_attempts_tell_when_to_come_again(guest: Client, trade: Trade) -> None:
    trade.allowed = 0
    answer = guest.post("/session", {"login": "anna", "password": "right"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert answer.json["remedies"][0]["seconds"] == 300


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_another_site_signs_nobody_in(guest: Client, headers: dict[str, str]) -> None:
    answer = guest.post("/session", {"login": "anna", "password": "right"}, **headers)
    assert (answer.status_code, answer.json["code"]) == (403, "request.foreign-origin")


def test_our_own_page_and_a_program_sign_in(guest: Client) -> None:
    body = {"login": "anna", "password": "right"}
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://falconframework.org"}
    assert guest.post("/session", body, **own).status_code == 201
    assert guest.post("/session", body).status_code == 201


def test_behind_a_proxy_the_public_address_is_our_own(trade: Trade) -> None:
    client = Client.of(an_app(trade, public_url="https://b2b.example.ru"))
    body = {"login": "anna", "password": "right"}
    assert client.post("/session", body, Origin="https://b2b.example.ru").status_code == 201
    assert client.post("/session", body, Origin="https://b2b.example.ru.evil.example").status_code == 403
    assert client.post("/session", body, Origin="null").status_code == 403


def test_a_form_of_another_site_cannot_sign_in(guest: Client) -> None:
    answer = guest.ask("POST", "/session", body="login=anna", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json["code"]) == (415, "request.media-type")


@shows("M031")
def test_the_session_tells_rights_and_context(anna: Client) -> None:
    told = anna.get("/session").json
    assert told["user"]["name"] == "anna"
    assert "order.place" in told["companies"][0]["permissions"]
    assert told["context"]["contracts"][0]["available"] == {"amount": "10000", "currency": "RUB"}
    assert told["csrf"] == anna.csrf


def test_staff_have_no_buyer_s_context(trade: Trade) -> None:
    manager = Client.of(an_app(trade)).sign_in("manager")
    assert manager.get("/session").json["context"] is None
    refused = manager.get("/cart")
    assert (refused.status_code, refused.json["kind"]) == (404, "context")


@pytest.mark.parametrize("path", ["/session", "/products", "/products/xyz", "/cart", "/orders?limit=x", "/debts"])
def test_a_stranger_learns_only_that_he_has_to_sign_in(guest: Client, path: str) -> None:
    answer = guest.ask("GET", path)
    assert (answer.status_code, answer.json["code"]) == (401, "access.not-signed-in")


@pytest.mark.parametrize("token", ["", "wrong", "ключ"])
def test_a_change_without_the_session_s_token_is_refused(anna: Client, trade: Trade, token: str) -> None:
    anna.csrf = token
    answer = anna.post("/cart/lines", {"lines": [{"variant": "1", "quantity": "3"}]})
    assert (answer.status_code, answer.json["code"]) == (403, "request.csrf")
    assert not trade.cart_of(trade.people["anna"].id).lines


def test_the_token_of_another_session_does_not_do(anna: Client, trade: Trade) -> None:
    other = Client.of(an_app(trade)).sign_in("stranger")
    anna.csrf = other.csrf
    assert anna.delete("/session").status_code == 403


@shows("N07")
def test_after_signing_out_the_cookie_is_worth_nothing(anna: Client) -> None:
    answer = anna.delete("/session")
    assert answer.status_code == 204
    assert answer.cookies["optovik_session"].value == ""
    assert anna.get("/session").status_code == 401


def test_who_asks_is_read_once_a_request(anna: Client, trade: Trade) -> None:
    before = trade.visits
    anna.post("/cart/lines", {"lines": [{"variant": "1", "quantity": "3"}]})
    assert trade.visits == before + 1


@shows("M032", "M033")
def test_the_context_tells_where_one_may_go(anna: Client) -> None:
    told = anna.get("/context").json
    assert told["current"]["counterparty"] == told["choices"][0]["counterparty"]
    choice = told["choices"][0]
    switched = anna.put(
        "/context",
        {"counterparty": choice["counterparty"]["id"], "contract": choice["contracts"][0]["id"]},
    )
    assert (switched.status_code, switched.json) == (200, {"changes": []})


@shows("A10")
def test_a_stranger_s_company_is_like_one_that_is_not(anna: Client, trade: Trade) -> None:
    foreign = str(trade.people["stranger"].party.id)
    unknown = "019a0000-0000-7000-8000-000000000000"
    answers = [anna.put("/context", {"counterparty": id}).json for id in (foreign, unknown)]
    assert [answer.pop("id") for answer in answers] == [foreign, unknown]
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 404


def test_language_follows_the_person_and_else_the_browser(trade: Trade) -> None:
    guest = Client.of(an_app(trade))
    told = guest.http.simulate_get(f"{V1}/session", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert told.json["detail"] == "Sign in to go on."
    assert guest.get("/session").json["detail"] == "Войдите, чтобы продолжить."
    english = Client.of(an_app(trade)).sign_in("english")
    assert english.get("/products/999").json["detail"] == "There is no such product."
