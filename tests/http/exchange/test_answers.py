"""What every generation of 1C relies on: the words, the lines, the bytes, the login."""

import pytest

from tests.capabilities import shows
from tests.http.exchange.portal import DOOR, Portal, basic

pytestmark = shows("M090")


def test_checkauth_gives_the_cookie_in_lines_and_in_a_header(exchange: Portal) -> None:
    answer = exchange.client.simulate_get(DOOR, query_string="type=catalog&mode=checkauth", headers=basic())

    word, name, value, sessid, timestamp = answer.text.split("\n")
    assert (answer.status_code, word, name) == (200, "success", "optovik_exchange")
    assert value.replace("-", "").replace("_", "").isalnum()
    assert sessid.startswith("sessid=")
    assert timestamp.removeprefix("timestamp=").isdigit()
    assert answer.cookies[name].value == value
    assert answer.cookies[name].http_only
    assert "\r" not in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_cookie_is_kept_as_a_hash_only(exchange: Portal) -> None:
    cookie = exchange.login().cookie.partition("=")[2]

    assert cookie.encode() not in exchange.one("SELECT cookie_hash FROM exchange_session")


def test_a_missing_header_is_told_apart_from_a_wrong_password(exchange: Portal) -> None:
    asked = {"path": DOOR, "query_string": "type=sale&mode=checkauth"}
    missing = exchange.client.simulate_get(**asked)
    wrong = exchange.client.simulate_get(**asked, headers=basic(password="другой"))
    unknown = exchange.client.simulate_get(**asked, headers=basic(login="nobody"))

    assert [answer.status_code for answer in (missing, wrong, unknown)] == [401] * 3
    assert all(answer.headers["www-authenticate"].startswith("Basic") for answer in (missing, wrong, unknown))
    assert all(answer.text.startswith("failure\n") for answer in (missing, wrong, unknown))
    assert "Authorization" in missing.text
    assert wrong.text == unknown.text != missing.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_password_in_russian_comes_in_either_encoding(exchange: Portal, encoding: str) -> None:
    answer = exchange.client.simulate_get(
        DOOR, query_string="type=catalog&mode=checkauth", headers=basic(encoding=encoding)
    )

    assert answer.status_code == 200


def test_a_password_once_verified_is_not_verified_again_soon(exchange: Portal) -> None:
    for _ in range(3):
        exchange.login()

    assert exchange.passwords.asked == 1


def test_a_connection_that_is_switched_off_gets_in_no_more(exchange: Portal) -> None:
    caller = exchange.login()
    exchange.run("UPDATE connection SET disabled = true")

    again = exchange.client.simulate_get(DOOR, query_string="type=catalog&mode=checkauth", headers=basic())
    assert again.status_code == 401
    assert caller.ask("init").text.startswith("failure\n")


def test_init_is_exactly_two_lines(exchange: Portal) -> None:
    answer = exchange.login().ask("init")

    assert answer.text == "zip=no\nfile_limit=8388608"


def test_init_says_more_to_a_client_that_names_its_version(exchange: Portal) -> None:
    lines = exchange.login().ask("init", version="3.1").text.split("\n")

    assert lines[:2] == ["zip=no", "file_limit=8388608"]
    assert lines[3] == "version=3.1"


@pytest.mark.parametrize("options", [{"zip": True, "file_limit": 1000}])
def test_init_tells_the_options_of_the_connection(exchange: Portal) -> None:
    assert exchange.login().ask("init").text == "zip=yes\nfile_limit=1000"


def test_any_mode_but_checkauth_needs_the_cookie_or_the_password(exchange: Portal) -> None:
    caller = exchange.login()

    nobody = caller.ask("init", headers={"Cookie": "optovik_exchange=other"})
    without = caller.ask("init", headers={"User-Agent": "1C"})
    by_password = caller.ask("init", headers=basic())

    assert (nobody.status_code, nobody.text.split("\n")[0]) == (200, "failure")
    assert (without.status_code, without.text.split("\n")[0]) == (200, "failure")
    assert by_password.text.startswith("zip=")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("type=crm&mode=query", "failure"),
        ("type=get_catalog&mode=query", "failure"),
        ("type=other&mode=init", "failure"),
        ("type=catalog&mode=query", "failure"),
        ("mode=init", "failure"),
        ("", "failure"),
    ],
)
def test_what_is_not_served_is_a_failure_with_a_reason(exchange: Portal, asked: str, said: str) -> None:
    caller = exchange.login()

    answer = exchange.client.simulate_get(DOOR, query_string=asked, headers={"Cookie": caller.cookie})

    assert answer.status_code == 200
    word, reason = answer.text.split("\n")
    assert word == said
    assert len(reason) > 10


def test_both_addresses_and_both_methods_are_served(exchange: Portal) -> None:
    for path in (DOOR, "/exchange/1c"):
        for method in ("GET", "POST"):
            answer = exchange.client.simulate_request(
                method, path, query_string="mode=checkauth&type=sale", headers=basic()
            )
            assert answer.text.startswith("success\n")


def test_the_small_modes(exchange: Portal) -> None:
    caller = exchange.login()

    assert caller.ask("complete").text == "success"
    assert caller.ask("deactivate", timestamp="1772700000").text == "success"
    assert caller.ask("deactivate").text.startswith("failure\n")


def test_info_lists_the_statuses_under_a_latin_letter(exchange: Portal) -> None:
    answer = exchange.login("sale").ask("info")

    assert answer.text.startswith("<?xml")
    assert "<C" + "татусы>" in answer.text
    assert "Подтверждён" in answer.text


def test_listen_says_304_until_there_is_an_order(exchange: Portal) -> None:
    caller = exchange.login("sale")
    caller.type = "listen"

    assert caller.ask("").status_code == 304


def test_trouble_inside_is_told_in_the_words_of_1c(exchange: Portal) -> None:
    caller = exchange.login()
    exchange.run("ALTER TABLE inbox_message RENAME TO hidden")
    try:
        answer = caller.ask("init")
    finally:
        exchange.run("ALTER TABLE hidden RENAME TO inbox_message")

    assert (answer.status_code, answer.text.split("\n")[0]) == (200, "failure")
