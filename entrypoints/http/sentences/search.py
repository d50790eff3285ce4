"""Search and the desk of its words."""

from application.queries.suggestions import SearchedTooOften
from application.search_desk.change import SynonymsChangedMeanwhile
from application.shared.words import counted
from domain.catalog.synonyms import LONGEST, MOST_WORDS, SynonymsNotSound
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, one_way, plain


def _too_often(error: SearchedTooOften, _: Around) -> Text:
    seconds = counted(error.retry_after, "секунду", "секунды", "секунд")
    return Text(
        f"Подсказки запрашиваются слишком часто. Повторите через {seconds}.",
        f"Suggestions are asked for too often. Try again in {error.retry_after} s.",
    )


def _wait(error: SearchedTooOften, _: Around) -> tuple[WayOut, ...]:
    text = Text("Нажмите «Найти»: сам поиск работает.", "Press “Find”: the search itself works.")
    return (WayOut(text, "wait", {"seconds": error.retry_after}),)


_WHY = {
    "too-few": Text("Нужны хотя бы два разных слова.", "At least two different words are needed."),
    "too-many": Text(f"В одной группе не больше {MOST_WORDS} слов.", f"A group has at most {MOST_WORDS} words."),
    "too-long": Text(f"Не длиннее {LONGEST} знаков: «{{}}…».", f"At most {LONGEST} characters: “{{}}…”."),
    "no-word": Text("«{}» не слово.", "“{}” is no word."),
    "taken": Text("Слово «{}» уже ведёт к другим словам в другой группе.", "“{}” leads to others in another group."),
}


def _not_sound(error: SynonymsNotSound, _: Around) -> Text:
    said = _WHY.get(error.why, Text("Проверьте слова.", "Check the words."))
    return both(said.ru, said.en, Text(error.told, error.told)) if "{" in said.ru else said


ENTRIES: Entries = {
    SearchedTooOften: Entry(429, Text("Слишком много запросов", "Too many requests"), _too_often, _wait),
    SynonymsNotSound: Entry(
        422,
        Text("Синонимы не сохранены", "Synonyms not saved"),
        _not_sound,
        one_way("Исправьте отмеченное поле.", "Correct the marked field.", "correct_fields"),
    ),
    SynonymsChangedMeanwhile: Entry(
        409,
        Text("Группу уже изменили", "The group was changed"),
        plain(
            "Пока форма была открыта, эту группу сохранил другой сотрудник.",
            "Somebody saved this group since its form was opened.",
        ),
        one_way("Проверьте новые слова и сохраните снова.", "Look at the new words and save again.", "reload"),
    ),
}
