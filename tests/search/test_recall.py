"""The search over the demo's goods: how much of what buyers look for is found, and what no text can do to it."""

from collections import Counter, defaultdict
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.filling.articles import PostgresClientSkus
from application.filling.ports import ClientSku
from application.search.find_goods import How, Search
from domain.catalog.folding import sku_key
from domain.shared.ids import CounterpartyId
from tests.capabilities import shows
from tests.search.recall import OWN, PAGE, WHOSE, Goods, own_skus, page, queries, results

GOAL, GOAL_OF_A_KIND = 0.95, 0.85
LEAST = 200
KINDS = set("words morphology typo layout translit look-alike sku barcode prefix unit synonym own".split())


def test_the_set_is_large_and_nothing_is_asked_twice() -> None:
    asked = queries()
    assert len(asked) >= LEAST
    assert Counter(query.kind for query in asked).keys() == KINDS
    assert len({query.text for query in asked}) == len(asked)


@shows("N17")
def test_what_buyers_look_for_is_among_the_first_ten(goods: Goods) -> None:
    by_kind, found = defaultdict(list), list(results(goods))
    for result in found:
        by_kind[result.query.kind].append(result.recall)
    every = [recall for told in by_kind.values() for recall in told]
    assert sum(every) / len(every) >= GOAL
    assert {kind for kind, told in by_kind.items() if sum(told) / len(told) < GOAL_OF_A_KIND} == set()
    assert PAGE.read_text() == page(found), "`python -m tests.search.recall` writes it"


@shows("N17")
def test_a_text_that_was_read_otherwise_says_so_unless_it_is_to_be_taken_exactly(goods: Goods) -> None:
    find = goods.find
    switched = find(Search("rhfcrf afcflyfz"))
    assert (switched.text, switched.how) == ("краска фасадная", How.RESPELT)
    assert not find(Search("rhfcrf afcflyfz", exactly=True)).ids
    assert find(Search("краска фасадная")).ids == switched.ids
    assert find(Search("краска фасадная")).how is How.PLAIN


def test_what_a_client_may_not_see_decides_nothing(goods: Goods) -> None:
    find = goods.find
    all_of = find(Search("самарез")).ids
    own = set(all_of[::2])

    seen = find(Search("самарез", only=lambda ids: [id for id in ids if id in own], is_limited=True, most=10))
    none = find(Search("самарез", only=lambda ids: (), is_limited=True))

    assert list(seen.ids) == [id for id in all_of if id in own][:10]
    assert not none.ids and none.text == "самарез"


def test_within_a_section_there_is_nothing_else(goods: Goods) -> None:
    with goods.database.driver() as connection:
        (section,) = connection.execute("SELECT id FROM category WHERE name = 'Болты'").fetchall()[0]
        inside = {row[0] for row in connection.execute(
            "SELECT product_id FROM product_category WHERE category_id = %s", [section])}  # fmt: skip
    found = goods.find(Search("м10", sections=[section])).ids
    assert found and set(found) <= inside
    assert not goods.find(Search("перфоратор", sections=[section])).ids


@pytest.mark.parametrize("size", ["м6", "м8", "м10"])
def test_a_size_that_has_begun_finds_what_is_of_that_size(goods: Goods, size: str) -> None:
    with goods.database.driver() as connection:
        names = {id: name.casefold() for id, name in connection.execute("SELECT id, name FROM product").fetchall()}
    found = goods.find(Search(f"болт {size}", most=10)).ids
    assert len(found) == 10
    assert all(names[id].startswith(f"болт {size}х") for id in found)


@shows("N17")
def test_clients_find_by_their_own_articles_and_no_client_by_anothers(goods: Goods) -> None:
    find, stranger = goods.find, CounterpartyId(uuid4())
    for text in ("77-01", "н-арт 5", "наш шуруповерт"):
        (own,) = find(Search(text, client=WHOSE)).ids[:1]
        assert own not in find(Search(text, client=stranger)).ids[:50]
    assert list(PostgresClientSkus(goods.database).matching(stranger, list(map(sku_key, OWN)))) == []


TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(
    ["болт", "м10", "&", "|", "!", ":*", "(", ")", "'", "\\", '"', "<->", "%", "_", "\0", "😀", "и", "10", "мм",
     "-", "кл-"]
), max_size=15).map(" ".join)  # fmt: skip


@settings(max_examples=150)
@given(TEXTS)
def test_no_text_breaks_the_search(goods: Goods, text: str) -> None:
    found = goods.find(Search(text, client=CounterpartyId(uuid4()), most=20)).ids
    assert len(found) == len(set(found)) <= 20


@pytest.mark.parametrize(
    "text", ["я" * 10_000, "болт " * 2_000, "& | ! : * ( ) \" ' \\" * 500, " " * 10_000, "😀" * 5_000]
)
def test_a_very_long_text_costs_no_more_than_a_short_one(goods: Goods, text: str) -> None:
    assert len(goods.find(Search(text, most=20)).ids) <= 20


def test_words_of_goods_that_an_import_brings_are_known_after_the_job(goods: Goods) -> None:
    assert goods.read_words() == 0
    with goods.database.driver() as connection:
        connection.execute(
            "UPDATE product SET name = 'Шпунтубель ' || name, message_id = 1000000 WHERE sku = 'БЛ-00001'"
        )
        connection.execute("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    assert goods.read_words() > 0
    assert list(goods.words.beginning("шпунт")) == ["шпунтубель"]


def test_an_own_article_in_any_spelling_is_one_that_means_what_was_told_last(goods: Goods) -> None:
    skus, whose, variants = PostgresClientSkus(goods.database), WHOSE, own_skus(goods.database)
    bolt, drill = variants["77-01"], variants["Наш шуруповёрт"]
    skus.remember(whose, [ClientSku("Х-1", sku_key("Х-1"), bolt)])
    skus.remember(whose, [ClientSku("x 1", sku_key("x 1"), drill)])
    assert [match.variant for match in skus.matching(whose, [sku_key("Х1"), "НЕТ"])] == [drill]
    skus.forget(whose, [sku_key("х-1")])
    assert list(skus.matching(whose, [sku_key("Х-1")])) == []
