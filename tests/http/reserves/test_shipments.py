"""An order in several shipment requests: sums equal the order, each with its state (M049, M078, O3)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfilment.requests import RequestState, ShipmentRequest, progress
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.shop import Shop

pytestmark = shows("M049", "M078")

TODAY = date.today()  # noqa: DTZ011 - as a person types it
SOON, LATER = ((TODAY + timedelta(days=n)).isoformat() for n in (2, 9))


def divide(shop: Shop, order: UUID, *parts: Mapping[str, str], **more: str) -> Any:
    fields = {"deed": "save", "count": str(len(parts))}
    for n, part in enumerate(parts, 1):
        fields |= {f"day-{n}": part.get("day", SOON), f"address-{n}": part.get("address", "Склад клиента, Тверь")}
        fields |= {f"q-{n}-{line}": part[line] for line in part if line.isdigit()}
    return shop.buyer(0).form(f"/orders/{order}/shipments", fields | more)


def text(shop: Shop, order: UUID) -> str:
    return seen(shop.buyer(0).ask("GET", f"/orders/{order}/shipments").text).replace("\u00a0", " ")


def an_order(shop: Shop) -> UUID:
    (order,) = shop.buyer(0).placed([(2, "10"), (4, "6")], "to divide")
    return order


def test_lines_are_divided_by_date_and_address_and_shipped_by_the_earliest(shop: Shop) -> None:
    order = an_order(shop)
    shop.run("INSERT INTO order_offer (order_id, connection_id, state) VALUES (%s, 1, 'delivered')", order)

    second = {"day": LATER, "address": "Стройка, Клин", "1": "6,000", "2": "6"}
    assert divide(shop, order, {"1": "4"}, second).status_code == 303

    assert shop.rows("SELECT state, version FROM order_offer") == [("pending", 2)], "1C is offered it anew"
    shop.run("UPDATE order_line SET shipped = 5 WHERE order_id = %s AND line = 1", order)
    page = text(shop, order)
    assert page.index("отгружена") < page.index("Стройка, Клин")
    assert "отгружена частично" in page
    history = seen(shop.buyer(0).ask("GET", f"/orders/{order}").text).replace("\u00a0", " ")
    assert "Разделён на 2 заявки" in history
    assert "Стройка, Клин" in staff_of(shop, "sales_head").text(f"/manage/orders/{order}/shipments")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([{"1": "4", "2": "6"}], "Сумма по заявкам не равна заказу: строка 1, заказано 10, в заявках 4"),
        ([{"1": "10", "2": "6"}, {"1": "1"}], "заказано 10, в заявках 11"),
        ([{"1": "10", "2": "6"}, {}], "Заявка 2: в ней нет ни одной строки"),
        ([{"1": "10", "2": "6", "day": "2020-01-01"}], "Заявка 1: укажите день отгрузки"),
        ([{"1": "10", "2": "6", "day": ""}], "Заявка 1: укажите день отгрузки"),
        ([{"1": "1e1", "2": "6"}], "1e1"),
        ([{"1": "10", "2": "6", "address": "у" * 600}], "адрес длиннее"),
    ],
)
def test_requests_that_do_not_fit_are_refused_and_stay_typed(
    shop: Shop, parts: list[dict[str, str]], said: str
) -> None:
    order = an_order(shop)
    answer = divide(shop, order, *parts)
    assert answer.status_code == 422
    page = seen(answer.text).replace("\u00a0", " ")
    assert said in page or said in answer.text
    assert f'value="{parts[0]["1"]}"' in answer.text
    assert shop.one("SELECT count(*) FROM shipment_request") == 0


def test_one_more_and_one_fewer_keep_what_was_typed(shop: Shop) -> None:
    order = an_order(shop)
    more = divide(shop, order, {"1": "4", "2": "6"}, deed="add")
    assert (more.status_code, more.text.count("<fieldset")) == (200, 2)
    assert "Осталось разделить" in more.text
    fewer = divide(shop, order, {"1": "4"}, {"1": "6", "2": "6"}, deed="drop-1")
    assert fewer.text.count("<fieldset") == 1 and 'value="4"' not in fewer.text


def test_a_closed_order_is_not_divided_and_a_stranger_has_none(shop: Shop) -> None:
    order = an_order(shop)
    stranger = shop.buyer(1).form(f"/orders/{order}/shipments", {"deed": "save", "count": "0"})
    assert stranger.status_code == 404
    shop.run("UPDATE sales_order SET phase = 'cancelled', status = 'cancelled'")
    assert divide(shop, order, {"1": "10", "2": "6"}).status_code == 409


quantities = st.dictionaries(st.integers(1, 3), st.integers(1, 9).map(Decimal), min_size=1)


@given(
    st.lists(st.tuples(st.integers(0, 3), quantities), min_size=1, max_size=5),
    st.dictionaries(st.integers(1, 3), st.integers(0, 20).map(Decimal)),
    st.dictionaries(st.integers(1, 3), st.integers(0, 30).map(Decimal)),
)
def test_what_is_shipped_and_gone_adds_up_over_the_requests(
    told: list[tuple[int, dict[int, Decimal]]], shipped: dict[int, Decimal], wanted: dict[int, Decimal]
) -> None:
    requests = [ShipmentRequest(n, TODAY + timedelta(days=d), "", q) for n, (d, q) in enumerate(told, 1)]
    total = {line: sum((q.get(line, Decimal(0)) for _, q in told), Decimal(0)) for line in range(1, 4)}
    # The ERP ships no more than is wanted (O3).
    sent = {line: min(shipped.get(line, Decimal(0)), wanted.get(line, Decimal(0))) for line in total}

    found = progress(requests, sent, wanted)

    for line, quantity in total.items():
        assert sum(one.shipped.get(line, 0) for one in found) == min(sent[line], quantity)
        left = quantity - sum(one.shipped.get(line, 0) + one.gone.get(line, 0) for one in found)
        assert left == max(Decimal(0), min(quantity, wanted.get(line, Decimal(0))) - sent[line])
    for one in found:
        for line, quantity in one.request.quantities.items():
            assert one.shipped.get(line, 0) + one.gone.get(line, 0) <= quantity
        assert (one.state is RequestState.PLANNED) <= (not one.shipped)
