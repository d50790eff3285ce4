"""The seller's own: organizations, regions, warehouses, managers, rates."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from simulators.onec.demo.ids import bank_account, erp_id, organization_tin, state_number
from simulators.onec.demo.parties import BankAccount, Manager, Organization, Rate, Region, Warehouse

SBER = ("044525225", 'ПАО "Сбербанк России"', "30101810400000000225")
RAIF = ("044525700", 'АО "Райффайзенбанк"', "30101810200000000700")
BALT = ("044030653", 'Северо-Западный банк ПАО "Сбербанк"', "30101810500000000653")

MOSCOW = Region(erp_id("region", "Москва"), "Москва")
PETERSBURG = Region(erp_id("region", "Санкт-Петербург"), "Санкт-Петербург")


def account(bank: tuple[str, str, str], number: int) -> BankAccount:
    return BankAccount(bank_account(bank[0], f"407028100380{number:08d}"), *bank)


def organizations() -> tuple[Organization, ...]:
    """Two legal entities, both on the general tax regime; the first owns the catalogue."""
    return (
        Organization(
            erp_id("organization", "1"),
            "Крепёж и Инструмент ТД ООО",
            'Общество с ограниченной ответственностью "Торговый дом Крепёж и Инструмент"',
            organization_tin("772345601"),
            "772301001",
            state_number("115774612345"),
            "109518, г. Москва, ул. Грайвороновская, д. 23, стр. 4",
            "+7 (495) 555-12-40",
            "Самойлов Игорь Петрович",
            "Ларина Ольга Викторовна",
            (account(SBER, 1001), account(RAIF, 1002)),
        ),
        Organization(
            erp_id("organization", "2"),
            "Крепёж-Северо-Запад ООО",
            'Общество с ограниченной ответственностью "Крепёж-Северо-Запад"',
            organization_tin("781612302"),
            "781601001",
            state_number("119784700123"),
            "194292, г. Санкт-Петербург, Парнас, 3-й Верхний пер., д. 9",
            "+7 (812) 555-40-12",
            "Вересов Антон Сергеевич",
            "Калинина Мария Юрьевна",
            (account(BALT, 2001),),
        ),
    )


def warehouses(sellers: Sequence[Organization]) -> tuple[Warehouse, ...]:
    """Two in each region; each serves the other region too, later. Парнас belongs to the second organization."""
    first, second = sellers[0].id, sellers[1].id
    here, there = ((MOSCOW, 1), (PETERSBURG, 3)), ((PETERSBURG, 1), (MOSCOW, 4))
    return (
        Warehouse(
            erp_id("warehouse", "Центральный"),
            "Центральный",
            "г. Москва, ул. Грайвороновская, д. 23",
            first,
            here,
        ),
        Warehouse(
            erp_id("warehouse", "Подольск"),
            "Подольск",
            "Московская обл., г. Подольск, Домодедовское ш., д. 1",
            first,
            ((MOSCOW, 2),),
        ),
        Warehouse(
            erp_id("warehouse", "Шушары"),
            "Шушары",
            "г. Санкт-Петербург, пос. Шушары, Московское ш., д. 70",
            first,
            there,
        ),
        Warehouse(
            erp_id("warehouse", "Парнас"),
            "Парнас",
            "г. Санкт-Петербург, 3-й Верхний пер., д. 9",
            second,
            ((PETERSBURG, 2),),
        ),
    )


def managers() -> tuple[Manager, ...]:
    named = (
        ("Котова Анна Дмитриевна", "kotova", "101"),
        ("Беляев Роман Олегович", "belyaev", "102"),
        ("Журавлёва Елена Игоревна", "zhuravleva", "103"),
    )
    return tuple(
        Manager(erp_id("manager", login), name, f"{login}@td-krepezh.example", f"+7 (495) 555-12-40 доб. {ext}")
        for name, login, ext in named
    )


def rates(today: date, days: int = 10) -> tuple[Rate, ...]:
    """Rates of the last days, today included; the yuan is told for ten."""
    base = (("USD", "81.40", 1), ("EUR", "94.15", 1), ("CNY", "113.80", 10))
    return tuple(
        Rate(
            currency,
            today - timedelta(days=back),
            Decimal(rate) + Decimal((back * 7 + place * 3) % 11 - 5) / 10 * nominal,
            nominal,
        )
        for back in reversed(range(days))
        for place, (currency, rate, nominal) in enumerate(base)
    )
