"""Promo codes at the seller's: made one by one and by the hundred, changed, switched off, seen with their uses."""

import re

import pytest
from attrs import frozen

from domain.pricing.promo import promo_key
from tests.capabilities import shows
from tests.http.prices.office import staff, text
from tests.shop import Shop, Visitor

PATH = "/manage/promo"
TERMS = {"kind": "percent", "value": "10", "currency": "RUB"}

pytestmark = shows("M118")


@frozen
class Desk:
    shop: Shop
    head: Visitor
    auditor: Visitor
    manager: Visitor

    def made(self, **more: str) -> str:
        """The address of a code that the form has made."""
        answer = self.head.form(f"{PATH}/new", {**TERMS, **more})
        assert answer.status_code == 303, text(answer)
        return answer.headers["Location"].partition("?")[0]

    def codes(self) -> int:
        return int(self.shop.one("SELECT count(*) FROM promo_code"))


@pytest.fixture(scope="module")
def desk(shop: Shop) -> Desk:
    for variant in range(1, 9):
        shop.run("UPDATE product SET sku = %s, sku_key = %s WHERE id = %s", f"А-{variant}", f"A{variant}", variant)
    shop.run("UPDATE counterparty SET inn = '7700000007' WHERE id = (SELECT min(id::text)::uuid FROM counterparty)")
    return Desk(shop, *(staff(shop, role, None) for role in ("sales_head", "auditor", "manager")))


def test_a_code_is_made_with_its_terms_and_its_log(desk: Desk) -> None:
    path = desk.made(code="Весна 27", name="Рассылка", value="7,5", minimum="10 000", most_uses="100", most_each="1",
                     valid_to="2030-12-31", articles="а-1\nА2", companies="7700000007")  # fmt: skip
    page = text(desk.head.ask("GET", path))
    for told in ("Весна 27", "−7,5 %", "действует", "из 100", "Сотрудник sales_head"):
        assert told in page
    assert 'value="Рассылка"' in desk.head.ask("GET", path).text
    [row] = desk.shop.rows(
        "SELECT c.key, c.value, c.minimum, c.which, l.action, l.content ->> 'value' FROM promo_code c"
        " JOIN promo_code_log l ON l.promo_id = c.id WHERE c.code = 'Весна 27'"
    )
    assert (row[0], str(row[1]), str(row[2]), row[3], row[4], row[5]) == (
        promo_key("ВЕСНА27"), "7.50", "10000.00", {"products": [1, 2]}, "made", "7.5",
    )  # fmt: skip
    assert "Весна 27" in text(desk.head.ask("GET", f"{PATH}?q=весна-27&state=on"))
    assert "Весна 27" not in text(desk.head.ask("GET", f"{PATH}?state=off"))


@pytest.mark.parametrize("spelt", ["м-а-р-с", "MAPC", " Mарс "])
def test_one_code_is_one_code_however_it_is_spelt(desk: Desk, spelt: str) -> None:
    if not desk.shop.rows("SELECT FROM promo_code WHERE code = 'МАРС'"):
        desk.made(code="МАРС")
    before = desk.codes()
    again = desk.head.form(f"{PATH}/new", {**TERMS, "code": spelt})
    assert again.status_code == 422
    assert "уже есть" in text(again)
    assert desk.codes() == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"code": " "}, "Промокод: от 1 до 40 букв и цифр."),
        ({"value": "101"}, "процент больше 0 и не больше 100"),
        ({"value": "десять"}, "«десять» здесь не подходит."),
        ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, "Последний день не раньше первого."),
        ({"articles": "НЕТ-ТАКОГО"}, "Товара с артикулом «НЕТ-ТАКОГО» нет."),
        ({"companies": "1234567890"}, "Клиента с ИНН «1234567890» нет."),
        ({"sections": "Нигде"}, "Раздела «Нигде» нет."),
        ({"holdings": "Никто"}, "Холдинга «Никто» нет."),
        ({"most_uses": "0"}, "Число применений: целое, от 1."),
        ({"count": "1001"}, "от 1 до 1000"),
    ],
)
def test_nonsense_is_told_beside_its_field_and_nothing_is_lost(desk: Desk, typed: dict[str, str], told: str) -> None:
    before = desk.codes()
    refused = desk.head.form(f"{PATH}/new", {**TERMS, "code": "ЧЕПУХА", "name": "не потеряй", **typed})
    assert refused.status_code == 422
    assert told in text(refused)
    assert "не потеряй" in refused.text
    assert desk.codes() == before


