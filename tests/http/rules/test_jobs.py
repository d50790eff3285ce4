"""A preview that is too large for a request: a job with progress that can be left, cancelled, and found again."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen

from adapters.postgres.board import PostgresPricing
from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.rule_previews import PostgresPreviews, PreviewWakeUps
from adapters.postgres.rules import PostgresRules
from adapters.system.system import SystemClock
from application.pricing.preview_rule import PreviewRuleHandler
from application.pricing.run_preview import RunPreview
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.managed import RuleNamesUnknown
from domain.pricing.rules import Rule
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import FIELDS, PATH, Staff, staff_of
from tests.shop import Shop, Visitor, settings

pytestmark = shows("A08")
EVERYTHING = {"everything": "1", "value": "-10"}


@pytest.fixture(scope="module")
def waiting_rooms(
    shop: Shop, postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The same shop behind a door that answers nothing at once."""
    home = tmp_path_factory.mktemp("home")
    made = Shop.open(settings(postgres_url, redis_url, home, OPTOVIK_PREVIEW_AT_ONCE="1"))
    yield made
    made.close()


@pytest.fixture
def head(waiting_rooms: Shop) -> Staff:
    return staff_of(waiting_rooms, "sales_head")


@frozen
class Workshop:
    """A worker of this process, without a queue between."""

    shop: Shop

    @property
    def previews(self) -> PostgresPreviews:
        return PostgresPreviews(self.shop.database)

    @property
    def handler(self) -> PreviewRuleHandler:
        database = self.shop.database
        base, pricing = PostgresClientBase(database), PostgresPricing(database)
        return PreviewRuleHandler(base, pricing, PostgresRules(database), SystemClock(ZoneInfo("Europe/Moscow")))

    def run(self, id: int, previews: PostgresPreviews | None = None) -> None:
        RunPreview(self.handler, previews or self.previews)(id)


@pytest.fixture
def worker(shop: Shop) -> Workshop:
    shop.run("DELETE FROM rule_preview")
    return Workshop(shop)


def asked(head: Staff, fields: dict[str, str], rule: UUID | None = None, id: UUID | None = None) -> str:
    """The address of the draft with its job."""
    path = f"{PATH}/{rule}" if rule else f"{PATH}/new"
    answer = head.visitor.form(path, {"id": str(id or uuid4()), **FIELDS, **fields, "do": "preview"})
    assert answer.status_code == 303, seen(answer.text)
    return answer.headers["Location"].partition("#")[0]


def number(address: str) -> int:
    return int(address.partition("preview=")[2])


def html(head: Staff, path: str) -> str:
    answer: Any = head.visitor.ask("GET", path)
    assert answer.status_code == 200, seen(answer.text)
    return str(answer.text)


def figures(text: str) -> list[str]:
    return re.findall(r"<dd>(.*?)</dd>", text.split('id="preview"')[1].split("<form")[0], re.S)


def test_a_job_finds_what_the_answer_at_once_finds(head: Staff, shop: Shop, worker: Workshop) -> None:
    at_once = Staff(shop, Visitor(shop.client, head.visitor.token)).send(EVERYTHING, do="preview")
    assert at_once.status_code == 200
    address = asked(head, EVERYTHING)
    waiting = html(head, address)
    assert "Ждёт очереди" in seen(waiting)
    assert f'hx-get="/manage/rules/previews/{number(address)}"' in waiting

    worker.run(number(address))

    done = html(head, address)
    assert figures(done) == figures(at_once.text) != []
    assert 'value="-10"' in done.replace("−", "-")
    part = html(head, f"/manage/rules/previews/{number(address)}")
    assert "hx-get" not in part
    assert figures(part) == figures(done)


def test_the_same_draft_is_not_computed_again_until_prices_change(head: Staff, worker: Workshop) -> None:
    id = uuid4()
    first = asked(head, EVERYTHING, id=id)
    assert asked(head, EVERYTHING, id=id) == first
    worker.run(number(first))
    assert asked(head, EVERYTHING, id=id) == first
    edited = asked(head, EVERYTHING | {"value": "-11"}, id=id)
    assert edited != first
    assert head.visitor.ask("GET", first).status_code == 404
    worker.run(number(edited))
    head.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    assert "цены изменились" in seen(html(head, edited))
    assert asked(head, EVERYTHING | {"value": "-11"}, id=id) != edited


