"""The demo's showcase through its own use cases: what a new user meets, made once, and its orders count for nothing."""

from pathlib import Path
from uuid import uuid4

import pytest

from adapters.postgres.demo import BUYERS, STAFF
from entrypoints.bootstrap.demo_showcase import demo_showcase
from entrypoints.prove.world import counterparty_of, named
from tests.http.pages.person import seen
from tests.shop import Shop, settings

COUNTED = ("label_binding", "product_link", "tech_document", "material", "review", "sales_order")


def people(shop: Shop) -> None:
    for place, (login, name, role, *_) in enumerate((*BUYERS, *STAFF)):
        kind = "buyer" if place < len(BUYERS) else "staff"
        user, party = uuid4(), named("counterparty", counterparty_of(place)) if kind == "buyer" else None
        shop.run("INSERT INTO app_user (id, login, name, email, password_hash, kind) VALUES (%s, %s, %s, %s, '', %s)",
                 user, login, name, f"{login}@client.example", kind)  # fmt: skip
        shop.run("INSERT INTO membership (id, user_id, role, counterparty_id) VALUES (%s, %s, %s, %s)",
                 uuid4(), user, role, party)  # fmt: skip


def test_the_demo_shows_labels_links_papers_materials_and_reviews(
    shop: Shop, postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    people(shop)
    shop.run("INSERT INTO category (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES"
             " (21, 1, 'n', 'Гайки'), (22, 1, 'd', 'Дрели-шуруповёрты')")  # fmt: skip
    shop.run("INSERT INTO product_category (category_id, product_id) VALUES (21, 1), (21, 6), (22, 7)")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    debts = shop.rows("SELECT contract_id, uncontained FROM credit_hold")
    of = settings(postgres_url, redis_url, tmp_path)
    demo_showcase(of)

    card = seen(shop.buyer(1).ask("GET", "/goods/1").text)
    for said in ("Хит", "С этим товаром берут", "Берём второй год", "Сертификат соответствия на крепёж", "Goods 6"):
        assert said in card
    assert "без маркировки на головке" not in card
    assert shop.one("SELECT count(*) FROM review WHERE state = 'waiting'") == 1
    assert "Каталог крепежа" in shop.buyer(1).ask("GET", "/materials").text
    # They were shipped long ago: nothing is held, nobody is refused for them.
    assert shop.rows("SELECT contract_id, uncontained FROM credit_hold") == debts
    assert shop.one("SELECT count(*) FROM sales_order WHERE origin = 'offline' AND total > 0") == 2

    made = counts(shop)
    shop.run("DELETE FROM label_binding")
    demo_showcase(of)
    again = counts(shop)
    assert (again[0], again[1:]) == (0, made[1:]), "what an editor takes away stays away"


def counts(shop: Shop) -> list[int]:
    return [shop.one(f"SELECT count(*) FROM {table}") for table in COUNTED]


@pytest.fixture(autouse=True)
def gone(shop: Shop) -> None:
    shop.run("DELETE FROM audit_log WHERE action = 'demo.shown'")
