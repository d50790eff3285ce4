"""Holdings, counterparties, contracts with their terms and debts, individual prices."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from simulators.onec.demo.goods import Offer, PriceType
from simulators.onec.demo.ids import erp_id, organization_tin, person_tin, state_number
from simulators.onec.demo.parties import (
    Consignee,
    Contract,
    Counterparty,
    Debt,
    Holding,
    IndividualPrice,
    Manager,
    Organization,
)
from simulators.onec.demo.people import MOSCOW, PETERSBURG
from simulators.onec.demo.trade import KOPECK

HOLDINGS = (
    "СтройГарант",
    "Уют-Сервис",
    "МеталлИнвест",
    "Северный ветер",
    "АгроСнаб",
    "ДомоСтрой",
    "ТехноПарк",
    "ЭнергоМонтаж",
    "Речной порт",
    "Добрый мастер",
    "Вектор",
    "Гранит",
)
COMPANIES = (
    "СтройГарант-Монтаж",
    "СтройГарант-Юг",
    "Уют-Сервис",
    "УК Уют",
    "МеталлИнвест",
    "МеталлИнвест-Сервис",
    "Северный ветер",
    "Ветер-Логистика",
    "АгроСнаб",
    "АгроСнаб-Техника",
    "ДомоСтрой",
    "ТехноПарк-Сити",
    "ЭнергоМонтаж",
    "ЭнергоМонтаж СПб",
    "Речной порт",
    "Добрый мастер",
    "Вектор-М",
    "Гранит",
    "Мастеровой",
    "Хозтовары у дома",
    "Ремонт-Плюс",
    "Технострой",
)
PEOPLE = (
    "Абрамов Сергей Николаевич",
    "Воронина Татьяна Львовна",
    "Гусев Павел Андреевич",
    "Ершов Денис Игоревич",
    "Зуева Ирина Павловна",
    "Козлов Артём Витальевич",
    "Мельникова Юлия Олеговна",
    "Орлов Никита Романович",
)
STREETS = (
    "ул. Промышленная",
    "ул. Заводская",
    "пр-т Строителей",
    "ул. Складская",
    "Южное ш.",
    "ул. Лесная",
    "ул. Новая",
    "ул. Садовая",
)
MEMBERS = {
    0: 0,
    1: 0,
    2: 1,
    3: 1,
    4: 2,
    5: 2,
    6: 3,
    7: 3,
    8: 4,
    9: 4,
    10: 5,
    11: 6,
    12: 7,
    13: 7,
    14: 8,
    15: 9,
    16: 10,
    17: 11,
    22: 9,
}
COMMON_LIMITS = {0: Decimal("3000000.00"), 7: Decimal("1200000.00")}
TERMS = (
    ("limited", "1500000.00", 30),
    ("prepayment", None, 0),
    ("limited", "600000.00", 14),
    ("unlimited", None, 45),
    ("limited", "250000.00", 7),
)
SECOND = (0, 3, 6, 7, 10, 13, 16, 22, 27)  # counterparties with a contract of the second organization too
OVERDUE, EXPIRED, DOLLAR = 4, 9, 8


def holdings() -> tuple[Holding, ...]:
    return tuple(
        Holding(erp_id("holding", name), name, COMMON_LIMITS.get(place)) for place, name in enumerate(HOLDINGS)
    )


def counterparties(groups: Sequence[Holding], managers: Sequence[Manager]) -> tuple[Counterparty, ...]:
    """22 organizations and 8 entrepreneurs."""
    return tuple(_counterparty(number, name, groups, managers) for number, name in enumerate((*COMPANIES, *PEOPLE)))


def _counterparty(number: int, name: str, groups: Sequence[Holding], managers: Sequence[Manager]) -> Counterparty:
    ident, north = erp_id("counterparty", name), number % 3 == 1
    city = "г. Санкт-Петербург" if north else "г. Москва"
    company = number < len(COMPANIES)
    office = f"{'78' if north else '77'}{number % 30 + 1:02d}"
    postcode = 190000 + number * 37 if north else 105000 + number * 41
    address = f"{postcode}, {city}, {STREETS[number % 8]}, д. {number * 3 % 80 + 1}"
    return Counterparty(
        id=ident,
        kind="org" if company else "ip",
        name=f"{name} ООО" if company else f"{name} ИП",
        full_name=f'Общество с ограниченной ответственностью "{name}"'
        if company
        else f"Индивидуальный предприниматель {name}",
        inn=organization_tin(f"{office}{45000 + number * 113:05d}")
        if company
        else person_tin(f"{office}{450000 + number * 119:06d}"),
        kpp=f"{office}01001" if company else None,
        ogrn=state_number(
            f"1{number % 20 + 5:02d}77{4600000 + number * 977:07d}"
            if company
            else f"3{number % 20 + 5:02d}77{460000000 + number * 97711:09d}"
        ),
        address=address,
        phone=f"+7 ({'812' if north else '495'}) 600-{number:02d}-{number * 7 % 100:02d}",
        email=f"zakupki{number + 1:02d}@client.example",
        holding=groups[MEMBERS[number]].id if number in MEMBERS else None,
        region=(PETERSBURG if north else MOSCOW).id,
        manager=managers[number % len(managers)],
        consignees=tuple(
            Consignee(
                erp_id("consignee", name, str(place)),
                f"{name}, {label}",
                f"{city}, {STREETS[(number + place) % 8]}, д. {place * 10 + number}",
            )
            for place, label in enumerate(("склад", "объект", "магазин")[: 1 + number % 3], 1)
        ),
    )


def contracts(
    today: date, sellers: Sequence[Organization], buyers: Sequence[Counterparty], types: Sequence[PriceType]
) -> tuple[Contract, ...]:
    """Forty: one valid with the first organization for everyone, nine with the second, one that expired."""
    first = [_contract(today, number, sellers[0], buyer, types, default=True) for number, buyer in enumerate(buyers)]
    second = [_contract(today, number, sellers[1], buyers[number], types, default=False) for number in SECOND]
    old = _contract(today, EXPIRED, sellers[0], buyers[EXPIRED], types, default=False, expired=True)
    return (*first, *second, old)


def _contract(
    today: date,
    number: int,
    seller: Organization,
    buyer: Counterparty,
    types: Sequence[PriceType],
    *,
    default: bool,
    expired: bool = False,
) -> Contract:
    second = seller.id == erp_id("organization", "2")
    day = date(today.year - (2 if expired else 1), 1 + number % 12, 1 + number % 27)
    prefix = "СЗ" if second else "КИ"
    label = f"{prefix}-{number + 1:03d}/{day.year % 100}"
    dollar = number == DOLLAR and not second and not expired
    terms, limit, deferral = TERMS[(number + (2 if second else 0)) % len(TERMS)]
    kind = types[4] if dollar else types[1 + (number + second) % 3]
    amount = None if limit is None else Decimal("12000.00") if dollar else Decimal(limit)
    return Contract(
        id=erp_id("contract", prefix, str(number), "old" if expired else "new"),
        number=label,
        day=day,
        organization=seller.id,
        counterparty=buyer.id,
        currency=kind.currency,
        valid_from=day,
        valid_to=today - timedelta(days=40) if expired else date(today.year + 1, 12, 31) if number % 4 else None,
        price_type=kind.id,
        default=default,
        terms=terms,
        limit=amount,
        deferral_days=deferral,
        debts=() if expired or dollar or terms == "prepayment" else _debts(today, number, prefix, deferral),
        # The second organization settles its prices for every cart: with half of its clients nothing goes without it.
        refinement="none" if not second else "wait" if number % 2 else "confirm",
    )


def _debts(today: date, number: int, prefix: str, deferral: int) -> tuple[Debt, ...]:
    """Shipped before and not yet due; one counterparty has a document long past its day."""
    overdue = number == OVERDUE and prefix == "КИ"
    if number % 3 == 1 and not overdue:
        return ()
    day = today - timedelta(days=3)
    fresh = Debt(
        f"Реализация {prefix}-{number + 400:06d}",
        day,
        day + timedelta(days=deferral),
        Decimal("18450.75") + number * 3107,
    )
    if not overdue:
        return (fresh,)
    late = today - timedelta(days=60)
    return (Debt("Реализация КИ-000077", late, late + timedelta(days=deferral), Decimal("46210.30")), fresh)


def individual_prices(
    seed: int,
    today: date,
    agreed: Sequence[Contract],
    offers: Sequence[Offer],
    prices: Mapping[str, Mapping[str, Decimal]],
) -> tuple[IndividualPrice, ...]:
    """Eight contracts with 20 to 60 goods each, fewer in a small catalogue; every fourth has a price from ten units."""
    found: list[IndividualPrice] = []
    ruble = [one for one in agreed if one.default and one.currency == "RUB"]
    for place, contract in enumerate(ruble[::3][:8]):
        chance = Random(f"{seed}/individual/{contract.number}")
        priced = [offer for offer in offers if contract.price_type in prices[offer.id] and not offer.product.deleted]
        for number, offer in enumerate(chance.sample(priced, min(20 + place * 5, len(priced)))):
            base = prices[offer.id][contract.price_type]
            found.append(_individual(contract, offer, base * Decimal("0.93"), None, today))
            if number % 4 == 0:
                found.append(_individual(contract, offer, base * Decimal("0.88"), Decimal(10), today))
    return tuple(found)


def _individual(
    contract: Contract, offer: Offer, price: Decimal, minimum: Decimal | None, today: date
) -> IndividualPrice:
    return IndividualPrice(
        contract.id,
        offer.id,
        max(price.quantize(KOPECK), KOPECK),
        contract.currency,
        minimum,
        date(today.year, 1, 1),
        None,
    )
