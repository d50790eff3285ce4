"""Favourites: kept for the person, on every device, until he removes them."""

from tests.capabilities import shows
from tests.http.card.people import Office, text
from tests.http.pages.person import seen
from tests.shop import PASSWORD, Shop, Visitor


def keep(who: Visitor, variant: int, **more: str) -> None:
    assert who.form("/favourites/keep", {"keep": str(variant), "back": "/catalogue", **more}).status_code == 303


@shows("M060")
def test_what_is_kept_survives_another_login(shop: Shop, him: Visitor, other: Visitor) -> None:
    keep(him, 4)
    keep(him, 5)
    login = shop.one(
        "SELECT u.login FROM app_user u JOIN session s ON s.user_id = u.id WHERE token_hash = sha256(%s)", b"prove-1"
    )
    made = shop.client.simulate_post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert made.status_code in (200, 201), made.text
    elsewhere = Visitor(shop.client, made.cookies["optovik_session"].value)
    assert "Goods 4" in text(elsewhere, "/favourites")
    assert "Goods 5" in text(elsewhere, "/favourites")
    assert "пока ничего нет" in text(other, "/favourites")


@shows("M060")
def test_a_list_and_a_card_show_what_is_kept_and_forget_it(him: Visitor) -> None:
    assert 'aria-pressed="true"' not in him.ask("GET", "/goods/4").text.replace('id="unit', "")
    part = him.client.simulate_post(
        "/favourites/keep",
        body="csrf=csrf&keep=4&back=/catalogue",
        headers={"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"},
        cookies=him.cookies,
    )
    assert 'id="keep-4"' in part.text
    assert 'aria-pressed="true"' in part.text
    assert "В избранном" in text(him, "/goods/4")
    assert him.ask("GET", "/catalogue").text.count('name="forget"') == 1
    him.form("/favourites/keep", {"forget": "4", "back": "/catalogue"})
    assert him.ask("GET", "/catalogue").text.count('name="forget"') == 0


@shows("M060", "N26")
def test_a_withdrawn_good_stays_greyed_with_its_replacement(shop: Shop, him: Visitor, office: Office) -> None:
    keep(him, 4)
    shop.run("INSERT INTO product_link VALUES ('substitute', 4, 5, 0)")
    office.withdraw(4)
    page = him.ask("GET", "/favourites").text
    assert 'class="gone"' in page
    told = seen(page)
    assert "снят с продажи" in told
    assert "Вместо него: Goods 5" in told
    assert '/goods/4"' not in page


@shows("M060")
def test_all_of_them_go_to_the_cart_and_what_is_gone_does_not(him: Visitor, office: Office) -> None:
    for variant in (4, 5, 6):
        keep(him, variant)
    office.withdraw(6)
    sent = him.form("/favourites", {"q-4": "7", "q-5": "", "q-6": "2", "do": "cart"})
    assert "В корзине 2 позиции." in seen(him.ask("GET", sent.headers["Location"]).text).replace("\u00a0", " ")
    lines = {line["variant"]: line["quantity"] for line in him.ask("GET", "/api/v1/cart").json["lines"]}
    assert {variant: float(quantity) for variant, quantity in lines.items()} == {"4": 7, "5": 1}
    assert 'name="q-4" value="7"' in him.ask("GET", "/favourites").text


def test_a_quantity_that_is_none_comes_back_with_its_fault_and_the_others_are_kept(him: Visitor) -> None:
    keep(him, 4)
    keep(him, 5)
    answer = him.form("/favourites", {"q-4": "много", "q-5": "3", "do": "save"})
    assert answer.status_code == 422
    assert 'value="много"' in answer.text
    assert "не количество" in seen(answer.text)
    assert 'name="q-5" value="3"' in him.ask("GET", "/favourites").text


def test_removing_is_undone_with_its_quantity(him: Visitor) -> None:
    keep(him, 4, quantity="9")
    gone = him.form("/favourites", {"q-4": "9", "remove": "4"})
    page = him.ask("GET", gone.headers["Location"]).text
    assert "Убрано из избранного" in seen(page)
    assert 'name="quantity" value="9"' in page
    keep(him, 4, quantity="9")
    assert 'name="q-4" value="9"' in him.ask("GET", "/favourites").text


@shows("M060", "N20")
def test_what_is_hidden_from_the_client_is_not_there_and_comes_back_with_the_right(
    him: Visitor, other: Visitor, office: Office
) -> None:
    for who in (him, other):
        keep(who, 1)
        keep(who, 4)
    office.hide(1, 1)
    page = text(him, "/favourites")
    assert "Goods 1" not in page
    assert "1 товар" in page
    assert "Goods 1" in text(other, "/favourites")
    unknown, hidden = (him.form("/favourites/keep", {"keep": id}).status_code for id in ("888", "1"))
    assert unknown == hidden == 404


def test_there_is_a_bound_and_it_is_told(shop: Shop, him: Visitor) -> None:
    user = shop.one("SELECT user_id FROM session WHERE token_hash = sha256(%s)", b"prove-1")
    shop.run("INSERT INTO favourite (user_id, variant_id) SELECT %s, n FROM generate_series(1001, 1500) AS n", user)
    refused = him.form("/favourites/keep", {"keep": "4", "back": "/catalogue"})
    assert refused.status_code == 409
    assert "больше не помещается" in seen(refused.text)


def test_no_form_is_taken_without_its_token(him: Visitor) -> None:
    for path in ("/favourites", "/favourites/keep", "/compare/change"):
        assert him.form(path, {"csrf": "forged", "keep": "4", "add": "4"}).status_code == 403
