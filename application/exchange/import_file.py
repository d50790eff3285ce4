"""mode=import: the file is whole; put it in line, wait a little, tell how it stands."""

from enum import StrEnum

from attrs import frozen

from application.exchange.finish_files import FinishPictures, UnpackArchives
from application.exchange.names import FileNames, NameRefused
from application.exchange.ports import ExchangeQueue, Inbox, Patience
from application.exchange.refusals import BrokenFile
from application.exchange.values import ErpSession, InboxMessage, Kind, State


class Verdict(StrEnum):
    SUCCESS = "success"
    PROGRESS = "progress"
    FAILURE = "failure"


@frozen
class Imported:
    """`text` is for the person at 1C."""

    verdict: Verdict
    text: str = ""


NOT_SENT = "Файл «{name}» в этом сеансе не передавался. Повторите обмен с начала."
NOT_APPLIED = "Произвольные справочники портал пока не применяет. Файл «{name}» сохранён в журнале обмена."
STAGES = {
    "reading": "Чтение файла",
    "merging": "Сравнение и запись изменений, шаг",
    "stock": "Запись остатков, часть",
    "applying": "Обработано",
}


@frozen
class ImportFile:
    """Idempotent, as every GET of 1C: an applied file is told to be applied."""

    inbox: Inbox
    names: FileNames
    queue: ExchangeQueue
    pictures: FinishPictures
    archives: UnpackArchives
    patience: Patience

    def __call__(self, session: ErpSession, name: str) -> Imported:
        try:
            message = self._found(session, self.names.cleaned(name))
        except NameRefused:
            return Imported(Verdict.FAILURE, NOT_SENT.format(name=name[:200]))
        except BrokenFile as broken:
            return Imported(Verdict.FAILURE, broken.text)
        if message is None:
            return Imported(Verdict.FAILURE, NOT_SENT.format(name=name[:200]))
        if message.state is State.RECEIVING:
            self.pictures(session)
            message = self._received(message)
        return self._awaited(message)

    def _found(self, session: ErpSession, name: str) -> InboxMessage | None:
        """By name; after a zip by the name of its entry, so that the first call unpacks it."""
        found = self.inbox.find(session.id, name)
        if found is None or found.kind is Kind.ARCHIVE:
            self.archives(session)
            found = self.inbox.find(session.id, name)
        return found

    def _received(self, message: InboxMessage) -> InboxMessage:
        if message.kind is Kind.MEDIA:
            return message
        if message.kind is Kind.REFERENCE:
            self.inbox.refuse(message.id, "reference-not-applied", NOT_APPLIED.format(name=message.name))
        else:
            self.inbox.receive(message.id)
        return self.inbox.get(message.id)

    def _awaited(self, message: InboxMessage) -> Imported:
        if message.kind is Kind.MEDIA:
            return Imported(Verdict.SUCCESS)
        if message.state is State.RECEIVED:
            self.queue.wake(message.connection_id)
            for _ in self.patience():
                message = self.inbox.get(message.id)
                if message.state is not State.RECEIVED:
                    break
        if message.state is State.APPLIED:
            return Imported(Verdict.SUCCESS)
        if message.state is State.REFUSED:
            return Imported(Verdict.FAILURE, message.error_text)
        return Imported(Verdict.PROGRESS, progress_text(message))


def progress_text(message: InboxMessage) -> str:
    stage, done = message.progress.get("stage", ""), message.progress.get("done", 0)
    if not stage:
        return "Файл принят, ждёт очереди"
    return f"{STAGES.get(stage, 'Обработка')}: {done}" if done else STAGES.get(stage, "Обработка")
