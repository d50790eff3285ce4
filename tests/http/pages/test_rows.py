"""Rows of lists: drawn once by all that is no client's own, and filled with what is told to one of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from application.queries.offers import Card, Offer
from domain.catalog.mark import UNMARKED
from domain.ordering.circumstances import NoValidContract
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.terms import Terms
from domain.shared.ids import ContractId, ProductId, VariantId
from entrypoints.pages.rendering import Edition, Pages
from entrypoints.storefront.card.marks import written
from entrypoints.storefront.listing import RowMaker
from entrypoints.storefront.row import NONE, ORDERED, SOME, Drawn, RowFacts, RowShelf, Typed, drawn
from tests.http.pages.shelves import ROWS
from tests.http.pages.trade import CENTRAL, NORTH, PARTIES, STROY, TRADE, TRADE_NAME, uid

PLAIN = RowFacts(
    ProductId(7), VariantId(70), "Болт <М6>", "Б-6", "ab12", "шт", "10", "50", 2, False, True, True, SOME, True, False
)  # fmt: skip
OTHERWISE: Mapping[str, Any] = {
    "product": ProductId(8),
    "variant": VariantId(71),
    "name": "Болт & гайка",
    "sku": "",
    "picture": None,
    "unit": "м²",
    "step": "0,5",
    "least": "1",
    "others": 0,
    "is_other": True,
    "is_unmarked": False,
    "is_priced": False,
    "left": ORDERED,
    "can_order": False,
    "is_tile": True,
}


@pytest.fixture(scope="module")
def ru(pages: Pages) -> Edition:
    return pages.editions["ru"]


@pytest.mark.parametrize("name", RowFacts._fields)
def test_whatever_differs_is_drawn_anew_and_shows(name: str, ru: Edition) -> None:
    """A fact that is not drawn would be one too many in the key, and none may be missing there."""
    draw = RowShelf().drawer(ru)
    first, other = draw(PLAIN), draw(PLAIN._replace(**{name: OTHERWISE[name]}))
    assert other != first
    assert draw(PLAIN._replace()) is first


def test_each_language_has_rows_of_its_own(ru: Edition, pages: Pages) -> None:
    shelf = RowShelf()
    assert "В корзину" in shelf.drawer(ru)(PLAIN)[-1].decode()
    assert "To cart" in shelf.drawer(pages.editions["en"])(PLAIN)[-1].decode()


TEXTS = st.text(st.characters(exclude_characters="\0", categories=("L", "M", "N", "P", "S", "Z", "Cc")), max_size=20)
FACTS = st.builds(
    RowFacts,
    st.integers(1, 9).map(ProductId), st.integers(1, 9).map(VariantId), TEXTS, TEXTS, st.none() | TEXTS, TEXTS, TEXTS,
    TEXTS, st.integers(0, 3), st.booleans(), st.booleans(), st.booleans(), st.sampled_from((SOME, ORDERED, NONE)),
    st.booleans(), st.booleans(),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, came=st.none() | st.builds(Typed, st.text(max_size=20), st.text(max_size=20)))
def test_any_row_has_the_same_places(ru: Edition, facts: RowFacts, came: Typed | None) -> None:
    pieces = drawn(ru, facts, came)
    assert len(pieces) == len(get_args(Drawn))
    whole = b"".join(pieces).decode()
    assert escape(facts.name) in whole
    if came is not None and facts.is_priced and facts.can_order:
        assert escape(came.text) in whole and escape(came.fault) in whole


BOLT = ROWS[VariantId(1010)]
TERMS = Terms(TRADE, TRADE_NAME, ContractId(uid(41)), "1", STROY, PARTIES[STROY][2], None)


def quoted(price: str) -> QuotedLine:
    sum_ = Decimal(price)
    return QuotedLine(Ask(BOLT.goods.variant, TERMS), sum_, True, Decimal(22), sum_, Decimal(1), sum_, ())


def offered(price: QuotedLine | None, available: int, on_order: int | None = None) -> Card:
    refusal = None if price is not None else NoValidContract(NORTH, "ООО «Мы & Ко»")
    steps = BOLT.goods.steps(BOLT.goods.base)
    return Card(BOLT.goods.product, (Offer(BOLT, price, Decimal(available), steps, CENTRAL, refusal, on_order),))


def rows(edition: Edition, shelf: RowShelf, card: Card, **more: Any) -> str:
    return RowMaker(edition, shelf.drawer(edition), can_order=True, **more).rows([card]).decode()


def test_the_same_goods_tell_each_client_his_own(ru: Edition) -> None:
    """By turns, so that each row has been drawn for another before it is shown to him."""
    shelf, told = RowShelf(), dict[str, str]()
    shown = {
        "rich": offered(quoted("6.1275"), 1250),
        "poor": offered(quoted("7.90"), 3),
        "late": offered(quoted("8.80"), 0, on_order=5),
        "none": offered(quoted("9.90"), 0),
        "nobody": offered(None, 40),
    }
    for _ in range(2):
        for name, card in shown.items():
            text = rows(ru, shelf, card)
            assert told.setdefault(name, text) == text == rows(ru, RowShelf(), card)
    own: dict[str, tuple[str, ...]]
    own = {"rich": ("6,1275\u00a0₽", "1\u00a0250"), "poor": ("7,90\u00a0₽", ">3\u00a0")}
    own |= {"none": ("9,90\u00a0₽", ">нет<"), "late": ("8,80\u00a0₽", "под заказ, 5\u00a0дней")}
    own |= {"nobody": ("ООО «Мы &amp; Ко»",)}
    for name, words in own.items():
        for word in words:
            assert [who for who in told if word in told[who]] == [name], word
    assert "В корзину" not in told["nobody"]


def test_what_came_back_with_a_form_is_nobody_elses(ru: Edition) -> None:
    shelf, card = RowShelf(), offered(quoted("7.90"), 3)
    before = rows(ru, shelf, card)
    entered = {BOLT.goods.variant: Typed("12 <х>", "не число")}
    assert "12 &lt;х&gt;" in rows(ru, shelf, card, entered=entered)
    assert rows(ru, shelf, card) == before


def test_marks_stand_where_the_bare_heart_does(ru: Edition) -> None:
    shelf, card = RowShelf(), offered(quoted("7.90"), 3)
    bare = rows(ru, shelf, card)
    marked = rows(ru, shelf, card, marks={BOLT.goods.variant: "<i>хит</i>".encode()})
    assert "".join(written(UNMARKED, BOLT.goods.variant, ru).split("\n")) in "".join(bare.split("\n"))
    told = rows(ru, shelf, card, facts={BOLT.goods.variant: "<p>сталь</p>".encode()})
    assert told.replace("<p>сталь</p>", "") == bare and "</div><p>сталь</p>" in told
    assert 'class="keep"' not in marked and "</div><i>хит</i></td>" in marked
