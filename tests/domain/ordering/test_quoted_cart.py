"""Allocation before the quote: warehouses, sellers, and what a line may be refused for."""

from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.stock import OutOfStock
from domain.ordering.circumstances import NoValidContract
from domain.ordering.drafting import NotSellable
from domain.ordering.quoted_cart import quoted_cart
from domain.ordering.splitting import parts
from domain.pricing.ask import PriceOnRequest
from domain.pricing.promo import Promo, PromoKind
from domain.shared.ids import ContractId, OrganizationId
from domain.shared.quantity import Packaging, QuantityOffMultiple
from tests.builders import SELLER, a_book, a_warehouse, an_id, circumstances, rub, terms, wanted
from tests.capabilities import shows
from tests.domain.pricing.promos import a_code

OTHER = OrganizationId(an_id("second seller"))
DOZEN = Packaging(9, "778", "упак", Decimal(12), Decimal(1))
TWO = (a_warehouse(1), a_warehouse(2))


def test_the_first_warehouse_that_holds_the_whole_line_serves_it() -> None:
    under = circumstances(a_book({1: "10"}), {(1, 1): "3", (1, 2): "50"}, TWO)
    line = quoted_cart(1, [wanted(1, "5")], under).lines[0]
    assert [share.warehouse.id for share in line.shares] == [2]
    assert line.available == 53


def test_a_line_that_no_warehouse_holds_whole_is_divided() -> None:
    under = circumstances(a_book({1: "10"}), {(1, 1): "3", (1, 2): "4"}, TWO)
    cart = quoted_cart(1, [wanted(1, "6")], under)
    assert [(int(s.warehouse.id), s.base_quantity) for s in cart.lines[0].shares] == [(1, Decimal(3)), (2, Decimal(3))]
    assert cart.totals == (rub("60.00"),) and not cart.refusals


def test_packs_are_never_broken_between_warehouses() -> None:
    under = circumstances(a_book({1: "1"}), {(1, 1): "20", (1, 2): "30"}, TWO)
    line = quoted_cart(1, [wanted(1, "3", DOZEN)], under).lines[0]
    assert [share.base_quantity for share in line.shares] == [12, 24]


def test_two_lines_of_one_good_share_its_stock() -> None:
    under = circumstances(a_book({1: "1"}), {(1, 1): "20"})
    cart = quoted_cart(1, [wanted(1, "1", DOZEN), wanted(1, "9")], under)
    assert [type(refusal) for refusal in cart.refusals] == [OutOfStock]


def test_what_nobody_has_is_priced_and_refused_with_what_there_is() -> None:
    under = circumstances(a_book({1: "10"}), {(1, 1): "3"})
    cart = quoted_cart(1, [wanted(1, "5")], under)
    (refusal,) = cart.refusals
    assert isinstance(refusal, OutOfStock)
    assert (refusal.requested, refusal.available) == (Decimal(5), Decimal(3))
    assert cart.totals == (rub("50.00"),)


def test_goods_of_a_seller_without_a_contract_are_refused_by_his_name() -> None:
    under = circumstances(a_book({1: "10"}), {(1, 2): "50"}, (a_warehouse(1), a_warehouse(2, OTHER)))
    (refusal,) = quoted_cart(1, [wanted(1, "5")], under).refusals
    assert isinstance(refusal, NoValidContract)
    assert (refusal.organization, refusal.why) == (OTHER, "none")


def test_every_seller_prices_under_the_contract_with_him() -> None:
    second = terms(organization=OTHER, contract=ContractId(an_id("second contract")), pays_vat=False)
    warehouses = (a_warehouse(1), a_warehouse(2, OTHER))
    under = circumstances(a_book({1: "10", 2: "10"}), {(1, 1): "5", (2, 2): "5"}, warehouses, (terms(), second))
    lines = quoted_cart(1, [wanted(1, "1"), wanted(2, "1")], under).lines
    assert [line.shares[0].organization for line in lines] == [SELLER, OTHER]
    assert [line.shares[0].quoted.vat_rate for line in lines] == [22, None]


def test_every_reason_is_told_at_once() -> None:
    under = circumstances(a_book(), {})
    cart = quoted_cart(1, [wanted(1, "5", unit_code="796", multiple="4", minimum="8")], under)
    assert {type(refusal) for refusal in cart.refusals} == {QuantityOffMultiple, OutOfStock, PriceOnRequest}


def test_withdrawn_goods_are_named() -> None:
    under = circumstances(a_book({1: "10"}), {(1, 1): "5"})
    gone = wanted(1, "1", sellable=False)
    assert [type(refusal) for refusal in quoted_cart(1, [gone], under).refusals] == [NotSellable]


lines = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 40)), min_size=1, max_size=12, unique_by=lambda row: row[0]
)
stocks = st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 2)), st.integers(0, 60).map(str))


@given(lines, stocks)
def test_shares_add_up_and_take_no_more_than_there_is_unless_refused(
    rows: list[tuple[int, int]], stock: dict[tuple[int, int], str]
) -> None:
    under = circumstances(a_book(dict.fromkeys(range(1, 6), "9.99")), stock, TWO)
    cart = quoted_cart(1, [wanted(variant, str(quantity)) for variant, quantity in rows], under)
    for line in cart.lines:
        assert sum(share.base_quantity for share in line.shares) == line.wanted.base_quantity
        if not line.refusals:
            for share in line.shares:
                key = (line.wanted.key.variant, share.warehouse.id)
                assert share.base_quantity <= Decimal(stock[key])
    assert sum(line.gross for line in cart.lines) == cart.totals[0].amount


@shows("M118")
@given(lines, stocks, st.integers(1, 5000))
def test_o2_a_promo_amount_met_by_the_whole_cart_survives_splitting(
    rows: list[tuple[int, int]], stock: dict[tuple[int, int], str], kopecks: int
) -> None:
    value = Decimal(kopecks).scaleb(-2)
    under = circumstances(a_book(dict.fromkeys(range(1, 6), "9.99")), stock, TWO)
    asked = [wanted(variant, str(quantity)) for variant, quantity in rows]
    without = quoted_cart(1, asked, under)
    cart = quoted_cart(1, asked, evolve(under, promo=Promo(a_code(str(value), PromoKind.AMOUNT))))
    split = [sum((share.quoted.gross for _, share in part), Decimal(0)) for part in parts(cart)]
    off = min(value, without.totals[0].amount)
    assert sum(split) == cart.totals[0].amount == without.totals[0].amount - off
    assert cart.promo is not None
    assert cart.promo.discounts == (rub(off),)
