"""The fuzz finds what it is for: each of these portals leaks, and each is found out."""

import pytest
from attrs import evolve

from adapters.postgres.access import PostgresAccounts
from adapters.postgres.prices import lookups, types
from application.queries import orders
from application.queries.orders import Readers
from domain.access.authority import TooManyAttempts
from tests.capabilities import shows
from tests.http.differential.fuzz import Findings, Fuzz
from tests.http.differential.leaks import (
    CacheOfNobodys,
    Careless,
    Door,
    Oracle,
    Telling,
    Untold,
    entities,
    escaped,
    in_address,
)
from tests.http.differential.neighbours import BUYER, GUEST, STAFF
from tests.http.differential.stranger import COMPANY, CONTRACT_PRICE, DOCUMENT_TEXT, NUMBER, a_file
from tests.http.differential.workbooks import workbook

pytestmark = shows("A10")

GOODS = "/api/v1/products"
NEW, UPLOADS = "/manage/prices/individual/new", "/manage/prices/uploads"


def through(fuzz: Fuzz, door: type[Door], *only: str, **facts: object) -> Findings:
    """The world that she lives in is seen through a leaky door, the other through a tight one."""
    worlds = fuzz.worlds
    with_her = worlds.with_her.behind(lambda app: door(app, **facts))
    leaky = evolve(worlds, without=worlds.without.behind(Door), with_her=with_her)
    return evolve(fuzz, worlds=leaky).run(only, people=(BUYER,))


def test_nothing_is_found_where_nothing_leaks(fuzz: Fuzz) -> None:
    found = through(fuzz, Door, GOODS, "/api/v1/orders", "/api/v1/orders/{order}")
    assert (found.leaks, found.differences, found.faults) == ([], [], [])
    assert found.count > 50


@pytest.mark.parametrize(
    "told",
    [
        "73\u00a0519,37\u00a0₽".encode(),
        "73\u202f519,37".encode(),
        b"73&thinsp;519,37",
        b"73519.37000",
        b"?price=73%20519%2C37",
        b'{"kopecks":7351937}',
        escaped(COMPANY),
        entities(COMPANY),
        COMPANY.upper().encode(),
        b"4 173,619",
        a_file(f"Price {CONTRACT_PRICE}"),
    ],
    ids=lambda told: told[:24].decode("utf-8", "replace"),
)
def test_a_fact_is_known_in_every_dress(fuzz: Fuzz, told: bytes) -> None:
    found = through(fuzz, Telling, "/api/v1/cart", told=told)
    assert found.leaks
    assert all(BUYER.name in leak for leak in found.leaks)


def test_a_fact_in_a_workbook_is_heard(fuzz: Fuzz) -> None:
    assert through(fuzz, Telling, "/api/v1/cart", told=workbook([{"amount": CONTRACT_PRICE}])).leaks


def test_contracts_counted_for_all_clients_are_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(types, "seen", lambda *_: "true")
    found = fuzz.run(["/manage/prices/types"], people=(STAFF,))
    assert any("/manage/prices/types" in one for one in found.differences)


def test_a_price_entered_for_another_managers_client_is_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    """By form at once; by file on the report that sending it leads to."""
    monkeypatch.setattr(lookups, "seen", lambda *_: "true")
    found = fuzz.run([NEW, UPLOADS], people=(STAFF,))
    assert any(f"POST {NEW}" in one and "303" in one for one in found.differences)
    assert any(f"route {UPLOADS} → {UPLOADS}/" in one for one in found.differences)


def test_a_fact_in_a_header_is_heard(fuzz: Fuzz) -> None:
    assert through(fuzz, Telling, "/api/v1/cart", told=b"", header=in_address(COMPANY)).leaks


def test_a_cache_that_does_not_know_whose_its_answers_are_is_found(fuzz: Fuzz) -> None:
    for route in (GOODS, "/catalogue", "/goods/{product:int(min=1)}", "/debts", "/documents/{document:uuid}"):
        assert through(fuzz, CacheOfNobodys, route).leaks, route


def test_a_refusal_that_tells_that_something_exists_is_found(fuzz: Fuzz) -> None:
    hers = fuzz.worlds.anna.ids
    found = through(fuzz, Oracle, "/orders/{order:uuid}", hers=hers)
    assert found.leaks == []
    assert any("403" in one and "404" in one for one in found.differences)


def test_a_forgotten_filter_by_party_is_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "readers", lambda *_: Readers(None))
    found = fuzz.run(["/api/v1/orders", "/api/v1/orders/{order}", "/documents/{document:uuid}"], people=(BUYER,))
    for fact in (COMPANY, NUMBER, DOCUMENT_TEXT):
        assert any(fact in leak for leak in found.leaks), fact
    assert found.differences


def test_a_sign_in_that_tells_whose_login_exists_is_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    known = PostgresAccounts.credentials

    def telling(self: PostgresAccounts, login: str) -> object:
        if (found := known(self, login)) is None:
            raise TooManyAttempts(1)
        return found

    monkeypatch.setattr(PostgresAccounts, "credentials", telling)
    for route in ("/login", "/api/v1/session"):
        found = fuzz.run([route], people=(GUEST,))
        assert any("429" in one and "401" in one for one in found.differences), route


@pytest.fixture(scope="module")
def grown(fuzz: Fuzz) -> Fuzz:
    """The portal with two routes that it had not when its pages were looked through."""
    without, with_her = (world.again() for world in fuzz.worlds.both)
    for world in (without, with_her):
        world.app.add_route("/new/{order}", Careless(world.database))
        world.app.add_route("/untold", Untold())
    return evolve(fuzz, worlds=evolve(fuzz.worlds, without=without, with_her=with_her))


def test_a_new_route_is_asked_without_a_word_about_it(grown: Fuzz) -> None:
    found = grown.run(["/new/{order}"])
    assert {("GET", "/new/{order}", GUEST.name), ("POST", "/new/{order}", BUYER.name)} <= found.asked
    assert any(leak.startswith("guest hears comment") for leak in found.leaks)
    assert any("without her «404», with her «200»" in one for one in found.differences)


def test_a_route_that_cannot_be_asked_says_what_to_add(grown: Fuzz) -> None:
    found = grown.run(["/untold"])
    assert len(found.unasked) == 1
    assert "POST /untold" in found.unasked[0]
    assert "add its query and body to BY_HAND" in found.unasked[0]


def test_a_change_is_undone_whatever_it_touched(fuzz: Fuzz) -> None:
    """Or what one route is asked would depend on those before it."""
    world = fuzz.worlds.without
    for route in ("/api/v1/orders", "/api/v1/cart/lines", "/api/v1/session"):
        for asking in fuzz.askings([route])[0][route]:
            world.ask(asking, BUYER)
    number = "SELECT last_value FROM order_number"
    before = world.database.execute(number).fetchone()
    assert {"sales_order", "cart_line", "session", "outbox"} <= set(world.changed())
    world.restore()
    assert world.changed() == []
    assert world.database.execute(number).fetchone() != before


def test_the_same_seed_asks_the_same(fuzz: Fuzz) -> None:
    assert fuzz.askings([GOODS])[0] == fuzz.askings([GOODS])[0]
    other = evolve(fuzz, generator=evolve(fuzz.generator, seed=fuzz.generator.seed + 1))
    assert fuzz.askings([GOODS])[0] != other.askings([GOODS])[0]
