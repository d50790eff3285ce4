"""A cart whose prices the ERP refines: what the buyer is told, what he says yes to, what his order stands on."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.postgres.housekeeping import Housekeeping
from application.ordering.refine_prices import ASKINGS
from domain.pricing.trail import REFINED, replayed, restored
from entrypoints.cli.prove import main
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.quotes_base import QuotesBase
from tests.shop import Shop, Visitor

pytestmark = shows("M024")

HELD = """
SELECT count(*) FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND mode IN ('RowShareLock', 'RowExclusiveLock')
AND relation IN ('cart'::regclass, 'idempotency_key'::regclass, 'stock_line'::regclass, 'credit_line'::regclass)
"""


def seen(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").replace("\u202f", " ").split())


def refine(buyer: Visitor) -> dict[str, Any]:
    asked = buyer.ask("POST", "/api/v1/cart/refinement", {})
    assert asked.status_code == 200, asked.text
    cart: dict[str, Any] = asked.json
    return cart


def cart_of(buyer: Visitor) -> dict[str, Any]:
    cart: dict[str, Any] = buyer.ask("GET", "/api/v1/cart").json
    return cart


def total(cart: dict[str, Any]) -> Decimal:
    return Decimal(cart["totals"][0]["amount"])


def accept(buyer: Visitor, cart: dict[str, Any]) -> Any:
    return buyer.ask("POST", "/api/v1/cart/refinement/acceptance", {"refinements": cart["refinement"]["answers"]})


def waits(shop: Shop, number: int) -> None:
    shop.run("UPDATE contract SET refinement = 'wait' WHERE counterparty_id = %s", named("counterparty", number))


def stored(shop: Shop, order: str) -> tuple[Any, ...]:
    [row] = shop.rows("SELECT refinement_id, to_confirm FROM sales_order WHERE id = %s", UUID(order))
    return row


def test_the_whole_cart_is_asked_once_and_the_answer_is_the_price(shop: Shop, base: QuotesBase) -> None:
    base.factor = "0.9"
    buyer = shop.buyer(1)
    before = buyer.fill([(1, "2"), (2, "1"), (3, "1")])
    assert before["refinement"]["contracts"][0] | {"contract": "", "unconfirmed": ()} == {
        "contract": "", "number": before["refinement"]["contracts"][0]["number"], "policy": "confirm",
        "is_confirmed": False, "why": "not-asked", "detail": "1С о них ещё не спрашивали", "asked_at": None,
        "valid_until": None, "unconfirmed": (),
    }  # fmt: skip
    cart = refine(buyer)
    assert [len(asked["lines"]) for asked in base.asked] == [3]
    assert all(contract["is_confirmed"] for contract in cart["refinement"]["contracts"])
    assert total(cart) < total(before)
    assert {line["name"] for line in cart["refinement"]["changed"]} == {line["name"] for line in cart["lines"]}
    assert cart["can_be_placed"], "cheaper needs no yes"
    assert total(cart_of(buyer)) == total(cart), "it holds for the next page, too"
    assert total(buyer.fill([(4, "1")])) > total(before), "another cart: its own prices again"
    removed = buyer.ask("DELETE", "/api/v1/cart/lines/4")
    assert removed.status_code == 200
    assert total(cart_of(buyer)) == total(cart), "the same cart once more"
    assert len(base.asked) == 1


def test_a_refined_order_replays_and_its_proof_names_the_answer(
    shop: Shop, base: QuotesBase, postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base.factor = "0.87"
    buyer = shop.buyer(2)
    buyer.fill([(1, "3"), (2, "2")])
    cart = refine(buyer)
    [order] = buyer.order(cart, str(uuid4())).json["orders"]
    refinement, to_confirm = stored(shop, order["id"])
    assert (str(refinement), to_confirm) == (cart["refinement"]["answers"][0], False)
    trails = shop.one("SELECT explanations FROM sales_order WHERE id = %s", UUID(order["id"]))
    lines = "SELECT line, price, amount, gross FROM order_line WHERE order_id = %s"
    for line, *figures in shop.rows(lines, UUID(order["id"])):
        trail = restored(trails[str(line)])
        assert replayed(trail) == tuple(figures)
        assert [step[1] for step in trail if step[0] == REFINED] == [str(refinement)]
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    assert main(["price", order["number"]]) == 0
    told = capsys.readouterr().out
    assert "refined" in told and str(refinement) in told
    forge = "UPDATE sales_order SET explanations = replace(explanations::text, %s, %s)::jsonb WHERE id = %s"
    shop.run(forge, str(refinement), str(uuid4()), UUID(order["id"]))
    assert main(["price", order["number"]]) == 1, "another answer is another hash"
    capsys.readouterr()
    page = seen(buyer.ask("GET", f"/orders/{order['id']}").text)
    assert "1С уточнила цену для этой корзины: была" in page
    assert "Спросили" in page and "ответ действовал до" in page
    assert "к подтверждению" not in page
    told_by_api = buyer.ask("GET", f"/api/v1/orders/{order['id']}").json
    assert told_by_api["price_basis"]["valid_until"] and told_by_api["to_confirm"] is False


def test_a_dearer_answer_needs_a_yes_and_says_by_how_much(shop: Shop, base: QuotesBase) -> None:
    base.factor = "1.10"
    buyer = shop.buyer(3)
    before = buyer.fill([(1, "10")])
    cart = refine(buyer)
    more = total(cart) - total(before)
    assert more > 0 and cart["refinement"]["needs_acceptance"] and not cart["can_be_placed"]
    refused = buyer.order(cart, "dearer")
    assert refused.status_code == 409
    [reason] = refused.json["reasons"]
    assert reason["code"] == "price.dearer-by-erp"
    assert [Decimal(line["after"]["amount"]) for line in reason["lines"]] == [total(cart)]
    assert {way["action"] for way in reason["remedies"]} == {"accept_prices", "contact_manager"}
    page = seen(buyer.ask("GET", "/cart").text)
    assert "Согласны с этими ценами?" in page and "Согласиться с ценами" in page
    accepted = accept(buyer, cart)
    assert accepted.status_code == 200 and accepted.json["can_be_placed"]
    assert buyer.order(before, "old sum").json["code"] == "order.total-changed", "a yes to prices is none to old sums"
    placed = buyer.order(accepted.json, "dearer")
    assert placed.status_code == 201, "a refusal stored nothing: the same key passes"
    basis = buyer.ask("GET", f"/api/v1/orders/{placed.json['orders'][0]['id']}").json["price_basis"]
    assert (basis["accepted_by"], bool(basis["accepted_at"])) == ("Buyer 3", True)


def test_placing_asks_by_itself_and_tells_what_became_dearer(shop: Shop, base: QuotesBase) -> None:
    base.factor = "1.05"
    buyer = shop.buyer(4)
    cart = buyer.fill([(1, "1")])
    refused = buyer.order(cart, "unasked")
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json["reasons"]] == ["price.dearer-by-erp"]
    assert len(base.asked) == 1
    accepted = accept(buyer, cart_of(buyer)).json
    assert buyer.order(accepted, "unasked").status_code == 201
    assert len(base.asked) == 1, "what was answered is not asked again"


def test_a_cheaper_answer_at_placing_is_a_changed_total(shop: Shop, base: QuotesBase) -> None:
    base.factor = "0.95"
    buyer = shop.buyer(5)
    refused = buyer.order(buyer.fill([(1, "1")]), "cheaper")
    assert refused.json["code"] == "order.total-changed"
    assert buyer.order(cart_of(buyer), "cheaper").status_code == 201


def test_a_silent_base_lets_a_silent_contract_go_on_to_be_confirmed(shop: Shop, base: QuotesBase) -> None:
    base.manner = "garbage"
    buyer = shop.buyer(6)
    cart = buyer.fill([(1, "1")])
    placed = buyer.order(cart, "unconfirmed")
    assert placed.status_code == 201
    id = placed.json["orders"][0]["id"]
    refinement, to_confirm = stored(shop, id)
    assert to_confirm and shop.one("SELECT unanswered FROM price_refinement WHERE id = %s", refinement) == "unreadable"
    page = seen(buyer.ask("GET", f"/orders/{id}").text)
    assert "цены к подтверждению" in page and "ответ 1С не удалось прочитать" in page
    after = seen(buyer.ask("GET", f"/placed?orders={id}").text)
    assert "1С ещё не подтвердила все цены" in after and "цены к подтверждению" in after
    assert buyer.ask("GET", f"/api/v1/orders/{id}").json["to_confirm"] is True
    shop.run("UPDATE sales_order SET erp_accepted_at = now() WHERE id = %s", UUID(id))
    assert "цены к подтверждению" not in seen(buyer.ask("GET", f"/orders/{id}").text).split("Цены из 1С")[0]
    assert buyer.ask("GET", f"/api/v1/orders/{id}").json["to_confirm"] is False


def test_a_contract_that_waits_does_not_go_and_passes_after_its_remedy(shop: Shop, base: QuotesBase) -> None:
    base.manner = "down"
    waits(shop, 7)
    buyer = shop.buyer(7)
    cart = buyer.fill([(1, "1")])
    refused = buyer.order(cart, "waits")
    [reason] = refused.json["reasons"]
    assert (refused.status_code, reason["code"], reason["why"]) == (409, "price.not-confirmed", "status")
    assert "1С ответила ошибкой" in reason["detail"]
    assert "refine_prices" in {way["action"] for way in reason["remedies"]}
    page = seen(buyer.ask("GET", "/cart").text)
    assert "ждём 1С" in page and "По договору без её ответа заказ не оформить." in page
    assert len(base.asked) == 1
    buyer.order(cart, "waits")
    assert len(base.asked) == 1, "placing does not ask twice within a minute"
    base.manner = "normal"
    assert buyer.order(refine(buyer), "waits").status_code == 201


def test_a_contract_that_wants_none_is_never_asked_about(shop: Shop, base: QuotesBase) -> None:
    shop.run("UPDATE contract SET refinement = 'none' WHERE counterparty_id = %s", named("counterparty", 8))
    buyer = shop.buyer(8)
    cart = buyer.fill([(1, "1")])
    assert cart["refinement"] is None
    assert buyer.ask("POST", "/api/v1/cart/refinement", {}).json["code"] == "price.nobody-to-ask"
    placed = buyer.order(cart, "none")
    assert placed.status_code == 201 and stored(shop, placed.json["orders"][0]["id"]) == (None, False)
    assert not base.asked
    assert "Цены из 1С" not in seen(buyer.ask("GET", "/cart").text)


def test_a_partial_answer_names_the_lines_without_a_price(shop: Shop, base: QuotesBase) -> None:
    base.manner = "partial"
    waits(shop, 9)
    buyer = shop.buyer(9)
    buyer.fill([(1, "1"), (2, "1")])
    cart = refine(buyer)
    [contract] = cart["refinement"]["contracts"]
    assert (contract["why"], [line["why"] for line in contract["unconfirmed"]]) == ("partial", ["silent"])
    assert not cart["can_be_placed"]
    page = seen(buyer.ask("GET", "/cart").text)
    assert "1С подтвердила не все строки" in page and "1С не назвала цену" in page


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("other-cart", "1С ответила про другую корзину"),
        ("expired", "срок ответа 1С уже истёк"),
        ("zero", "цена 1С нулевая"),
        ("negative", "цена 1С отрицательная"),
        ("exponent", "цена 1С записана с порядком"),
        ("currency", "цена 1С не в валюте договора"),
        ("comma", "цена 1С записана не числом"),
    ],
)
def test_what_is_no_price_leaves_ours_and_is_told_in_words(
    shop: Shop, base: QuotesBase, manner: str, words: str
) -> None:
    buyer = shop.buyer(10)
    before = buyer.fill([(1, "1")])
    base.manner = manner
    answer = buyer.form("/cart/refinement", {"ask": "1"})
    assert answer.status_code == 303
    assert words in seen(buyer.ask("GET", "/cart").text)
    assert total(cart_of(buyer)) == total(before)


def test_the_page_asks_shows_and_takes_the_yes(shop: Shop, base: QuotesBase) -> None:
    base.factor = "1.2"
    buyer = shop.buyer(11)
    buyer.fill([(1, "1")])
    page = buyer.ask("GET", "/cart").text
    assert "Уточнить цены в 1С" in seen(page) and "1С о них ещё не спрашивали" in seen(page)
    assert buyer.form("/cart/refinement", {"ask": "1"}).status_code == 303
    page = buyer.ask("GET", "/cart").text
    assert "Дороже на" in seen(page) and "цена 1С" in seen(page) and "Уточнить ещё раз" in seen(page)
    why = seen(buyer.ask("GET", "/why/1?packaging=0&quantity=1&cart=1").text)
    assert "1С уточнила цену для этой корзины: была" in why
    assert "1С уточнила" not in seen(buyer.ask("GET", "/why/1?packaging=0&quantity=1").text), "a good by itself"
    checkout = seen(buyer.ask("GET", "/checkout").text)
    assert "Нужно ваше согласие" in checkout and "Назад в корзину" in checkout
    [answers] = re.findall(r'name="accept" value="([^"]+)"', page)
    assert buyer.form("/cart/refinement", {"accept": answers}).status_code == 303
    assert "Дороже на" not in seen(buyer.ask("GET", "/cart").text)
    assert "Оформить заказ" in seen(buyer.ask("GET", "/checkout").text)


def test_a_yes_to_an_answer_of_before_is_refused(shop: Shop, base: QuotesBase) -> None:
    base.factor = "1.1"
    buyer = shop.buyer(1)
    buyer.fill([(1, "1")])
    first = refine(buyer)
    base.factor = "1.3"
    second = refine(buyer)
    assert total(second) > total(first)
    assert accept(buyer, first).json["code"] == "price.answer-gone"
    gone = buyer.form("/cart/refinement", {"accept": first["refinement"]["answers"][0]})
    assert gone.status_code == 409
    assert "Этот ответ 1С больше не действует" in seen(gone.text)
    assert buyer.form("/cart/refinement", {"accept": "no id"}).status_code == 404
    assert cart_of(buyer)["refinement"]["needs_acceptance"]


def test_another_persons_answer_is_neither_used_nor_accepted(shop: Shop, base: QuotesBase) -> None:
    """Buyers 0 and 12 act for one counterparty, 1 for another one."""
    base.factor = "0.5"
    asked, colleague, stranger = shop.buyer(0), shop.buyer(12), shop.buyer(1)
    before = {visitor: total(visitor.fill([(1, "7")])) for visitor in (asked, colleague, stranger)}
    cart = refine(asked)
    assert total(cart) < before[asked]
    for visitor in (colleague, stranger):
        assert total(cart_of(visitor)) == before[visitor]
        assert accept(visitor, cart).json["code"] == "price.answer-gone"
    assert shop.one("SELECT count(*) FROM price_refinement WHERE accepted_at IS NOT NULL AND id = %s",
                    UUID(cart["refinement"]["answers"][0])) == 0  # fmt: skip


def test_asking_is_limited_for_a_person(shop: Shop, base: QuotesBase) -> None:
    buyer = shop.buyer(2)
    buyer.fill([(1, "1")])
    codes = [buyer.ask("POST", "/api/v1/cart/refinement", {}).status_code for _ in range(ASKINGS + 2)]
    assert codes[-1] == 429 and codes.count(200) <= ASKINGS
    told = buyer.form("/cart/refinement", {"ask": "1"})
    assert told.status_code == 429 and "Слишком много запросов цен" in seen(told.text)


def test_the_erp_is_asked_with_nothing_locked(shop: Shop, base: QuotesBase) -> None:
    """Placing takes row locks in these tables, so that each of them would show its lock."""
    buyer = shop.buyer(3)
    cart = buyer.fill([(1, "1")])
    locked: list[int] = []
    base.thinks = lambda: locked.append(shop.one(HELD))
    assert buyer.order(cart, str(uuid4())).status_code == 201
    assert locked == [0]


def test_a_second_press_while_the_erp_thinks_is_the_same_order(shop: Shop, base: QuotesBase) -> None:
    buyer, key = shop.buyer(3), str(uuid4())
    cart = buyer.fill([(1, "2")])
    presses: list[Any] = []

    def press_again() -> None:
        base.thinks = lambda: None
        presses.append(buyer.order(cart, key))

    base.thinks = press_again
    first = buyer.order(cart, key)
    assert [press.status_code for press in presses] == [201]
    assert first.status_code == 200, "the one that waited longer is told what the other has placed"
    assert first.json["orders"] == presses[0].json["orders"]
    assert len(base.asked) == 2


def test_a_cart_that_changed_while_the_erp_thinks_is_not_placed(shop: Shop, base: QuotesBase) -> None:
    buyer = shop.buyer(6)
    cart = buyer.fill([(1, "17")])
    orders = "SELECT count(*) FROM sales_order"
    before = shop.one(orders)
    base.thinks = lambda: buyer.fill([(2, "1")])
    assert buyer.order(cart, str(uuid4())).json["code"] == "cart.changed"
    assert shop.one(orders) == before


def test_a_question_is_kept_as_long_as_an_order_stands_on_it(shop: Shop, base: QuotesBase) -> None:
    buyer, keeping = shop.buyer(9), Housekeeping(shop.database)
    buyer.fill([(1, "1")])
    refine(buyer)
    cart = refine(buyer)
    [order] = buyer.order(cart, str(uuid4())).json["orders"]
    shop.run("UPDATE price_refinement SET asked_at = now() - interval '91 days' WHERE counterparty_id = %s",
             named("counterparty", 9))  # fmt: skip
    theirs = "SELECT array_agg(id) FROM price_refinement WHERE counterparty_id = %s"
    keeping.questions_for_prices()
    assert stored(shop, order["id"])[0] in shop.one(theirs, named("counterparty", 9))
    left = shop.one("SELECT count(*) FROM price_refinement r WHERE NOT EXISTS"
                    " (SELECT FROM sales_order o WHERE o.refinement_id = r.id) AND counterparty_id = %s",
                    named("counterparty", 9))  # fmt: skip
    assert left == 0


def test_an_order_spends_the_answer_and_the_yes(shop: Shop, base: QuotesBase) -> None:
    base.factor = "1.1"
    buyer = shop.buyer(5)
    before = buyer.fill([(1, "19")])
    refine(buyer)
    accepted = accept(buyer, refine(buyer)).json
    assert buyer.order(accepted, str(uuid4())).status_code == 201
    again = buyer.fill([(1, "19")])
    assert total(again) == total(before), "the same goods are another cart now"
    assert again["refinement"]["contracts"][0]["why"] == "not-asked"
    refused = buyer.order(again, str(uuid4()))
    assert [reason["code"] for reason in refused.json["reasons"]] == ["price.dearer-by-erp"], "and need another yes"
    assert len(base.asked) == 3
