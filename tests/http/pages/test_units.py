"""A card in another unit: price, step, stock and sum go together, with the script and without."""

from uuid import uuid4

from domain.ordering.cart import LineKey
from domain.shared.ids import PackagingId, VariantId
from tests.capabilities import shows
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person, seen
from tests.http.pages.shelves import ROWS

NBSP = "\u00a0"
IN_PACKS, PACK = 1270, 127
SINGLE = 1020  # by fifties, no packaging


def row(html: str, variant: int) -> str:
    whole = html[html.index(f'<tr id="offer-{variant}"') :]
    return seen(whole[: whole.index("</tr>")]).replace(NBSP, " ")


def count(buyer: Person, product: int, **fields: str) -> str:
    answer = buyer.post(f"/goods/{product}/count", {name.replace("_", "-"): text for name, text in fields.items()})
    assert answer.status_code == 200
    return answer.text


@shows("M012", "M007")
def test_a_unit_switches_price_stock_and_sum_together(buyer: Person) -> None:
    packaging = ROWS[VariantId(IN_PACKS)].packagings[0]
    plain = row(buyer.get("/goods/127").text, IN_PACKS)
    packed = row(buyer.get(f"/goods/127?unit={IN_PACKS}-{PACK}").text, IN_PACKS)
    assert f"/{ROWS[VariantId(IN_PACKS)].goods.unit}" in plain
    assert f"/{packaging.name}" in packed
    assert "в упаковке" in packed
    assert "в упаковке" not in plain
    told = row(count(buyer, 127, **{f"u_{IN_PACKS}": str(PACK), f"q_{IN_PACKS}_{PACK}": "2"}), IN_PACKS)
    assert f"2 {packaging.name} ×" in told


@shows("M012")
def test_what_was_typed_is_counted_over_to_the_new_unit(buyer: Person) -> None:
    packs = int(ROWS[VariantId(IN_PACKS)].packagings[0].numerator)
    html = count(
        buyer, 127, **{f"u_{IN_PACKS}": "0", f"q_{IN_PACKS}": str(2 * packs + 1), "unit": f"{IN_PACKS}-{PACK}"}
    )
    assert f'name="q-{IN_PACKS}-{PACK}" value="3"' in html
    assert "увеличено" in row(html, IN_PACKS)
    back = count(buyer, 127, **{f"u_{IN_PACKS}": str(PACK), f"q_{IN_PACKS}_{PACK}": "3", "unit": f"{IN_PACKS}-0"})
    assert f'name="q-{IN_PACKS}" value="{3 * packs}"' in back


@shows("M012", "M007")
def test_the_sum_on_the_card_is_the_sum_in_the_cart(buyer: Person, shop: FakePortal) -> None:
    told = row(count(buyer, 127, **{f"u_{IN_PACKS}": str(PACK), f"q_{IN_PACKS}_{PACK}": "3"}), IN_PACKS)
    total = told.partition(" = ")[2].partition(" ₽")[0]
    shop.carts.cart.lines.clear()
    buyer.post("/cart/add", {"operation": str(uuid4()), f"q-{IN_PACKS}-{PACK}": "3", "back": "/goods/127"})
    assert shop.carts.cart.lines == {LineKey(VariantId(IN_PACKS), PackagingId(PACK)): 3}
    assert f"{total} ₽" in buyer.text("/cart").replace(NBSP, " ")


@shows("M013")
def test_off_the_step_is_raised_with_a_word_before_it_is_added(buyer: Person) -> None:
    told = row(count(buyer, 102, **{f"u_{SINGLE}": "0", f"q_{SINGLE}": "120"}), SINGLE)
    assert "150 шт ×" in told
    assert "было 120, увеличено до кратного" in told


def test_what_is_no_quantity_is_told_beside_its_field(buyer: Person) -> None:
    told = row(count(buyer, 102, **{f"u_{SINGLE}": "0", f"q_{SINGLE}": "две пачки"}), SINGLE)
    assert "не количество" in told


def test_a_refused_pack_comes_back_in_its_unit(buyer: Person) -> None:
    form = {"operation": str(uuid4()), "back": "/goods/127", f"q-{IN_PACKS}-{PACK}": "ящик"}
    answer = buyer.post("/cart/add", form)
    assert answer.status_code == 422
    assert f'name="q-{IN_PACKS}-{PACK}" value="ящик"' in answer.text
    assert "не количество" in row(answer.text, IN_PACKS)


def test_an_unknown_unit_shows_the_base_unit(buyer: Person) -> None:
    assert buyer.get(f"/goods/127?unit={IN_PACKS}-999").status_code == 200
    assert buyer.get("/goods/127?unit=кг").status_code == 200


def test_counting_needs_the_token_of_the_form(buyer: Person) -> None:
    assert Person(buyer.client, "buyer", "guess").post("/goods/127/count", {}).status_code == 403
