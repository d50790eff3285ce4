"""A message of a packet becomes a command. Source: docs/exchange/packets.md, the table of types."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from adapters.onec.packets.fields import Fields
from application.exchange.order_facts import ChangeAnswer
from application.exchange.packets import commands as told
from application.exchange.packets.commands import Command
from application.exchange.packets.packet import Message, MessageRefused
from domain.parties.level import Level
from domain.pricing.assigning import PRIORITIES, Assignee

LEVELS = {"contract": Level.CONTRACT, "counterparty": Level.COUNTERPARTY, "holding": Level.HOLDING}
DELETABLE = frozenset(
    ("organization", "warehouse", "price_type", "counterparty", "contract", "individual_price", "price_assignment")
)
MOST_NAMED = 1_000
MOST_SAID = 1_000


def command(message: Message) -> Command:
    """Raises: MessageRefused."""
    type, version = message.type, message.version
    if type not in READERS:
        raise MessageRefused("unknown_type", f"Неизвестный тип сообщения «{type[:40]}»", "type")
    if version != 1:
        text = f"Версия {version} сообщения «{type}» не поддерживается; есть версия 1"
        raise MessageRefused("unsupported_version", text, "version")
    if message.op == "delete":
        if type not in DELETABLE:
            raise MessageRefused("bad_value", f"Удаление «{type}» не предусмотрено", "op")
        return told.Delete(type, message.key)
    if message.op != "upsert":
        raise MessageRefused("bad_value", f"Операция «{message.op[:20]}» неизвестна: upsert или delete", "op")
    return READERS[type](message.key, Fields(message.payload))


def organization(key: str, f: Fields) -> Command:
    return told.PutOrganization(
        erp_id=key,
        name=f.text("name"),
        inn=f.inn("inn"),
        full_name=f.optional("full_name", f.text),
        kpp=f.optional("kpp", f.text),
        ogrn=f.optional("ogrn", f.text),
        address=f.optional("address", f.text),
        phone=f.optional("phone", f.text),
        director=f.optional("director", f.text),
        accountant=f.optional("accountant", f.text),
        tax_regime=f.optional("tax_regime", lambda n: f.choice(n, ("general", "simplified"))),
        account=primary_account(f),
    )


def primary_account(f: Fields) -> told.BankAccount | told.Untold | None:
    """The one marked so, else the first; documents name one account."""
    accounts = f.list("bank_accounts", lambda row: (row.or_none("primary", row.flag) is True, bank_account(row)))
    if not isinstance(accounts, tuple):
        return accounts
    return next((account for _, account in sorted(accounts, key=lambda told: not told[0])), None)


def bank_account(f: Fields) -> told.BankAccount:
    return told.BankAccount(*(f.or_none(n, f.text) or "" for n in ("account", "bik", "bank_name", "corr_account")))


def warehouse(key: str, f: Fields) -> Command:
    return told.PutWarehouse(
        key, f.text("name"), f.optional("address", f.text), f.optional("organization", f.ref),
        f.list("regions", served_region),
    )  # fmt: skip


def served_region(f: Fields) -> told.ServedRegion:
    return told.ServedRegion(f.id("id"), f.text("name"), f.whole("priority") if f.has("priority") else 100)


def price_type(key: str, f: Fields) -> Command:
    return told.PutPriceType(
        key, f.text("name"), f.currency("currency"), f.flag("vat_included"),
        f.optional("scale", lambda n: f.whole(n, 0, 5)), f.optional("fallback", f.ref),
    )  # fmt: skip


def currency_rate(key: str, f: Fields) -> Command:
    nominal = f.whole("nominal", 1, 1_000_000) if f.has("nominal") else 1
    return told.PutRate(f.currency("currency"), f.day("date"), f.positive("rate", 10), nominal)


def holding(key: str, f: Fields) -> Command:
    return told.PutHolding(key, f.text("name"), f.list("members", lambda row: row.id("id")))


def counterparty(key: str, f: Fields) -> Command:
    return told.PutCounterparty(
        erp_id=key,
        kind=f.choice("kind", ("org", "ip", "person")),
        name=f.text("name"),
        full_name=f.optional("full_name", f.text),
        inn=f.optional("inn", f.inn),
        kpp=f.optional("kpp", f.text),
        ogrn=f.optional("ogrn", f.text),
        address=f.optional("address", f.text),
        phone=f.optional("phone", f.text),
        email=f.optional("email", f.text),
        holding=f.optional("holding", f.ref),
        default_region=f.optional("default_region", f.ref),
        manager=f.optional("manager", lambda n: manager(f.nested(n))),
        status=f.optional("status", lambda n: f.choice(n, ("active", "blocked"))),
        status_reason=f.optional("status_reason", f.text),
        consignees=f.list("consignees", consignee),
    )


def manager(f: Fields) -> told.Manager:
    return told.Manager(f.id("id"), f.text("name"), f.optional("email", f.text), f.optional("phone", f.text))


def consignee(f: Fields) -> told.ConsigneeTold:
    return told.ConsigneeTold(f.id("id"), f.text("name"), f.optional("address", f.text))


def contract(key: str, f: Fields) -> Command:
    return told.PutContract(
        key, f.text("number"), f.day("date"), f.ref("organization"), f.ref("counterparty"), f.currency("currency"),
        f.optional("valid_from", f.day), f.optional("valid_to", f.day), f.optional("price_type", f.ref),
        f.optional("default", f.flag), f.optional("credit", lambda n: credit(f.nested(n))),
        f.optional("refinement", lambda n: f.choice(n, ("none", "confirm", "wait"))),
    )  # fmt: skip


def credit(f: Fields) -> told.Credit:
    return told.Credit(
        f.optional("terms", lambda n: f.choice(n, ("prepayment", "limited", "unlimited"))),
        f.optional("limit", f.not_negative),
        f.optional("deferral_days", f.whole),
        f.optional("overdue_tolerance_days", f.whole),
    )


def owner(f: Fields) -> told.Owner:
    return told.Owner(LEVELS[f.choice("kind", tuple(LEVELS))], f.id("id"))


def individual_price(key: str, f: Fields) -> Command:
    return told.PutIndividualPrice(
        key, owner(f.nested("owner")), f.ref("item"), f.or_none("characteristic", f.ref), f.or_none("unit", f.text),
        f.positive("price", 5), f.currency("currency"), f.flag("vat_included"),
        f.or_none("min_quantity", lambda n: f.not_negative(n, 3)) or Decimal("0.000"),
        f.or_none("valid_from", f.day), f.or_none("valid_to", f.day),
    )  # fmt: skip


def price_assignment(key: str, f: Fields) -> Command:
    owner = f.nested("owner")
    assignee = Assignee(owner.choice("kind", tuple(Assignee)))
    start, end = f.or_none("valid_from", f.day), f.or_none("valid_to", f.day)
    if start is not None and end is not None and end < start:
        raise f.bad("valid_to", "Поле valid_to раньше valid_from: назначение не действовало бы ни дня")
    if f.or_none("discount", f.decimal):
        raise f.bad("discount", "Скидка не назначается вместе с видом цен: заведите правило цен или отдельный вид")
    goods = f.nested("segment") if f.told.get("segment") is not None else Fields({}, "segment.")
    items, categories, manufacturers = (
        goods.each(name, read) for name, read in (
            ("items", lambda row: row.id("id")), ("categories", lambda row: row.id("id")),
            ("manufacturers", lambda row: row.text("name")),
        )
    )  # fmt: skip
    if len(items) + len(categories) + len(manufacturers) > MOST_NAMED:
        raise f.bad("segment", f"В сегменте больше {MOST_NAMED} условий: передайте разделы вместо товаров")
    named = goods.text("name") if f.told.get("segment") is not None else ""
    if named and not (items or categories or manufacturers):
        raise f.bad("segment", "Сегмент без товаров: укажите items, categories или manufacturers")
    return told.PutPriceAssignment(
        key, assignee, assigned_to(assignee, owner), f.ref("price_type"), named[:100], items, categories, manufacturers,
        f.whole("priority", 0, PRIORITIES[-1]) if f.has("priority") else 100, start, end,
    )  # fmt: skip


def assigned_to(assignee: Assignee, owner: Fields) -> str:
    """Groups of users are the portal's own, since the ERP knows nobody's login: it tells their names."""
    match assignee:
        case Assignee.PLATFORM:
            return ""
        case Assignee.GROUP:
            return " ".join(owner.text("name").split())
        case _:
            return owner.id("id")


def balance(key: str, f: Fields) -> Command:
    numbers = f.told.get("orders") or []
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        raise f.bad("orders", "Поле orders должно быть списком номеров заказов")
    return told.PutBalance(
        owner(f.nested("owner")), f.currency("currency"), f.optional("limit", f.not_negative), f.decimal("debt"),
        f.or_none("advance", f.decimal) or Decimal("0.00"), f.list("overdue", overdue),
        f.or_none("includes_unshipped", f.flag) is True, tuple(numbers), f.instant("as_of"),
    )  # fmt: skip


def overdue(f: Fields) -> told.Overdue:
    return told.Overdue(f.text("document"), f.or_none("date", f.day), f.day("due_date"), f.decimal("amount"))


def stock(key: str, f: Fields) -> Command:
    return told.PutStock(
        f.ref("warehouse"), f.ref("item"), f.or_none("characteristic", f.ref), f.decimal("free", 3), f.instant("as_of")
    )


def order(key: str, f: Fields) -> Command:
    shipments = f.each("shipments", shipment) if f.told.get("shipments") is not None else None
    return told.PutOrder(
        key, f.text("number"), f.text("erp_number"), f.or_none("erp_date", lambda n: erp_day(f, n)),
        f.or_none("state", f.text), f.or_none("cancelled", f.flag) is True, f.each("lines", order_line), shipments,
        f.or_none("total", f.not_negative), f.or_none("change", lambda name: change_answer(f.nested(name))),
    )  # fmt: skip


def erp_day(f: Fields, name: str) -> date:
    """A date, or the day of an instant: bases tell either."""
    return f.day(name) if len(f.text(name)) == 10 else f.instant(name).date()


def order_line(f: Fields) -> told.OrderLineTold:
    reserved, shipped, cancelled = (
        f.or_none(n, lambda n: f.not_negative(n, 3)) for n in ("reserved", "shipped", "cancelled")
    )
    quantity = f.or_none("quantity", lambda n: f.not_negative(n, 3))
    promised = f.or_none("promised_on", f.day)
    return told.OrderLineTold(f.whole("line", 1), reserved, shipped, cancelled, promised, quantity)


def change_answer(f: Fields) -> ChangeAnswer:
    return ChangeAnswer(f.whole("no", 1), f.or_none("text", f.text) or "")


def order_rejected(key: str, f: Fields) -> Command:
    """`key` is the portal's number of the order, too; the reasons of lines follow the text."""
    said = [f.or_none("text", f.text) or f.or_none("code", f.text) or "", *f.each("lines", line_refused)]
    text = " ".join(one for one in said if one)[:MOST_SAID]
    return told.RefuseOrderChange(f.text("number") if f.has("number") else key, f.whole("change", 1), text)


def line_refused(f: Fields) -> str:
    text = f.or_none("text", f.text)
    return f"Строка {f.whole('line', 1)}: {text}." if text else ""


def shipment(f: Fields) -> told.Shipment:
    return told.Shipment(f.text("number"), f.or_none("date", f.day), f.decimal("amount"))


READERS: Mapping[str, Callable[[str, Fields], Command]] = {
    "organization": organization,
    "warehouse": warehouse,
    "price_type": price_type,
    "currency_rate": currency_rate,
    "holding": holding,
    "counterparty": counterparty,
    "contract": contract,
    "individual_price": individual_price,
    "price_assignment": price_assignment,
    "credit.balance": balance,
    "stock": stock,
    "order": order,
    "order.rejected": order_rejected,
}
