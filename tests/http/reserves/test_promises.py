"""The day by which what is still to come is promised, as the buyer meets it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from adapters.mail.letters import JinjaLetters
from adapters.postgres.exchange.order_work import PostgresOrderWorks
from adapters.postgres.notify import begin_notifying
from adapters.system.system import SystemIds
from application.exchange.order_facts import LineNews, OrderNews
from application.exchange.order_news import Policy, heard
from application.exchange.values import ConnectionId
from domain.inventory.stock import Mark
from domain.shared.ids import OrderId
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.pages.portal import MOSCOW
from tests.shop import Shop


def tell(shop: Shop, order: UUID, seq: int, news: LineNews) -> None:
    base = ConnectionId(shop.one("SELECT min(id) FROM connection"))
    with PostgresOrderWorks(shop.database, SystemIds()).begin(base) as work:
        before = work.lock(order)
        told = OrderNews(Mark(datetime.now(UTC), seq), erp_number="УТ-1", lines={1: news})
        work.save(before, heard(before, told, Policy(), datetime.now(UTC)), 1)


@shows("N08")
def test_a_changed_day_stands_on_the_order_in_its_history_and_in_the_letter(shop: Shop) -> None:
    buyer = shop.buyer(0)
    [order] = buyer.placed([(2, "5")], "promised")
    for seq, day in enumerate((date(2027, 3, 12), date(2027, 3, 20)), 1):
        tell(shop, order, seq, LineNews(promised=day))

    page = seen(buyer.ask("GET", f"/orders/{order}").text).replace("\u00a0", " ")
    assert "ожидается к 20.03.2027" in page
    assert "обещанная дата — → 12.03.2027" in page
    assert "обещанная дата 12.03.2027 → 20.03.2027" in page
    assert buyer.ask("GET", f"/api/v1/orders/{order}").json["lines"][0]["promised_on"] == "2027-03-20"
    letters = JinjaLetters("https://opt.example", MOSCOW)
    with begin_notifying(shop.database) as work:
        _, text, html = letters.order_changed(work.order(OrderId(order)), "ru")
    assert "поставка до 20.03.2027" in text
    assert "поставка до 20.03.2027" in html

    # What has gone is promised no more.
    tell(shop, order, 3, LineNews(shipped=Decimal(5), promised=date(2027, 4, 1)))
    page = seen(buyer.ask("GET", f"/orders/{order}").text)
    assert "ожидается к" not in page
    assert "под заказ" not in page
    with begin_notifying(shop.database) as work:
        assert "поставка" not in letters.order_changed(work.order(OrderId(order)), "ru")[1]
    assert shop.one("SELECT promised_on FROM order_line WHERE order_id = %s", order) == date(2027, 3, 20)
