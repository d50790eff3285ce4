"""Sending packets: numbers that survive a restart, repeats until stored, results told."""

import json
import time
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import httpx
from attrs import define, field

from simulators.onec.ledger.requests import keep
from simulators.onec.ledger.store import Store
from simulators.onec.packets import MOST, Message, Payload, envelope, instant
from simulators.onec.switches import Switches
from simulators.onec.wire import AGENT, ExchangeFailed

PATH = "/erp/v1/packets"
PAUSES = (1.0, 3.0)
BYTES = 6_000_000


@define
class Post:
    """The ERP's end of the packet exchange. `sender` and `receiver` are node codes of the exchange plan."""

    portal: str
    login: str
    password: str
    store: Store
    switches: Switches
    sender: str = "UT-MAIN"
    receiver: str = "PORTAL"
    before: list[Payload] = field(factory=list)
    counted: int = 0

    def send(self, messages: Sequence[Message], at: datetime) -> list[Payload]:
        """Send all, in as many packets as needed; returns the results that were not `applied` or `stored`."""
        last = self.store.next_number("seq", len(messages))
        sealed = [self._sealed(one, last - len(messages) + place, at) for place, one in enumerate(messages, 1)]
        sealed = [one for one in sealed if not self._is_lost()]
        bad: list[Payload] = []
        for part, more in _packets(sealed):
            bad += self._deliver(part, at, more=more)
            if self.switches.reorder and self.before:
                self._deliver(self.before, at, more=more)
            self.before = part
        return bad

    @property
    def received(self) -> int:
        """The last packet of the portal's whose messages are kept here."""
        return int(self.store.meta("received_no", "0"))

    def poll(self) -> None:
        """What waits for the base at the portal, all of it."""
        for _ in range(2 if self.switches.duplicate else 1):
            while self.take(self._repeat(None)):
                pass

    def take(self, answer: Payload) -> bool:
        """Keep what is asked, together with the number that acknowledges it; whether more is on its way."""
        packet = answer.get("packet")
        if packet is None or packet["packet_no"] <= self.received:
            return False
        with self.store.work() as db:
            keep(db, [one for one in packet["messages"] if one["type"] in ("order.change", "order.cancel")])
            number = str(packet["packet_no"])
            db.execute("INSERT OR REPLACE INTO meta VALUES ('received_no', ?)", (number,))
        return bool(packet["more"])

    def _is_lost(self) -> bool:
        self.counted += 1
        return self.switches.lose > 0 and self.counted % self.switches.lose == 0

    def _sealed(self, message: Message, seq: int, at: datetime) -> Payload:
        return {
            "id": str(uuid4()),
            "seq": seq,
            "type": message.type,
            "version": 1,
            "key": message.key,
            "op": message.op,
            "occurred_at": instant(at),
            "payload": message.payload,
        }

    def _deliver(self, messages: list[Payload], at: datetime, *, more: bool) -> list[Payload]:
        shown = list(reversed(messages)) if self.switches.reorder else messages
        number = self.store.next_number("packet_no")
        body = envelope(number, self.sender, self.receiver, at, shown, more=more, received=self.received)
        sealed = json.dumps(body, ensure_ascii=False).encode()
        answer = self._repeat(sealed)
        if self.switches.duplicate:
            self._repeat(sealed)
        self.store.remember("acknowledged", str(answer.get("received_no", "")))
        self.take(answer)
        names = {one["id"]: f"{one['type']} {one['key']}" for one in messages}
        fine = ("applied", "stored", "stale") if self.switches.reorder else ("applied", "stored")
        return [
            {**result, "object": names.get(result.get("id"), "?")}
            for result in answer.get("results", [])
            if result.get("status") not in fine
        ]

    def _repeat(self, body: bytes | None) -> Payload:
        """The same packet, same number, again when the portal did not store it; without a body it only asks."""
        for pause in (*PAUSES, None):
            try:
                return self._once(body)
            except ExchangeFailed as error:
                if pause is None or (error.status is not None and error.status not in (429, 500, 502, 503, 504)):
                    raise
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, body: bytes | None) -> Payload:
        self.switches.trouble().before()
        basic = b64encode(f"{self.login}:{self.password}".encode()).decode()
        headers = {"User-Agent": AGENT, "Authorization": f"Basic {basic}", "Content-Type": "application/json"}
        try:
            answer = httpx.request(
                "GET" if body is None else "POST",
                self.portal.rstrip("/") + PATH,
                params={"after": self.received, "limit": MOST} if body is None else None,
                content=body,
                headers=headers,
                timeout=180,
                trust_env=False,
                verify=self.portal.startswith("https"),
            )
        except httpx.HTTPError as error:
            raise ExchangeFailed("packets", f"Портал не ответил: {type(error).__name__} {error}".strip()) from error
        if answer.status_code != httpx.codes.OK:
            raise ExchangeFailed("packets", f"HTTP {answer.status_code}: {answer.text[:500]}", answer.status_code)
        try:
            found: Payload = answer.json()
        except ValueError as error:
            raise ExchangeFailed("packets", f"Ответ портала не JSON: {answer.text[:200]!r}", 0) from error
        return found


def _packets(messages: list[Payload]) -> list[tuple[list[Payload], bool]]:
    """At most 1,000 messages and 6 MB each, with `more` on all but the last."""
    parts: list[list[Payload]] = []
    size = 0
    for message in messages:
        weight = len(json.dumps(message, ensure_ascii=False).encode())
        if not parts or len(parts[-1]) == MOST or size + weight > BYTES:
            parts.append([])
            size = 0
        parts[-1].append(message)
        size += weight
    return [(part, place < len(parts)) for place, part in enumerate(parts, 1)]
