"""Orders on their way to 1C: offered, confirmed by version, the bad one told apart (X3)."""

from xml.etree import ElementTree

import pytest

from tests.capabilities import shows
from tests.http.exchange import files
from tests.http.exchange.books import books, placed
from tests.http.exchange.portal import Portal

pytestmark = shows("M090")


def numbers(text: str) -> list[str]:
    return [part.partition("<")[0] for part in text.split("<Номер>")[1:]]


def test_without_orders_the_answer_is_an_empty_root(exchange: Portal) -> None:
    answer = exchange.login("sale").ask("query")

    assert answer.content.startswith(b"<?xml")
    assert "Документ>" not in answer.text
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"


def test_an_order_is_offered_until_it_is_confirmed(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    caller = exchange.login("sale")

    assert numbers(caller.ask("query").text) == ["B000001"]
    assert numbers(caller.ask("query").text) == ["B000001"]
    assert caller.ask("success").text == "success"
    assert numbers(caller.ask("query").text) == []
    assert exchange.rows("SELECT state, queries FROM order_offer") == [("delivered", 2)]


def test_the_order_names_what_1c_looks_it_up_by(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)

    text = exchange.login("sale").ask("query").text

    for name, value in (
        ("Договор контрагента", "12/26"), ("ДоговорИд", "c1"), ("ОрганизацияИд", "org"), ("СкладИд", "w1"),
        ("Вид цен", "Опт"), ("Организация", "ООО Опт"), ("Склад", "Главный"),
    ):  # fmt: skip
        assert f"<Наименование>{name}</Наименование>\n<Значение>{value}</Значение>" in text
    for told in ("<Ид>p1</Ид>", "<Количество>10</Количество>", "<Сумма>1000.00</Сумма>", "<ИНН>7728168971</ИНН>",
                 "<Время>11:00:00</Время>", "<Валюта>RUB</Валюта>"):  # fmt: skip
        assert told in text


@pytest.mark.parametrize("options", [{"profile": "container"}])
def test_the_container_profile_is_the_connection_s(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)

    assert "<Контейнер>" in exchange.login("sale").ask("query").text


def test_what_changed_after_the_query_stays_pending(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    caller = exchange.login("sale")
    caller.ask("query")
    exchange.run("UPDATE order_offer SET version = version + 1")

    caller.ask("success")

    assert exchange.rows("SELECT state FROM order_offer") == [("pending",)]


def test_a_session_confirms_only_what_it_was_given(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    first, second = exchange.login("sale"), exchange.login("sale")
    first.ask("query")
    placed(exchange, "B000002")
    second.ask("query")

    first.ask("success")

    assert exchange.rows("SELECT state FROM order_offer ORDER BY order_id") == [("delivered",), ("pending",)]


def test_the_batch_is_halved_until_the_offender_is_alone_and_set_aside(exchange: Portal) -> None:
    books(exchange)
    for number in range(1, 9):
        placed(exchange, f"B00000{number}", ("p1", "1"))
        exchange.run("UPDATE order_offer SET created_at = now() WHERE queries = 0")
    caller, offender, taken, sizes = exchange.login("sale"), "B000001", set(), []

    for _ in range(12):
        offered = numbers(caller.ask("query").text)
        sizes.append(len(offered))
        if offered and offender not in offered:
            caller.ask("success")
            taken |= set(offered)

    assert sizes[0] == 8
    assert 1 in sizes
    assert taken == {f"B00000{n}" for n in range(2, 9)}
    assert exchange.one("SELECT error <> '' FROM order_offer WHERE state = 'pending'")


def test_an_order_that_1c_could_not_read_does_not_spoil_the_others(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    placed(exchange, "B000002")
    exchange.run("UPDATE sales_order SET total = total + 1 WHERE number = 'B000001'")

    assert numbers(exchange.login("sale").ask("query").text) == ["B000002"]
    assert "Сумма" in exchange.one("SELECT error FROM order_offer WHERE error <> ''")


def test_an_order_that_never_came_back_is_offered_again(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    caller = exchange.login("sale")
    caller.ask("query")
    caller.ask("success")
    exchange.run("UPDATE order_offer SET delivered_at = now() - interval '3 hours'")

    exchange.sweep()

    assert numbers(caller.ask("query").text) == ["B000001"]


def test_an_order_that_came_back_with_a_number_is_not_offered(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    caller = exchange.login("sale")

    assert caller.load("orders.xml", files.orders(files.document("B000001", Номер_по_1С="УТ-1"))) == "success"

    assert numbers(caller.ask("query").text) == []
    assert exchange.rows("SELECT state FROM order_offer") == [("accepted",)]


def test_listen_answers_at_once_when_there_is_an_order(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    caller = exchange.login("sale")
    caller.type = "listen"

    assert caller.ask("").text == "success"


def test_orders_of_another_base_are_not_offered(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    exchange.run("INSERT INTO connection (name, login, password_hash) VALUES ('УНФ', 'unf', 'x')")
    exchange.run("UPDATE order_offer SET connection_id = 2")

    assert numbers(exchange.login("sale").ask("query").text) == []


def test_every_line_goes_in_its_order(exchange: Portal) -> None:
    books(exchange, "p1", "p2", "p3")
    placed(exchange, "B000001", ("p1", "1"), ("p2", "2"), ("p3", "3"))

    text = exchange.login("sale").ask("query").text

    assert text.count("<Товар>") == 3


@shows("M118")
def test_a_discount_is_in_the_price_and_told_for_information(exchange: Portal) -> None:
    """Sums add up; `УчтеноВСумме` is true, or 1C would take the discount off once more."""
    books(exchange)
    placed(exchange, "B000001", ("p1", "3"))
    exchange.run("UPDATE order_line SET discount = 100.01, amount = 199.99, gross = 199.99")
    exchange.run("UPDATE sales_order SET total = 199.99")

    document = next(ElementTree.fromstring(exchange.login("sale").ask("query").content).iter("Документ"))

    [line] = document.iter("Товар")
    assert document.findtext("Сумма") == line.findtext("Сумма") == "199.99"
    assert line.findtext("ЦенаЗаЕдиницу") == "66.66"
    told = [(one.findtext("Сумма"), one.findtext("УчтеноВСумме")) for one in line.iter("Скидка")]
    assert told == [("100.01", "true")]


@shows("M024")
def test_prices_that_1c_has_not_confirmed_are_told_to_it(exchange: Portal) -> None:
    books(exchange)
    placed(exchange)
    told = "<Наименование>ЦеныТребуютПодтверждения</Наименование>\n<Значение>true</Значение>"
    assert "ЦеныТребуютПодтверждения" not in exchange.login("sale").ask("query").text
    exchange.run("UPDATE sales_order SET to_confirm = true")
    assert told in exchange.login("sale").ask("query").text
