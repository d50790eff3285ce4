"""All goods of a client at once, told as examples: four goods, of which bit n is good n.

That they are those which he has one by one is a law of `test_availability`.
"""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.pricing.assortment import Sellers, visible, without_stock
from domain.pricing.availability import Client, Reach, Stranger
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.shared.ids import ProductId, WarehouseId
from tests.builders import CONTRACT, COUNTERPARTY, SELLER, TODAY, terms
from tests.domain.pricing.books import SECOND

HIDE, SHOW, ONLY, CAP, ON_ORDER = (EffectKind(kind) for kind in ("hide", "show", "only", "cap", "on-order"))
ONE, TWO, THREE = WarehouseId(1), WarehouseId(2), WarehouseId(3)
HIM = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SELLER)))
NOWHERE = Client(Stranger(COUNTERPARTY), {SELLER: terms()})
OF_TWO = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SECOND)))
ALL = 0b1111
ANY: Sellers = {None: ALL}


def these(*goods: int) -> Which:
    return Which(products=map(ProductId, goods))


def goods_of(which: Which) -> int:
    return sum(1 << product for product in which.products) if which.products else ALL


def rule(number: int, kind: EffectKind, which: Which, place: WarehouseId | None = None, **facts: object) -> Rule:
    value = Decimal(facts.pop("value", 0))  # type: ignore[arg-type]  # a number
    return Rule(UUID(int=number), f"Правило {number}", number, Effect(kind, value, None, place), which, **facts)  # type: ignore[arg-type]  # by name


def reach(*rules: Rule, client: Client = HIM) -> Reach:
    return Reach(RuleBook(rules, TODAY).availability, client)


def seen(*rules: Rule, client: Client = HIM) -> str:
    return format(visible(reach(*rules, client=client), ANY, goods_of), "04b")


def blind(*rules: Rule, client: Client = HIM) -> dict[WarehouseId, str]:
    found = without_stock(reach(*rules, client=client), ANY, goods_of)
    return {place: format(goods, "04b") for place, goods in found.items()}


def test_without_rules_all_is_seen_with_its_stock() -> None:
    assert (seen(), blind()) == ("1111", {})


@pytest.mark.parametrize(
    ("rules", "goods"),
    [
        ([rule(1, HIDE, these(0))], "1110"),
        ([rule(1, HIDE, these(0)), rule(2, HIDE, these(2))], "1010"),
        ([rule(1, HIDE, these(0, 1)), rule(2, HIDE, these(3)), rule(3, SHOW, these(1, 2))], "0110"),
        ([rule(1, ONLY, these(0, 3))], "1001"),
        ([rule(1, ONLY, these(0)), rule(2, ONLY, these(2))], "0101"),
        ([rule(1, ONLY, these(0, 1, 2)), rule(2, HIDE, these(1))], "0101"),
        ([rule(1, ONLY, these(1)), rule(2, SHOW, these(2))], "0010"),
        # What stops keeps later rules off the goods that it is for, and off no others.
        ([rule(1, SHOW, these(0), stops=True), rule(2, HIDE, these(0, 1))], "1101"),
        ([rule(1, SHOW, these(0), stops=True), rule(2, SHOW, these(1), stops=True), rule(3, HIDE, Which())], "0011"),
        ([rule(1, SHOW, these(0)), rule(2, HIDE, these(0, 1))], "1100"),
        ([rule(1, HIDE, these(2), stops=True), rule(2, SHOW, Which())], "1011"),
        # What says nothing of seeing hides nothing.
        ([rule(1, CAP, Which()), rule(2, ON_ORDER, Which(), value=5)], "1111"),
        ([rule(1, CAP, these(1), stops=True), rule(2, HIDE, these(1, 2))], "1011"),
    ],
)
def test_what_rules_leave_to_be_seen(rules: list[Rule], goods: str) -> None:
    assert seen(*rules) == goods
    assert seen(*rules, client=NOWHERE) == goods
    # What is not seen has no stock to be told of either.
    gone = format(ALL & ~int(goods, 2), "04b")
    capped = [each for each in rules if each.effect.kind is CAP]
    if not capped:
        assert blind(*rules) == ({ONE: gone, TWO: gone} if int(gone, 2) else {})


def test_goods_that_one_warehouse_does_not_serve_are_seen_while_another_does() -> None:
    here, there = rule(1, HIDE, these(0, 1), ONE), rule(2, HIDE, these(1, 2), TWO)
    assert seen(here) == "1111"
    assert seen(here, there) == "1101"
    assert blind(here) == {ONE: "0011"}
    assert blind(here, there) == {ONE: "0011", TWO: "0110"}
    assert seen(rule(1, HIDE, Which(), THREE)) == "1111"


@pytest.mark.parametrize(
    ("rules", "goods"),
    [
        ([rule(1, CAP, these(0))], {ONE: "0001", TWO: "0001"}),
        ([rule(1, CAP, these(0), value=1)], {}),
        ([rule(1, CAP, these(0)), rule(2, CAP, these(2))], {ONE: "0101", TWO: "0101"}),
        ([rule(1, CAP, these(0), ONE), rule(2, CAP, these(3), TWO)], {ONE: "0001", TWO: "1000"}),
        ([rule(1, CAP, these(0), THREE)], {}),
        # None of the goods that are on no list has stock, and of those on it the capped ones have none.
        ([rule(1, ONLY, these(0, 1)), rule(2, CAP, these(1))], {ONE: "1110", TWO: "1110"}),
        ([rule(1, CAP, these(1), value=5, stops=True), rule(2, CAP, these(1, 2))], {ONE: "0100", TWO: "0100"}),
        (
            [rule(1, SHOW, these(0), stops=True), rule(2, SHOW, these(1), stops=True), rule(3, CAP, Which())],
            {ONE: "1100", TWO: "1100"},
        ),
        ([rule(1, SHOW, these(0)), rule(2, CAP, these(0, 1))], {ONE: "0011", TWO: "0011"}),
        ([rule(1, CAP, these(0), stops=True), rule(2, CAP, these(1))], {ONE: "0011", TWO: "0011"}),
        ([rule(1, HIDE, these(0), ONE), rule(2, CAP, these(1))], {ONE: "0011", TWO: "0010"}),
    ],
)
def test_a_cap_of_nothing_leaves_goods_seen_and_their_stock_untold(
    rules: list[Rule], goods: dict[WarehouseId, str]
) -> None:
    assert blind(*rules) == goods


def test_without_a_warehouse_there_is_no_stock_to_be_silent_of() -> None:
    assert blind(rule(1, HIDE, these(0)), client=NOWHERE) == {}


def test_each_seller_goes_by_his_own_contract() -> None:
    """SELLER's goods are the first two, SECOND's the third; of the fourth the warehouse decides."""
    sellers = {None: 0b1000, SELLER: 0b0011, SECOND: 0b0100}
    mine = rule(1, HIDE, these(0, 2, 3), whom=Whom(contracts={CONTRACT}))
    found = reach(mine, client=OF_TWO)
    assert format(visible(found, sellers, goods_of), "04b") == "1110"
    untold = without_stock(found, sellers, goods_of)
    assert {place: format(goods, "04b") for place, goods in untold.items()} == {ONE: "1001", TWO: "0001"}


def test_goods_that_nobody_sells_are_not_made_up() -> None:
    nobody = reach(rule(1, HIDE, these(0)))
    assert visible(nobody, {None: 0b0110, SELLER: 0}, goods_of) == 0b0110
    assert without_stock(nobody, {None: 0b0110, SELLER: 0}, goods_of) == {}
