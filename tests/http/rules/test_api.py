"""Rules as JSON: made, read, changed, previewed, switched; the same documents as the log keeps."""

from typing import Any
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.rules.staff import Staff, price_of
from tests.shop import CSRF, Shop

PATH = "/admin/api/v1/rules"
RULE: dict[str, Any] = {
    "name": "Линия А", "priority": 100, "effect": "percent", "value": "-3", "currency": None,
    "which": {"categories": [1], "values": [[1, "red"]]}, "whom": {"regions": [str(named("region"))]},
    "minimum": "0", "valid_from": None, "valid_to": None, "stops": False, "touches_agreed": False,
}  # fmt: skip


@shows("M025")
def test_a_rule_is_made_read_changed_and_undone(shop: Shop, head: Staff) -> None:
    ask = head.visitor.ask
    id = str(uuid4())
    made = ask("POST", PATH, {**RULE, "rule": id})
    assert made.status_code == 201, made.text
    assert {name: made.json[name] for name in RULE} == RULE
    assert (made.json["id"], made.json["version"], made.json["state"]) == (id, 1, "active")
    assert ask("POST", PATH, {**RULE, "rule": id}).json["version"] == 1
    assert price_of(shop, 1) == "97.00"
    changed = ask("PUT", f"{PATH}/{id}", {**RULE, "value": "-50", "version": 1})
    assert changed.json["version"] == 2
    assert price_of(shop, 1) == "50.00"
    stale = ask("PUT", f"{PATH}/{id}", {**RULE, "value": "-60", "version": 1})
    assert (stale.status_code, stale.json["code"], stale.json["version"]) == (409, "rule.stale", 2)
    assert ask("POST", f"{PATH}/{id}/state", {"version": 2, "undo": True}).json["version"] == 3
    assert price_of(shop, 1) == "97.00"
    assert ask("POST", f"{PATH}/{id}/state", {"version": 3, "state": "off"}).json["state"] == "off"
    assert price_of(shop, 1) == "100.00"
    one = ask("GET", f"{PATH}/{id}").json
    assert [each["deed"] for each in one["versions"]] == ["switched-off", "undone", "changed", "created"]
    assert one["versions"][-1]["content"] == RULE
    listed = ask("GET", f"{PATH}?q=Линия").json
    assert (listed["total"], listed["rules"][0]["standing"]) == (1, "off")


@shows("A08")
def test_a_preview_is_figures(shop: Shop, head: Staff) -> None:
    answer = head.visitor.ask("POST", f"{PATH}/preview", RULE)
    assert answer.status_code == 200, answer.text
    told = answer.json
    assert told["is_exact"] is True
    assert told["goods"] == {"under_rule": 3, "examined": 3, "step": 1, "changed": 2, "without_price": 0}
    assert told["contracts"]["under_rule"] == 24
    assert shop.one("SELECT count(*) FROM price_rule") == 0


@pytest.mark.parametrize(
    ("part", "status", "code"),
    [
        ({"effect": "magic"}, 422, "rule.not-sound"),
        ({"value": "0"}, 422, "rule.not-sound"),
        ({"minimum": "-1"}, 422, "rule.not-sound"),
        ({"minimum": "NaN"}, 422, "request.invalid"),
        ({"minimum": "Infinity"}, 422, "request.invalid"),
        ({"value": -3}, 422, "request.invalid"),
        ({"which": {"values": [[1]]}}, 422, "request.invalid"),
        ({"which": {"values": [[True, "x"]]}}, 422, "request.invalid"),
        ({"which": {"categories": [777]}}, 422, "rule.names-unknown"),
        ({"which": {}, "whom": {}}, 422, "rule.not-sound"),
        ({"colour": "red"}, 422, "request.invalid"),
        ({"version": 3, "rule": str(named("nobody"))}, 404, "not-found"),
    ],
    ids=str,
)
def test_what_is_not_sound_is_a_problem(head: Staff, part: dict[str, Any], status: int, code: str) -> None:
    answer = head.visitor.ask("POST", PATH, {**RULE, **part})
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_the_door_asks_for_the_right_and_the_token(shop: Shop, head: Staff, auditor: Staff, manager: Staff) -> None:
    assert auditor.visitor.ask("GET", PATH).status_code == 200
    assert auditor.visitor.ask("POST", PATH, RULE).status_code == 403
    assert manager.visitor.ask("GET", PATH).status_code == 403
    assert shop.buyer(0).ask("POST", f"{PATH}/preview", RULE).status_code == 403
    assert head.visitor.ask("POST", PATH, RULE, X_CSRF_Token=CSRF + "x").status_code == 403
    assert shop.one("SELECT count(*) FROM price_rule") == 0
