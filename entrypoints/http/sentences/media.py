"""Pictures and files of goods: what was refused of them, and why."""

from decimal import Decimal

from application.content.documents import PaperIncomplete, TooManyNamed
from application.content.files import MOST_BYTES as MOST_CONTENT
from application.content.files import ContentRefused
from application.content.materials import MaterialIncomplete
from application.content.requests import AnswerEmpty, TooManyRequests
from application.media.judging import MOST_BYTES, MOST_POINTS, MOST_SIDE, PictureRefused
from application.media.store import StoreAway
from application.media.values import GoodsAmbiguous, GoodsNotFound, UploadRefused
from application.shared.words import counted, number_text
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, listed, one_way

MIB = 1024 * 1024
SAVE_AS = Text("Сохраните как JPEG, PNG или WebP и отправьте снова.", "Save it as JPEG, PNG or WebP and send it again.")
SMALLER = Text("Уменьшите картинку и отправьте снова.", "Make the picture smaller and send it again.")
SMALLER_FILE = Text("Разделите файл или сожмите его.", "Divide the file, or make it smaller.")
AGAIN = Text("Сделайте архив заново и отправьте снова.", "Make the archive anew and send it again.")
SAID = {
    "empty": (Text("Файл пустой.", "The file is empty."), SAVE_AS),
    "not-a-picture": (Text("Это не картинка, хотя так названо.", "This is no picture at all."), SAVE_AS),
    "svg": (Text("SVG не показывается: в такой файл можно вложить программу.",
                 "SVG is not shown: such a file may carry a program."), SAVE_AS),
    "broken": (Text("Картинка повреждена и не читается до конца.", "The picture is damaged."), SAVE_AS),
    "gone": (Text("Файла больше нет в хранилище.", "The file is no longer in the store."), SAVE_AS),
    "gave-up": (Text("Картинку не удалось обработать за три попытки.", "Three attempts to read the picture failed."),
                SAVE_AS),
    "archive-broken": (Text("Архив повреждён.", "The archive is damaged."), AGAIN),
    "archive-bomb": (Text("Архив распаковывается в слишком большой объём.", "The archive unpacks to too much."), AGAIN),
    "archive-many": (Text("В архиве слишком много файлов.", "There are too many files in the archive."),
                     Text("Разделите архив на части.", "Divide the archive into parts.")),
    "archive-locked": (Text("Архив закрыт паролем.", "The archive is locked by a password."),
                       Text("Сделайте архив без пароля.", "Make an archive without a password.")),
}  # fmt: skip


