"""The generated catalogue: the same on every machine, shaped as its specification says."""

from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import median
from xml.etree.ElementTree import iterparse

from bench import files, parties
from bench.dataset import SIZES, VALUES_OF_ONE, Dataset, erp_id, mix

S = Dataset.of("S")
M = Dataset.of("M")


def test_the_mixing_step_is_that_of_splitmix64() -> None:
    assert mix(0) == 0xE220A8397B1DCDAF


def test_the_same_size_gives_the_same_goods_in_any_order() -> None:
    again = Dataset.of("S")
    assert list(again.products()) == [S.product(i) for i in range(S.size.products)]
    assert sha256(repr([S.product(i) for i in range(100)]).encode()).hexdigest()[:16] == "3c99d96ad56bf535"


def test_sizes_are_those_of_the_specification() -> None:
    assert [len(Dataset(size).categories) for size in SIZES.values()] == [50, 500, 1500]
    assert [size.properties for size in SIZES.values()] == [120, 1200, 1200]
    assert sum(len(M.contract_prices(n)) for n in range(100)) > 19_500


def test_goods_stand_in_leaves_of_skewed_sizes() -> None:
    sizes = sorted(Counter(map(M.leaf_of, range(M.size.products))).values())
    assert len(sizes) == M.leaves == 480
    assert sizes[0] > 100 and 160 < median(sizes) < 200 and 1_500 < sizes[-1] < 1_750


def test_every_good_has_twenty_values_of_its_own_root() -> None:
    per_root = S.size.properties // S.size.roots
    for product in S.products():
        numbers = [number for number, _ in product.values]
        assert len(set(numbers)) == VALUES_OF_ONE
        assert len({number // per_root for number in numbers}) == 1


def test_further_price_types_are_a_few_per_cent_lower() -> None:
    for i in range(S.size.products):
        first, second = S.prices(i)
        assert 1_000 <= first <= 356_000
        assert 0.90 < second / first <= 0.96


def test_a_quarter_of_the_stock_is_empty() -> None:
    free = [quantity for i in range(5_000) for quantity in M.stock(i)]
    assert 0.23 < free.count(0) / len(free) < 0.27
    assert max(free) <= 10_000


def test_contract_prices_are_under_the_price_of_the_type() -> None:
    for company in range(S.size.companies):
        for i, agreed in S.contract_prices(company).items():
            assert 0.79 < agreed / S.prices(i)[S.price_type_of(company)] < 0.971


def test_the_next_export_changes_one_record_of_a_hundred(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, version in ((first, 0), (second, 1)):
        files.write(folder, S, version)
    for name, tag in (("import0_1.xml", "Товар"), ("offers0_1.xml", "Предложение")):
        before, after = texts(first / name, tag), texts(second / name, tag)
        assert len(before) == len(after) == S.size.products
        assert sum(before[id] != after[id] for id in before) == S.size.products // 100


def texts(path: Path, tag: str) -> dict[str, list[str]]:
    found = {}
    for _, element in iterparse(path):
        if element.tag.rpartition("}")[2] == tag:
            told = [*(each.text or "" for each in element.iter()), *map(str, (e.attrib for e in element))]
            found[told[1]] = told
    return found


def test_parents_come_before_those_who_name_them() -> None:
    known = set[str]()
    for message in parties.messages(S):
        known.add(message["key"])
        if message["type"] == "contract":
            assert message["payload"]["counterparty"]["id"] in known
        if message["type"] == "credit.balance":
            assert message["payload"]["owner"]["id"] in known


def test_packets_are_numbered_and_hold_at_most_a_thousand_messages() -> None:
    packets = list(parties.packets(parties.individual_prices(S, range(S.size.companies)), 5))
    assert [packet["packet_no"] for packet in packets] == [5]
    assert len({message["id"] for packet in packets for message in packet["messages"]}) == 389
    assert erp_id(1, 0) != erp_id(1, 1) != erp_id(2, 0)
