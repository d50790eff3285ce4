"""Offers and their prices."""

from decimal import Decimal

from tests.adapters.postgres.importing.exports import (
    T1,
    T2,
    T3,
    Portal,
    catalog,
    codes,
    file,
    good,
    nothing_changed,
    offer,
    package,
    price,
    prices,
    tag,
)

LOG = """
    SELECT t.erp_id, l.amount, l.told_by, l.replaced_by FROM price_log l JOIN price_type t ON t.id = l.price_type_id
    WHERE t.connection_id = :c ORDER BY 1, 2
"""
VARIANTS = """
    SELECT p.erp_id, v.erp_id, v.name, v.told, v.deleted FROM variant v JOIN product p ON p.id = v.product_id
    WHERE p.connection_id = :c ORDER BY 1, 2
"""
CHARACTERISTIC = tag(
    "ХарактеристикиТовара",
    "".join(
        tag("ХарактеристикаТовара", tag("Наименование", name) + tag("Значение", value))
        for name, value in (("Размер", "39"), ("Цвет", "Красный"))
    ),
)


def test_an_offer_makes_a_variant_named_by_its_characteristic(portal: Portal) -> None:
    portal.send(file(catalog(good("1", name="Платье"))))
    portal.send(file(package(
        offer("1", name="Платье"),
        offer("1#a", CHARACTERISTIC, name="Платье (39, Красный)"),
        offer("1#b", name="Платье (лён (белый))"),
    )))  # fmt: skip

    assert portal.rows(VARIANTS) == [
        ("1", "", "", True, False), ("1", "a", "39, Красный", True, False), ("1", "b", "лён (белый)", True, False),
    ]  # fmt: skip


def test_offers_and_prices_that_come_before_their_parents_wait_for_them(portal: Portal) -> None:
    changes = package(offer("1#a", prices(w=5), name=None), kind="ИзмененияПакетаПредложений")
    first = portal.send(file(changes))
    assert codes(first, "waiting") == [("unknown-product", "1"), ("unknown-offer", "1#a"), ("unknown-price-type", "w")]
    assert portal.rows(VARIANTS) == [("1", "a", "", False, False)]
    assert portal.one("SELECT count(*) FROM product WHERE connection_id = :c AND told") == 0

    second = portal.send(file(package(offer("1#a", CHARACTERISTIC, name="Платье"), types=["w"]), T2))
    assert codes(second, "waiting") == [("unknown-product", "1")]
    third = portal.send(file(catalog(good("1")), T2))
    assert portal.rows(VARIANTS) == [("1", "a", "39, Красный", True, False)]
    assert portal.prices() == {("1#a", "w", ""): "5 RUB"}
    assert second.diff["variants"]["added"] == third.diff["products"]["added"] == 1
    assert not third.refusals


def test_a_thousand_missing_parents_are_named_and_the_rest_is_counted(portal: Portal) -> None:
    sent = portal.send(file(package(*(offer(f"{n:05}") for n in range(1003)))))
    waiting = [each for each in sent.refusals if each.weight == "waiting"]
    assert len(waiting) == 1001
    assert waiting[-1].text.endswith("Всего таких 1003")


def test_a_product_that_is_itself_a_characteristic_keeps_its_offer_in_either_order(portal: Portal) -> None:
    goods, offers = catalog(good("1#a"), good("1#b")), package(offer("1#a", prices(w=5)), types=["w"])
    for other in (portal, Portal.connected(portal.database)):
        parts = (goods, offers) if other is portal else (offers, goods)
        for part in parts:
            other.send(file(part))
        assert [row[:2] for row in other.rows(VARIANTS)] == [("1#a", "")]
        assert other.prices() == {("1#a", "w", ""): "5 RUB"}
        assert nothing_changed(other.send(file(offers)))


