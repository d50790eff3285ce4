"""Letters over SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import frozen

from application.notify.ports import Letter, MailAway, MailRefused

# A worker holds a delivery while it waits; longer than this it lets go and comes again.
PATIENCE = 20.0
PORTS = {"smtp": 587, "smtps": 465}


@frozen
class SmtpMailer:
    """`url`: smtp://user:password@host:port (STARTTLS where the server offers it) or smtps://."""

    url: str
    sender: str

    def send(self, letter: Letter) -> None:
        """Raises: MailAway for what may pass by itself, MailRefused for what will not; neither names the
        recipient.
        """
        message = message_of(letter, self.sender)
        try:
            with self._server() as server:
                server.send_message(message, to_addrs=[letter.to.email])
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _ in error.recipients.values()), 0)
            raise (MailRefused if code >= 500 else MailAway)(str(code)) from None
        except smtplib.SMTPDataError as error:
            raise (MailRefused if error.smtp_code >= 500 else MailAway)(str(error.smtp_code)) from None
        except smtplib.SMTPResponseException as error:
            # The sender or the login is refused: the settings are to be mended, the letters wait.
            raise MailAway(str(error.smtp_code)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailAway(type(error).__name__) from None

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        at = urlsplit(self.url)
        with self._connected(at) as server:
            if at.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if at.username:
                server.login(unquote(at.username), unquote(at.password or ""))
            yield server

    def _connected(self, at: SplitResult) -> smtplib.SMTP:
        host, port = at.hostname or "localhost", at.port or PORTS[at.scheme]
        if at.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
        server.ehlo()
        return server


def message_of(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = one_line(letter.subject)
    message["From"] = address(*parseaddr(sender))
    message["To"] = address(letter.to.name, letter.to.email)
    message["Date"] = localtime()
    message["Message-ID"] = f"<{letter.id}>"
    # Out-of-office programs leave such letters alone (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attached in letter.attachments:
        main, _, sub = attached.media_type.partition("/")
        message.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.name)
    return message


def address(name: str, email: str) -> Address:
    return Address(one_line(name), addr_spec=email)


def one_line(text: str) -> str:
    """A header with a line break in it would begin another header."""
    return " ".join(text.split())
