"""Filling an order by lists and files: why nothing came of it."""

from application.filling.drafts import DraftFileGone, LayoutIncomplete, NoRowsOrdered, NothingPasted, NothingToAdd
from application.shared.words import counted
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
