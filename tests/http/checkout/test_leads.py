"""A visitor without a login: telephone and e-mail are enough, robots and doubles are not taken, a manager answers."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from application.leads.ask import OF_PHONE, FormMarks
from tests.capabilities import shows
from tests.http.prices.office import staff
from tests.shop import FORM, Shop, Visitor

GOOD = {"phone": "8 912 345-67-89", "email": "ivan@example.org", "goods": "АВ-10/1 20\nдюбель 3", "consent": "1"}


def marked(minutes: float = 1) -> str:
    """A form that was given out a while ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    return FormMarks(b"of the tests").mark(at, uuid4().hex)


@pytest.fixture
def visitor(shop: Shop) -> Visitor:
    shop.run("TRUNCATE lead, lead_event")
    return Visitor(shop.client)


def send(visitor: Visitor, **more: str) -> tuple[int, str]:
    answer = visitor.form("/request", GOOD | {"mark": marked()} | more)
    return answer.status_code, answer.text


@shows("M080")
def test_a_lead_reaches_the_manager_once_however_often_it_is_sent(shop: Shop, visitor: Visitor) -> None:
    shop.run("UPDATE product SET sku = 'АВ-10/1', sku_key = 'ab101' WHERE id = 1")
    assert send(visitor)[0] == 200
    assert send(visitor, goods="дюбель 3\nав 10 1 20", phone="+7 (912) 345 67 89")[0] == 200
    assert shop.rows("SELECT phone, asked, state FROM lead") == [("+79123456789", 2, "new")]
    manager, other = staff(shop, "manager", None), staff(shop, "sales_head", None)
    lead = shop.one("SELECT id FROM lead")
    page = manager.client.simulate_get(f"/manage/leads/{lead}", cookies=manager.cookies).text
    assert "+79123456789" in page and "дюбель 3" in page
    take = {"was": "new", "to": "taken", "note": "позвоню"}
    assert manager.form(f"/manage/leads/{lead}", take).status_code == 303
    assert other.form(f"/manage/leads/{lead}", take).status_code == 409, "a colleague was faster"
    assert manager.form(f"/manage/leads/{lead}", {"was": "taken", "to": "won"}).status_code == 303
    assert [state for (state,) in shop.rows("SELECT state FROM lead_event ORDER BY id")] == ["new", "taken", "won"]
    assert send(visitor)[0] == 200
    assert shop.one("SELECT count(*) FROM lead") == 2, "what was closed is asked anew"


@shows("M080")
def test_no_price_and_no_stock_is_told_to_a_stranger(visitor: Visitor) -> None:
    for text in (visitor.client.simulate_get("/request").text, send(visitor)[1]):
        assert "₽" not in text and "Goods 1" not in text


@shows("M080")
@pytest.mark.parametrize(
    ("more", "status", "kept"),
    [
        ({"website": "http://spam"}, 200, 0),
        ({"given": "0"}, 409, 0),
        ({"given": "1440"}, 409, 0),
        ({"mark": "1700000000.abc.0000"}, 409, 0),
        ({"mark": ""}, 409, 0),
        ({"phone": "12"}, 422, 0),
        ({"email": "nobody"}, 422, 0),
        ({"goods": " \n "}, 422, 0),
        ({"consent_off": "1"}, 200, 1),
    ],
)
def test_a_robot_and_a_bad_field_leave_nothing(
    shop: Shop, visitor: Visitor, more: dict[str, str], status: int, kept: int
) -> None:
    if "given" in more:
        more = {"mark": marked(int(more["given"]))}
    sent = send(visitor, **more)
    assert (sent[0], shop.one("SELECT count(*) FROM lead")) == (status, kept)
    if status != 200:
        assert "ivan@example.org" in sent[1] or "nobody" in sent[1], "what was typed is still there"


@shows("M080")
def test_a_form_is_good_once_and_a_number_only_so_often(shop: Shop, visitor: Visitor) -> None:
    mark = marked()
    phone = "+7 912 000-11-22"
    assert send(visitor, mark=mark, phone=phone)[0] == 200
    again = send(visitor, mark=mark, phone=phone)
    assert again[0] == 409 and re.search(r'name="mark" value="(?!' + re.escape(mark) + ")", again[1])
    answers = [send(visitor, phone=phone, goods=f"товар {n}")[0] for n in range(2, OF_PHONE + 2)]
    assert answers[-1] == 429
    assert answers.count(200) == OF_PHONE - 1


def test_another_site_sends_nothing_and_the_consent_is_needed(shop: Shop, visitor: Visitor) -> None:
    foreign = FORM | {"Sec-Fetch-Site": "cross-site"}
    assert visitor.client.simulate_post("/request", body="phone=1", headers=foreign).status_code == 403
    without = {name: text for name, text in GOOD.items() if name != "consent"}
    assert visitor.form("/request", without | {"mark": marked()}).status_code == 422
    assert shop.one("SELECT count(*) FROM lead") == 0
    assert shop.buyer(1).client.simulate_get("/manage/leads", cookies=shop.buyer(1).cookies).status_code == 403
