"""Every component in every state, for whoever changes one; only in development."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import falcon
from attrs import frozen

from application.queries.orders import StatusView
from application.queries.rates import RateAlarm
from domain.ordering.status import DEFAULT_SCHEME
from domain.pricing.ask import Ask, PriceOnRequest, QuotedLine
from domain.pricing.terms import Terms
from domain.pricing.trail import UsedRate
from domain.shared.ids import ContractId, CounterpartyId, HoldingId, OrganizationId, VariantId
from domain.shared.money import Currency, Money
from entrypoints.pages.errors import Way
from entrypoints.pages.explaining import Said
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import Pages
from entrypoints.pages.shell import Buyer, Credit, Shell

NOBODY = UUID(int=0)
NOON = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def _terms(currency: Currency) -> Terms:
    return Terms(
        OrganizationId(NOBODY),
        "ООО «Продавец»",
        ContractId(NOBODY),
        "12/2026",
        CounterpartyId(NOBODY),
        HoldingId(NOBODY),
        None,
        currency,
    )


def _line(price: str, included: bool, rate: str | None, currency: Currency = Currency.RUB) -> QuotedLine:
    amount = Decimal(price).quantize(Decimal("0.01"))
    ask = Ask(VariantId(1), _terms(currency))
    vat_rate = Decimal(rate) if rate else None
    return QuotedLine(ask, Decimal(price), included, vat_rate, amount, Decimal("0.00"), amount, ())


def _no_price() -> QuotedLine:
    zero = Decimal("0.00")
    refusal = PriceOnRequest(VariantId(1), "no-price")
    return QuotedLine(Ask(VariantId(1), _terms(Currency.RUB)), zero, True, None, zero, zero, zero, (), refusal)


def _buyer(blocked: str | None = None) -> Shell:
    credits = (Credit("12/2026", Money(Decimal("503289.50")), False), Credit("СЗ-7", None, True))
    totals = (Money(Decimal("38412.75")),)
    buyer = Buyer("ООО «СтройКомплект Плюс»", ("12/2026", "СЗ-7"), "Москва", 12, totals, credits, True, True, blocked)
    return Shell("Лебедева Марина Викторовна", "", False, buyer, "catalogue", True, True)


@frozen
class Styleguide:
    """/manage/styleguide"""

    pages: Pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        statuses = [StatusView(s.code, s.phase.value, s.name_ru, s.name_en, s.colour) for s in DEFAULT_SCHEME]
        self.pages.show(
            req,
            resp,
            "styleguide.html",
            None,
            "",
            frames=[_buyer(), _buyer("Просрочка более 60 дней")],
            staff=Shell("Котова Анна Дмитриевна", "", True, None, "clients", sees_exchange=True, sees_rates=True),
            statuses=statuses,
            prices=[
                _line("118.40", True, "22"),
                _line("6.1275", False, "22"),
                _line("1234567.5", True, None),
                _line("1.45", True, "22", Currency.USD),
                _no_price(),
            ],
            stocks=[Decimal(12), Decimal("120.5"), Decimal(0)],
            colours=["", "blue", "amber", "green", "red", "teal", "violet"],
            steps=[
                Said("В виде цен «Крупный опт» цены на этот товар нет", "—", True),
                Said("Цена по договору № 12/2026, вид цен «Мелкий опт»", "118,40 ₽"),
                Said("Сумма: 118,40 × 12 шт", "1 420,80 ₽"),
            ],
            ways=[
                Way("Оплатите 41 200,00 ₽.", "/debts"),
                Way("Уберите 3 позиции.", "/cart"),
                Way("Спросите менеджера."),
            ],
            old_rates=[
                RateAlarm(Currency.USD, date(2026, 11, 17), 6),
                RateAlarm(Currency.EUR, date(2026, 11, 2), 21),
                RateAlarm(Currency.BYN, None, None),
            ],
            used_rates=[
                UsedRate("USD", Decimal("81.4025"), date(2026, 11, 21), Decimal(0)),
                UsedRate("CNY", Decimal("11.644"), date(2026, 11, 21), Decimal("2.5")),
            ],
            paging=paging("/manage/styleguide", {}, 240, 24, 1234),
            money=Money(Decimal("1234.50")),
            minus=Money(Decimal("-41200.00")),
            day=date(2026, 11, 23),
            noon=NOON,
        )
