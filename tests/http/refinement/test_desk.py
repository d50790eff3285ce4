"""Whom the portal asks, what came of it, and what contracts want without an answer: the desk, packets, command line."""

import re
from base64 import b64encode
from collections.abc import Callable
from uuid import uuid4

import pytest

from entrypoints.bootstrap import ask_prices
from entrypoints.prove.world import named
from entrypoints.trouble import Trouble
from tests.capabilities import shows
from tests.http.rules.staff import staff_of
from tests.quotes_base import LOGIN, PASSWORD, QuotesBase
from tests.shop import PASSWORD as OF_THE_ERP
from tests.shop import Shop, Visitor, settings

pytestmark = shows("M024")

PATH = "/manage/exchange/prices"
SERVICE = "SELECT quote_url, quote_login, quote_password, quote_patience FROM connection WHERE id = 1"


Command = Callable[..., str]


def staff(shop: Shop, role: str) -> Visitor:
    return staff_of(shop, role).visitor


def seen(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def test_the_desk_sets_the_service_and_never_shows_its_password(shop: Shop, base: QuotesBase) -> None:
    admin = staff(shop, "administrator")
    page = admin.ask("GET", PATH).text
    assert base.url in page and LOGIN in page and PASSWORD not in page
    told = {"base": "1", "url": f"{base.url}/", "login": "другой", "password": "", "patience": "7"}
    assert admin.form(PATH, told).status_code == 303
    assert shop.rows(SERVICE) == [(f"{base.url}/", "другой", PASSWORD, 7)], "an empty password keeps the present one"
    assert admin.form(PATH, {**told, "login": "", "url": ""}).status_code == 303
    assert shop.rows(SERVICE) == [("", "", "", 7)], "no login has no password"
    buyer = shop.buyer(1)
    assert buyer.fill([(1, "1")])["refinement"] is None, "nobody is asked any more"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "1c.example.ru/hs", "Адрес должен начинаться с https://"),
        ("url", "ftp://1c.example.ru", "Адрес должен начинаться с https://"),
        ("url", "https://", "Адрес должен начинаться с https://"),
        ("url", "https://1c.example.ru:99999/", "Адрес должен начинаться с https://"),
        ("url", "https://1c.example.ru/ х", "Адрес должен начинаться с https://"),
        ("url", "https://user:secret@1c.example.ru/hs", "Уберите из адреса логин, пароль"),
        ("url", "https://1c.example.ru/hs?key=1", "Уберите из адреса логин, пароль"),
        ("login", "a:b", "без двоеточия"),
        ("patience", "0", "от 1 до 10 секунд"),
        ("patience", "60", "от 1 до 10 секунд"),
    ],
)
def test_what_is_no_service_is_refused_beside_its_field(shop: Shop, field: str, value: str, said: str) -> None:
    admin, before = staff(shop, "administrator"), shop.rows(SERVICE)
    told = {"base": "1", "url": "https://1c.example.ru/hs/b2b/v1", "login": "x", "patience": "5", field: value}
    refused = admin.form(PATH, told)
    assert refused.status_code == 422
    assert said in seen(refused.text)
    assert shop.rows(SERVICE) == before


def test_the_desk_lists_what_was_asked_and_came_of_it(shop: Shop, base: QuotesBase) -> None:
    buyer = shop.buyer(4)
    buyer.fill([(1, "1"), (2, "1")])
    base.manner = "partial"
    buyer.ask("POST", "/api/v1/cart/refinement", {})
    base.manner = "garbage"
    buyer.ask("POST", "/api/v1/cart/refinement", {})
    page = seen(staff(shop, "auditor").ask("GET", PATH).text)
    assert "Client 4" in page and "Buyer 4" in page and "ответ 1С не удалось прочитать" in page
    assert staff(shop, "manager").ask("GET", PATH).status_code == 403
    assert buyer.ask("GET", PATH).status_code == 403


def test_setting_is_a_right_of_its_own(shop: Shop) -> None:
    before = shop.rows(SERVICE)
    for role in ("manager", "auditor"):
        assert staff(shop, role).form(PATH, {"base": "1", "url": "", "patience": "5"}).status_code == 403
    assert shop.rows(SERVICE) == before


