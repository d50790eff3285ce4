"""The last use of a code, taken by many at once, each over a connection of his own to a real database."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from falcon.testing import Result

from entrypoints.prove.world import COUNTERPARTIES, named
from tests.capabilities import shows
from tests.http.promo.codes import made, put_on
from tests.shop import Shop, Visitor

ROUNDS = 25


def placed_at_once(shop: Shop, promo: UUID, buyers: Sequence[int], tag: str) -> list[Result]:
    """Each with goods of his own, so that nothing but the code stands between them."""
    visitors = [shop.buyer(number) for number in buyers]
    for variant, visitor in enumerate(visitors, 1):
        visitor.fill([(variant, "3")])
    put_on(shop, promo, *(named("buyer", number) for number in buyers))
    carts = [visitor.ask("GET", "/api/v1/cart").json for visitor in visitors]
    assert all(cart["promo"]["refusal"] is None for cart in carts)
    start = Barrier(len(visitors))

    def press(pair: tuple[Visitor, dict[str, object]]) -> Result:
        visitor, cart = pair
        start.wait(30)
        return visitor.order(cart, f"{tag} {uuid4()}")

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(press, zip(visitors, carts, strict=True)))


def uses(shop: Shop, promo: UUID) -> int:
    return int(shop.one("SELECT count(DISTINCT placing_id) FROM promo_use WHERE promo_id = %s", promo))


@shows("M118", "N04")
@pytest.mark.parametrize("crowd", [2, 4])
def test_the_last_use_taken_by_many_at_once_goes_to_one(shop: Shop, crowd: int) -> None:
    for number in range(ROUNDS):
        promo = made(shop, f"LAST-{crowd}-{number}", uses=1)
        answers = placed_at_once(shop, promo, range(crowd), "last")
        refused = [answer for answer in answers if answer.status_code != 201]
        assert len(refused) == crowd - 1, [answer.text for answer in answers]
        assert {answer.json["reasons"][0]["code"] for answer in refused} == {"promo.used-up"}
        assert uses(shop, promo) == 1


@shows("M118", "N04")
def test_a_client_s_last_use_taken_by_two_of_its_people_goes_to_one(shop: Shop) -> None:
    for number in range(ROUNDS):
        promo = made(shop, f"EACH-{number}", each=1)
        answers = placed_at_once(shop, promo, (0, COUNTERPARTIES, 1), "each")
        refused = [answer for answer in answers if answer.status_code != 201]
        assert len(refused) == 1, [answer.text for answer in answers]
        assert refused[0].json["reasons"][0]["code"] == "promo.used-up-by-counterparty"
        per_client = shop.rows(
            "SELECT counterparty_id, count(DISTINCT placing_id) FROM promo_use WHERE promo_id = %s GROUP BY 1", promo
        )
        assert sorted(count for _, count in per_client) == [1, 1]


def test_a_refused_placing_leaves_no_use_and_may_be_repeated_without_the_code(shop: Shop) -> None:
    promo = made(shop, "GONE", uses=1)
    first, second = placed_at_once(shop, promo, (2, 3), "gone")
    loser = 2 if first.status_code != 201 else 3
    assert {first.status_code, second.status_code} == {201, 409}
    visitor = shop.buyer(loser)
    assert visitor.ask("DELETE", "/api/v1/cart/promo").status_code == 200
    assert visitor.order(visitor.ask("GET", "/api/v1/cart").json, "without it").status_code == 201
    assert uses(shop, promo) == 1
