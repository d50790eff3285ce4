"""Consumers `mail` and `manager-mail`: one letter for each delivery, marked after the server has taken it.

The server cannot take part in our transaction, so a letter leaves at least once, with an id derived from the
event.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from uuid import UUID

from attrs import frozen

from application.documents.ports import FileStore
from application.notify.ports import (
    Attachment,
    Letter,
    Letters,
    Mailer,
    MailRefused,
    NotifyWork,
    OrderNews,
    Recipient,
)
from application.shared.outbox import (
    CHANGE_ANSWERED,
    CHANGE_ASKED,
    COMPANY_NEWS,
    CONTENT_ANSWERED,
    DOCUMENT_ISSUED,
    MAIL,
    MANAGER_MAIL,
    ORDER_CHANGED,
    ORDER_DIVIDED,
    ORDER_HELD,
    ORDER_PLACED,
    RESERVE_ENDED,
    RESERVE_ENDING,
    REVIEW_JUDGED,
    WATCHES_MET,
    Event,
)
from application.shared.words import date_text
from domain.shared.ids import OrderId

SWITCHED_OFF = "mail is switched off"
NOBODY = "nobody with an address to write to"
Wording = tuple[str, str, str]
TOLD = {ORDER_HELD: "held", ORDER_DIVIDED: "divided", RESERVE_ENDING: "ending", RESERVE_ENDED: "ended"}


@frozen
class SendMail:
    """`mailer` None: no mail leaves this installation. `host` ends the ids of the letters."""

    begin: Callable[[], AbstractContextManager[NotifyWork]]
    letters: Letters
    files: FileStore
    mailer: Mailer | None
    host: str
    consumer: str = MAIL

    def __call__(self, outbox_id: int) -> None:
        with self.begin() as work:
            event = work.deliveries.open(outbox_id, self.consumer)
            if event is not None:
                note = self._send(work, event, f"{self.consumer}.{outbox_id}@{self.host}")
                work.deliveries.close(outbox_id, self.consumer, note)

    def _send(self, work: NotifyWork, event: Event, letter_id: str) -> str:
        if self.mailer is None:
            return SWITCHED_OFF
        letter = self._composed(work, event, letter_id)
        if letter is None:
            return NOBODY
        try:
            self.mailer.send(letter)
        except MailRefused as refusal:
            # Asking again would change nothing; the note is shown to people.
            return str(refusal)
        return ""

    def _composed(self, work: NotifyWork, event: Event, letter_id: str) -> Letter | None:
        if event.kind == DOCUMENT_ISSUED:
            return self._of_document(work, UUID(event.payload["document_id"]), letter_id)
        if event.kind in (REVIEW_JUDGED, WATCHES_MET) or event.kind in COMPANY_NEWS:
            return self._of_notice(work, event, letter_id)
        if event.kind == CONTENT_ANSWERED:
            news = work.answer(UUID(event.payload["request_id"]))
            wording = self.letters.content_answered(news, news.asker.language if news.asker else "ru")
            return None if news.asker is None else letter_to(news.asker, letter_id, wording)
        order = work.order(OrderId(UUID(event.payload["order_id"])))
        to = order.manager if self.consumer == MANAGER_MAIL else order.buyer
        if to is not None and event.kind in (CHANGE_ASKED, CHANGE_ANSWERED):
            change = work.change(UUID(event.payload["change_id"]))
            is_manager = self.consumer == MANAGER_MAIL
            told = self.letters.change_told(order, change, to.language, for_manager=is_manager)
            return letter_to(to, letter_id, told)
        return None if to is None else letter_to(to, letter_id, self._of_order(event, order, to))

    def _of_order(self, event: Event, order: OrderNews, to: Recipient) -> Wording:
        if (kind := TOLD.get(event.kind)) is not None:
            is_manager = self.consumer == MANAGER_MAIL
            return self.letters.order_told(kind, order, to.language, for_manager=is_manager)
        if self.consumer == MANAGER_MAIL:
            return self.letters.order_for_manager(order)
        wordings: Mapping[str, Callable[[OrderNews, str], Wording]] = {
            ORDER_PLACED: self.letters.order_placed,
            ORDER_CHANGED: self.letters.order_changed,
        }
        return wordings[event.kind](order, to.language)

    def _of_notice(self, work: NotifyWork, event: Event, letter_id: str) -> Letter | None:
        notice = work.notice(event)
        if notice.to is None:
            return None
        return letter_to(notice.to, letter_id, self.letters.notice(notice, notice.to.language))

    def _of_document(self, work: NotifyWork, document_id: UUID, letter_id: str) -> Letter | None:
        document = work.document(document_id)
        to = document.order.buyer
        if to is None:
            return None
        name = f"Счёт {document.number} от {date_text(document.day)}.pdf"
        attached = Attachment(name, self.files.get(document.storage_key))
        return letter_to(to, letter_id, self.letters.document_issued(document, to.language), attached)


def letter_to(to: Recipient, letter_id: str, wording: Wording, *attachments: Attachment) -> Letter:
    return Letter(letter_id, to, *wording, attachments)
