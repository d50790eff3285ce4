"""Files of 1C: parts, sessions, repeats, what is broken and what is hostile."""

import io
import zipfile

import pytest
from falcon.testing import create_environ

from tests.capabilities import shows
from tests.http.exchange import files
from tests.http.exchange.portal import DOOR, Portal

pytestmark = shows("M090")


def test_a_file_in_parts_is_applied_as_one(exchange: Portal) -> None:
    caller, body = exchange.login(), files.catalogue("1", "2", "3")
    caller.ask("init")

    for start in range(0, len(body), 100):
        assert caller.send("import0_1.xml", body[start : start + 100]).text == "success"
    answer = caller.ask("import", filename="import0_1.xml")

    assert answer.text == "success"
    assert exchange.catalogue.seen.count("ProductRecord") == 3
    size, digest = exchange.rows("SELECT size, length(sha256) FROM inbox_message")[0]
    assert (size, digest) == (len(body), 64)


def test_import_is_idempotent(exchange: Portal) -> None:
    caller = exchange.login()

    assert caller.load("import.xml", files.catalogue("1")) == "success"
    assert caller.ask("import", filename="import.xml").text == "success"
    assert exchange.catalogue.seen.count("ProductRecord") == 1


def test_progress_is_told_while_nobody_has_applied_it(exchange: Portal) -> None:
    caller, exchange.queue.asleep = exchange.login(), True

    caller.send("import.xml", files.catalogue("1"))
    text = caller.ask("import", filename="import.xml").text
    assert text.split("\n")[0] == "progress"
    assert len(text.split("\n")) == 2

    exchange.apply(exchange.connection)
    assert caller.ask("import", filename="import.xml").text == "success"


def test_a_body_may_come_in_chunks_without_its_length(exchange: Portal) -> None:
    caller, body = exchange.login(), files.catalogue("1")
    environ = create_environ(
        DOOR,
        query_string="type=catalog&mode=file&filename=import.xml",
        method="POST",
        headers={"Cookie": caller.cookie, "Transfer-Encoding": "chunked"},
    )
    environ.pop("CONTENT_LENGTH", None)
    environ["wsgi.input"] = io.BytesIO(body)

    answer = b"".join(exchange.app(environ, lambda status, headers, exc_info=None: None))

    assert answer == b"success"
    assert exchange.one("SELECT size FROM inbox_message") == len(body)


def test_two_sessions_of_one_base_do_not_mix(exchange: Portal) -> None:
    first, second = exchange.login(), exchange.login()
    one, other = files.catalogue("1", "2"), files.catalogue("3")

    first.send("import.xml", one[:100])
    second.send("import.xml", other[:100])
    first.send("import.xml", one[100:])
    second.send("import.xml", other[100:])

    assert first.ask("import", filename="import.xml").text == "success"
    assert second.ask("import", filename="import.xml").text == "success"
    assert exchange.catalogue.seen.count("ProductRecord") == 3


def test_init_begins_from_zero(exchange: Portal) -> None:
    caller, body = exchange.login(), files.catalogue("1")

    caller.send("import.xml", body[:50])
    caller.ask("init")

    assert caller.load("import.xml", body) == "success"


@pytest.mark.parametrize("spoilt", ["truncated", "part-twice"])
def test_a_broken_file_is_refused_as_a_whole(exchange: Portal, spoilt: str) -> None:
    caller, body = exchange.login(), files.catalogue("1", "2")
    parts = [body[:150], body[150:300]] if spoilt == "truncated" else [body[:150], body[:150], body[150:]]

    for part in parts:
        caller.send("import.xml", part)
    answer = caller.ask("import", filename="import.xml").text

    assert answer.startswith("failure\n")
    assert exchange.catalogue.seen == []
    assert exchange.one("SELECT state FROM inbox_message") == "refused"
    assert caller.ask("import", filename="import.xml").text == answer


def test_after_a_refusal_the_same_name_may_come_again(exchange: Portal) -> None:
    caller, body = exchange.login(), files.catalogue("1")
    caller.load("import.xml", body[:100])

    assert caller.load("import.xml", body) == "success"


def test_a_bomb_of_entities_is_refused(exchange: Portal) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>' + "<КоммерческаяИнформация/>"

    assert exchange.login().load("import.xml", bomb.encode()).startswith("failure\n")


def test_a_file_that_was_not_sent_is_named(exchange: Portal) -> None:
    answer = exchange.login().ask("import", filename="import0_9.xml").text

    assert answer.startswith("failure\n")
    assert "import0_9.xml" in answer


@pytest.mark.parametrize("name", ["../../etc/passwd.xml", "c:/x.xml", "/etc/x.xml", "a.exe", "", "x\x00.xml"])
def test_a_name_that_leads_outside_is_refused(exchange: Portal, name: str) -> None:
    assert exchange.login().send(name, b"<x/>").text.startswith("failure\n")
    assert exchange.rows("SELECT FROM inbox_message") == []


OLD_PATHS = [r"webdata\import.xml", "/tmp/v8_1/webdata/import.xml", "upload/1c/webdata/import.xml"]


@pytest.mark.parametrize("name", OLD_PATHS)
def test_paths_of_old_clients_are_the_same_file(exchange: Portal, name: str) -> None:
    caller = exchange.login()
    caller.send(name, files.catalogue("1"))

    assert caller.ask("import", filename="import.xml").text == "success"