def _picture(error: PictureRefused, _: Around) -> Text:
    if error.why == "too-wide":
        points, side = number_text(Decimal(MOST_POINTS // 1_000_000)), number_text(Decimal(MOST_SIDE))
        found = f" ({error.found})" if error.found else ""
        return Text(
            f"Картинка слишком большая{found}: можно до {side} точек по стороне и {points} млн точек всего.",
            f"The picture is too large{found}: up to {MOST_SIDE} points a side and {points} million in all are shown.",
        )
    if error.why == "too-large":
        size = MOST_BYTES // MIB
        return Text(f"Файл больше {size} МБ.", f"The file is larger than {size} MB.")
    if error.why == "other-format":
        return Text(f"Это {error.found}, а не картинка для сайта.", f"This is {error.found}, not a picture.")
    return SAID.get(error.why, SAID["not-a-picture"])[0]


def _picture_ways(error: PictureRefused, _: Around) -> tuple[WayOut, ...]:
    way = SMALLER if error.why in ("too-wide", "too-large") else SAID.get(error.why, SAID["not-a-picture"])[1]
    return (WayOut(way, "correct_file"),)


def _upload(error: UploadRefused, _: Around) -> Text:
    if error.why == "too-large":
        size = number_text(Decimal(error.limit // MIB))
        return Text(f"За один раз можно отправить до {size} МБ.", f"Up to {size} MB may be sent at once.")
    if error.why == "too-many":
        return Text(
            f"За один раз можно отправить до {counted(error.limit, 'файла', 'файлов', 'файлов')}.",
            f"Up to {error.limit} files may be sent at once.",
        )
    return Text("Ни одного файла не отправлено.", "No file was sent.")


def _upload_ways(error: UploadRefused, _: Around) -> tuple[WayOut, ...]:
    if error.why == "empty":
        choose = Text("Выберите файлы, архив или папку.", "Choose files, an archive or a folder.")
        return (WayOut(choose, "correct_file"),)
    return (WayOut(Text("Отправьте их по частям.", "Send them in parts."), "correct_file"),)


KINDS = Text("Годятся PDF, картинка, Word, Excel, PowerPoint, видео MP4, архив ZIP или текст.",
             "PDF, pictures, Word, Excel, PowerPoint, MP4 video, ZIP archives and plain text will do.")  # fmt: skip


def _content(error: ContentRefused, _: Around) -> Text:
    if error.why == "empty":
        return Text("Файл не выбран или пуст.", "No file was chosen, or it is empty.")
    if error.why == "too-large":
        size = MOST_CONTENT // MIB
        return Text(f"Файл больше {size} МБ.", f"The file is larger than {size} MB.")
    if error.found:
        return Text(f"Это {error.found}: такие файлы не выдаются.", f"This is {error.found}, which is given to nobody.")
    return Text("Что это за файл, понять не удалось.", "It could not be told what this file is.")


def _incomplete(error: PaperIncomplete, _: Around) -> Text:
    if error.field == "title":
        return Text("Назовите документ.", "Give the document a title.")
    return Text("Срок кончается раньше, чем начинается.", "It ends before it begins.")


def _material(error: MaterialIncomplete, _: Around) -> Text:
    if error.field == "title":
        return Text("Назовите материал.", "Give the material a title.")
    if error.field == "valid_to":
        return Text("Показ кончается раньше, чем начинается.", "It ends before it begins.")
    if error.why == "empty":
        return Text("Не указано ни одного клиента и ни одной группы.", "No client and no group is named.")
    names = listed([Text(f"«{name}»", f"“{name}”") for name in error.names])
    return Text(f"Нет клиента или холдинга: {names.ru}.", f"No client or holding answers to {names.en}.")


ENTRIES: Entries = {
    ContentRefused: Entry(
        422,
        Text("Файл не принят", "File refused"),
        _content,
        lambda error, _: (WayOut(SMALLER_FILE if error.why == "too-large" else KINDS, "correct_file"),),
    ),
    MaterialIncomplete: Entry(
        422,
        Text("Материал не добавлен", "Material not added"),
        _material,
        one_way("Исправьте поле и отправьте снова.", "Correct the field and send it again.", "correct_fields"),
    ),
    TooManyRequests: Entry(
        429,
        Text("Слишком много запросов", "Too many requests"),
        lambda error, _: Text(
            f"Ответа ждут уже {counted(error.most, 'ваш запрос', 'ваших запроса', 'ваших запросов')}.",
            f"Of your requests {error.most} wait for an answer.",
        ),
        one_way("Дождитесь ответов на них.", "Wait until they are answered.", "wait"),
    ),
    AnswerEmpty: Entry(
        422,
        Text("Ответ пуст", "Empty answer"),
        lambda error, _: Text("В ответе нет ни файла, ни слова.", "The answer has neither a file nor a word."),
        one_way("Приложите файл или напишите ответ.", "Attach a file, or write something.", "correct_fields"),
    ),
    PaperIncomplete: Entry(
        422,
        Text("Документ не сохранён", "Document not saved"),
        _incomplete,
        one_way("Исправьте поле и сохраните снова.", "Correct the field and save again.", "correct_fields"),
    ),
    TooManyNamed: Entry(
        422,
        Text("Слишком длинный список", "The list is too long"),
        lambda error, _: Text(
            f"За один раз можно привязать до {counted(error.most, 'товара', 'товаров', 'товаров')}.",
            f"Up to {error.most} goods may be bound at once.",
        ),
        one_way("Разделите список или укажите раздел.", "Divide the list, or name a section.", "correct_fields"),
    ),
    PictureRefused: Entry(422, Text("Картинка не принята", "Picture refused"), _picture, _picture_ways),
    UploadRefused: Entry(422, Text("Файлы не приняты", "Files refused"), _upload, _upload_ways),
    GoodsNotFound: Entry(
        422,
        Text("Товар не найден", "No such goods"),
        lambda error, _: Text(f"Нет товара с артикулом «{error.sku}».", f"No goods have the article “{error.sku}”."),
        one_way("Проверьте артикул в каталоге.", "Check the article in the catalogue.", "correct_fields"),
    ),
    GoodsAmbiguous: Entry(
        422,
        Text("Несколько товаров", "Several goods"),
        lambda error, _: Text(
            f"Артикул «{error.sku}» есть у нескольких товаров: {error.count}.",
            f"The article “{error.sku}” stands for {error.count} goods.",
        ),
        one_way("Укажите артикул точнее или штрихкод.", "Give the exact article or a barcode.", "correct_fields"),
    ),
    StoreAway: Entry(
        503,
        Text("Хранилище файлов не отвечает", "The file store does not answer"),
        lambda error, _: Text("Хранилище файлов сейчас не отвечает.", "The file store does not answer just now."),
        one_way("Повторите через несколько минут.", "Try again in some minutes.", "retry"),
    ),
}
