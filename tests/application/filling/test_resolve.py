"""Typed lines become goods: what is found, what is offered, what is told; how typing differs changes nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.filling.ports import ClientSku
from application.filling.report import Remark, State
from application.filling.stamps import Stamp
from application.filling.typed import TypedLine
from domain.catalog.asked import bare
from domain.catalog.folding import sku_key
from domain.ordering.cart import CartTooLong
from domain.shared.ids import VariantId
from domain.shared.money import Currency
from entrypoints.prove.world import named
from tests.application.filling.conftest import SKUS, Filling
from tests.assortment import told
from tests.capabilities import shows

pytestmark = shows("M081", "M082", "N06")


def line(article: str, quantity: str = "1", **more: object) -> TypedLine:
    return TypedLine(1, article, quantity, **more)  # type: ignore[arg-type]  # what a test names


@pytest.mark.parametrize(
    ("article", "variant"),
    [
        ("АВ-10/2", 1), ("ab102", 1), ("AB 10.2", 1), (" \u200bаВ–10/2\u00a0", 1), ("'AB-10-2", 1), ("00123", 2),
        ("М10×40", 4), ("m10х40", 4), ("M10X40", 4), ("WIRE_8", None), ("нет такого", None), ("", None),
    ],
)  # fmt: skip
def test_an_article_is_found_however_it_is_written(filling: Filling, article: str, variant: int | None) -> None:
    (judged,) = filling.of(line(article)).lines
    assert (judged.variant or None, judged.state) == (variant, State.FOUND if variant else State.NOT_FOUND)


def test_leading_zeros_are_overlooked_only_where_that_is_certain(filling: Filling) -> None:
    (judged,) = filling.of(line("123")).lines
    assert judged.variant == 2
    assert Remark.BY_ZEROS in judged.remarks


def test_a_barcode_is_found_with_and_without_its_zeros(filling: Filling) -> None:
    lines = filling.of(line("4600051000057"), line("012345678905")).lines
    assert [judged.variant for judged in lines] == [1, 3]
    assert all(Remark.BY_BARCODE in judged.remarks for judged in lines)


def test_several_goods_are_offered_and_none_is_chosen(filling: Filling) -> None:
    (judged,) = filling.of(line("dup1", "4")).lines
    assert judged.state is State.SEVERAL
    assert [(one.sku, one.price is not None) for one in judged.candidates] == [("DUP-1", True), ("DUP 1", True)]
    (chosen,) = filling.of(line("dup1", "4", variant=6)).lines
    assert (chosen.state, int(chosen.variant), chosen.quantity) == (State.FOUND, 6, Decimal(4))


def test_the_client_has_articles_of_his_own_and_nobody_else_has_them(filling: Filling) -> None:
    mine = filling.visit(0).buyer().party.id
    filling.resolve.own.remember(mine, [ClientSku("Мой-77", sku_key("Мой-77"), VariantId(5))])
    assert filling.of(line("мой 77")).lines[0].variant == 5
    assert filling.of(line("", own="МОЙ77")).lines[0].variant == 5
    assert filling.of(line("мой 77"), buyer=1).lines[0].state is State.NOT_FOUND
    filling.resolve.own.remember(mine, [ClientSku("00123", "00123", VariantId(3))])
    both = filling.of(line("00123")).lines[0]
    assert [one.variant for one in both.candidates] == [3, 2]
    filling.resolve.own.forget(mine, ["00123"])


def test_goods_that_rules_hide_are_told_like_goods_that_are_not_there(filling: Filling) -> None:
    shop = filling.shop
    assert filling.of(line("HIDDEN-1")).lines[0].state is State.FOUND
    shop.run(
        "INSERT INTO price_rule (id, name, effect, value, which, priority)"
        " VALUES (%s, 'x', 'hide', 0, '{\"products\": [7]}', 1)",
        named("hiding"),
    )
    told(shop)
    hidden, unknown = filling.of(line("HIDDEN-1"), line("HIDDEN-1", variant=7)).lines
    assert (hidden.state, hidden.name, unknown.state) == (State.NOT_FOUND, "", State.NOT_FOUND)
    shop.run("DELETE FROM price_rule")
    told(shop)


def test_units_are_read_by_name_and_a_foreign_one_is_asked_about(filling: Filling) -> None:
    lines = filling.of(
        line("AB102", "3 упак."), line("AB102", "3", unit="пачка"), line("00123", "2 шт"), line("00123", "2 кг")
    ).lines
    assert [(each.packaging.name, each.quantity, each.state) for each in lines] == [
        ("упак", 6, State.FOUND), ("упак", 3, State.MERGED), ("шт", 2, State.FOUND), ("шт", None, State.UNIT),
    ]  # fmt: skip
    assert lines[0].sum == 6 * 5 * Decimal(100)


def test_a_quantity_off_the_step_is_raised_with_a_remark_or_refused(filling: Filling) -> None:
    (raised,) = filling.of(line("M10X40", "12")).lines
    assert (raised.quantity, raised.remarks[Remark.RAISED]) == (Decimal(15), {"asked": 12, "multiple": 5})
    (refused,) = filling.of(line("M10X40", "12"), round_up=False).lines
    assert (refused.state, refused.why) == (State.QUANTITY, "off-step")
    (least,) = filling.of(line("M10X40", "")).lines
    assert (least.quantity, Remark.LEAST in least.remarks) == (Decimal(10), True)


def test_half_a_piece_is_not_rounded_up_in_silence(filling: Filling) -> None:
    pieces, metres = filling.of(line("00123", "1,234"), line("WIRE-8", "1,234")).lines
    assert (pieces.state, pieces.why) == (State.QUANTITY, "fraction")
    assert (metres.state, metres.quantity) == (State.FOUND, Decimal("1.234"))


def test_what_the_warehouse_does_not_hold_is_remarked(filling: Filling) -> None:
    (judged,) = filling.of(line("123-45", "20")).lines
    assert judged.state is State.FOUND
    assert judged.remarks[Remark.OVER_STOCK] == {"available": 14}


def test_lines_of_the_same_goods_are_summed_and_totals_are_those_of_the_cart(filling: Filling) -> None:
    report = filling.of(TypedLine(3, "00123", "2"), TypedLine(8, "0123", "3"), TypedLine(9, "ab102", "1"))
    first, second, third = report.lines
    assert (first.quantity, first.remarks[Remark.SUMMED]) == (Decimal(5), {"rows": (3, 8)})
    assert (second.state, second.why) == (State.MERGED, "3")
    assert first.sum is not None
    assert third.sum is not None
    assert [money.amount for money in report.totals] == [first.sum + third.sum]


def test_a_key_of_a_form_names_the_goods_and_tells_what_has_changed(filling: Filling) -> None:
    stamps = filling.resolve.stamps
    seen = Stamp("f", 2, 0, Decimal("30.00"), Currency.RUB, Decimal(10**6))
    (judged,) = filling.of(TypedLine(1, "что угодно", "2", stamp=stamps.write(seen))).lines
    assert judged.variant == 2
    assert judged.remarks[Remark.PRICE_UP] == {"was": Decimal("30.00"), "now": Decimal("33.33"), "currency": "RUB"}
    assert judged.remarks[Remark.STOCK_LESS]["was"] == 10**6
    assert judged.price == Decimal("33.33")


@shows("A14")
def test_a_key_that_was_edited_is_not_believed(filling: Filling) -> None:
    written = filling.resolve.stamps.write(Stamp("f", 2, 0, Decimal("30.00"), Currency.RUB, Decimal(5)))
    (judged,) = filling.of(TypedLine(1, "ab102", "2", stamp=written.replace(":2:", ":3:", 1))).lines
    assert (judged.variant, Remark.KEY_BROKEN in judged.remarks) == (1, True)
    assert judged.price == Decimal("100.00")


def test_more_lines_than_a_cart_holds_are_refused_at_once(filling: Filling) -> None:
    with pytest.raises(CartTooLong):
        filling.of(*(TypedLine(n, "x", "1") for n in range(2001)))


NOISE = st.sampled_from(["", " ", "-", ".", "/", "\u00a0", "\u2013", "\u200b", "№ "])
ALIKE = dict(zip("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху", strict=True))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SKUS[1], SKUS[2], SKUS[3], SKUS[4], SKUS[8]]), st.data())
def test_noise_in_the_writing_does_not_change_what_is_found(filling: Filling, sku: str, data: st.DataObject) -> None:
    letters = [letter for letter in sku if letter not in "-/ ."]
    noisy = "".join(
        data.draw(NOISE) + data.draw(st.sampled_from([letter.lower(), letter.upper(), ALIKE.get(letter, letter)]))
        for letter in letters
    )
    blank = data.draw(st.sampled_from(["\u00a0", " ", "\u202f", ""]))
    plain = filling.of(TypedLine(1, sku, "1500"), buyer=1)
    judged = filling.of(TypedLine(1, noisy, f"1{blank}500,00"), buyer=1)
    assert [(each.variant, each.quantity, each.sum) for each in judged.lines] == [
        (each.variant, each.quantity, each.sum) for each in plain.lines
    ]


@settings(max_examples=150, deadline=None)
@given(st.text("АВЕКМНОРСТУХЁабвекмнорстухёABCxyz×№019 -./\\\u00a0\u2009\u202f\u2010\u2014½²_", max_size=12))
def test_the_database_folds_articles_as_we_do(filling: Filling, sku: str) -> None:
    assert filling.shop.one("SELECT sku_folded(%s)", sku) == sku_key(sku)


@settings(max_examples=150, deadline=None)
@given(st.text("00012AX-", max_size=12))
def test_the_database_leaves_out_leading_zeros_as_we_do(filling: Filling, key: str) -> None:
    assert filling.shop.one("SELECT sku_bare(%s)", key) == bare(key)
