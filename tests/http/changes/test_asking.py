"""An order that the ERP has is changed by a request: sent in packets, answered once, and nothing moves before."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.mail.letters import JinjaLetters
from adapters.postgres.notify import begin_notifying
from application.notify.ports import Letter
from application.notify.send_mail import SendMail
from tests.capabilities import shows
from tests.consequences import MemoryFiles
from tests.http.changes.erp import PACKETS, Base
from tests.http.changes.held import asks, held, lines, ordered, states, version
from tests.http.company.company import Company
from tests.http.exchange.portal import basic
from tests.http.pages.portal import MOSCOW
from tests.shop import ERP, PASSWORD, Shop

ZERO = Decimal(0)
ANSWERED = "order.change-answered"


def taken(company: Company, erp: Base, *goods: tuple[int, str]) -> UUID:
    order = ordered(company.buyer, *goods)
    erp.takes(order)
    return order


@shows("M048", "M077", "M078")
def test_a_part_is_cancelled_by_request_and_let_go_once_whatever_comes_twice(
    shop: Shop, company: Company, erp: Base
) -> None:
    order = taken(company, erp, (1, "10"), (3, "100"))
    before = held(shop, order)

    answer = asks(company.buyer, order, lines={1: "4"}, reason="Берём меньше")

    assert (answer.json["at_once"], answer.json["number"]) == (False, 1)
    assert held(shop, order) == before  # nothing moves
    (sent,) = erp.poll()
    assert (sent["type"], sent["key"]) == ("order.change", f"{order}/1")
    assert sent["payload"] == {
        "order": str(order), "number": erp.number(order), "change": 1, "reason": "Берём меньше",
        "lines": [{"line": 1, "before": "10.000", "quantity": "4.000"}],
    }  # fmt: skip
    told = company.buyer.text(f"/orders/{order}")
    assert "Ждём ответа 1С: изменение № 1 ещё без ответа" in told
    assert "1 запрос в 1С" in told

    done = erp.accepted(order, 1, "Сняли с отбора", l1={"cancelled": "6"}, l2={"cancelled": "0"})
    late = erp.accepted(order, l1={"cancelled": "0"}, l2={"cancelled": "0"})
    late["seq"], done["seq"] = done["seq"], late["seq"]
    assert [one["status"] for one in erp.tell(done)] == ["applied"]
    after = held(shop, order)
    assert after == ("confirmed", Decimal(104), Decimal(104), Decimal("407.00"))
    assert lines(shop, order) == [(10, 0, 6), (100, 0, 0)]
    assert states(shop, order) == ["accepted"]

    assert [one["status"] for one in erp.tell(done, late)] == ["applied", "stale"]
    assert (held(shop, order), lines(shop, order)) == (after, [(10, 0, 6), (100, 0, 0)])
    assert told_of(shop, order) == 1
    page = company.buyer.text(f"/orders/{order}")
    assert "Изменение принято: Сняли с отбора" in page
    assert "Ждём ответа 1С" not in page
    (letter,) = letters(shop, order)
    assert "изменение принято" in letter.subject
    assert "Сняли с отбора" in letter.text


@shows("M048", "M077")
def test_a_cancellation_accepted_by_the_erp_gives_everything_back(shop: Shop, company: Company, erp: Base) -> None:
    order = taken(company, erp, (1, "10"))
    assert not asks(company.buyer, order, cancel=True, reason="Объект закрыт").json["at_once"]
    (sent,) = erp.poll()
    assert (sent["type"], sent["key"], sent["payload"]["change"]) == ("order.cancel", str(order), 1)
    answer = erp.accepted(order, 1, l1={"cancelled": "10"})
    answer["payload"]["cancelled"] = True
    erp.tell(answer)
    assert held(shop, order) == ("cancelled", ZERO, ZERO, ZERO)
    assert lines(shop, order) == [(10, 0, 10)]
    assert states(shop, order) == ["accepted"]


@shows("M078")
def test_a_refusal_leaves_the_order_and_tells_why(shop: Shop, company: Company, erp: Base) -> None:
    order = taken(company, erp, (1, "10"))
    before = held(shop, order)
    asks(company.buyer, order, cancel=True)
    refusal = erp.refusal(order, 1, "Товар уже погружен.")
    assert [one["status"] for one in erp.tell(refusal, refusal)] == ["applied", "applied"]
    assert held(shop, order) == before
    assert states(shop, order) == ["refused"]
    assert told_of(shop, order) == 1
    assert "В изменении отказано: Товар уже погружен" in company.buyer.text(f"/orders/{order}")
    (letter,) = letters(shop, order)
    assert "в изменении отказано" in letter.subject
    assert "Товар уже погружен" in letter.text
    # A refusal of the first says nothing of the second.
    assert asks(company.buyer, order, lines={1: "5"}).json["number"] == 2
    erp.tell(erp.refusal(order, 1, "Товар уже погружен."))
    assert states(shop, order) == ["refused", "asked"]


@shows("M078")
def test_an_answer_in_part_and_news_that_are_no_answer(shop: Shop, company: Company, erp: Base) -> None:
    order = taken(company, erp, (1, "10"), (3, "100"))
    asks(company.buyer, order, lines={1: "2", 2: "50"})
    # Told before it knew: something else of the order.
    erp.tell(erp.accepted(order, l1={"shipped": "1"}))
    assert states(shop, order) == ["asked"]
    erp.tell(erp.accepted(order, 1, "Остальное собрано", l1={"shipped": "1", "cancelled": "5"}))
    assert states(shop, order) == ["partly"]
    granted = "SELECT asked::int, granted::int FROM order_change_line l JOIN order_change c ON c.id = l.change_id"
    assert shop.rows(f"{granted} WHERE c.order_id = %s ORDER BY line", order) == [(2, 5), (50, 100)]
    assert lines(shop, order) == [(10, 1, 5), (100, 0, 0)]


@shows("N01")
def test_one_request_at_a_time_and_a_press_counts_once(shop: Shop, company: Company, erp: Base) -> None:
    order, key = taken(company, erp, (1, "10")), str(uuid4())
    seen = version(shop, order)
    first, second = (asks(company.buyer, order, key=key, at=seen, lines={1: "4"}) for _ in range(2))
    assert first.json == second.json
    assert first.json["number"] == 1
    third = asks(company.buyer, order, cancel=True)
    assert (third.status_code, third.json["code"]) == (409, "order.change-awaits-answer")
    assert [one["action"] for one in third.json["remedies"]] == ["wait"]
    assert states(shop, order) == ["asked"]
    assert shop.one("SELECT count(*) FROM erp_message WHERE order_id = %s", order) == 1


@shows("M090")
def test_a_message_goes_in_every_packet_until_the_erp_has_stored_one(shop: Shop, company: Company, erp: Base) -> None:
    order = taken(company, erp, (1, "10"))
    asks(company.buyer, order, lines={1: "4"})
    kept = erp.stored
    first = erp.poll()
    erp.stored = kept  # The answer was lost on its way.
    again = erp.poll()
    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert len(erp.got) >= 1
    assert erp.poll() == []
    assert "1С получила запрос" in company.buyer.text(f"/orders/{order}")
    # A base that was restored from elsewhere knows numbers that we never gave: ours go on above them.
    erp.poll(after=erp.stored + 100)
    other = taken(company, erp, (1, "3"))
    asks(company.buyer, other, cancel=True)
    erp.stored += 100
    assert [one["payload"]["order"] for one in erp.poll()] == [str(other)]


@shows("M078")
def test_more_is_asked_for_and_follows_the_erps_word(shop: Shop, company: Company, erp: Base) -> None:
    """The portal holds no more than it held: what the ERP adds it reserves and counts in its own books (ADR 0057)."""
    order = taken(company, erp, (1, "10"))
    before = held(shop, order)
    assert asks(company.buyer, order, lines={1: "12"}).json["number"] == 1
    erp.tell(erp.accepted(order, 1, l1={"quantity": "12", "cancelled": "0"}))
    assert lines(shop, order) == [(12, 0, 0)]
    assert (states(shop, order), held(shop, order)[1:]) == (["accepted"], before[1:])


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({1: "2"}, "order.below-shipped"), ({1: "9.5"}, "quantity.off-multiple"), ({7: "1"}, "order.line-unknown"),
     ({1: "10"}, "order.nothing-corrected"), ({1: "-1"}, "quantity.invalid")],
)  # fmt: skip
@shows("A09")
def test_what_cannot_be_asked_is_told_with_the_way_out(
    shop: Shop, company: Company, erp: Base, wanted: dict[int, str], code: str
) -> None:
    order = taken(company, erp, (1, "10"))
    erp.tell(erp.accepted(order, l1={"shipped": "3"}))
    answer = asks(company.buyer, order, lines=wanted)
    assert answer.json["code"] == code
    assert answer.json["remedies"]
    assert states(shop, order) == []


@shows("M048")
def test_a_base_without_packets_hears_of_a_cancellation_with_its_next_query(
    shop: Shop, company: Company, erp: Base
) -> None:
    order = taken(company, erp, (1, "10"))
    state = shop.rows("SELECT connection_id, received_no, sent_no FROM packet_state")
    shop.run("DELETE FROM packet_state")
    try:
        assert asks(company.buyer, order, cancel=True).json["number"] == 1
        assert shop.one("SELECT count(*) FROM erp_message WHERE order_id = %s", order) == 0
        erp.begin()
        document = erp.query().split(f"<Номер>{erp.number(order)}</Номер>")[1].split("</Документ>")[0]
        assert "<Наименование>Отменен</Наименование>\n<Значение>true</Значение>" in document
        erp.success()
        assert held(shop, order)[1] == 10
        # News that are no answer take nothing out of the queue, nor end the request.
        other = taken_by_file(company, erp)
        assert asks(company.buyer, other, lines={1: "4"}).json["number"] == 1
        assert shop.one("SELECT state FROM order_offer WHERE order_id = %s", other) != "pending"
    finally:
        for row in state:
            shop.run("INSERT INTO packet_state (connection_id, received_no, sent_no) VALUES (%s, %s, %s)", *row)
    answer = erp.accepted(order)
    answer["payload"]["cancelled"] = True
    erp.tell(answer)
    assert held(shop, order) == ("cancelled", ZERO, ZERO, ZERO)
    assert states(shop, order) == ["accepted"]


def taken_by_file(company: Company, erp: Base) -> UUID:
    order = ordered(company.buyer, (1, "10"))
    erp.offer()
    erp.begin()
    erp.query()
    erp.success()
    return order


def told_of(shop: Shop, order: UUID) -> int:
    found: int = shop.one(
        "SELECT count(*) FROM outbox WHERE kind = %s AND payload ->> 'order_id' = %s", ANSWERED, str(order)
    )
    return found


def letters(shop: Shop, order: UUID) -> list[Letter]:
    """To the buyer, of the answers."""
    sent: list[Letter] = []

    class Kept:
        def send(self, letter: Letter) -> None:
            sent.append(letter)

    mail: Any = SendMail(
        lambda: begin_notifying(shop.database),
        JinjaLetters("https://opt.example", MOSCOW),
        MemoryFiles(),
        Kept(),
        "opt.example",
    )
    for (outbox_id,) in shop.rows(
        "SELECT id FROM outbox WHERE kind = %s AND payload ->> 'order_id' = %s", ANSWERED, str(order)
    ):
        mail(outbox_id)
        mail(outbox_id)
    return sent


def test_a_packet_holds_five_hundred_messages_whatever_is_asked_for(shop: Shop, company: Company, erp: Base) -> None:
    order = taken(company, erp, (1, "10"))
    erp.poll()
    many = (
        "INSERT INTO erp_message (id, connection_id, order_id, type, key, payload)"
        " SELECT gen_random_uuid(), 1, %s, 'order.cancel', 'many-' || n, '{}' FROM generate_series(1, 501) n"
    )
    shop.run(many, order)
    try:
        asked = {"after": erp.stored, "limit": 1000}
        told = shop.client.simulate_get(PACKETS, params=asked, headers=basic(ERP, PASSWORD)).json["packet"]
        assert (len(told["messages"]), told["more"]) == (500, True)
        asked["after"] = told["packet_no"]
        rest = shop.client.simulate_get(PACKETS, params=asked, headers=basic(ERP, PASSWORD)).json["packet"]
        assert (len(rest["messages"]), rest["more"]) == (1, False)
        erp.take({"packet": rest})
    finally:
        shop.run("DELETE FROM erp_message WHERE starts_with(key, 'many-')")