def test_a_cancelled_job_stops_at_its_next_sign_of_life(head: Staff, worker: Workshop) -> None:
    id = uuid4()
    address = asked(head, EVERYTHING, id=id)
    told = list[tuple[int, int]]()

    @frozen
    class Cancelling(PostgresPreviews):
        def told(self, id: int, done: int, all_: int) -> None:
            told.append((done, all_))
            sent = {**FIELDS, **EVERYTHING, "id": "", "name": "Набрано после", "preview": str(id), "do": "cancel"}
            answer = head.visitor.form(f"{PATH}/new", sent)
            assert "прерван" in seen(answer.text)
            assert "Набрано после" in answer.text
            super().told(id, done, all_)

    worker.run(number(address), Cancelling(head.shop.database))
    assert len(told) == 1
    assert "прерван" in seen(html(head, address))
    worker.run(number(address))
    assert head.shop.one("SELECT state FROM rule_preview") == "cancelled"


def test_a_job_whose_worker_died_is_taken_up_and_given_up_in_the_end(head: Staff, worker: Workshop) -> None:
    address = asked(head, EVERYTHING)
    woken = list[int]()

    def wake(id: int) -> bool:
        woken.append(id)
        return True

    ups = PreviewWakeUps(head.shop.database, wake)
    assert worker.previews.claim(number(address)) is not None
    assert worker.previews.claim(number(address)) is None
    assert ups() == 0
    head.shop.run("UPDATE rule_preview SET beat_at = beat_at - interval '5 minutes'")
    assert ups() == 1
    assert woken == [number(address)]
    head.shop.run("UPDATE rule_preview SET attempts = 3")
    assert ups() == 0
    assert "не посчитаны" in seen(html(head, address))


def test_what_the_draft_names_may_go_meanwhile(head: Staff, worker: Workshop) -> None:
    address = asked(head, EVERYTHING)

    @frozen
    class Refusing(PreviewRuleHandler):
        def whole(self, draft: object, watch: object) -> Any:
            raise RuleNamesUnknown("categories", ("7",))

    handler = Refusing(*(getattr(worker.handler, name) for name in ("base", "pricing", "rules", "clock")))
    RunPreview(handler, worker.previews)(number(address))
    assert "rule.names-unknown" in seen(html(head, address))


def test_a_draft_is_found_again_until_it_is_saved(head: Staff, worker: Workshop) -> None:
    id = uuid4()
    address = asked(head, EVERYTHING | {"name": "Осенний черновик"}, id=id)
    assert "Осенний черновик" in seen(html(head, PATH))
    answer = head.visitor.form(
        f"{PATH}/new", {**FIELDS, **EVERYTHING, "id": str(id), "name": "Осенний черновик", "do": "save"}
    )
    assert answer.status_code == 303
    assert "Несохранённые черновики" not in seen(html(head, PATH))
    assert head.shop.one("SELECT state FROM rule_preview") == "cancelled"

    changed = asked(head, EVERYTHING | {"name": "Осенний черновик", "value": "-12", "version": "1"}, rule=id)
    assert changed != address
    assert f"{PATH}/{id}?preview={number(changed)}" in html(head, f"{PATH}/{id}")


@shows("A10", "A08")
def test_a_preview_is_ones_own(head: Staff, auditor: Staff, manager: Staff, worker: Workshop, shop: Shop) -> None:
    address = asked(head, EVERYTHING)
    part = f"/manage/rules/previews/{number(address)}"
    assert staff_of(shop, "sales_head").visitor.ask("GET", part).status_code == 404
    assert {who.visitor.ask("GET", part).status_code for who in (auditor, manager)} == {403}
    assert {who.visitor.ask("GET", address).status_code for who in (auditor, manager)} == {403}


def test_carts_are_all_priced_by_groups_of_their_owners(head: Staff, worker: Workshop, shop: Shop) -> None:
    for number_ in range(4):
        shop.buyer(number_).fill([(1, "2"), (3, "1")])
    handler = worker.handler
    draft = Rule(uuid4(), "Всем", 1, Effect(EffectKind.PERCENT, Decimal(-10)))
    few = evolve(handler, most_carts=1).effects(draft, handler.day_of(draft))
    whole = handler.whole(draft, lambda done, all_: None)
    assert (few.priced_carts, few.is_exact) == (1, False)
    assert whole.is_exact
    assert (
        whole.changed_carts
        == whole.carts
        == shop.one("SELECT count(DISTINCT cart_id) FROM cart_line WHERE variant_id IN (1, 3)")
    )
