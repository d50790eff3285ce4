"""The sentences of letters, in the languages of the portal."""

from collections.abc import Mapping

Phrases = Mapping[str, str]

# {number}, {status}, {counterparty} and the like are filled from the order; unknown languages fall to Russian.
RU: Phrases = {
    "placed_subject": "Заказ №\u00a0{number} принят",
    "placed_heading": "Заказ №\u00a0{number} принят",
    "placed_lead": "Спасибо за заказ. Он передан поставщику ({organization}); счёт на оплату придёт отдельным письмом.",
    "changed_subject": "Заказ №\u00a0{number}: {status}",
    "changed_heading": "Заказ №\u00a0{number}: {status}",
    "changed_lead": "Состояние заказа изменилось.",
    "corrected_lead": "Поставщик изменил количество в отмеченных строках; в таблице указано, сколько было заказано.",
    "manager_subject": "Новый заказ №\u00a0{number}: {counterparty}",
    "manager_heading": "Новый заказ №\u00a0{number}",
    "manager_lead": "Клиент {counterparty} оформил заказ на портале.",
    "document_subject": "Счёт №\u00a0{document} от {day} по заказу №\u00a0{number}",
    "document_heading": "Счёт на оплату №\u00a0{document}",
    "document_lead": "Счёт по заказу №\u00a0{number} во вложении. Укажите в назначении платежа его номер и дату.",
    "button": "Открыть заказ",
    "no": "№",
    "sku": "Артикул",
    "name": "Наименование",
    "quantity": "Кол-во",
    "price": "Цена",
    "sum": "Сумма",
    "asked": "было {quantity}",
    "total": "Итого",
    "counterparty": "Покупатель",
    "organization": "Поставщик",
    "consignee": "Грузополучатель",
    "placed_at": "Оформлен",
    "status": "Статус",
    "comment": "Комментарий",
    "footer": "Письмо отправлено автоматически порталом заказов. На него не нужно отвечать.",
}

EN: Phrases = {
    "placed_subject": "Order No.\u00a0{number} is accepted",
    "placed_heading": "Order No.\u00a0{number} is accepted",
    "placed_lead": "Thank you. The order is with the supplier ({organization}); the invoice comes in another letter.",
    "changed_subject": "Order No.\u00a0{number}: {status}",
    "changed_heading": "Order No.\u00a0{number}: {status}",
    "changed_lead": "The order has changed.",
    "corrected_lead": "The supplier has changed quantities in the marked lines; the table tells what was asked for.",
    "document_subject": "Invoice No.\u00a0{document} of {day} for order No.\u00a0{number}",
    "document_heading": "Invoice No.\u00a0{document}",
    "document_lead": "The invoice for order No.\u00a0{number} is attached. Name its number and date in the payment.",
    "button": "Open the order",
    "no": "No.",
    "sku": "SKU",
    "name": "Name",
    "quantity": "Quantity",
    "price": "Price",
    "sum": "Amount",
    "asked": "was {quantity}",
    "total": "Total",
    "counterparty": "Buyer",
    "organization": "Supplier",
    "consignee": "Ship to",
    "placed_at": "Placed",
    "status": "Status",
    "comment": "Comment",
    "footer": "This letter was sent by the ordering portal. Please do not reply to it.",
}

PHRASES: Mapping[str, Phrases] = {"ru": RU, "en": EN}
