"""Placing: all or nothing, every reason at once, and the ways out do pass (O1, S1, C1, C2, A09)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit.credit_line import CreditLimitExceeded, CreditTerms, DebtOverdue, OverdueDocument
from domain.inventory.stock import OutOfStock
from domain.ordering.cart import CartEmpty
from domain.ordering.order import Order, OrderDetails
from domain.ordering.placing import ContractCredit, Locked, lines_to_remove, place
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.ordering.splitting import parts
from domain.ordering.status import Phase, moves_on, status_named
from domain.parties.level import Level
from domain.shared.errors import Refusals
from domain.shared.ids import OrganizationId, UserId
from domain.shared.money import Money
from tests.builders import (
    CONTRACT,
    NOON,
    TODAY,
    a_book,
    a_credit_line,
    a_quoted_cart,
    a_warehouse,
    an_id,
    circumstances,
    locked_for,
    names,
    rub,
    terms,
    wanted,
)

BUYER = OrderDetails(UserId(an_id("buyer")))


def placed(quoted: QuotedCart, locked: Locked) -> tuple[Order, ...]:
    return place(quoted, locked, BUYER, names(len(parts(quoted))), NOON)


def refusals(quoted: QuotedCart, locked: Locked) -> list[object]:
    with pytest.raises(Refusals) as refused:
        placed(quoted, locked)
    return list(refused.value.reasons)


def test_an_order_holds_its_goods_and_its_sum() -> None:
    quoted = a_quoted_cart({1: "2", 2: "3"})
    (order,) = placed(quoted, locked_for(quoted))
    assert order.total == rub("500.00") and order.phase is Phase.NEW
    assert [hold.quantity for hold in order.stock_holds] == [2, 3]
    assert [hold.amount for hold in order.credit_holds] == [rub("500.00")]


def test_o1_the_parts_add_up_to_what_the_buyer_confirmed() -> None:
    other = OrganizationId(an_id("second seller"))
    warehouses = (a_warehouse(1), a_warehouse(2), a_warehouse(3, other))
    under = circumstances(
        a_book({1: "9.99", 2: "0.33"}),
        {(1, 1): "5", (1, 2): "5", (2, 3): "7"},
        warehouses,
        (terms(), terms(organization=other)),
    )
    quoted = quoted_cart(1, [wanted(1, "7"), wanted(2, "7")], under)
    orders = placed(quoted, locked_for(quoted))
    assert len(orders) == 3
    assert sum((order.total for order in orders), rub("0")) == quoted.totals[0]


def test_every_reason_is_told_at_once() -> None:
    quoted = a_quoted_cart({1: "2", 2: "300"}, free="200")
    late = DebtOverdue(CONTRACT, (OverdueDocument("УПД 7", TODAY, rub("5"), 3),), rub("5"))
    tight = Locked(
        locked_for(quoted).stock, {CONTRACT: ContractCredit(CreditTerms.LIMITED, (a_credit_line(rub("1")),), late)}, {}
    )
    found = refusals(quoted, tight)
    assert {type(reason) for reason in found} == {OutOfStock, DebtOverdue, CreditLimitExceeded}


def test_stock_taken_since_the_quote_is_told() -> None:
    quoted = a_quoted_cart({1: "5"}, free="10")
    (reason,) = refusals(quoted, locked_for(quoted, free="4"))
    assert isinstance(reason, OutOfStock) and reason.available == 4


def test_all_limits_apply() -> None:
    quoted = a_quoted_cart({1: "2"})
    limits = (a_credit_line(rub("1000")), a_credit_line(rub("199.99"), level=Level.HOLDING))
    (reason,) = refusals(quoted, locked_for(quoted, limits=limits))
    assert isinstance(reason, CreditLimitExceeded)
    assert (reason.level, reason.excess) == (Level.HOLDING, rub("0.01"))


def test_a_prepaid_order_waits_for_payment_and_adds_no_exposure() -> None:
    quoted = a_quoted_cart({1: "2"})
    (order,) = placed(
        quoted, locked_for(quoted, limits=(a_credit_line(rub("0")),), credit_terms=CreditTerms.PREPAYMENT)
    )
    assert (order.phase, order.credit_holds) == (Phase.AWAITING_PAYMENT, ())


def test_overdue_debt_stops_a_prepaid_order_too() -> None:
    quoted = a_quoted_cart({1: "2"})
    late = DebtOverdue(CONTRACT, (OverdueDocument("УПД 7", TODAY, rub("5"), 3),), rub("5"))
    locked = Locked(locked_for(quoted).stock, {CONTRACT: ContractCredit(CreditTerms.PREPAYMENT, (), late)}, {})
    assert refusals(quoted, locked) == [late]


def test_two_parts_of_one_contract_share_one_limit() -> None:
    under = circumstances(a_book({1: "100"}), {(1, 1): "1", (1, 2): "1"}, (a_warehouse(1), a_warehouse(2)))
    quoted = quoted_cart(1, [wanted(1, "2")], under)
    (reason,) = refusals(quoted, locked_for(quoted, limits=(a_credit_line(rub("150")),)))
    assert isinstance(reason, CreditLimitExceeded) and reason.excess == rub("50.00")


def test_an_empty_cart_is_not_an_order() -> None:
    quoted = a_quoted_cart({})
    with pytest.raises(CartEmpty):
        placed(quoted, locked_for(quoted))


@given(
    st.dictionaries(st.integers(1, 9), st.integers(1, 20).map(str), min_size=1, max_size=9),
    st.decimals(min_value=0, max_value=3000, places=2),
)
def test_the_way_out_of_a_limit_does_pass(lines: dict[int, str], limit: Decimal) -> None:
    quoted = a_quoted_cart(lines, price="13.37")
    try:
        placed(quoted, locked_for(quoted, limits=(a_credit_line(Money(limit)),)))
    except Refusals as refused:
        (reason,) = refused.reasons
        assert isinstance(reason, CreditLimitExceeded)
        gone = {line.wanted.key.variant for line in lines_to_remove(quoted, reason.excess)}
        left = a_quoted_cart({v: q for v, q in lines.items() if v not in gone}, price="13.37")
        if left.lines:
            placed(left, locked_for(left, limits=(a_credit_line(Money(limit)),)))
        paid = a_credit_line(Money(limit), debt=str(-reason.excess.amount))
        placed(quoted, locked_for(quoted, limits=(paid,)))


@pytest.mark.parametrize("name", ["Подтвержден", "подтверждён", "ПОДТВЕРЖДЁН", " Подтвер жден"])
def test_the_erps_spelling_of_a_status_is_forgiven(name: str) -> None:
    status = status_named(name)
    assert status is not None and status.code == "confirmed"


def test_an_unknown_status_is_nothing_rather_than_a_guess() -> None:
    assert status_named("Ждём машину") is None


@given(st.sampled_from(Phase), st.sampled_from(Phase))
def test_a_status_never_moves_back(current: Phase, proposed: Phase) -> None:
    if moves_on(current, proposed):
        assert not moves_on(proposed, current)
        assert current.is_open