def test_a_changed_price_leaves_the_old_one_in_the_log(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    sent = portal.send(file(package(offer("1", prices(w=6, r=7)), types=["w", "r"]), T2))

    assert portal.prices() == {("1", "w", ""): "6 RUB", ("1", "r", ""): "7 RUB"}
    assert sent.diff["prices"] == {"added": 0, "changed": 1, "removed": 0, "unchanged": 1}
    first, second = portal.messages
    assert portal.rows(LOG) == [("w", Decimal(5), first, second)]


def test_zero_and_empty_prices_are_no_prices(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    sent = portal.send(file(package(offer("1", prices(w=0, r="")), types=["w", "r"]), T2))

    assert portal.prices() == {}
    assert sent.diff["prices"]["removed"] == 2
    assert [row[1] for row in portal.rows(LOG)] == [Decimal(7), Decimal(5)]


def test_a_price_that_the_next_run_leaves_out_is_removed(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    sent = portal.send(file(package(offer("1", prices(w=5)), types=["w", "r"]), T2))
    assert portal.prices() == {("1", "w", ""): "5 RUB"}
    assert sent.diff["prices"] == {"added": 0, "changed": 0, "removed": 1, "unchanged": 1}


def test_prices_of_one_offer_cut_between_files_of_a_run_are_put_together(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"]), T1))
    for run in (T2, T3):
        # In the second of the runs nothing is new, so that nothing is written that could tell it.
        portal.send(file(package(offer("1", prices(w=6)), types=["w", "r"]), run))
        portal.send(file(package(offer("1", prices(r=8)), types=["w", "r"]), run))
        assert portal.prices() == {("1", "w", ""): "6 RUB", ("1", "r", ""): "8 RUB"}


def test_prices_of_types_that_the_file_does_not_list_stay(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    portal.send(file(package(offer("1", prices(w=5)), types=["w"]), T2))
    assert portal.prices() == {("1", "w", ""): "5 RUB", ("1", "r", ""): "7 RUB"}


def test_changes_and_parts_of_an_offer_remove_no_price_by_silence(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    portal.send(file(package(offer("1", prices(w=6), name=None), kind="ИзмененияПакетаПредложений"), T2))
    portal.send(file(package(offer("1", prices(w=6.5), name=None), types=["w", "r"]), T3, version="3.1"))
    assert portal.prices() == {("1", "w", ""): "6.5 RUB", ("1", "r", ""): "7 RUB"}


def test_an_unknown_currency_refuses_that_price_alone(portal: Portal) -> None:
    portal.send(file(package(offer("1", prices(w=5, r=7)), types=["w", "r"])))
    odd = price("w", 6, "<Валюта>тугрики</Валюта>") + price("r", 8)
    sent = portal.send(file(package(offer("1", tag("Цены", odd)), types=["w", "r"]), T2))

    assert portal.prices() == {("1", "w", ""): "5 RUB", ("1", "r", ""): "8 RUB"}
    assert codes(sent, "refused") == [("unknown-currency", "1")]
    assert "тугрики" in sent.refusals[0].text


def test_a_price_without_a_currency_has_that_of_its_type(portal: Portal) -> None:
    portal.send(file(package(offer("1", tag("Цены", price("w", 5, ""))), types=["w"])))
    sent = portal.send(file(package(offer("2", tag("Цены", price("nobody", 5, "")))), T2))
    assert portal.prices() == {("1", "w", ""): "5 RUB"}
    assert codes(sent, "refused") == [("unknown-currency", "2")]


def test_a_price_beyond_all_measure_is_refused_and_a_vanishing_one_is_none(portal: Portal) -> None:
    sent = portal.send(file(package(offer("1", prices(w=10**15, r="0.000001", x="0.00001")), types=["w", "r", "x"])))
    assert portal.prices() == {("1", "x", ""): "0.00001 RUB"}
    assert codes(sent, "refused") == [("bad-price", "1")]


def test_a_price_of_a_pack_is_that_of_its_packaging(portal: Portal) -> None:
    packed = "<Пересчет><Единица>778</Единица><Коэффициент>12</Коэффициент></Пересчет>"
    unit = f'<БазоваяЕдиница Код="796">шт{packed}</БазоваяЕдиница>'
    base = "<Валюта>руб</Валюта><Единица>шт</Единица><Коэффициент>1</Коэффициент>"
    pack = "<Валюта>руб</Валюта><Единица>упак</Единица><Коэффициент>{}</Коэффициент>"
    hundred = "<Валюта>руб</Валюта><Единица>шт</Единица><Коэффициент>100</Коэффициент>"
    told = price("w", 5, base) + price("w", 55, pack.format(12))
    data = file(catalog(good("1", unit), good("2"), good("3")) + package(
        offer("1", tag("Цены", told)),
        offer("2", tag("Цены", price("w", 9, pack.format(1)))),
        offer("3", tag("Цены", price("w", 400, hundred))),
        types=["w"],
    ))  # fmt: skip
    sent = portal.send(data)

    assert portal.prices() == {
        ("1", "w", ""): "5 RUB", ("1", "w", "778"): "55 RUB", ("3", "w", "шт"): "400 RUB", ("2", "w", ""): "9 RUB",
    }  # fmt: skip
    assert portal.rows("SELECT k.name, k.numerator FROM packaging k JOIN product p ON p.id = k.product_id"
                       " WHERE p.connection_id = :c ORDER BY 2") == [("упак", 12), ("100 шт", 100)]  # fmt: skip
    assert sent.diff["packagings"]["added"] == 2
    assert sent.diff["prices"]["added"] == 4
    assert nothing_changed(portal.send(data))


def test_of_two_prices_of_one_type_the_last_counts(portal: Portal) -> None:
    twice = tag("Цены", price("w", 27700) + price("w", 21900))
    sent = portal.send(file(package(offer("1", twice), types=["w"])))
    assert portal.prices() == {("1", "w", ""): "21900 RUB"}
    assert ("duplicate-price", "") in codes(sent, "notice")


def test_of_two_records_of_one_offer_the_later_prices_count(portal: Portal) -> None:
    data = file(package(offer("1", prices(w=1, r=2)), offer("1", prices(w=3)), types=["w", "r"]))
    portal.send(data)
    assert portal.prices() == {("1", "w", ""): "3 RUB", ("1", "r", ""): "2 RUB"}
    assert nothing_changed(portal.send(data))


def test_a_deleted_offer_keeps_its_row_and_comes_back(portal: Portal) -> None:
    portal.send(file(package(offer("1#a", CHARACTERISTIC, prices(w=5)), types=["w"])))
    gone = portal.send(file(package(offer("1#a", status="Удален"), types=["w"]), T2))
    assert portal.rows(VARIANTS) == [("1", "a", "39, Красный", True, True)]
    assert gone.diff["variants"]["removed"] == 1
    portal.send(file(package(offer("1#a", CHARACTERISTIC), types=["w"]), T3))
    assert portal.rows(VARIANTS) == [("1", "a", "39, Красный", True, False)]


def test_parts_of_an_offer_keep_hashes_of_their_own_until_the_same_fact_is_told_otherwise(portal: Portal) -> None:
    whole = file(package(offer("1", prices(w=5)), types=["w"]))
    part = file(package(offer("1", prices(w=6), name=None), types=["w"]), version="3.1")
    for _ in range(3):
        portal.send(whole)
        assert portal.prices() == {("1", "w", ""): "5 RUB"}
        portal.send(part)
        assert portal.prices() == {("1", "w", ""): "6 RUB"}

    names = file(package(offer("1")), version="3.1")
    portal.send(names)
    portal.send(part)
    kept = portal.one("SELECT v.source_hash IS NOT NULL, prices_hash IS NOT NULL FROM variant v JOIN product p"
                      " ON p.id = v.product_id WHERE p.connection_id = :c")  # fmt: skip
    assert kept == (True, True)


def test_the_pricing_version_rises_with_prices_alone(portal: Portal) -> None:
    version = "SELECT catalogue_version, pricing_version FROM catalogue_state"
    portal.send(file(package(offer("1", prices(w=5)), types=["w"])))
    catalogue, pricing = portal.one(version)
    portal.send(file(package(offer("1", prices(w=6)), types=["w"]), T2))
    assert portal.one(version) == (catalogue, pricing + 1)
    portal.send(file(package(offer("1", prices(w=6)), types=["w"]), T3))
    assert portal.one(version) == (catalogue, pricing + 1)
