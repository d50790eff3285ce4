"""Addresses and telephone numbers."""

from application.fulfilment.address_book import AddressBookFull, AddressFault, AddressInvalid
from domain.shared.phone import PhoneInvalid
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, one_way

WHY = {
    "missing": Text("Заполните это поле.", "Fill this in."),
    "too-long": Text("Слишком длинно: до {} символов.", "Too long: up to {} characters."),
    "postcode": Text("Индекс – шесть цифр, например 620014.", "A postcode is six digits, such as 620014."),
    "house": Text("Нет номера дома.", "The number of the house is missing."),
    "phone": Text("Это не номер телефона: нужно +7 и десять цифр.", "No telephone number: +7 and ten digits."),
}
CORRECT = Text("Исправьте отмеченные поля.", "Correct the marked fields.")


def _fault(error: AddressFault, _: Around) -> Text:
    said = WHY.get(error.why, WHY["missing"])
    return Text(said.ru.format(error.most), said.en.format(error.most))


def _correct(error: AddressFault, _: Around) -> tuple[WayOut, ...]:
    return (WayOut(CORRECT, "correct_fields", {"fields": [error.field]}),)


def _all(error: AddressInvalid, around: Around) -> Text:
    told = [_fault(fault, around) for fault in error.faults]
    return Text(
        "Адрес не сохранён. " + " ".join(one.ru for one in told),
        "The address was not saved. " + " ".join(one.en for one in told),
    )


def _correct_all(error: AddressInvalid, _: Around) -> tuple[WayOut, ...]:
    return (WayOut(CORRECT, "correct_fields", {"fields": [fault.field for fault in error.faults]}),)


ENTRIES: Entries = {
    AddressFault: Entry(422, Text("Адрес не сохранён", "Address not saved"), _fault, _correct),
    AddressInvalid: Entry(422, Text("Адрес не сохранён", "Address not saved"), _all, _correct_all),
    AddressBookFull: Entry(
        409,
        Text("Адресов слишком много", "Too many addresses"),
        lambda error, _: Text(
            f"В книге может быть до {error.most} адресов.", f"A book may hold up to {error.most} addresses."
        ),
        one_way("Уберите в архив ненужные.", "Archive those that are not needed.", "archive_addresses"),
    ),
    PhoneInvalid: Entry(
        422,
        Text("Неверный телефон", "Invalid telephone number"),
        lambda error, _: Text(
            f"«{error.value}» – не номер телефона: нужно +7 и десять цифр.",
            f"“{error.value}” is no telephone number: +7 and ten digits.",
        ),
        one_way("Исправьте номер.", "Correct the number.", "correct_fields"),
    ),
}
