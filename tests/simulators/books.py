"""A small twin with a clock of the test's own, and orders for it as a portal writes them."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define

from simulators.onec.demo.goods import Offer
from simulators.onec.demo.parties import Contract
from simulators.onec.twin import Pace, Twin
from tests.simulators.portal import Portal

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Moscow"))
SPACE = "{urn:1C.ru:commerceml_2}"


@define
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


def a_twin(portal: Portal, state: Path) -> Twin:
    pace = Pace(confirm=0, assemble=20, ship=None)
    return Twin(portal.url, "erp", "x", state, goods=40, pace=pace, tell=lambda _: None, clock=Clock())


def a_contract(twin: Twin) -> Contract:
    return next(one for one in twin.books.contracts if one.terms == "limited" and one.currency == "RUB" and one.default)


def plenty(twin: Twin) -> Offer:
    place = twin.books.warehouses[0].id
    return max(twin.books.offers, key=lambda offer: twin.books.stock[place, offer.id])


def an_order(
    twin: Twin, number: str = "Z000000001", quantity: str = "10", extra: str = "", operation: str = "Заказ товара"
) -> bytes:
    one = a_contract(twin)
    amount = Decimal(quantity) * Decimal("12.50")
    text = f"""<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.08"><Документ>
<Ид>site-{number}</Ид><Номер>{number}</Номер><Дата>2026-11-23</Дата><ХозОперация>{operation}</ХозОперация><Роль>Продавец</Роль>
<Валюта>RUB</Валюта><Курс>1</Курс><Сумма>{amount}</Сумма>
<Контрагенты><Контрагент><Ид>{one.counterparty}</Ид><Наименование>Покупатель</Наименование></Контрагент></Контрагенты>
<Товары><Товар><Ид>{plenty(twin).id}</Ид><Наименование>Товар</Наименование><ЦенаЗаЕдиницу>12.50</ЦенаЗаЕдиницу>
<Количество>{quantity}</Количество><Сумма>{amount}</Сумма></Товар></Товары>
<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>ДоговорИд</Наименование><Значение>{one.id}</Значение></ЗначениеРеквизита>
<ЗначениеРеквизита><Наименование>СкладИд</Наименование><Значение>{twin.books.warehouses[0].id}</Значение></ЗначениеРеквизита>
{extra}</ЗначенияРеквизитов></Документ></КоммерческаяИнформация>"""
    return text.encode("cp1251")


def free(twin: Twin) -> Decimal:
    return twin.store.free(plenty(twin).id)[twin.books.warehouses[0].id]
