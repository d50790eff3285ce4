"""The ERP of the trial as the portal meets it: packets over HTTP, a number for each, repeated until acknowledged."""

from base64 import b64encode
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from attrs import define, field

from entrypoints.prove.doors.shop import Broken
from entrypoints.prove.doors.talking import Talk, repeated

LOGIN, PASSWORD = "prove-1", "сезам-откройся"
DOOR = "/erp/v1/packets"

Message = dict[str, Any]


@define
class Packets:
    """One packet after another, as a base sends them. Whoever speaks holds the lock until he is answered."""

    talk: Talk
    number: int = 0
    seq: int = 0
    lock: Lock = field(factory=Lock)

    @classmethod
    def to(cls, nodes: tuple[int, ...]) -> "Packets":
        entry = b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        return cls(Talk(nodes, {"Authorization": f"Basic {entry}"}))

    def send(self, messages: list[Message]) -> tuple[int, dict[str, str]]:
        """(number of the packet, statuses by the keys of its messages). Call within `lock`.

        Raises: Broken when nobody acknowledges it in time.
        """
        self.number += 1
        packet = {
            "format": "b2b-erp", "format_version": "1.0", "from": "PROVE", "to": "PORTAL", "packet_no": self.number,
            "received_no": 0, "created_at": moment(), "more": False, "messages": messages,
        }  # fmt: skip
        answer = repeated(lambda: self.talk.ask("POST", DOOR, packet))
        if answer.status != 200:
            raise Broken(f"packet {self.number}: HTTP {answer.status} {answer.body}")
        keys = {message["id"]: message["key"] for message in messages}
        return self.number, {keys[result["id"]]: status(result) for result in answer.body["results"]}

    def message(self, type: str, key: str, payload: Message) -> Message:
        self.seq += 1
        return {
            "id": f"{type}-{self.seq}", "seq": self.seq, "type": type, "version": 1, "key": key, "op": "upsert",
            "occurred_at": moment(), "payload": payload,
        }  # fmt: skip


def status(result: dict[str, str]) -> str:
    return str(result["status"])


def moment() -> str:
    return datetime.now(UTC).isoformat()
