"""An order placed once more: in its units, at the steps of today, with what may take the place of what is gone."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from tests.capabilities import shows
from tests.http.card.people import Office
from tests.http.pages.person import seen
from tests.shop import Shop, Visitor

PACK = 7001


@pytest.fixture
def packed(shop: Shop) -> Iterator[None]:
    """Goods 4 come in boxes of twelve, too."""
    shop.run(
        "INSERT INTO packaging (id, product_id, code, name, numerator) OVERRIDING SYSTEM VALUE"
        " VALUES (%s, 4, '778', 'кор', 12)",
        PACK,
    )
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    yield
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE product SET multiple = 0")
    shop.run("DELETE FROM packaging WHERE id = %s", PACK)
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def ordered(who: Visitor) -> UUID:
    """Two boxes of goods 4 and five pieces of goods 5."""
    lines = [{"variant": "4", "quantity": "2", "packaging": str(PACK)}, {"variant": "5", "quantity": "5"}]
    filled = who.ask("POST", "/api/v1/cart/lines", {"lines": lines, "operation_id": str(uuid4())})
    assert filled.status_code == 200, filled.text
    placed = who.order(who.ask("GET", "/api/v1/cart").json, str(uuid4()))
    assert placed.status_code == 201, placed.text
    return UUID(placed.json["orders"][0]["id"])


def cart(who: Visitor) -> dict[tuple[str, str], float]:
    lines = who.ask("GET", "/api/v1/cart").json["lines"]
    return {(line["variant"], line["packaging"]["id"]): float(line["quantity"]) for line in lines}


@shows("M012", "M013", "M075")
@pytest.mark.usefixtures("packed")
def test_a_unit_survives_cart_order_and_its_repetition(shop: Shop, him: Visitor) -> None:
    order = ordered(him)
    stored = shop.rows("SELECT variant_id, packaging_id, unit, ordered FROM order_line WHERE order_id = %s", order)
    assert sorted((variant, pack, unit, int(many)) for variant, pack, unit, many in stored)[0] == (4, PACK, "кор", 2)
    shop.run("UPDATE product SET multiple = 4 WHERE id = 5")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    page = him.ask("GET", f"/orders/{order}").text
    assert f'action="/orders/{order}/repeat"' in page
    form = {"operation": str(uuid4())}
    told = seen(him.form(f"/orders/{order}/repeat", form).text).replace("\u00a0", " ")
    assert "2 кор" in told
    assert "было 5, увеличено до кратного" in told
    assert cart(him) == {("4", str(PACK)): 2, ("5", "0"): 8}
    again = him.form(f"/orders/{order}/repeat", form)
    assert "уже отправлена" in seen(again.text)
    assert cart(him) == {("4", str(PACK)): 2, ("5", "0"): 8}


@shows("N26", "M075")
@pytest.mark.usefixtures("packed")
def test_what_is_gone_is_told_with_what_may_take_its_place(
    shop: Shop, him: Visitor, other: Visitor, office: Office
) -> None:
    order = ordered(him)
    shop.run("INSERT INTO product_link VALUES ('substitute', 4, 6, 0)")
    office.withdraw(4)
    told = seen(him.form(f"/orders/{order}/repeat", {"operation": str(uuid4())}).text)
    assert "Вместо него: Goods 6" in told
    assert cart(him) == {("5", "0"): 5}
    assert other.form(f"/orders/{order}/repeat", {"operation": str(uuid4())}).status_code == 404
    assert cart(other) == {}
