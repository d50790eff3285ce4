"""Reviews: one of a good by a client who ordered it, read first, signed and dated, counted into the rating."""

import threading
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from adapters.postgres.database import Database
from adapters.postgres.reviews import PostgresReviews
from application.shared.outbox import MAIL
from domain.shared.ids import CounterpartyId, ProductId
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.consequences import MemoryFiles, a_post_office, consumers
from tests.http.card.people import Office, text
from tests.http.pages.person import seen
from tests.http.test_isolation import staff_of
from tests.shop import Shop, Visitor


@pytest.fixture
def head(office: Office) -> Visitor:
    return office.person("sales_head").visitor


def bought(who: Visitor, *products: int) -> None:
    who.placed([(product, "2") for product in products], str(uuid4()))


def write(who: Visitor, product: int, stars: str = "5", body: str = "Хорошо", signed: str = "Анна К.") -> int:
    form = {"stars": stars, "body": body, "signed": signed}
    return who.form(f"/goods/{product}/review", form).status_code


def judge(by: Visitor, review: UUID, do: str = "publish", reason: str = "") -> int:
    return by.form(f"/manage/reviews/{review}", {"do": do, "reason": reason}).status_code


def last(shop: Shop) -> UUID:
    return UUID(str(shop.one("SELECT id FROM review ORDER BY written_at DESC LIMIT 1")))


@shows("M014")
def test_a_client_who_bought_writes_one_and_others_see_it_once_it_was_read(
    shop: Shop, him: Visitor, other: Visitor, head: Visitor
) -> None:
    assert write(him, 4) == 409
    assert "Отзыв может оставить компания" in seen(him.form("/goods/4/review", {"stars": "5", "signed": "А"}).text)
    bought(him, 4)
    assert 'name="stars"' in him.ask("GET", "/goods/4").text
    assert write(him, 4, body="Крепкий <b>болт</b><script>x</script>") == 303
    assert "ждёт проверки" in text(him, "/goods/4")
    assert "Крепкий" not in text(other, "/goods/4")
    assert write(him, 4) == 409
    assert judge(head, last(shop)) == 303
    page = other.ask("GET", "/goods/4").text
    assert "Крепкий &lt;b&gt;болт&lt;/b&gt;" in page
    assert "<script>x" not in page
    told = text(other, "/goods/4")
    assert "Анна К." in told
    assert shop.one("SELECT to_char(now() AT TIME ZONE 'Europe/Moscow', 'DD.MM.YYYY')") in told
    assert 'name="stars"' not in other.ask("GET", "/goods/4").text


@shows("M014")
def test_a_colleague_of_the_same_company_does_not_write_a_second(shop: Shop, him: Visitor, other: Visitor) -> None:
    bought(him, 4)
    write(him, 4)
    user, party = uuid4(), named("counterparty", 1)
    shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind, default_counterparty_id)"
        " VALUES (%s, %s, 'Коллега', '', 'buyer', %s)",
        *(user, str(user), party),
    )
    role = "INSERT INTO membership (id, user_id, role, counterparty_id) VALUES (%s, %s, 'buyer', %s)"
    shop.run(role, uuid4(), user, party)
    shop.run("INSERT INTO cart (id, user_id, counterparty_id) VALUES (%s, %s, %s)", uuid4(), user, party)
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, 'csrf', now() + interval '1 day')",
        *(b"colleague", user),
    )
    colleague = Visitor(shop.client, "colleague")
    assert write(colleague, 4) == 409
    assert shop.one("SELECT count(*) FROM review") == 1


@shows("M014")
def test_a_refused_review_tells_the_reason_and_is_written_anew(shop: Shop, him: Visitor, head: Visitor) -> None:
    bought(him, 4)
    write(him, 4, body="Звоните мне: 8-900")
    review = last(shop)
    unsaid = head.form(f"/manage/reviews/{review}", {"do": "refuse", "reason": " "})
    assert unsaid.status_code == 422
    assert "прочтёт автор" in seen(unsaid.text)
    assert judge(head, review, "refuse", "Уберите телефон") == 303
    assert "Уберите телефон" in text(him, "/reviews")
    assert "Уберите телефон" in text(him, "/goods/4")
    assert write(him, 4, body="Без телефона") == 303
    assert shop.one("SELECT state FROM review") == "waiting"
    told = "SELECT count(*) FROM outbox WHERE kind = 'review.judged' AND payload->>'review_id' = %s"
    assert shop.one(told, str(review)) == 1


