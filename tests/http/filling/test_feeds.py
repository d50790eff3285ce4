"""Feeds by key: made, shown once, read as the site shows prices, changes since a cursor, revoked, throttled."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
import redis
from falcon.testing import Result

from tests.application.filling.conftest import skus
from tests.assortment import fill, told
from tests.capabilities import shows
from tests.http.filling.test_quick_order import ANNA, BORIS, text
from tests.shop import Shop, Visitor, settings, settle

pytestmark = shows("N16")
PATH = "/price-lists/feeds"
LINK = re.compile(r"/feeds/([\w-]+)/goods\.json")


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    fill(made, 3)
    skus(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh(shop: Shop, redis_url: str) -> None:
    shop.run("TRUNCATE feed_key CASCADE")
    redis.Redis.from_url(redis_url).flushdb()


def made(who: Visitor, **fields: str) -> Result:
    scopes = {"scope-prices": "1", "scope-stock": "1"}
    return who.form(PATH, {"name": "Наша 1С", "operation": str(uuid4()), **scopes, **fields})


def key_of(who: Visitor, **fields: str) -> str:
    found = LINK.search(made(who, **fields).text)
    assert found is not None
    return found[1]


def read(shop: Shop, key: str, since: str = "") -> dict[str, Any]:
    answer = shop.client.simulate_get(f"/feeds/{key}/goods.json", params={"since": since} if since else {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.content)
    assert answer.headers["x-feed-cursor"] == found["cursor"]
    return found


def test_the_key_is_shown_once_and_kept_as_a_hash(shop: Shop) -> None:
    anna, operation = shop.buyer(ANNA), str(uuid4())
    answer = made(anna, operation=operation)
    found = LINK.search(answer.text)
    assert found is not None
    assert found[1] not in anna.ask("GET", PATH).text
    assert made(anna, operation=operation).status_code == 303
    assert shop.one("SELECT count(*) FROM feed_key WHERE key_hash = sha256(%s)", found[1].encode()) == 1
    acts = shop.rows("SELECT action, facts ->> 'name' FROM audit_log WHERE action LIKE 'feed-key.%%'")
    assert ("feed-key.make", "Наша 1С") in acts


def test_prices_and_stock_are_those_of_the_site(shop: Shop) -> None:
    anna = shop.buyer(ANNA)
    feed = read(shop, key_of(anna))
    assert len(feed["lines"]) > 40
    for line in feed["lines"][::7]:
        shown = anna.ask("GET", f"/api/v1/variants/{line['variant']}/price")
        if line["price"] is None:
            assert shown.status_code != 200 or shown.json.get("price") is None or "refusal" in shown.text
        else:
            assert (shown.json["price"]["amount"], shown.json["price"]["gross"]) == (line["price"], line["gross"])


def test_another_client_reads_his_own(shop: Shop) -> None:
    anna, boris = (read(shop, key_of(shop.buyer(number))) for number in (ANNA, BORIS))
    assert anna["client"] != boris["client"]
    assert anna["contracts"] != boris["contracts"]


def test_changes_are_told_since_a_cursor(shop: Shop) -> None:
    key = key_of(shop.buyer(ANNA))
    whole = read(shop, key)
    assert read(shop, key, whole["cursor"]) | {"at": ""} == whole | {"at": "", "lines": []}
    shop.run("UPDATE price SET amount = amount + 1 WHERE variant_id = 2")
    shop.run("UPDATE stock SET free = free - 1 WHERE variant_id = 5 AND warehouse_id = 1")
    shop.run("UPDATE product SET deleted = true WHERE id = 6")
    told(shop)
    changed = read(shop, key, whole["cursor"])
    assert sorted(line["variant"] for line in changed["lines"]) == ["2", "5"]
    assert changed["gone"] == ["6"]
    # A program that lost the answer asks again and is told the same.
    assert read(shop, key, whole["cursor"]) | {"at": ""} == changed | {"at": ""}
    assert read(shop, key, changed["cursor"])["lines"] == []
    shop.run("UPDATE product SET deleted = false WHERE id = 6")
    told(shop)
    assert [line["variant"] for line in read(shop, key, changed["cursor"])["lines"]] == ["6"]
    for cursor in ("999999", "x", "-1", "1.5"):
        answer = shop.client.simulate_get(f"/feeds/{key}/goods.json", params={"since": cursor})
        assert answer.status_code == 422


def test_the_three_forms_tell_the_same(shop: Shop) -> None:
    key = key_of(shop.buyer(ANNA))
    lines = {line["variant"]: line for line in read(shop, key)["lines"]}
    sheet = list(csv.DictReader(StringIO(shop.client.simulate_get(f"/feeds/{key}/goods.csv").content.decode())))
    assert [row["variant"] for row in sheet] == list(lines)
    tree = ElementTree.fromstring(shop.client.simulate_get(f"/feeds/{key}/goods.yml").content)
    offers = {offer.get("id"): offer for offer in tree.iter("offer")}
    assert offers.keys() == lines.keys()
    categories = {one.get("id") for one in tree.iter("category")}
    for row in sheet:
        line, offer = lines[row["variant"]], offers[row["variant"]]
        price = offer.findtext("price")
        assert (float(row["price"] or 0), float(price or 0)) == (float(line["price"] or 0),) * 2
        assert float(row["available"]) == float(offer.findtext("count") or 0) == float(line["available"])
        assert offer.findtext("categoryId") in categories


def test_a_scope_that_was_not_given_is_not_told(shop: Shop) -> None:
    key = key_of(shop.buyer(ANNA), **{"scope-prices": ""})
    assert "price" not in read(shop, key)["lines"][0]
    assert b"<price>" not in shop.client.simulate_get(f"/feeds/{key}/goods.yml").content
    refused = made(shop.buyer(ANNA), **{"scope-prices": "", "scope-stock": ""})
    assert "Не отмечено" in text(refused)
    assert "нет названия" in text(made(shop.buyer(ANNA), name="  "))


def test_a_revoked_key_and_a_right_withdrawn_are_gone_at_the_next_request(shop: Shop) -> None:
    anna = shop.buyer(ANNA)
    key, other = key_of(anna), key_of(anna)
    id = shop.one("SELECT id FROM feed_key WHERE key_hash = sha256(%s)", key.encode())
    assert shop.buyer(BORIS).form(f"{PATH}/{id}/revoke", {}).status_code == 404
    assert anna.form(f"{PATH}/{id}/revoke", {}).status_code == 303
    assert "отозван" in text(anna.ask("GET", PATH))
    unknown = shop.client.simulate_get("/feeds/unknown/goods.json")
    assert shop.client.simulate_get(f"/feeds/{key}/goods.json").status_code == unknown.status_code == 404
    shop.run("UPDATE membership SET valid_to = '2020-01-01' WHERE user_id = (SELECT user_id FROM feed_key LIMIT 1)")
    assert shop.client.simulate_get(f"/feeds/{other}/goods.json").status_code == 404
    shop.run("UPDATE membership SET valid_to = NULL")
    assert shop.client.simulate_get(f"/feeds/{other}/goods.json").status_code == 200


def test_whoever_may_not_make_keys_makes_none(shop: Shop) -> None:
    anna = shop.buyer(ANNA)
    shop.run("UPDATE membership SET role = 'accountant'")
    try:
        assert "Создать ключ" not in text(anna.ask("GET", PATH))
        assert made(anna).status_code == 403
    finally:
        shop.run("UPDATE membership SET role = 'buyer'")


def test_guesses_and_haste_are_throttled(shop: Shop) -> None:
    answers = [shop.client.simulate_get(f"/feeds/guess-{n}/goods.json").status_code for n in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert shop.client.simulate_get("/feeds/x/goods.exe").status_code == 404


def test_a_program_that_has_the_same_already_is_told_so(shop: Shop) -> None:
    key = key_of(shop.buyer(ANNA))

    def ask(tag: str = "", form: str = "json") -> Result:
        headers = {"If-None-Match": tag} if tag else None
        return shop.client.simulate_get(f"/feeds/{key}/goods.{form}", headers=headers)

    first = ask()
    tag = first.headers["etag"]
    again = ask(tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["x-feed-cursor"] == first.headers["x-feed-cursor"]
    assert ask(tag, "csv").status_code == 200, "another form is another answer"
    shop.run("UPDATE stock SET free = free + 1 WHERE variant_id = 2")
    changed = ask(tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    shop.run("UPDATE stock SET free = free - 1 WHERE variant_id = 2")
    shop.run("UPDATE counterparty SET name = name || '!' WHERE id = (SELECT counterparty_id FROM feed_key LIMIT 1)")
    told(shop)
    assert ask(changed.headers["etag"]).status_code == 200