def test_a_policy_is_set_on_the_page_of_the_client(shop: Shop, base: QuotesBase) -> None:
    head, client = staff(shop, "sales_head"), named("counterparty", 5)
    path, contract = f"/manage/clients/{client}/refinement", named("contract", 5, 1)
    assert "как обычно: без ответа заказ идёт к подтверждению" in seen(head.ask("GET", path).text)
    policy = "SELECT refinement FROM contract WHERE id = %s"
    for told, stands in (("wait", "wait"), ("none", "none"), ("", None), ("nonsense", None)):
        assert head.form(path, {"contract": str(contract), "policy": told}).status_code == 303
        assert shop.one(policy, contract) == stands
    other = named("contract", 6, 1)
    assert head.form(path, {"contract": str(other), "policy": "wait"}).status_code == 404, "not of this client"
    assert shop.one(policy, other) is None
    assert staff(shop, "auditor").form(path, {"contract": str(contract), "policy": "wait"}).status_code == 403
    assert shop.one(policy, contract) is None


def test_a_manager_sees_the_policies_of_his_own_clients_alone(shop: Shop) -> None:
    manager = staff(shop, "manager")
    answers = [manager.ask("GET", f"/manage/clients/{id}/refinement") for id in (named("counterparty", 5), uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.fixture
def command(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Command:
    found = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    return lambda *told: ask_prices(found, *told)


def test_the_command_line_sets_the_same_by_the_same_rules(shop: Shop, command: Command) -> None:
    assert command("prove-1", "https://1c.example.ru/hs/b2b/v1", "портал", "тайна", 4) == (
        "prove-1: asked at https://1c.example.ru/hs/b2b/v1"
    )
    assert shop.rows(SERVICE) == [("https://1c.example.ru/hs/b2b/v1", "портал", "тайна", 4)]
    with pytest.raises(Trouble, match="begins with https"):
        command("prove-1", "nowhere", "", "", 5)
    with pytest.raises(Trouble):
        command("no such login", "https://1c.example.ru", "", "", 5)
    assert command("prove-1", "", "", "", 5) == "prove-1: not asked"


def packet(shop: Shop, number: int, **told: object) -> str:
    """A contract as the ERP tells it; the status of the message."""
    contract = named("contract", 7, 1)
    shop.run("UPDATE seller_organization SET connection_id = 1, erp_id = 's1' WHERE id = %s", named("seller", 1))
    facts = {
        "number": "7/1", "date": "2026-01-01", "organization": {"id": "s1"}, "counterparty": {"id": "k-Client 7"},
        "currency": "RUB", **told,
    }  # fmt: skip
    message = {
        "id": str(uuid4()), "seq": number, "type": "contract", "key": shop.one(
            "SELECT erp_id FROM contract WHERE id = %s", contract
        ), "payload": facts,
    }  # fmt: skip
    body = {
        "format": "b2b-erp", "format_version": "1.0", "from": "UT", "to": "PORTAL", "packet_no": number,
        "received_no": 0, "created_at": "2026-03-05T14:03:22+03:00", "messages": [message],
    }  # fmt: skip
    basic = b64encode(f"prove-1:{OF_THE_ERP}".encode()).decode()
    answer = shop.client.simulate_post("/erp/v1/packets", json=body, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200, answer.text
    return str(answer.json["results"][0]["status"])


def test_the_erp_tells_the_policy_of_a_contract_and_its_silence_keeps_it(shop: Shop) -> None:
    policy, contract = "SELECT refinement FROM contract WHERE id = %s", named("contract", 7, 1)
    assert packet(shop, 1, refinement="wait") == "applied"
    assert shop.one(policy, contract) == "wait"
    assert packet(shop, 2) == "applied"
    assert shop.one(policy, contract) == "wait", "not told is kept"
    assert packet(shop, 3, refinement="sometimes") == "rejected"
    assert packet(shop, 4, refinement=None) == "applied"
    assert shop.one(policy, contract) is None, "null is cleared"
