"""A base of 1C over HTTP: asked for the prices of a cart within a strict time, whatever it does."""

import ipaddress
import time
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import define, field

from adapters.onec.quoting.patience import TIRING, Circuit
from adapters.onec.quoting.wire import question_text, read_answer
from application.ordering.refinement_ports import Base, BaseId, Question
from domain.pricing.refinement import Unanswered
from domain.pricing.refining import Told

MOST_BYTES: Final = 4 * 1024 * 1024
CONNECT: Final = 2.0
PATH: Final = "/quote"
HEADERS: Final = {"User-Agent": "b2b-portal", "Content-Type": "application/json", "Accept": "application/json"}


@define
class OnecQuotes:
    """`url` of a base is of its HTTP service, https://…/hs/b2b/v1; the question goes to its `/quote`."""

    circuits: dict[BaseId, Circuit] = field(factory=dict)
    lock: Lock = field(factory=Lock)

    def ask(self, question: Question) -> Told | Unanswered:
        base = question.source.base
        with self.lock:
            circuit = self.circuits.setdefault(base.id, Circuit())
        if circuit.is_resting:
            return Unanswered.RESTING
        if not circuit.slots.acquire(blocking=False):
            return Unanswered.BUSY
        said = _in_time(base, question_text(question), circuit)
        circuit.note(said in TIRING if isinstance(said, Unanswered) else False)
        return said


def _in_time(base: Base, body: bytes, circuit: Circuit) -> Told | Unanswered:
    """The client's time-outs are for each piece: who sends byte by byte would hold us for ever.

    So the asking is done by a thread of its own, which the asker leaves when his time is over. Its slot is free again
    only when it has really ended, so that a base that hangs cannot gather threads of ours.
    """
    answers: SimpleQueue[Told | Unanswered] = SimpleQueue()
    client = httpx.Client(
        timeout=httpx.Timeout(base.patience, connect=min(CONNECT, base.patience)),
        auth=(base.login, base.password) if base.login else None,
        headers=HEADERS,
        trust_env=not _is_local(base.url),
    )

    def ask() -> None:
        try:
            answers.put(_asked(client, base, body))
        finally:
            client.close()
            circuit.slots.release()

    Thread(target=ask, name="onec-quote", daemon=True).start()
    try:
        return answers.get(timeout=base.patience)
    except Empty:
        client.close()
        return Unanswered.TIMEOUT


def _asked(client: httpx.Client, base: Base, body: bytes) -> Told | Unanswered:
    until = time.monotonic() + base.patience
    try:
        with client.stream("POST", base.url.rstrip("/") + PATH, content=body) as response:
            if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
                return Unanswered.LOGIN
            if response.status_code != httpx.codes.OK:
                return Unanswered.STATUS
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    return Unanswered.TOO_LARGE
                if time.monotonic() > until:
                    return Unanswered.TIMEOUT
    except httpx.TimeoutException:
        return Unanswered.TIMEOUT
    except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError):
        # RuntimeError: the client was closed under us by the asker, whose time was over.
        return Unanswered.AWAY
    return read_answer(bytes(content))


def _is_local(address: str) -> bool:
    """A proxy of the environment is for the outside world; a base beside the portal is not there."""
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
