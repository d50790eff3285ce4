"""The structure of the catalogue: what of a section or a rule cannot stand, and what would."""

from application.goods_files.judge import GoodsFileUnmapped
from application.properties.desk import PropertyValuesUnread
from application.shared.words import counted
from application.structure.change import StructureChangedMeanwhile
from domain.catalog.property_types import PropertyNotSound
from domain.catalog.structure import SectionNotSound, StructureMovedOn
from entrypoints.http.entry import Around, Entries, Entry, Text, both, one_way, plain

CORRECT = one_way("Исправьте и отправьте ещё раз.", "Correct it and send it again.", "correct_fields")

SOUND = {
    ("name", "empty"): Text("У раздела должно быть название.", "A section needs a name."),
    ("name", "too-many"): Text("В дереве не больше {} разделов.", "A tree holds at most {} sections."),
    ("slug", "taken"): Text("Адрес «{}» уже у другого раздела.", "The address “{}” is another section's."),
    ("slug", "unreadable"): Text(
        "Из «{}» не получается адреса: нужны латинские или русские буквы и цифры.",
        "“{}” makes no address: it takes letters and digits.",
    ),
    ("parent", "cycle"): Text(
        "Раздел «{}» нельзя переместить внутрь самого себя.", "The section “{}” cannot be moved into itself."
    ),
    ("parent", "too-deep"): Text("Дерево не глубже {} уровней.", "A tree is at most {} levels deep."),
    ("parent", "unknown"): Text(
        "Раздела, в который перемещают, уже нет.", "The section to move into is no longer there."
    ),
    ("goods_to", "unknown"): Text(
        "Товары можно передать только разделу, который остаётся.", "Goods can go only to a section that stays."
    ),
    ("section", "unknown"): Text("Выберите раздел, в который попадут товары.", "Choose the section for the goods."),
    ("group", "nothing-asked"): Text(
        "Правилу нужна группа 1С, производитель или свойство.", "A rule needs a group of 1C, a maker or a property."
    ),
    ("group", "unknown"): Text("Такой группы 1С уже нет.", "There is no such group of 1C any more."),
    ("group", "too-many"): Text("Не больше {} правил.", "At most {} rules."),
    ("property", "unknown"): Text("Такого свойства уже нет.", "There is no such property any more."),
    ("value", "empty"): Text("У свойства нужно указать значение.", "The property needs a value."),
    ("value", "nothing-asked"): Text("К значению нужно выбрать свойство.", "The value needs its property."),
    ("unmapped", "unreadable"): Text("Такой настройки нет.", "There is no such setting."),
    ("in_use", "empty"): Text(
        "В дереве нет ни одного раздела: показывать покупателям нечего.", "The tree has no section: nothing to show."
    ),
}
TOO_LONG = Text("Не длиннее {} знаков.", "At most {} characters.")


def _not_sound(error: SectionNotSound, _: Around) -> Text:
    told = Text(error.told, error.told)
    known = SOUND.get((error.field, error.why), SOUND["unmapped", "unreadable"])
    found = TOO_LONG if error.why == "too-long" else known
    return both(found.ru, found.en, told)


def _moved_on(error: StructureMovedOn, _: Around) -> Text:
    names = ", ".join(f"«{name}»" for name in error.names)
    return Text(
        f"Отменить нельзя: после этого изменения менялось и другое ({names}).",
        f"It cannot be taken back: {names} changed since.",
    )


PROPERTY = {
    "too-long": Text("Не длиннее {} знаков.", "At most {} characters."),
    "range-of-no-number": Text(
        "Отбор «от – до» бывает только у чисел: выберите тип «число».", "A facet from … to … is for numbers alone."
    ),
    "unit-of-no-number": Text("Единица бывает только у числа.", "Only a number has a unit."),
    "unreadable": Text("Порядок – целое число от 0.", "The order is a whole number from 0."),
}


def _property(error: PropertyNotSound, _: Around) -> Text:
    told = PROPERTY.get(error.why, PROPERTY["unreadable"])
    return both(told.ru, told.en, Text(error.told, error.told))


def _unread(error: PropertyValuesUnread, _: Around) -> Text:
    return Text(
        f"Не сохранено: {counted(error.unread, 'значение', 'значения', 'значений')} из {error.values} "
        "не читаются как этот тип.",
        f"Not saved: {error.unread} of {error.values} values do not read as this type.",
    )


FIELDS = {"sku": Text("Артикул", "Article"), "name": Text("Наименование", "Name of the good")}


def _unmapped(error: GoodsFileUnmapped, _: Around) -> Text:
    if error.missing:
        names = [FIELDS.get(field, Text(field, field)) for field in error.missing]
        ru, en = ", ".join(f"«{name.ru}»" for name in names), ", ".join(f"“{name.en}”" for name in names)
        return Text(f"Ни одна колонка не назначена полю {ru}.", f"No column is said to be {en}.")
    return Text("Одному полю назначены две колонки.", "Two columns are said to be one field.")


ENTRIES: Entries = {
    GoodsFileUnmapped: Entry(
        422,
        Text("Колонки не назначены", "Columns not assigned"),
        _unmapped,
        one_way("Назначьте колонки и проверьте ещё раз.", "Assign the columns and check again.", "assign_columns"),
    ),
    PropertyNotSound: Entry(422, Text("Не сохранено", "Not saved"), _property, CORRECT),
    PropertyValuesUnread: Entry(
        409,
        Text("Значения не читаются", "Values do not read"),
        _unread,
        one_way(
            "Исправьте значения в 1С, выберите другой тип или сохраните всё равно: на карточке они останутся текстом.",
            "Correct the values in 1C, choose another type, or save all the same: on the card they stay as text.",
            "save_anyway",
        ),
    ),
    SectionNotSound: Entry(422, Text("Не сохранено", "Not saved"), _not_sound, CORRECT),
    StructureMovedOn: Entry(
        409,
        Text("Отменить нельзя", "Cannot be taken back"),
        _moved_on,
        one_way(
            "Отмените сначала более поздние изменения или исправьте вручную.",
            "Take the later changes back first, or correct it by hand.",
            "take_back_later_changes",
        ),
    ),
    StructureChangedMeanwhile: Entry(
        409,
        Text("Структура изменилась", "The structure has changed"),
        plain(
            "Пока вы смотрели на предпросмотр, структуру изменили. Ниже пересчитанный результат.",
            "While you looked at the preview, the structure was changed. What follows is computed anew.",
        ),
        one_way("Проверьте и подтвердите ещё раз.", "Check it and confirm again.", "confirm_again"),
    ),
}
