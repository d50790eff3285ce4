"""Price lists for paper and for marketplaces."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from application.price_lists.values import Format, State
from domain.shared.ids import CategoryId
from tests.application.price_lists.conftest import ZONE, Desk
from tests.capabilities import shows

pytestmark = shows("M054")


def test_a_list_for_paper_is_made_and_issued(desk: Desk) -> None:
    visit = desk.visit(0)
    made = desk.made(visit, Format.PDF)
    assert made.issued is not None
    # The hour of the seller's clock, as the head of the list has it.
    assert made.issued.filename.endswith(f"{made.issued.at.astimezone(ZONE):%Y-%m-%d %H-%M}.pdf")
    assert made.issued.lines > 40
    assert desk.content(visit, made).startswith(b"%PDF-1.")


def test_yml_tells_the_prices_of_the_sheet(desk: Desk) -> None:
    visit = desk.visit(0)
    sheet = desk.rows(visit, desk.made(visit, Format.CSV))[1]
    tree = ElementTree.fromstring(desk.content(visit, desk.made(visit, Format.YML)))
    assert tree.tag == "yml_catalog"
    offers = list(tree.iter("offer"))
    assert len(offers) == len(sheet)
    told = [offer.findtext("price") for offer in offers]
    assert [Decimal(price) if price else None for price in told] == [
        Decimal(row["Цена"].replace(",", ".")) if row["Цена"] else None for row in sheet
    ]
    categories = {one.get("id"): one for one in tree.iter("category")}
    assert all(offer.findtext("categoryId") in categories for offer in offers)
    assert any(one.get("parentId") in categories for one in categories.values())
    assert len({offer.get("id") for offer in offers}) == len(offers)


def test_a_list_of_a_section_holds_its_goods_alone(desk: Desk) -> None:
    visit = desk.visit(0)
    tree = ElementTree.fromstring(
        desk.content(visit, desk.made(visit, Format.YML, sections=(CategoryId(2),)))
    )
    sheet = desk.rows(visit, desk.made(visit, Format.CSV, sections=(CategoryId(2),)))[1]
    assert len(list(tree.iter("offer"))) == len(sheet) > 0


def test_too_long_a_list_for_paper_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = desk.make.sheets.forms[Format.PDF]  # type: ignore[attr-defined]  # the real ones
    monkeypatch.setattr(paper, "most", 3)
    made = desk.made(desk.visit(0), Format.PDF)
    assert (made.state, made.failure) == (State.FAILED, "price-list.too-long")
