"""What `mode=info` answers: the portal's statuses, payments and deliveries, for the mapping tables in 1C.

The first letter of `Cтатусы` is Latin, as the reference server sends it: УНФ accepts both, the module expects this one.
"""

from collections.abc import Iterable
from typing import Literal

from adapters.onec.xml_writing import Encoding, block, document, leaf
from application.exchange.record_values import Pairs

PaymentKind = Literal["Наличная оплата", "Безналичная оплата", "Эквайринговая оплата"]
STATUSES = "C" + "татусы"


def directories(
    statuses: Pairs,
    payments: Iterable[tuple[str, str, PaymentKind]],
    deliveries: Pairs,
    encoding: Encoding = "utf-8",
) -> bytes:
    """Rows are (id, name); payments also tell their kind. An empty directory is left out."""
    inside = (
        block(STATUSES, *(item(row_id, name) for row_id, name in statuses))
        + block("ПлатежныеСистемы", *(item(row_id, name, kind) for row_id, name, kind in payments))
        + block("СлужбыДоставки", *(item(row_id, name) for row_id, name in deliveries))
    )
    return document("Справочник", {}, inside, encoding)


def item(row_id: str, name: str, kind: str | None = None) -> str:
    return block("Элемент", leaf("Ид", row_id), leaf("Название", name), leaf("ТипОплаты", kind))
