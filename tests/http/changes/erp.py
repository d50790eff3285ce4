"""1C as the tests of changes need it: it takes orders by file, messages by packets, and answers as it is told to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from attrs import define, field

from adapters.postgres.offers import OfferOrder
from application.shared.outbox import ONEC
from tests.http.exchange.portal import DOOR, basic
from tests.shop import ERP, PASSWORD, Shop

PACKETS = "/erp/v1/packets"
OPEN = "SELECT outbox_id FROM outbox_delivery WHERE consumer = %s AND done_at IS NULL ORDER BY 1"


@define
class Base:
    """Its packets and messages are numbered from the first of the module on. got: what it has taken of ours, by id."""

    shop: Shop
    packet: int = 0
    seq: int = 0
    stored: int = 0
    cookie: str = ""
    got: dict[str, dict[str, Any]] = field(factory=dict)

    def offer(self) -> None:
        """The relay's part: what was placed is put into the queue."""
        consume = OfferOrder(self.shop.database)
        for (outbox_id,) in self.shop.rows(OPEN, ONEC):
            consume(outbox_id)

    def begin(self) -> None:
        told = self._ask("checkauth", basic(ERP, PASSWORD)).text
        assert told.startswith("success\n"), told
        self.cookie = "=".join(told.split("\n")[1:3])

    def query(self) -> str:
        """The orders of the answer, as they stand in it."""
        answer = self._ask("query", {"Cookie": self.cookie})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def success(self) -> None:
        assert self._ask("success", {"Cookie": self.cookie}).text == "success"

    def _ask(self, mode: str, headers: dict[str, str]) -> Any:
        return self.shop.client.simulate_get(DOOR, query_string=f"type=sale&mode={mode}", headers=headers)

    def takes(self, *orders: UUID) -> None:
        """Offered, queried, confirmed, and told back under the ERP's number."""
        self.offer()
        self.begin()
        answer = self.query()
        for order in orders:
            aside = self.shop.rows("SELECT state, error FROM order_offer WHERE order_id = %s", order)
            assert self.number(order) in answer, aside
        self.success()
        self.tell(*(self.accepted(order) for order in orders))

    def number(self, order: UUID) -> str:
        return str(self.shop.one("SELECT number FROM sales_order WHERE id = %s", order))

    def accepted(self, order: UUID, change: int | None = None, text: str = "", **lines: Mapping[str, object]) -> Any:
        """The order as the ERP has it; `lines` by `l<number>`."""
        told: dict[str, Any] = {
            "number": self.number(order),
            "erp_number": f"УТ-{self.number(order)}",
            "state": "Подтвержден",
            "lines": [{"line": int(name[1:]), **one} for name, one in lines.items()],
        }
        if change is not None:
            told["change"] = {"no": change, "text": text}
        return self.message("order", f"erp-{order}", told)

    def refusal(self, order: UUID, change: int, text: str) -> Any:
        number = self.number(order)
        return self.message(
            "order.rejected", number, {"number": number, "change": change, "code": "late", "text": text}
        )

    def message(self, type: str, key: str, payload: dict[str, Any]) -> dict[str, Any]:
        self.seq += 1
        # Later than all that was told before, whatever the clock's grain.
        at = datetime.now(UTC) + timedelta(milliseconds=self.seq)
        return {
            "id": str(uuid4()), "seq": self.seq, "type": type, "version": 1, "key": key, "op": "upsert",
            "occurred_at": at.isoformat(), "payload": payload,
        }  # fmt: skip

    def tell(self, *messages: dict[str, Any]) -> list[dict[str, Any]]:
        """What came of each; our packet is taken with the answer."""
        self.packet += 1
        answer = self.post(messages)
        assert answer.status_code == 200, answer.text
        self.take(answer.json)
        results: list[dict[str, Any]] = answer.json["results"]
        return results

    def post(self, messages: tuple[dict[str, Any], ...]) -> Any:
        body = {
            "format": "b2b-erp", "format_version": "1.0", "from": "UT-MAIN", "to": "PORTAL", "packet_no": self.packet,
            "received_no": self.stored, "created_at": datetime.now(UTC).isoformat(), "more": False,
            "messages": list(messages),
        }  # fmt: skip
        return self.shop.client.simulate_post(PACKETS, json=body, headers=basic(ERP, PASSWORD))

    def poll(self, after: int | None = None) -> list[dict[str, Any]]:
        """Asks for ours without a packet of its own."""
        after = self.stored if after is None else after
        answer = self.shop.client.simulate_get(PACKETS, params={"after": after}, headers=basic(ERP, PASSWORD))
        assert answer.status_code == 200, answer.text
        return self.take(answer.json)

    def take(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        ours = told.get("packet")
        if ours is None:
            return []
        if ours["packet_no"] > self.stored:
            self.stored = ours["packet_no"]
            self.got |= {one["id"]: one for one in ours["messages"]}
        messages: list[dict[str, Any]] = ours["messages"]
        return messages