def test_codes_are_generated_that_nobody_can_guess(desk: Desk) -> None:
    before = desk.codes()
    page = desk.head.form(f"{PATH}/new", {**TERMS, "code": "ЯРМАРКА", "count": "50", "most_uses": "1"})
    assert page.status_code == 200
    codes = set(re.findall(r"ЯРМАРКА-[BCDFGHJKLMNPQRSTVWXZ2-9]{8}", page.text))
    assert len(codes) == 50
    assert desk.codes() == before + 50
    stored = desk.shop.rows("SELECT code, most_uses FROM promo_code WHERE code = ANY(%s)", list(codes))
    assert {code for code, _ in stored} == codes
    assert {most for _, most in stored} == {1}


def test_a_change_is_a_version_and_an_old_form_changes_nothing(desk: Desk) -> None:
    path = desk.made(code="ВЕРСИЯ", articles="А-1")
    changed = {**TERMS, "value": "12", "articles": "А-1", "seen": "1"}
    assert desk.head.form(path, changed).status_code == 303
    late = desk.head.form(path, {**changed, "value": "50"})
    assert late.status_code == 409
    assert "изменили, пока вы его правили" in text(late)
    id = path.rpartition("/")[2]
    log = desk.shop.rows("SELECT version, content ->> 'value' FROM promo_code_log WHERE promo_id = %s::uuid"
                         " ORDER BY 1", id)  # fmt: skip
    assert log == [(1, "10"), (2, "12")]
    assert desk.head.form(path, {**changed, "seen": "2"}).status_code == 303
    assert desk.shop.one("SELECT version FROM promo_code WHERE id = %s::uuid", id) == 2, "the same is nothing new"


def test_the_log_is_never_changed(desk: Desk) -> None:
    desk.made(code="ЖУРНАЛ")
    for statement in ("UPDATE promo_code_log SET action = 'x'", "DELETE FROM promo_code_log"):
        with pytest.raises(Exception, match="append-only"):
            desk.shop.run(statement)


def test_switched_off_it_refuses_the_next_order_and_keeps_its_uses(desk: Desk) -> None:
    path = desk.made(code="СТОП")
    buyer = desk.shop.buyer(10)
    buyer.fill([(1, "2")])
    cart = buyer.ask("PUT", "/api/v1/cart/promo", {"code": "СТОП"}).json
    number = buyer.order(cart, "before the stop").json["orders"][0]["number"]
    assert desk.head.form(f"{path}/switch", {"to": "off"}).status_code == 303
    page = text(desk.head.ask("GET", path))
    assert "выключен" in page
    assert number in page
    buyer.fill([(1, "2")])
    refused = buyer.ask("PUT", "/api/v1/cart/promo", {"code": "СТОП"})
    assert refused.json["code"] == "promo.not-in-force"
    assert desk.head.form(f"{path}/switch", {"to": "on"}).status_code == 303
    assert buyer.ask("PUT", "/api/v1/cart/promo", {"code": "СТОП"}).status_code == 200


def test_seeing_and_changing_are_rights_of_their_own(desk: Desk) -> None:
    path = desk.made(code="ПРАВО")
    before = desk.shop.rows("SELECT count(*), max(version) FROM promo_code")
    assert desk.auditor.ask("GET", PATH).status_code == desk.auditor.ask("GET", path).status_code == 200
    assert {desk.manager.ask("GET", each).status_code for each in (PATH, path, f"{PATH}/new")} == {403}
    for asker in (desk.auditor, desk.manager, desk.shop.buyer(0)):
        assert asker.form(f"{PATH}/new", {**TERMS, "code": "ЧУЖОЙ"}).status_code == 403
        assert asker.form(path, {**TERMS, "seen": "1"}).status_code == 403
        assert asker.form(f"{path}/switch", {"to": "off"}).status_code == 403
    assert desk.shop.rows("SELECT count(*), max(version) FROM promo_code") == before


def test_a_role_that_sees_only_its_own_clients_has_no_desk_of_codes(desk: Desk) -> None:
    """Whatever else it may: a code names clients and shows who used it."""
    path = desk.made(code="НЕ ВСЕМ")
    desk.shop.run(
        "INSERT INTO role (code, name, permissions) VALUES ('narrow', 'Narrow', %s)",
        ["client.see-own", "promo.see", "promo.change"],
    )
    narrow = staff(desk.shop, "narrow", None)
    assert {narrow.ask("GET", each).status_code for each in (PATH, path, f"{PATH}/new")} == {403}
    assert narrow.form(f"{PATH}/new", {**TERMS, "code": "УЗКИЙ", "companies": "7700000007"}).status_code == 403
