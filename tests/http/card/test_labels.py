"""Labels: bound by the manager for some days, filtered by, and never against the client's own price."""

from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.postgres.labels import SpreadLabels
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.card.people import Office, text
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import Shop, Visitor


def bind(by: Staff, label: str, **fields: str) -> None:
    answer = by.visitor.form("/manage/labels/new", {"label": label, **fields})
    assert answer.status_code == 303, seen(answer.text)


def chips(who: Visitor, path: str = "/catalogue") -> dict[str, str]:
    """What the filter promises: a label's address by its words."""
    page = who.ask("GET", path).text
    if 'class="row label-chips"' not in page:
        return {}
    nav = page[page.index('class="row label-chips"') :]
    found = {}
    for link in nav[: nav.index("</nav>")].split("<a ")[1:]:
        found[seen(f"<a {link}")] = link.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    return found


def listed(who: Visitor, path: str) -> list[str]:
    told = who.ask("GET", path).text
    return sorted({f"Goods {n}" for n in range(1, 9) if f'href="/goods/{n}">Goods {n}<' in told})


@pytest.fixture
def manager(office: Office) -> Staff:
    return office.person("manager")


@shows("M117")
def test_filter_counts_match_what_the_filter_shows(him: Visitor, manager: Staff) -> None:
    bind(manager, "hit", articles="A-1\nA-4")
    bind(manager, "new", sections="Крепёж")
    bind(manager, "offer", makers="Гайка", values="Цвет = Серый")
    found = chips(him)
    assert set(found) == {"Спецпредложение 2", "Хит 2", "Новинка 3"}
    for words, address in found.items():
        assert len(listed(him, address)) == int(words.split()[-1]), words
    assert listed(him, found["Спецпредложение 2"]) == ["Goods 5", "Goods 7"]
    assert set(chips(him, "/catalogue/3")) == {"Спецпредложение 1", "Хит 1"}
    assert set(chips(him, "/search?q=A-1")) == {"Хит 1", "Новинка 1"}


@shows("M117")
def test_counts_follow_what_is_in_stock(shop: Shop, him: Visitor, manager: Staff) -> None:
    bind(manager, "hit", articles="A-1\nA-4")
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 1")
    assert set(chips(him, "/catalogue?stock=1")) == {"Хит 1"}
    assert listed(him, "/catalogue?stock=1&label=hit") == ["Goods 4"]


@shows("M117")
def test_labels_follow_their_days(shop: Shop, him: Visitor, manager: Staff) -> None:
    today = shop.one("SELECT current_date")
    day = timedelta(days=1)
    bind(manager, "hit", articles="A-1", valid_to=str(today - day))
    bind(manager, "action", articles="A-2", valid_from=str(today + 2 * day))
    bind(manager, "new", articles="A-4", valid_from=str(today - day), valid_to=str(today + 2 * day))
    assert set(chips(him)) == {"Новинка 1"}
    assert "Хит" not in text(him, "/goods/1")
    assert "Новинка" in text(him, "/goods/4")


@shows("M117", "M038")
def test_a_special_price_stands_only_where_the_clients_price_is_lower(
    him: Visitor, other: Visitor, office: Office, manager: Staff
) -> None:
    bind(manager, "special", articles="A-4\nA-5")
    bind(manager, "sale", articles="A-6")
    assert chips(him) == {}
    assert "Спеццена" not in text(him, "/goods/4")
    lower = {"value": "−5", "skus": "A-4; A-6", f"counterparty-{named('counterparty', 1)}": "1"}
    office.person("sales_head").saved(lower)
    office.person("sales_head").saved({"value": "7", "skus": "A-5", f"counterparty-{named('counterparty', 1)}": "1"})
    assert set(chips(him)) == {"Спеццена 1", "Распродажа 1"}
    assert listed(him, "/catalogue?label=special") == ["Goods 4"]
    assert "Спеццена" in text(him, "/goods/4")
    assert "Спеццена" not in text(him, "/goods/5")
    assert chips(other) == {}
    assert "Спеццена" not in text(other, "/goods/4")


@shows("M117", "N20")
def test_hidden_goods_are_in_no_count(him: Visitor, other: Visitor, office: Office, manager: Staff) -> None:
    bind(manager, "hit", articles="A-1\nA-4")
    office.hide(1, 1)
    assert set(chips(him)) == {"Хит 1"}
    assert set(chips(other)) == {"Хит 2"}


@shows("M117")
def test_after_an_import_the_binding_holds_for_what_came(shop: Shop, him: Visitor, manager: Staff) -> None:
    bind(manager, "new", sections="Инструмент")
    assert set(chips(him)) == {"Новинка 2"}
    shop.run("INSERT INTO product_category VALUES (3, 6)")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    try:
        assert SpreadLabels(shop.database)() == 1  # one good came under it
        assert SpreadLabels(shop.database)() == 0
        assert set(chips(him)) == {"Новинка 3"}
    finally:
        shop.run("DELETE FROM product_category WHERE category_id = 3 AND product_id = 6")


