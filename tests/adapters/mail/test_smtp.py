"""Letters over SMTP, to a server that keeps what it takes."""

from collections.abc import Iterator

import pytest

from adapters.mail.smtp import SmtpMailer, message_of
from application.notify.ports import Attachment, Letter, MailAway, MailRefused, Recipient
from tests.consequences import PostOffice, a_post_office, closed_port

ANNA = Recipient("Анна Лебедева", "anna@romashka.example")


def a_letter(subject: str = "Заказ № 1", to: Recipient = ANNA) -> Letter:
    invoice = Attachment("Счёт 123.pdf", b"%PDF-1.7")
    return Letter("mail.17@opt.example", to, subject, "Здравствуйте\n", "<p>Здравствуйте</p>", (invoice,))


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


def test_a_letter_arrives_whole(office: PostOffice) -> None:
    office.mailer.send(a_letter())

    [letter] = office.letters
    assert letter["Subject"] == "Заказ № 1"
    assert letter["Message-ID"] == "<mail.17@opt.example>"
    assert letter["To"] == "Анна Лебедева <anna@romashka.example>"
    assert letter["From"] == "Оптовик <portal@opt.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html, attached = (part for part in letter.walk() if not part.is_multipart())
    assert (plain.get_content().strip(), html.get_content().strip()) == ("Здравствуйте", "<p>Здравствуйте</p>")
    assert (attached.get_filename(), attached.get_content()) == ("Счёт 123.pdf", b"%PDF-1.7")


def test_a_line_break_in_a_subject_begins_no_header() -> None:
    message = message_of(a_letter("Заказ\r\nBcc: x@y.example", Recipient("А\nB", "a@b.example")), "portal@localhost")
    assert message["Bcc"] is None
    assert message["Subject"] == "Заказ Bcc: x@y.example"


@pytest.mark.parametrize(
    ("recipient", "data", "error", "reply"),
    [
        ("550 no such user", "250 ok", MailRefused, "550"),
        ("451 greylisted", "250 ok", MailAway, "451"),
        ("250 ok", "554 looks like spam", MailRefused, "554"),
        ("250 ok", "452 full", MailAway, "452"),
    ],
)
def test_a_refusal_tells_whether_to_come_again(
    office: PostOffice, recipient: str, data: str, error: type[MailAway | MailRefused], reply: str
) -> None:
    office.answer_to_recipient, office.answer_to_data = recipient, data
    with pytest.raises(error) as refused:
        office.mailer.send(a_letter())
    assert f"reply='{reply}'" in str(refused.value)
    assert "anna" not in str(refused.value)
    assert office.letters == []


def test_no_server_is_a_server_that_is_away() -> None:
    with pytest.raises(MailAway):
        SmtpMailer(f"smtp://127.0.0.1:{closed_port()}", "portal@localhost").send(a_letter())
