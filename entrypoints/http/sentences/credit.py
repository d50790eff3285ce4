"""Limits and overdue debt."""

from application.shared.words import counted
from domain.access.permission import Permission
from domain.credit.credit_line import CreditLimitExceeded, DebtOverdue, HoldNotPositive
from domain.ordering.placing import lines_to_remove
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine
from domain.parties.level import Level
from entrypoints.http.entry import (
    Around,
    Entries,
    Entry,
    Text,
    WayOut,
    both,
    listed,
    money,
    no_way_out,
    overdue_document,
    plain,
)

LIMITS = {
    Level.CONTRACT: Text("Лимит по договору превышен на {}.", "The limit of the contract is exceeded by {}."),
    Level.COUNTERPARTY: Text("Кредитный лимит превышен на {}.", "The credit limit is exceeded by {}."),
    Level.HOLDING: Text("Лимит холдинга превышен на {}.", "The limit of the holding is exceeded by {}."),
}


def _exceeded(error: CreditLimitExceeded, _: Around) -> Text:
    said = LIMITS[error.level]
    return both(said.ru, said.en, money(error.excess))


def _pay_or_remove(error: CreditLimitExceeded, around: Around) -> tuple[WayOut, ...]:
    excess = money(error.excess)
    sum_ = {"amount": str(error.excess.amount), "currency": error.excess.currency.value}
    pay = WayOut(both("Оплатите {} или больше.", "Pay {} or more.", excess), "pay", sum_)
    lines = _removable(error, around.cart)
    if not lines:
        less = both("Уменьшите заказ на {}.", "Make the order smaller by {}.", excess)
        return (pay, WayOut(less, "reduce_total", sum_))
    count = len(lines)
    named = listed([Text(line.wanted.goods.name, line.wanted.goods.name) for line in lines])
    text = Text(
        f"Уберите {counted(count, 'позицию', 'позиции', 'позиций')}: {named.ru}.",
        f"Remove {count} line{'' if count == 1 else 's'}: {named.en}.",
    )
    keys = [{"variant": str(line.wanted.key.variant), "packaging": str(line.wanted.key.packaging)} for line in lines]
    return (pay, WayOut(text, "remove_lines", {"lines": keys}))


def _removable(error: CreditLimitExceeded, cart: QuotedCart | None) -> tuple[QuotedCartLine, ...]:
    """Only where the cart tells for sure: one currency, and one contract when the limit is a contract's.

    To remove everything is no way out.
    """
    if cart is None:
        return ()
    terms = {share.quoted.ask.terms for line in cart.lines for share in line.shares}
    if {of.currency for of in terms} != {error.excess.currency}:
        return ()
    if error.level is Level.CONTRACT and len({of.contract for of in terms}) > 1:
        return ()
    lines = lines_to_remove(cart, error.excess)
    return lines if len(lines) < len(cart.lines) else ()


def _hidden(error: CreditLimitExceeded, around: Around) -> frozenset[str]:
    """Others learn only by how much the order exceeds (semantics 1)."""
    needed = Permission.SEE_HOLDING if error.level is Level.HOLDING else Permission.SEE_DEBT
    return frozenset() if needed in around.permissions else frozenset(("available", "requested"))


def _overdue(error: DebtOverdue, _: Around) -> Text:
    documents = listed([overdue_document(document) for document in error.documents])
    return both(
        "Просрочена оплата {}: {}. Новые заказы по договору не принимаются.",
        "{} is overdue: {}. No new orders are taken under the contract.",
        money(error.total),
        documents,
    )


def _pay_documents(error: DebtOverdue, _: Around) -> tuple[WayOut, ...]:
    sum_ = {"amount": str(error.total.amount), "currency": error.total.currency.value}
    documents = [document.document for document in error.documents]
    pay = both("Оплатите {}.", "Pay {}.", money(error.total))
    return (
        WayOut(pay, "pay", {**sum_, "documents": documents}),
        WayOut(
            Text(
                "Если оплата отправлена, дождитесь её зачёта или сообщите менеджеру.",
                "If the payment is on its way, wait until it is counted, or tell your manager.",
            ),
            "contact_manager",
        ),
    )


ENTRIES: Entries = {
    CreditLimitExceeded: Entry(
        409, Text("Кредитный лимит превышен", "Credit limit exceeded"), _exceeded, _pay_or_remove, _hidden
    ),
    DebtOverdue: Entry(409, Text("Просроченная задолженность", "Overdue debt"), _overdue, _pay_documents),
    HoldNotPositive: Entry(
        500,
        Text("Сумма не положительна", "The amount is not positive"),
        plain("Заказ без суммы не занимает лимит.", "An order without a sum holds no credit."),
        no_way_out,
    ),
}
