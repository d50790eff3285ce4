"""A1, P5: nobody hears a private fact of another client, nor can tell whether that client exists.

The askings come from the application's own router: a new route is asked here without a word about it.
Left out: how long an answer takes, and the numbers of orders, one row for all clients, from which whoever orders
twice learns how much was ordered between.
"""

import pytest

from tests.capabilities import shows
from tests.http.differential.askings import routes
from tests.http.differential.fuzz import Findings, Fuzz, missing
from tests.http.differential.worlds import Worlds

# Every route, asked in both worlds by everybody: it grows with the application.
pytestmark = [shows("A10"), pytest.mark.timeout(1200)]

STEPS = 200
KINDS = {"price", "name", "requisite", "cart", "order", "credit", "document", "file", "id", "assortment", "goods",
         "company"}  # fmt: skip
# Private all the same, and asked for everywhere; no page or answer has them for their owner yet.
UNSEEN = {
    "former price",
    "phone",
    "e-mail",
    "id of holding",
    "id of manager",
}


@pytest.fixture(scope="module")
def found(fuzz: Fuzz) -> Findings:
    return fuzz.run()


# Of these a buyer and a manager hear refusals alone, whatever they ask.
SHUT = {
    ("GET", "/manage/exchange"): "a right that managers have not",
    ("GET", "/manage/exchange/{message:int(min=1)}"): "a right that managers have not",
    ("GET", "/manage/exchange/prices"): "a right that managers have not",
    ("POST", "/manage/exchange/prices"): "a right that managers have not",
    ("GET", "/manage/promo"): "a right that managers have not",
    ("GET", "/manage/promo/new"): "a right that managers have not",
    ("POST", "/manage/promo/new"): "a right that managers have not",
    ("GET", "/manage/promo/{promo:uuid}"): "a right that managers have not",
    ("POST", "/manage/promo/{promo:uuid}"): "a right that managers have not",
    ("POST", "/manage/promo/{promo:uuid}/switch"): "a right that managers have not",
    ("GET", "/manage/card-texts"): "a right that managers have not",
    ("POST", "/manage/card-texts"): "a right that managers have not",
    ("POST", "/manage/links"): "without an article there is nothing to link, see tests/http/card",
    ("GET", "/watches/end/{token}"): "from a letter, by a token that nobody guesses",
    ("POST", "/watches/end/{token}"): "from a letter, by a token that nobody guesses",
    ("GET", "/feeds/{key}/{name}"): "whoever holds a key reads by it, see http/filling/test_feeds.py",
    ("POST", "/price-lists/feeds"): "a form without a name; with one it tells a random key, see http/filling",
    ("GET", "/erp/v1/state"): "1C signs in by itself",
    ("GET", "/erp/v1/packets"): "1C signs in by itself",
    ("POST", "/manage/rates/take"): "the Bank of Russia is switched off in tests",
    ("POST", "/erp/v1/packets"): "1C signs in by itself",
    ("GET", "/manage/leads/{lead:uuid}"): "nobody has left a lead here, see tests/http/checkout",
    ("POST", "/manage/leads/{lead:uuid}"): "nobody has left a lead here, see tests/http/checkout",
    ("POST", "/request"): "taken from a form that was open for a while, see tests/http/checkout",
    ("GET", "/join/{token}"): "from a letter, by a token that nobody guesses",
    ("POST", "/join/{token}"): "from a letter, by a token that nobody guesses",
    ("GET", "/approvals/{request:uuid}"): "nobody waits for approval here, see tests/http/company/test_strangers.py",
    ("POST", "/approvals/{request:uuid}"): "nobody waits for approval here, see tests/http/company/test_strangers.py",
    ("POST", "/api/v1/approvals"): "no rule of the company asks for anybody's yes here, see tests/http/company",
    ("GET", "/api/v1/approvals/{request}"): "nobody waits for approval here, see tests/http/company/test_strangers.py",
    ("POST", "/api/v1/approvals/{request}/decision"): "nobody waits for approval here, see the same",
    ("POST", "/acting/end"): "nobody acts for a client here, see tests/http/company",
    ("GET", "/manage/journal"): "a right that managers have not",
    ("GET", "/manage/reserves/policies"): "a right that managers have not",
    ("POST", "/manage/reserves/policies"): "a right that managers have not",
    ("POST", "/manage/clients/{client:uuid}/credit"): "a right that managers have not",
    ("POST", "/cart/changes"): "of a cart that changed since it was opened, see tests/http/carts",
    ("POST", "/api/v1/cart/changes/acceptance"): "of a cart that changed since it was opened, see tests/http/carts",
    ("POST", "/api/v1/carts/{cart}/lines/restoration"): "of lines that were removed, see tests/http/carts",
    ("POST", "/api/v1/lists/{list}/restoration"): "of a list that was removed, see tests/http/carts",
    ("GET", "/static/{mark}/{name}"): "names of files that nobody can guess, the same for all",
    ("GET", "/media/{key:path}"): "names of pictures that nobody can guess, the same for all",
}
# Whoever sees one rule hears of all clients: a right of those who see all of them, shown in tests/http/rules.
OVERSEEN = ("/manage/rules", "/admin/api/v1/rules", "/manage/prices/groups")
# The catalogue is the seller's own, a right that managers have not: shown in tests/http/media and structure.
EDITED = (
    "/manage/media", "/manage/goods-documents", "/manage/materials",
    "/manage/structure", "/manage/properties", "/manage/goods-files", "/manage/delivery",
)  # fmt: skip


def listed(lines: list[str]) -> str:
    return f"{len(lines)}, the first of them:\n" + "\n".join(lines[:12])


def test_every_route_was_asked_by_everybody(found: Findings, both: Worlds) -> None:
    assert found.unasked == []
    assert missing(found, both) == set()


def test_the_askings_of_every_route_get_past_its_refusals(found: Findings, both: Worlds) -> None:
    told = set(routes(both.with_her.app))
    shut = told - found.passed
    assert shut == SHUT.keys() | {(method, path) for method, path in told if path.startswith((*OVERSEEN, *EDITED))}, (
        "What is asked of a route must be answered, or its silence proves nothing: let boris own what it wants "
        "(neighbours.py), name a value that passes (known_of in fuzz.py), or say in SHUT why it is shut to all."
    )


def test_no_private_fact_reaches_a_neighbour(found: Findings) -> None:
    assert found.leaks == [], listed(found.leaks)


def test_answers_are_the_same_whether_she_exists_or_not(found: Findings) -> None:
    assert found.differences == [], listed(found.differences)


def test_no_asking_is_a_fault_of_ours(found: Findings) -> None:
    assert found.faults == [], listed(found.faults)


def test_her_facts_are_told_to_herself(found: Findings, both: Worlds) -> None:
    """Or nobody else's silence would prove anything."""
    assert {canary.kind for canary in found.seen} == KINDS
    unseen = {canary.what for canary in set(both.anna.canaries) - found.seen}
    assert unseen == UNSEEN


def test_a_long_visit_is_the_same_whether_she_exists_or_not(fuzz: Fuzz) -> None:
    walked = fuzz.walk(STEPS)
    assert walked.leaks == [], listed(walked.leaks)
    assert walked.differences == [], listed(walked.differences)
