"""What the customer's own check finds in rules of availability: two that hide one good, doubt, and nothing left."""

from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from domain.pricing.assortment import Sellers
from domain.pricing.availability import Client, Reach, Stranger
from domain.pricing.availability_checks import on_client, on_goods
from domain.pricing.checks import Finding, Flaw
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.shared.ids import OrganizationId, ProductId, WarehouseId
from tests.builders import CONTRACT, COUNTERPARTY, SELLER, TODAY, goods, terms
from tests.domain.pricing.books import SECOND, traits_of

HIDE, SHOW, ONLY, CAP = (EffectKind(kind) for kind in ("hide", "show", "only", "cap"))
ONE, TWO = WarehouseId(1), WarehouseId(2)
HIM = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SECOND)))
ALL = 0b1111


def rule(number: int, kind: EffectKind, place: WarehouseId | None = None, **facts: object) -> Rule:
    priority = facts.pop("priority", number)
    return Rule(UUID(int=number), f"Правило {number}", priority, Effect(kind, Decimal(0), None, place), **facts)  # type: ignore[arg-type]  # by name


def reach(*rules: Rule) -> Reach:
    return Reach(RuleBook(rules, TODAY).availability, HIM)


def found(*rules: Rule, good: int = 1, seller: OrganizationId | None = SELLER) -> list[Finding]:
    return list(on_goods(reach(*rules), evolve(goods(good), traits=traits_of(good), organization=seller)))


def flaw(kind: Flaw, *numbers: int) -> Finding:
    return Finding(kind, Decimal(1), Decimal(0), rules=tuple(f"Правило {number}" for number in numbers))


OTHER = Which(products={ProductId(2)})


@pytest.mark.parametrize(
    ("rules", "hiding"),
    [
        ([rule(1, HIDE)], []),
        ([rule(1, HIDE), rule(2, HIDE)], [1, 2]),
        ([rule(1, HIDE), rule(2, CAP), rule(3, HIDE)], [1, 3]),
        ([rule(1, HIDE), rule(2, HIDE), rule(3, HIDE)], [1, 2, 3]),
        ([rule(1, HIDE), rule(2, HIDE, which=OTHER)], []),
        # One that shows takes back all that hid before it.
        ([rule(1, HIDE), rule(2, SHOW), rule(3, HIDE)], []),
        ([rule(1, HIDE), rule(2, HIDE), rule(3, SHOW)], []),
        ([rule(1, HIDE), rule(2, SHOW), rule(3, HIDE), rule(4, HIDE)], [3, 4]),
        # What another one stops hides nothing; the one that stops does.
        ([rule(1, HIDE, stops=True), rule(2, HIDE)], []),
        ([rule(1, HIDE), rule(2, HIDE, stops=True)], [1, 2]),
        ([rule(1, HIDE), rule(2, CAP, stops=True), rule(3, HIDE)], []),
        # At one warehouse it is hidden for another reason than everywhere.
        ([rule(1, HIDE), rule(2, HIDE, ONE)], []),
        ([rule(1, HIDE, ONE), rule(2, HIDE, ONE)], []),
        ([rule(1, HIDE), rule(2, HIDE, ONE), rule(3, HIDE)], [1, 3]),
    ],
)
def test_two_rules_that_hide_one_good_are_found(rules: list[Rule], hiding: list[int]) -> None:
    assert found(*rules) == ([flaw(Flaw.HIDDEN_TWICE, *hiding)] if hiding else [])


def test_rules_of_one_rank_whose_order_matters_are_found_on_the_goods_where_they_meet() -> None:
    hide, show = rule(1, HIDE, priority=5), rule(2, SHOW, priority=5)
    assert found(hide, show) == [flaw(Flaw.EQUAL_RANK, 1, 2)]
    assert found(hide, evolve(show, priority=6)) == []
    assert found(hide, rule(2, CAP, priority=5)) == []
    assert found(hide, evolve(show, which=OTHER)) == []
    assert found(hide, evolve(show, which=OTHER), good=2) == [flaw(Flaw.EQUAL_RANK, 1, 2)]
    between = rule(3, CAP, priority=5)
    assert found(hide, show, between) == [flaw(Flaw.EQUAL_RANK, 1, 2)]
    assert found(hide, evolve(between, id=UUID(int=2), name="Правило 2"), rule(3, SHOW, priority=5)) == [
        flaw(Flaw.EQUAL_RANK, 1, 3)
    ]


def test_each_seller_of_a_good_is_looked_at_once() -> None:
    """HIM has a contract with the one, and the other's warehouse serves him too."""
    mine = tuple(rule(number, HIDE, whom=Whom(contracts={CONTRACT})) for number in (1, 2))
    twice = flaw(Flaw.HIDDEN_TWICE, 1, 2)
    assert [found(*mine, seller=seller) for seller in (SELLER, SECOND, None)] == [[twice], [], [twice]]
    everybodys = (rule(1, HIDE), rule(2, HIDE))
    assert [found(*everybodys, seller=seller) for seller in (SELLER, None)] == [[twice], [twice, twice]]


def goods_of(which: Which) -> int:
    return sum(1 << product for product in which.products) if which.products else ALL


def test_a_client_who_has_nothing_is_found_with_the_rules_that_take_it() -> None:
    sellers: Sellers = {None: ALL}
    cap, hide, only = rule(1, CAP), rule(2, HIDE), rule(3, ONLY, which=OTHER)
    assert list(on_client(reach(cap, hide, only), sellers, goods_of)) == [flaw(Flaw.NOTHING_LEFT, 2, 3)]
    assert list(on_client(reach(cap, only), sellers, goods_of)) == []
    assert list(on_client(reach(cap, rule(2, HIDE, which=OTHER)), sellers, goods_of)) == []
    # Where nothing is on sale, nothing is taken.
    assert list(on_client(reach(hide), {None: 0, SELLER: 0}, goods_of)) == []
    assert list(on_client(reach(hide), {None: 0, SELLER: 2}, goods_of)) == [flaw(Flaw.NOTHING_LEFT, 2)]
    assert list(on_client(reach(), {}, goods_of)) == []
