"""Limits and overdue debt."""

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
from entrypoints.http.sentences.ordering import postpone, remove_lines

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
    return (pay, postpone(lines), remove_lines(lines))


def _removable(error: CreditLimitExceeded, cart: QuotedCart | None) -> tuple[QuotedCartLine, ...]:
    """Only where the cart tells for sure: all that counts against the limit is in its currency.

    To remove everything is no way out.
    """
    if cart is None:
        return ()
    terms = {share.quoted.ask.terms for line in cart.lines for share in line.shares}
    counted_in = {of.currency for of in terms if not error.contracts or of.contract in error.contracts}
    if counted_in != {error.excess.currency}:
        return ()
    lines = lines_to_remove(cart, error.excess, error.contracts)
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


def _pay_documents(error: DebtOverdue, around: Around) -> tuple[WayOut, ...]:
    sum_ = {"amount": str(error.total.amount), "currency": error.total.currency.value}
    documents = [document.document for document in error.documents]
    pay = both("Оплатите {}.", "Pay {}.", money(error.total))
    lines = around.cart.lines if around.cart else ()
    mine = [line for line in lines if any(s.quoted.ask.terms.contract == error.contract for s in line.shares)]
    without = (postpone(mine), remove_lines(mine)) if mine and len(mine) < len(lines) else ()
    return (
        WayOut(pay, "pay", {**sum_, "documents": documents}),
        *without,
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
