"""Letters of an order: one for each delivery, with an id that a repeat keeps."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from adapters.mail.smtp import SmtpMailer
from adapters.postgres.database import Database, driver
from adapters.postgres.notify import recipient
from adapters.postgres.outbox import record
from application.notify.ports import Letter, MailAway
from application.notify.send_mail import NOBODY, SWITCHED_OFF
from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, order_changed
from tests.consequences import MemoryFiles, PostOffice, Trade, a_post_office, closed_port, consumers

ISSUED = """
SELECT o.id FROM outbox o JOIN document f ON f.id::text = o.payload->>'document_id' WHERE f.order_id = {order}
"""


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


def attached(letter: EmailMessage) -> list[tuple[str | None, bytes]]:
    return [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()]


def test_the_buyer_and_his_manager_are_written_to_apart(database: Database, office: PostOffice) -> None:
    trade = Trade(database)
    told = consumers(database, office.mailer, MemoryFiles())

    told[MAIL](trade.outbox_id)
    told[MANAGER_MAIL](trade.outbox_id)

    buyer, manager = office.letters
    assert (buyer["To"], manager["To"]) == (
        "Анна Лебедева <anna@romashka.example>",
        "Котова Анна <kotova@td.example>",
    )
    assert buyer["Message-ID"] == f"<mail.{trade.outbox_id}@opt.example>"
    assert manager["Message-ID"] == f"<manager-mail.{trade.outbox_id}@opt.example>"
    text = buyer.get_body(("plain",))
    assert text is not None
    assert "Болт М8×40 <цинк>" in text.get_content()
    assert "27\u00a0588,75\u00a0₽" in text.get_content()


def test_a_repeated_message_sends_nothing(database: Database, office: PostOffice) -> None:
    trade = Trade(database)
    mail = consumers(database, office.mailer, MemoryFiles())[MAIL]
    for _ in range(3):
        mail(trade.outbox_id)
    assert len(office.letters) == 1
    assert trade.delivery(MAIL) == (True, "")


def test_the_invoice_comes_attached(database: Database, office: PostOffice) -> None:
    trade, files = Trade(database), MemoryFiles()
    told = consumers(database, office.mailer, files)
    told[INVOICE](trade.outbox_id)

    told[MAIL](trade.one(ISSUED))

    [(name, content)] = attached(office.letters[0])
    assert name is not None
    assert name.startswith("Счёт B")
    assert content == files.get(trade.one("SELECT storage_key FROM document WHERE order_id = {order}"))


def test_a_change_is_told_in_the_readers_language(database: Database, office: PostOffice) -> None:
    trade = Trade(database, language="en")
    trade.one("UPDATE sales_order SET status = 'confirmed', phase = 'confirmed' WHERE id = {order}")
    with database.transaction() as connection:
        record(connection, [order_changed(trade.order_id)])
        changed = trade.one("SELECT max(id) FROM outbox", driver(connection))

    consumers(database, office.mailer, MemoryFiles())[MAIL](changed)

    assert office.letters[0]["Subject"].endswith(": Confirmed")


def test_with_mail_switched_off_the_delivery_says_so(database: Database) -> None:
    trade = Trade(database)
    consumers(database, None, MemoryFiles())[MAIL](trade.outbox_id)
    assert trade.delivery(MAIL) == (True, SWITCHED_OFF)


def test_a_server_that_is_away_keeps_the_delivery_open(database: Database) -> None:
    trade = Trade(database)
    mailer = SmtpMailer(f"smtp://127.0.0.1:{closed_port()}", "portal@localhost")
    with pytest.raises(MailAway):
        consumers(database, mailer, MemoryFiles())[MAIL](trade.outbox_id)
    done, error = trade.delivery(MAIL)
    assert not done
    assert error.startswith("MailAway: mail.away")


def test_an_address_that_is_refused_is_not_tried_again(database: Database, office: PostOffice) -> None:
    office.answer_to_recipient = "550 no such user"
    trade = Trade(database)
    consumers(database, office.mailer, MemoryFiles())[MAIL](trade.outbox_id)
    done, note = trade.delivery(MAIL)
    assert done
    assert "550" in note


def test_nobody_to_write_to_is_no_failure(database: Database, office: PostOffice) -> None:
    trade = Trade(database)
    trade.one("UPDATE app_user SET email = 'нет' WHERE id = {user}")
    trade.one("UPDATE manager SET email = '' WHERE id = {manager}")
    told = consumers(database, office.mailer, MemoryFiles())
    told[MAIL](trade.outbox_id)
    told[MANAGER_MAIL](trade.outbox_id)
    assert trade.delivery(MAIL) == trade.delivery(MANAGER_MAIL) == (True, NOBODY)
    assert office.letters == []


def test_a_worker_that_dies_after_the_letter_left_sends_it_again_under_the_same_id(
    database: Database, office: PostOffice
) -> None:
    trade = Trade(database)

    class Killed(BaseException):
        """As a signal would: nothing is caught, nothing is committed."""

    class DyingMailer:
        def send(self, letter: Letter) -> None:
            office.mailer.send(letter)
            raise Killed

    with pytest.raises(Killed):
        consumers(database, DyingMailer(), MemoryFiles())[MAIL](trade.outbox_id)
    assert trade.delivery(MAIL) == (False, "")

    consumers(database, office.mailer, MemoryFiles())[MAIL](trade.outbox_id)

    assert trade.delivery(MAIL) == (True, "")
    assert len({letter["Message-ID"] for letter in office.letters}) == 1


@pytest.mark.parametrize(
    "email", ["", None, "a", "a@", "@b", "a b@c.ru", "a@b.ru, c@d.ru", "анна@b.ru", "a@b.ru\nBcc: x@y"]
)
def test_what_no_server_could_take_is_no_address(email: str | None) -> None:
    assert recipient("Анна", email, "ru") is None
