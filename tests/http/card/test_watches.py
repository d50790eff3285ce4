"""Waiting for goods and prices: one letter for all that came to pass, nothing twice, ended from the letter."""

import re
from collections.abc import Iterator
from decimal import Decimal
from email.message import EmailMessage
from threading import Thread

import pytest
from attrs import frozen

from adapters.postgres.database import Database
from application.shared.outbox import MAIL
from entrypoints.bootstrap.card import look_at_watches
from entrypoints.bootstrap.parts import Parts
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.consequences import MemoryFiles, PostOffice, a_post_office, consumers
from tests.http.card.people import Office, text
from tests.http.pages.person import seen
from tests.shop import Shop, Visitor, settings

OPEN = """
SELECT d.outbox_id FROM outbox_delivery d JOIN outbox o ON o.id = d.outbox_id
WHERE o.kind = 'watches.met' AND d.consumer = 'mail' AND d.done_at IS NULL ORDER BY 1
"""


@frozen
class Clock:
    """The scheduler's look, and the worker's letters."""

    shop: Shop
    parts: Parts
    post: PostOffice

    def look(self, minutes_later: int = 20) -> int:
        """As if so long had passed since the last letters."""
        self.shop.run("UPDATE watch_digest SET made_at = made_at - %s * interval '1 minute'", minutes_later)
        return look_at_watches(self.parts)()

    def letters(self) -> list[EmailMessage]:
        send = consumers(Database(self.shop.database.url), self.post.mailer, MemoryFiles())[MAIL]
        before = len(self.post.letters)
        for (outbox_id,) in self.shop.rows(OPEN):
            send(outbox_id)
            send(outbox_id)
        return list(self.post.letters[before:])


@pytest.fixture
def clock(shop: Shop, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clock]:
    shop.run("DELETE FROM outbox_delivery WHERE outbox_id IN (SELECT id FROM outbox WHERE kind = 'watches.met')")
    of = settings(shop.database.url, redis_url, tmp_path_factory.mktemp("clock"))
    parts = Parts.of(of, 2)
    with a_post_office() as post:
        yield Clock(shop, parts, post)
    parts.database.close()


