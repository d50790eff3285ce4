"""The demo wholesaler: the same books every time, and numbers that pass their checks."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from simulators.onec.demo import ids
from simulators.onec.demo.pictograms import PICTOGRAMS
from simulators.onec.demo.pictures import picture
from simulators.onec.demo.wholesaler import Wholesaler, build

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def books() -> Wholesaler:
    return build(TODAY)


def test_the_same_seed_size_and_day_give_the_same_books(books: Wholesaler) -> None:
    assert build(TODAY) == books
    assert build(TODAY, goods=40, seed=7) != build(TODAY, goods=40, seed=8)


def test_a_small_wholesaler_sells_the_same_goods_by_the_same_ids(books: Wholesaler) -> None:
    names = {product.id: product.name for product in books.products}
    shared = [product for product in build(TODAY, goods=400).products if product.id in names]
    assert all(names[product.id] == product.name for product in shared)


def test_the_sizes_are_those_of_a_real_distributor(books: Wholesaler) -> None:
    assert (len(books.products), len(books.groups), len(books.price_types), len(books.warehouses)) == (3000, 60, 5, 4)
    assert (len(books.holdings), len(books.counterparties), len(books.contracts)) == (12, 30, 40)
    assert sum(product.deleted for product in books.products) == 5
    assert sum(bool(product.characteristics) for product in books.products) == 150
    assert {len(product.characteristics) for product in books.products} <= {0, 3, 4, 5, 6}
    assert 1400 <= sum(product.picture is not None for product in books.products) <= 1600
    assert len({product.id for product in books.products}) == len({product.name for product in books.products}) == 3000


def test_groups_stand_three_levels_deep(books: Wholesaler) -> None:
    parents = {group.id: group.parent for group in books.groups}

    def depth(ident: str | None) -> int:
        return 0 if ident is None else 1 + depth(parents[ident])

    assert {depth(product.groups[0]) for product in books.products} == {3}
    assert any(len(product.groups) > 1 for product in books.products)


def test_identifiers_pass_their_checksums(books: Wholesaler) -> None:
    sellers = [(party.inn, party.ogrn) for party in books.organizations]
    for inn, ogrn in (*sellers, *((party.inn, party.ogrn) for party in books.counterparties)):
        assert inn == (ids.organization_tin(inn[:9]) if len(inn) == 10 else ids.person_tin(inn[:10]))
        assert ids.state_number(ogrn[:-1]) == ogrn
        assert len(ogrn) == (13 if len(inn) == 10 else 15)
    for account in (account for seller in books.organizations for account in seller.bank_accounts):
        assert len(account.account) == 20
        assert ids.account_holds(account.bik, account.account)
    barcodes = [offer.barcode for offer in books.offers if offer.barcode]
    assert all(ids.ean13(code[:12]) == code for code in barcodes)
    assert len(set(barcodes)) == len(barcodes)


@pytest.mark.parametrize(
    ("made", "known"),
    [
        (ids.organization_tin("770708389"), "7707083893"),
        (ids.organization_tin("770000007"), "7700000070"),
        (ids.person_tin("5001007322"), "500100732259"),
        (ids.state_number("102770013219"), "1027700132195"),
        (ids.state_number("32677460000000"), "326774600000000"),
        (ids.bank_account("044525225", "40702810038000000001"), "40702810938000000001"),
        (ids.ean13("460005100005"), "4600051000057"),
    ],
)
def test_known_numbers_come_out(made: str, known: str) -> None:
    assert made == known


def test_everyone_may_buy_from_the_first_organization(books: Wholesaler) -> None:
    first, second = books.organizations
    valid = [one for one in books.contracts if one.valid(TODAY)]
    assert {one.counterparty for one in valid if one.organization == first.id} == {
        one.id for one in books.counterparties
    }
    assert sum(one.organization == second.id for one in valid) == 9
    assert sum(not one.valid(TODAY) for one in books.contracts) == 1
    assert [one.currency for one in books.contracts].count("USD") == 1
    assert Counter(one.default for one in books.contracts)[True] == 30


def test_exactly_one_counterparty_is_overdue(books: Wholesaler) -> None:
    late = {one.counterparty for one in books.contracts for debt in one.debts if debt.due < TODAY}
    assert len(late) == 1


def test_prices_and_stock_have_their_gaps(books: Wholesaler) -> None:
    counted = Counter(kind for offer in books.offers for kind in books.prices[offer.id])
    assert all(0 < counted[kind.id] <= len(books.offers) for kind in books.price_types)
    assert min(counted.values()) < len(books.offers)
    free = list(books.stock.values())
    assert 5 < sum(count < 0 for count in free) < 100
    assert any(count == 0 for count in free)
    assert any(count != count.to_integral_value() for count in free)


def test_individual_prices_belong_to_eight_contracts(books: Wholesaler) -> None:
    goods = Counter(one.contract for one in books.individual_prices if one.min_quantity is None)
    assert len(goods) == 8
    assert all(20 <= count <= 60 for count in goods.values())
    assert any(one.min_quantity for one in books.individual_prices)


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_a_pictogram_is_a_small_png(name: str) -> None:
    content = picture(name, 1)
    assert len(content) < 6000
    with Image.open(BytesIO(content)) as image:
        assert image.size == (400, 400)
        assert len(image.convert("RGB").getcolors() or []) >= 3


def test_too_many_goods_are_refused() -> None:
    with pytest.raises(ValueError, match="goods"):
        build(TODAY, goods=1_000_000)