@shows("M014", "M004")
def test_the_author_is_written_to_once_for_each_judgement(shop: Shop, him: Visitor, head: Visitor) -> None:
    bought(him, 4)
    write(him, 4)
    review = last(shop)
    judge(head, review, "refuse", "Уберите телефон")
    judge(head, review, "refuse", "Уберите телефон")
    opened = "SELECT id FROM outbox WHERE kind = 'review.judged' AND payload->>'review_id' = %s"
    [(outbox_id,)] = shop.rows(opened, str(review))
    with a_post_office() as post:
        send = consumers(Database(shop.database.url), post.mailer, MemoryFiles())[MAIL]
        send(outbox_id)
        send(outbox_id)
        [letter] = post.letters
    body = letter.get_body(("plain",))
    assert body is not None
    assert letter["To"].endswith("<prove-1@example.org>")
    assert "Причина: Уберите телефон." in body.get_content()


@shows("M015")
def test_the_rating_follows_what_is_published(shop: Shop, him: Visitor, other: Visitor, head: Visitor) -> None:
    for who, stars in ((him, "5"), (other, "2")):
        bought(who, 4)
        write(who, 4, stars)
        assert shop.rows("SELECT * FROM product_rating") == ([] if who is him else [(4, 1, 5, Decimal("3.6364"))])
        judge(head, last(shop))
    assert shop.rows("SELECT * FROM product_rating") == [(4, 2, 7, Decimal("3.5000"))]
    assert "3,5 (2)" in text(him, "/catalogue")
    judge(head, last(shop), "refuse", "Не о товаре")
    assert shop.rows("SELECT * FROM product_rating") == [(4, 1, 5, Decimal("3.6364"))]
    judge(head, last(shop), "refuse", "Не о товаре")
    assert shop.rows("SELECT votes FROM product_rating") == [(1,)]


@shows("M014")
def test_what_is_missing_is_told_and_nothing_typed_is_lost(him: Visitor) -> None:
    bought(him, 4)
    answer = him.form("/goods/4/review", {"stars": "9", "body": "Написано много", "signed": "Анна"})
    assert answer.status_code == 422
    assert "Поставьте оценку" in seen(answer.text)
    assert "Написано много" in answer.text
    long = him.form("/goods/4/review", {"stars": "5", "body": "я" * 3001, "signed": "Анна"})
    assert "Не больше 3000 знаков" in seen(long.text)


@shows("M014")
def test_a_cancelled_order_is_no_purchase(shop: Shop, him: Visitor) -> None:
    bought(him, 6)
    shop.run(
        "UPDATE order_line SET cancelled = ordered WHERE variant_id = 6 AND order_id IN"
        " (SELECT id FROM sales_order WHERE counterparty_id = %s)",
        named("counterparty", 1),
    )
    assert write(him, 6) == 409


@shows("M014", "N20")
def test_hidden_goods_have_no_reviews_of_any_kind(shop: Shop, him: Visitor, head: Visitor, office: Office) -> None:
    bought(him, 1)
    write(him, 1)
    judge(head, last(shop))
    assert "Goods 1" in text(him, "/reviews")
    office.hide(1, 1)
    assert "Goods 1" not in text(him, "/reviews")
    assert write(him, 1) == 404


@shows("M014")
def test_a_manager_reads_those_of_his_own_clients(shop: Shop, him: Visitor, other: Visitor) -> None:
    mine = uuid4()
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Manager')", mine)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", mine, named("counterparty", 1))
    manager = staff_of(shop, mine, "manager")
    for who, body in ((him, "Мой клиент"), (other, "Чужой клиент")):
        bought(who, 5)
        write(who, 5, body=body)
    queue = text(manager, "/manage/reviews")
    assert "Мой клиент" in queue
    assert "Чужой клиент" not in queue
    assert judge(manager, last(shop)) == 404
    assert him.ask("GET", "/manage/reviews").status_code == 403


@shows("M014")
def test_of_two_at_once_one_is_kept(shop: Shop, him: Visitor) -> None:
    bought(him, 5)
    done: list[int] = []
    both = [threading.Thread(target=lambda: done.append(write(him, 5))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(done) == [303, 409]
    standing = PostgresReviews(shop.database).standing(CounterpartyId(named("counterparty", 1)), ProductId(5))
    assert standing.own is not None