@pytest.mark.parametrize("raw", ["импорт.xml".encode(), "импорт.xml".encode("cp1251")])
def test_a_name_may_stand_raw_in_the_address(exchange: Portal, raw: bytes) -> None:
    caller = exchange.login()
    env = {"QUERY_STRING": b"type=catalog&mode=file&filename=".decode() + raw.decode("latin-1")}
    answer = exchange.client.simulate_post(
        DOOR, headers={"Cookie": caller.cookie}, body=files.catalogue("1"), extras=env
    )

    assert answer.text == "success"
    assert exchange.one("SELECT name FROM inbox_message") == "импорт.xml"


@pytest.mark.parametrize("options", [{"file_limit": 100}])
def test_a_part_past_the_limit_is_refused_and_not_kept(exchange: Portal) -> None:
    caller = exchange.login()

    answer = caller.send("import.xml", b"x" * 101)

    assert (answer.status_code, answer.text.split("\n")[0]) == (200, "failure")
    assert caller.send("import.xml", b"x" * 100).text == "success"
    assert exchange.one("SELECT size FROM inbox_message") == 100


def test_reference_files_are_kept_and_not_applied(exchange: Portal) -> None:
    answer = exchange.login("reference").load("reference.xml", b"<x/>")

    assert answer.startswith("failure\n")
    assert exchange.rows("SELECT kind, state, error_code FROM inbox_message") == [
        ("reference", "refused", "reference-not-applied")
    ]


def test_pictures_go_to_the_media_store_and_out_of_the_inbox(exchange: Portal) -> None:
    caller, body = exchange.login(), files.picture()
    path = "import_files/ab/abcd.png"

    caller.send(path, body[:20])
    caller.send(path, body[20:])
    caller.send("import_files/cd/other.jpg", body)
    assert caller.load("import.xml", files.catalogue("1")) == "success"

    rows = exchange.rows("SELECT path, content_type, size, sha256 FROM media ORDER BY path")
    assert [row[:3] for row in rows] == [
        (path, "image/png", len(body)),
        ("import_files/cd/other.jpg", "image/png", len(body)),
    ]
    assert rows[0][3] == rows[1][3]
    kept = exchange.media.open(rows[0][3])
    assert kept is not None
    assert kept.read() == body
    kept.close()
    assert exchange.rows("SELECT kind FROM inbox_message") == [("catalog",)]


def test_a_bad_picture_never_fails_the_import(exchange: Portal) -> None:
    caller = exchange.login()
    caller.send("import_files/ab/a.jpg", b"\x00\x01 not a picture")

    assert caller.load("import.xml", files.catalogue("1")) == "success"
    assert exchange.rows("SELECT FROM media") == []
    assert exchange.rows("SELECT error_code FROM inbox_message WHERE kind = 'media'") == [("not-a-picture",)]


def zipped(**entries: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return whole.getvalue()


def test_an_archive_is_imported_by_the_names_inside(exchange: Portal) -> None:
    xml = {"import.xml": files.catalogue("1"), "offers.xml": files.catalogue("2")}
    entries = xml | {"import_files/a.png": files.picture()}
    body, caller = zipped(**entries), exchange.login()

    caller.send("v8_3B8F_3e.zip", body[:200])
    caller.send("v8_3B8F_3e.zip", body[200:])

    assert caller.ask("import", filename="import.xml").text == "success"
    assert caller.ask("import", filename="offers.xml").text == "success"
    assert exchange.catalogue.seen.count("ProductRecord") == 2
    assert exchange.one("SELECT count(*) FROM media") == 1


@pytest.mark.parametrize("spoil", ["path", "truncated", "bomb"])
def test_a_hostile_or_broken_archive_is_refused(exchange: Portal, spoil: str) -> None:
    entries = {"import.xml": files.catalogue("1")}
    if spoil == "path":
        entries["../../outside.xml"] = b"x"
    if spoil == "bomb":
        entries["big.xml"] = b"0" * (8 << 20)
    body = zipped(**entries)
    caller = exchange.login()
    caller.send("v8.zip", body[:-30] if spoil == "truncated" else body)

    assert caller.ask("import", filename="import.xml").text.startswith("failure\n")
    assert exchange.catalogue.seen == []
    assert exchange.rows("SELECT kind, state FROM inbox_message") == [("archive", "refused")]


def test_orders_that_nobody_imports_are_applied_when_the_session_ends(exchange: Portal) -> None:
    caller = exchange.login("sale")
    caller.send("orders.xml", files.orders())
    caller.send("broken.xml", files.orders()[:60])

    caller.ask("complete")

    assert exchange.rows("SELECT name, state FROM inbox_message ORDER BY id") == [
        ("orders.xml", "applied"),
        ("broken.xml", "receiving"),
    ]


def test_a_silent_session_ends_by_the_clock(exchange: Portal) -> None:
    exchange.login("sale").send("orders.xml", files.orders())
    assert exchange.sweep() == 0

    exchange.run("UPDATE exchange_session SET seen_at = now() - interval '6 minutes'")
    assert exchange.sweep() == 1
    assert exchange.one("SELECT state FROM inbox_message") == "applied"


def test_what_broke_off_long_ago_is_thrown_away(exchange: Portal) -> None:
    exchange.login().send("import.xml", b"<x")
    exchange.run("UPDATE exchange_session SET seen_at = now() - interval '25 hours'")

    exchange.sweep()

    assert exchange.rows("SELECT FROM inbox_message") == []
    assert exchange.rows("SELECT FROM inbox_chunk") == []
