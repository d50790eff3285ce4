"""Invoices."""

from domain.documents.payment_invoice import InvoiceEmpty, SellerRequisitesMissing
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, no_way_out
from entrypoints.http.sentences.access import ASK_MANAGER


def _no_requisites(error: SellerRequisitesMissing, _: Around) -> Text:
    name = error.organization
    return Text(
        f"Счёт пока не выставлен: у продавца {name} заполнены не все реквизиты.".replace("  ", " "),
        f"The invoice is not issued yet: the details of the seller {name} are incomplete.".replace("  ", " "),
    )


def _ask(_: SellerRequisitesMissing, __: Around) -> tuple[WayOut, ...]:
    return (ASK_MANAGER,)


ENTRIES: Entries = {
    SellerRequisitesMissing: Entry(
        409, Text("Нет реквизитов продавца", "Seller's details missing"), _no_requisites, _ask
    ),
    InvoiceEmpty: Entry(
        409,
        Text("Счёт пуст", "Invoice empty"),
        lambda error, _: Text(
            f"По заказу {error.order} нечего выставлять: все позиции отменены.",
            f"There is nothing to invoice for the order {error.order}: all lines are cancelled.",
        ),
        no_way_out,
    ),
}
