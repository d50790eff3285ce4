"""Filling an order by lists and files: why nothing came of it."""

from decimal import Decimal

from application.filling.drafts import (
    DraftFileGone,
    DraftTooLong,
    LayoutIncomplete,
    NoRowsOrdered,
    NothingPasted,
    NothingToAdd,
    PartGone,
)
from application.shared.words import counted, number_text
from entrypoints.http.entry import Entries, Entry, Text, one_way, plain

NO_LIST = Text("Список не прочитан", "List not read")
COLUMNS = one_way("Укажите, где артикул и где количество.", "Say where the articles and the quantities are.",
                  "name_columns")  # fmt: skip

ENTRIES: Entries = {
    NothingPasted: Entry(
        422, NO_LIST, plain("В списке нет ни одного артикула.", "The list names no article."),
        one_way("Вставьте артикулы: по одному в строке или через запятую.",
                "Paste articles, one a line or divided by commas.", "correct_fields"),
    ),
    DraftTooLong: Entry(
        422, Text("Список слишком велик", "The list is too long"),
        lambda error, _: Text(
            f"В списке может быть до {counted(error.most, 'строки', 'строк', 'строк')}, получилось "
            f"{number_text(Decimal(error.lines))}.",
            f"A list may have up to {error.most:,} lines, this has {error.lines:,}.",
        ),
        one_way("Разделите его на несколько файлов.", "Divide it into several files.", "split_request"),
    ),
    PartGone: Entry(
        409, Text("Эта часть уже добавлена", "The part is added already"),
        plain("Эти строки уже в корзине или изменились; ничего не добавлено.",
              "These lines are in the cart already or have changed; nothing was added."),
        one_way("Выберите часть заново.", "Choose the part anew.", "correct_fields"),
    ),
    NothingToAdd: Entry(
        422, Text("Добавлять нечего", "Nothing to add"),
        lambda error, _: Text(
            f"Ни одна строка пока не готова; ждут исправления: {counted(error.waiting, 'строка', 'строки', 'строк')}.",
            f"No line is ready yet; lines that wait to be corrected: {error.waiting}.",
        ),
        one_way("Исправьте строки с ошибками.", "Correct the lines with errors.", "correct_fields"),
    ),
    LayoutIncomplete: Entry(
        422, NO_LIST,
        plain("Не указан столбец артикула (штрихкода, вашего артикула) или количества.",
              "The column of articles (barcodes, your own articles) or of quantities is not told."),
        COLUMNS,
    ),
    NoRowsOrdered: Entry(
        422, NO_LIST,
        plain("В этих столбцах нет строк с артикулом и количеством.",
              "These columns hold no row with an article and a quantity."),
        COLUMNS,
    ),
    DraftFileGone: Entry(
        410, Text("Файла больше нет", "The file is gone"),
        plain("Файл хранится 30 дней и уже удалён.", "The file was kept for 30 days and is removed."),
        one_way("Загрузите его снова.", "Send it again.", "correct_file"),
    ),
}  # fmt: skip