@shows("M117")
def test_every_fault_of_the_form_is_told_and_nothing_typed_is_lost(shop: Shop, manager: Staff) -> None:
    wrong = {"label": "hit", "articles": "A-1\nЯ-9", "sections": "Нет такого", "values": "Цвет"}
    answer = manager.visitor.form("/manage/labels/new", {**wrong, "valid_from": "2026-12-02", "valid_to": "2026-12-01"})
    told = seen(answer.text)
    assert answer.status_code == 422
    for fault in ("«Я-9» в каталоге не найдено", "«Нет такого» в каталоге не найдено", "«Цвет» не читается"):
        assert fault in told
    assert "Последний день раньше первого" in told
    assert "A-1\nЯ-9" in answer.text
    nothing = manager.visitor.form("/manage/labels/new", {"label": "hit"})
    assert "Укажите, к каким товарам относится метка" in seen(nothing.text)
    assert shop.one("SELECT count(*) FROM label_binding") == 0


def test_a_binding_is_changed_by_one_and_taken_away(shop: Shop, him: Visitor, manager: Staff) -> None:
    bind(manager, "hit", articles="A-1", values="Цвет = Красный")
    id = shop.one("SELECT id FROM label_binding")
    form = manager.visitor.ask("GET", f"/manage/labels/{id}").text
    assert "Цвет = Красный" in form
    changed = {"label": "hit", "articles": "A-2", "seen": "1"}
    assert manager.visitor.form(f"/manage/labels/{id}", changed).status_code == 303
    assert listed(him, "/catalogue?label=hit") == ["Goods 2"]
    assert manager.visitor.form(f"/manage/labels/{id}", changed).status_code == 409
    manager.visitor.form(f"/manage/labels/{id}", {"do": "remove"})
    assert chips(him) == {}
    assert manager.visitor.ask("GET", f"/manage/labels/{uuid4()}").status_code == 404


@shows("M009")
def test_novelties_are_at_most_ten_that_he_may_buy(
    shop: Shop, him: Visitor, other: Visitor, office: Office, manager: Staff
) -> None:
    assert 'id="novelties"' not in him.ask("GET", "/catalogue").text
    bind(manager, "new", articles="\n".join(f"A-{n}" for n in range(1, 9)))
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 4")
    office.hide(1, 1)
    for path in ("/", "/catalogue"):
        assert block(him, path) == ["Goods 5", "Goods 6", "Goods 7", "Goods 8"]
        assert len(block(other, path)) == 7
    shop.run("UPDATE stock SET free = 0")
    assert block(him, "/") == []


@shows("M009")
def test_the_block_ends_at_ten(shop: Shop, him: Visitor, manager: Staff) -> None:
    shop.run(
        "INSERT INTO product (id, connection_id, erp_id, name, sku, sku_key, unit_code, unit, vat_kind, vat_rate)"
        " OVERRIDING SYSTEM VALUE SELECT n, 1, 'n' || n, 'Fresh ' || n, 'N-' || n, 'N' || n, '796', 'шт', 1, 20"
        " FROM generate_series(201, 215) AS n"
    )
    shop.run(
        "INSERT INTO variant (id, product_id) OVERRIDING SYSTEM VALUE SELECT n, n FROM generate_series(201, 215) n"
    )
    shop.run(
        "INSERT INTO price (price_type_id, variant_id, amount, currency, message_id)"
        " SELECT t.id, n, 10, 'RUB', 0 FROM price_type t, generate_series(201, 215) AS n"
    )
    shop.run(
        "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id)"
        " SELECT n, 1, 5, 0 FROM generate_series(201, 215) AS n"
    )
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    try:
        bind(manager, "new", articles="\n".join(f"N-{n}" for n in range(201, 216)))
        page = him.ask("GET", "/").text
        shelf = page[page.index('id="novelties"') :]
        assert shelf[: shelf.index("</section>")].count("<li>") == 10
    finally:
        for table in ("stock", "price"):
            shop.run(f"DELETE FROM {table} WHERE variant_id > 200")
        shop.run("DELETE FROM variant WHERE id > 200")
        shop.run("DELETE FROM product WHERE id > 200")


def block(who: Visitor, path: str) -> list[str]:
    page = who.ask("GET", path).text
    if 'id="novelties"' not in page:
        return []
    shelf = page[page.index('id="novelties"') :]
    shelf = shelf[: shelf.index("</section>")]
    return sorted(f"Goods {n}" for n in range(1, 9) if f">Goods {n}<" in shelf)


def test_only_whom_it_is_given_may_bind(him: Visitor, office: Office) -> None:
    auditor = office.person("auditor")
    for who in (him, auditor.visitor):
        for path in ("/manage/labels", "/manage/labels/new", "/manage/links", "/manage/card-texts"):
            assert who.ask("GET", path).status_code == 403, path
        assert who.form("/manage/labels/new", {"label": "hit", "articles": "A-1"}).status_code == 403
        assert who.form("/manage/links", {"sku": "A-1", "others": "A-2"}).status_code == 403
        assert who.form("/manage/links/rules", {"section": "Болты"}).status_code == 403
        assert who.form("/manage/card-texts", {"place": "delivery", "body": "x"}).status_code == 403
