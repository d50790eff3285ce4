"""The seller, its warehouses, price types, contracts and the buyers of the fake portal."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from application.access.context import BuyerContext, ContractFacts, Visit
from domain.access.authority import Authority, Party
from domain.access.permission import BUILT_IN_ROLES
from domain.credit.credit_line import CreditTerms
from domain.ordering.circumstances import ServingWarehouse
from domain.pricing.book import PriceType, Rate
from domain.shared.ids import (
    CartId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PriceTypeId,
    RegionId,
    UserId,
    WarehouseId,
)
from domain.shared.money import Currency, Money

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def uid(number: int) -> UUID:
    return UUID(int=0x0190_0000_0000_7000_8000_000000000000 + number)


def rub(amount: str) -> Money:
    return Money(Decimal(amount))


TRADE, NORTH = OrganizationId(uid(1)), OrganizationId(uid(2))
TRADE_NAME, NORTH_NAME = "ООО «ТД Крепёж и Инструмент»", "ООО «Крепёж-Северо-Запад»"
MOSCOW, PETERSBURG = RegionId(uid(11)), RegionId(uid(12))
CENTRAL = ServingWarehouse(WarehouseId(1), "Центральный", TRADE, TRADE_NAME)
PODOLSK = ServingWarehouse(WarehouseId(2), "Подольск", TRADE, TRADE_NAME)
PARNAS = ServingWarehouse(WarehouseId(3), "Парнас", NORTH, NORTH_NAME)
WAREHOUSES = {MOSCOW: (CENTRAL, PODOLSK), PETERSBURG: (PARNAS, CENTRAL)}
REGIONS = {MOSCOW: "Москва", PETERSBURG: "Санкт-Петербург"}
OPT, SMALL, RETAIL = PriceTypeId(1), PriceTypeId(2), PriceTypeId(3)
TYPES = {
    RETAIL: PriceType(RETAIL, "Розница", Currency.RUB),
    SMALL: PriceType(SMALL, "Мелкий опт", Currency.RUB, fallback=RETAIL),
    OPT: PriceType(OPT, "Крупный опт", Currency.USD, fallback=SMALL),
}
# Monday is the bank day, and its rate is Saturday's.
RATES = {Currency.USD: Rate(Currency.USD, date(2026, 11, 21), Decimal("81.4000"), "cbr")}
STROY, REMONT = CounterpartyId(uid(31)), CounterpartyId(uid(32))
PARTIES = {
    STROY: ("ООО «СтройКомплект Плюс»", "7723456019", HoldingId(uid(21))),
    REMONT: ("ИП Ремизов Дмитрий Олегович", "502912345678", HoldingId(uid(22))),
}


def contract(number: int, name: str, organization: OrganizationId, kind: PriceTypeId, **more: object) -> ContractFacts:
    facts: dict[str, object] = {
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "is_default": False,
        "terms": CreditTerms.LIMITED,
        "deferral_days": 30,
        "pays_vat": True,
        **more,
    }
    organization_name = TRADE_NAME if organization == TRADE else NORTH_NAME
    return ContractFacts(
        ContractId(uid(number)),
        name,
        organization,
        organization_name,
        kind,
        TYPES[kind].name,
        Currency.RUB,
        **facts,  # type: ignore[arg-type]
    )


CONTRACTS = {
    STROY: (
        contract(
            41,
            "12/2026",
            TRADE,
            SMALL,
            is_default=True,
            limit=rub("1500000.00"),
            debt=rub("912400.50"),
            held=rub("84310.00"),
        ),
        contract(42, "СЗ-7", NORTH, RETAIL, terms=CreditTerms.PREPAYMENT, deferral_days=0),
        contract(43, "08/2025", TRADE, OPT, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)),
        contract(45, "14/2026-О", TRADE, OPT, limit=rub("300000.00"), debt=rub("0.00"), held=rub("0.00")),
    ),
    REMONT: (contract(44, "31-ИП", TRADE, RETAIL, is_default=True, terms=CreditTerms.PREPAYMENT, deferral_days=0),),
}
BUYER, ACCOUNTANT, MANAGER, ADMIN = (UserId(uid(n)) for n in (51, 52, 53, 54))


def permissions(role: str) -> frozenset[str]:
    return frozenset(BUILT_IN_ROLES[role][1])


def authority(user: UserId, language: str = "ru") -> Authority:
    if user in (MANAGER, ADMIN):
        role = "manager" if user == MANAGER else "administrator"
        name = "Котова Анна Дмитриевна" if user == MANAGER else "Администратор"
        return Authority(user, name, True, language, "csrf-staff", (), permissions(role), uid(61))
    role = "head" if user == BUYER else "accountant"
    name = "Лебедева Марина Викторовна" if user == BUYER else "Соколова Ирина Павловна"
    parties = tuple(Party(id, *facts, permissions(role)) for id, facts in PARTIES.items())
    return Authority(user, name, False, language, "csrf-buyer", parties)


def context(
    who: Authority,
    party: CounterpartyId,
    region: RegionId,
    chosen: dict[OrganizationId, ContractId],
    cart_version: int,
    lines: int,
    totals: tuple[Money, ...],
) -> BuyerContext:
    return BuyerContext(
        who.party(party),
        "active",
        "",
        region,
        REGIONS[region],
        WAREHOUSES[region],
        CONTRACTS[party],
        chosen,
        CartId(uid(71)),
        cart_version,
        lines,
        totals,
        DAY,
    )


def visit(who: Authority, active: BuyerContext | None) -> Visit:
    return Visit(who, active, 7, 19)
