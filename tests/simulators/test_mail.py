"""The mail catcher, talked to by a real SMTP client."""

import asyncio
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import httpx
import pytest

from simulators.mail.letters import Letters
from simulators.mail.smtp import serve
from simulators.mail.web import web


@pytest.fixture
def letters(tmp_path: Path) -> Letters:
    return Letters(tmp_path / "box")


@pytest.fixture
def port(letters: Letters) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(serve(letters, "127.0.0.1", 0))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


def a_letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "portal@example.org", "anna@example.org", "Счёт № 15"
    letter.set_content("Строка\n.точка в начале\n..две\nконец")
    letter.add_alternative("<p>Счёт</p>", subtype="html")
    letter.add_attachment(b"%PDF-1.7 \x00", maintype="application", subtype="pdf", filename="счёт.pdf")
    return letter


def test_a_letter_is_kept_as_it_was_sent(letters: Letters, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.login("any", "thing")
        smtp.send_message(a_letter(), to_addrs=["anna@example.org", "copy@example.org"])
        smtp.noop()
        smtp.send_message(a_letter())
    first, second = letters.all()
    assert (first.number, second.number) == (1, 2)
    assert first.sender == "portal@example.org"
    assert first.recipients == ("anna@example.org", "copy@example.org")
    assert first.text.splitlines() == ["Строка", ".точка в начале", "..две", "конец"]
    assert first.attachments == [("счёт.pdf", "application/pdf", b"%PDF-1.7 \x00")]
    assert first.message["Subject"] == "Счёт № 15"


def test_the_dialogue_keeps_its_order(letters: Letters, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        assert smtp.has_extn("8bitmime")
        assert smtp.has_extn("size")
        assert smtp.docmd("RCPT", "TO:<a@b.c>")[0] == 503
        assert smtp.docmd("DATA")[0] == 503
        assert smtp.docmd("MAIL", "nobody")[0] == 501
        assert smtp.docmd("MAIL", "FROM:<a@b.c> SIZE=99999999999")[0] == 552
        assert smtp.mail("a@b.c")[0] == 250
        assert smtp.docmd("MAIL", "FROM:<a@b.c>")[0] == 503
        assert smtp.rset()[0] == 250
        assert smtp.docmd("RCPT", "TO:<a@b.c>")[0] == 503
        assert smtp.docmd("NONSENSE")[0] == 502
    assert letters.all() == []


def test_the_page_and_the_json_show_letters_and_attachments(letters: Letters) -> None:
    letters.keep("portal@example.org", ["anna@example.org"], bytes(a_letter()))
    server = web(letters, "127.0.0.1", 0)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}", trust_env=False) as http:
            (told,) = http.get("/letters").json()
            assert (told["subject"], told["to"]) == ("Счёт № 15", ["anna@example.org"])
            assert told["attachments"] == [{"name": "счёт.pdf", "type": "application/pdf", "size": 10}]
            assert "Счёт № 15" in http.get("/").text
            assert "счёт.pdf" in http.get("/letters/1").text
            assert http.get("/letters/1/html").text.strip() == "<p>Счёт</p>"
            assert http.get("/letters/1/files/0").content == b"%PDF-1.7 \x00"
            assert http.get("/letters/1/files/5").status_code == 404
            assert http.get("/letters/9").status_code == 404
            assert http.delete("/letters").status_code == 200
            assert http.get("/letters").json() == []
    finally:
        server.shutdown()
        server.server_close()
