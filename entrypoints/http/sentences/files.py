"""Files that people send: what each was taken for, and what would be read instead."""

from decimal import Decimal

from application.shared.sheets import FileRefused
from application.shared.words import counted, number_text
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut

SAVE = Text(
    "В Excel или LibreOffice: «Сохранить как», тип «Книга Excel (.xlsx)».",
    "In Excel or LibreOffice: save as an Excel workbook (.xlsx).",
)
SHORTEN = Text("Разделите файл на части.", "Divide the file into parts.")
CUT = Text("Удалите лишние строки и столбцы за таблицей.", "Delete the rows and columns beyond the table.")
TEMPLATE = Text("Возьмите шаблон на странице загрузки.", "Take the template from the page of uploads.")
SAID = {
    "empty": (Text("В файле нет ни одной строки.", "The file has no rows."), TEMPLATE),
    "xls": (Text("Это книга старого вида (.xls), она не читается.", "This is an old workbook (.xls)."), SAVE),
    "xlsb": (Text("Это двоичная книга (.xlsb), она не читается.", "This is a binary workbook (.xlsb)."), SAVE),
    "ods": (Text("Это таблица OpenDocument (.ods), она не читается.", "This is an OpenDocument sheet (.ods)."), SAVE),
    "csv": (Text("Это текст или CSV, а не книга Excel.", "This is text or CSV, not an Excel workbook."), SAVE),
    "picture": (Text("Это изображение, а не таблица.", "This is a picture, not a sheet."), TEMPLATE),
    "pdf": (Text("Это PDF, а не таблица.", "This is a PDF, not a sheet."), TEMPLATE),
    "document": (Text("Это документ Word, а не таблица.", "This is a Word document, not a sheet."), TEMPLATE),
    "unknown": (Text("Это не книга Excel.", "This is no Excel workbook."), SAVE),
    "broken": (Text("Книга повреждена и не читается.", "The workbook is damaged."), SAVE),
    "locked": (Text("Книга закрыта паролем.", "The workbook is locked by a password."),
               Text("Снимите пароль и сохраните снова.", "Remove the password and save it again.")),
    "bomb": (Text("Книга распаковывается в слишком большой объём.", "The workbook unpacks to too much."), SAVE),
    "macros": (Text("В книге есть макросы, такие файлы мы не принимаем.", "The workbook has macros in it."), SAVE),
    "markup": (Text("Это веб-страница или XML под видом таблицы.", "This is a web page or XML, not a sheet."), SAVE),
    "encoding": (Text("Кодировка текста не распознана.", "The encoding of the text is not known."), SAVE),
    "broken-csv": (Text("Текст не разбирается на столбцы: кавычки стоят не парами.",
                        "The text cannot be divided into columns: its quotes do not match."), SAVE),
    "no-sheet": (Text("В книге нет видимого листа с таблицей.", "The workbook has no visible sheet."), TEMPLATE),
}  # fmt: skip


def _said(error: FileRefused, _: Around) -> Text:
    limit = error.limit or 0
    if error.why == "too-large":
        megabytes = number_text(Decimal(limit // 1024 // 1024))
        return Text(f"Файл больше {megabytes} МБ.", f"The file is larger than {megabytes} MB.")
    if error.why == "too-long":
        rows = counted(limit, "строки", "строк", "строк")
        return Text(f"На листе больше {rows}.", f"The sheet has more than {limit} rows.")
    if error.why == "too-wide":
        columns = counted(limit, "столбца", "столбцов", "столбцов")
        return Text(f"Таблица шире {columns}.", f"The table is wider than {limit} columns.")
    if error.why == "no-headings":
        names = ", ".join(f"«{name}»" for name in error.names)
        return Text(f"В первой строке нет заголовков: {names}.", f"The first row lacks the headings {names}.")
    return SAID.get(error.why, SAID["unknown"])[0]


def _ways(error: FileRefused, _: Around) -> tuple[WayOut, ...]:
    by_why = {"too-large": SHORTEN, "too-long": CUT, "too-wide": CUT, "no-headings": TEMPLATE}
    text = by_why.get(error.why) or SAID.get(error.why, SAID["unknown"])[1]
    return (WayOut(text, "correct_file"),)


ENTRIES: Entries = {FileRefused: Entry(422, Text("Файл не прочитан", "File not read"), _said, _ways)}