def words(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ")


def stock(shop: Shop, variant: int, free: int, warehouse: int | None = None) -> None:
    where = "" if warehouse is None else f" AND warehouse_id = {warehouse}"
    shop.run(f"UPDATE stock SET free = %s WHERE variant_id = %s{where}", free, variant)


def wait(who: Visitor, variant: int, **more: str) -> int:
    return who.form("/watches", {"variant": str(variant), "stock": "1", **more}).status_code


@shows("N15")
def test_one_letter_tells_everything_that_came_back_and_nothing_twice(shop: Shop, him: Visitor, clock: Clock) -> None:
    for variant in (4, 5, 6):
        stock(shop, variant, 0)
        assert wait(him, variant, quantity="10") == 303
    assert clock.look() == 0
    stock(shop, 4, 10)
    stock(shop, 5, 500)
    stock(shop, 6, 4)
    assert clock.look() == 1
    assert clock.look() == 0
    [letter] = clock.letters()
    assert "Goods 4 — снова в наличии: " in words(letter)
    assert "Goods 5 — снова в наличии: " in words(letter)
    assert "Goods 6" not in words(letter)
    assert clock.letters() == []
    told = text(him, "/watches")
    assert "Goods 6" in told
    assert "Goods 4" not in told


@shows("N15")
def test_a_watch_of_one_warehouse_does_not_mind_the_others(shop: Shop, him: Visitor, clock: Clock) -> None:
    places = [row[0] for row in shop.rows("SELECT DISTINCT warehouse_id FROM stock WHERE variant_id = 4 ORDER BY 1")]
    his = re.findall(r'<option value="(\d+)">', him.ask("GET", "/goods/4").text)
    here = int(next(place for place in his if int(place) in places))
    stock(shop, 4, 0)
    assert wait(him, 4, quantity="5", warehouse=str(here)) == 303
    for place in places:
        if place != here:
            stock(shop, 4, 100, place)
    assert clock.look() == 0
    stock(shop, 4, 5, here)
    assert clock.look() == 1
    foreign = shop.one("SELECT coalesce(max(id), 0) + 1 FROM warehouse")
    assert wait(him, 5, quantity="5", warehouse=str(foreign)) == 404


@shows("N15")
def test_another_price_is_told_with_both_and_waited_for_further(
    shop: Shop, him: Visitor, office: Office, clock: Clock
) -> None:
    assert him.form("/watches", {"variant": "4", "price": "1"}).status_code == 303
    assert clock.look() == 0
    lower = {"value": "−10", "skus": "A-4", f"counterparty-{named('counterparty', 1)}": "1"}
    before = him.ask("GET", "/api/v1/variants/4/price").json["price"]["amount"]
    office.person("sales_head").saved(lower)
    after = him.ask("GET", "/api/v1/variants/4/price").json["price"]["amount"]
    assert clock.look() == 1
    [letter] = clock.letters()
    for price in (before, after):
        assert f"{Decimal(price):.2f}".replace(".", ",") in words(letter).replace(" ", "")
    assert clock.look() == 0
    office.person("sales_head").saved({**lower, "name": "Ещё", "value": "−20"})
    assert clock.look() == 1


@shows("N15")
def test_two_clocks_at_once_write_one_letter(shop: Shop, him: Visitor, clock: Clock) -> None:
    stock(shop, 4, 0)
    wait(him, 4)
    stock(shop, 4, 9)
    looks = [Thread(target=look_at_watches(clock.parts)) for _ in range(2)]
    for one in looks:
        one.start()
    for one in looks:
        one.join()
    assert len(clock.letters()) == 1


@shows("N15", "N20")
def test_what_became_hidden_is_not_told_of(shop: Shop, him: Visitor, office: Office, clock: Clock) -> None:
    stock(shop, 1, 0)
    wait(him, 1)
    office.hide(1, 1)
    stock(shop, 1, 50)
    assert clock.look() == 0
    assert "Goods 1" not in text(him, "/watches")
    assert wait(him, 1) == wait(him, 888) == 404


@shows("N15", "N07")
def test_whoever_lost_the_right_is_told_nothing(shop: Shop, him: Visitor, clock: Clock) -> None:
    stock(shop, 4, 0)
    wait(him, 4)
    stock(shop, 4, 50)
    shop.run("UPDATE membership SET valid_to = current_date - 1 WHERE user_id = %s", named("buyer", 1))
    try:
        assert clock.look() == 0
    finally:
        shop.run("UPDATE membership SET valid_to = NULL WHERE user_id = %s", named("buyer", 1))
    assert clock.look() == 1


@shows("N15")
def test_the_link_of_the_letter_ends_everything_without_signing_in(shop: Shop, him: Visitor, clock: Clock) -> None:
    for variant in (4, 5):
        stock(shop, variant, 0)
        wait(him, variant)
    stock(shop, 4, 9)
    clock.look()
    [letter] = clock.letters()
    found = re.search(r"(/watches/end/\S+)", words(letter))
    assert found is not None
    guest = Visitor(shop.client)
    assert "Отписаться" in seen(guest.ask("GET", found[1]).text)
    assert "Goods 5" in text(him, "/watches")  # looking ends nothing
    assert "таких писем больше не будет" in seen(guest.ask("POST", found[1]).text)
    assert "Подписок пока нет" in text(him, "/watches")
    assert guest.ask("POST", "/watches/end/guess").status_code == 404


def test_what_cannot_be_waited_for_is_told(shop: Shop, him: Visitor, other: Visitor) -> None:
    there = him.form("/watches", {"variant": "4", "stock": "1", "quantity": "3", "back": "/goods/4"})
    assert there.status_code == 409
    assert "Столько уже есть" in seen(there.text)
    nothing = him.form("/watches", {"variant": "4", "quantity": "3"})
    assert "Отметьте, чего ждать" in seen(nothing.text)
    bad = him.form("/watches", {"variant": "4", "stock": "1", "quantity": "ящик"})
    assert bad.status_code == 422
    stock(shop, 4, 0)
    wait(him, 4)
    id = shop.one("SELECT id FROM goods_watch")
    other.form("/watches", {"end": str(id)})
    assert shop.one("SELECT count(*) FROM goods_watch") == 1
    him.form("/watches", {"end": str(id)})
    assert shop.one("SELECT count(*) FROM goods_watch") == 0
