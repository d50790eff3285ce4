"""What the portal asks of orders that the twin has: kept once, answered as the switch says."""

from typing import Any

import pytest

from simulators.onec.ledger.orders import CANCELLED, lines_of
from simulators.onec.switches import UnknownSwitch
from simulators.onec.twin import Twin
from tests.simulators.books import an_order, free
from tests.simulators.portal import EMPTY, Portal

NUMBER = "Z000000001"


def asked(portal: Portal, packet: int, change: int, quantity: str | None) -> None:
    """Another packet of the portal's; without a quantity it is a cancellation."""
    told: dict[str, Any] = {"order": "o1", "number": NUMBER, "change": change, "reason": "Берём меньше"}
    if quantity is not None:
        told["lines"] = [{"line": 1, "before": "10", "quantity": quantity}]
    type = "order.cancel" if quantity is None else "order.change"
    message = {"id": f"m{change}", "seq": change, "type": type, "key": "o1", "payload": told}
    portal.ours.append({"packet_no": packet, "more": False, "messages": [message]})


@pytest.fixture
def taken(twin: Twin, portal: Portal) -> Twin:
    portal.script["query"] = [an_order(twin), EMPTY]
    twin.run_cycle()
    portal.packets.clear()
    return twin


def only_line(twin: Twin) -> tuple[str, ...]:
    (line,) = lines_of(twin.store.db, NUMBER)
    return tuple(f"{one:f}" for one in (line.quantity, line.reserved, line.cancelled))


def test_less_is_cancelled_its_reserve_is_free_again_and_the_answer_says_so(taken: Twin, portal: Portal) -> None:
    before = free(taken)
    asked(portal, 1, 1, "4")
    assert taken.run_cycle()["answered"] == {NUMBER: "accepted"}
    assert (only_line(taken), free(taken)) == (("10", "4", "6"), before + 6)
    (message,) = portal.messages("order")
    assert message["payload"]["change"] == {"no": 1, "text": ""}
    assert message["payload"]["lines"][0]["quantity"] == "4"
    assert portal.packets[0]["received_no"] == 1
    # The packet comes again under another number, since its acknowledgement was lost.
    asked(portal, 2, 1, "4")
    assert taken.run_cycle()["answered"] == {}


def test_a_cancellation_ends_the_order(taken: Twin, portal: Portal) -> None:
    before = free(taken)
    asked(portal, 1, 1, None)
    taken.run_cycle()
    assert (only_line(taken), free(taken)) == (("10", "0", "10"), before + 10)
    assert portal.messages("order")[0]["payload"]["state"] == CANCELLED
    asked(portal, 2, 2, None)
    taken.run_cycle()
    (refusal,) = portal.messages("order.rejected")
    assert refusal["payload"] == {
        "number": NUMBER, "change": 2, "code": "conflict", "text": "Заказ уже отгружен или закрыт",
    }  # fmt: skip


def test_the_manners(taken: Twin, portal: Portal) -> None:
    taken.switches.turn({"changes": "silent"})
    asked(portal, 1, 1, "4")
    assert taken.run_cycle()["answered"] == {}
    taken.switches.turn({"changes": "refuse"})
    assert taken.run_cycle()["answered"] == {NUMBER: "refused"}
    assert only_line(taken) == ("10", "10", "0")
    taken.switches.turn({"changes": "partly"})
    asked(portal, 2, 2, "4")
    assert taken.run_cycle()["answered"] == {NUMBER: "partly"}
    assert only_line(taken) == ("10", "7", "3")
    with pytest.raises(UnknownSwitch):
        taken.switches.turn({"changes": "normal"})


def test_more_is_ordered_and_reserved(taken: Twin, portal: Portal) -> None:
    before = free(taken)
    asked(portal, 1, 1, "12")
    taken.run_cycle()
    assert (only_line(taken), free(taken)) == (("12", "12", "0"), before - 2)
