"""Feeds by key."""

from application.feeds.values import CursorInvalid, FeedKeyNameless, FeedScopeless, FeedTooOften, TooManyFeedKeys
from application.shared.words import counted
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, one_way, plain

NO_KEY = Text("Ключ не создан", "No key was made")


def _wait(error: FeedTooOften, _: Around) -> tuple[WayOut, ...]:
    minutes = max(1, error.retry_after // 60)
    text = Text(f"Повторите через {counted(minutes, 'минуту', 'минуты', 'минут')}.", f"Try again in {minutes} min.")
    return (WayOut(text, "wait", {"retry_after": error.retry_after}),)


ENTRIES: Entries = {
    FeedKeyNameless: Entry(
        422, NO_KEY, plain("У ключа нет названия.", "The key has no name."),
        one_way("Назовите систему, которая будет забирать данные.", "Name the system that will use it.",
                "correct_fields"),
    ),
    FeedScopeless: Entry(
        422, NO_KEY, plain("Не отмечено, что отдавать по ключу.", "Nothing is ticked that the key should give."),
        one_way("Отметьте цены, остатки или и то и другое.", "Tick prices, stock, or both.", "correct_fields"),
    ),
    TooManyFeedKeys: Entry(
        422, NO_KEY,
        lambda error, _: Text(f"Действующих ключей уже {error.most}, больше нельзя.",
                              f"There are {error.most} keys in force, which is as many as may be."),
        one_way("Отзовите ненужные.", "Revoke those that are not needed.", "revoke_key"),
    ),
    FeedTooOften: Entry(
        429, Text("Слишком часто", "Too often"),
        plain("Фид запрашивают слишком часто.", "The feed is asked for too often."), _wait,
    ),
    CursorInvalid: Entry(
        422, Text("Неверная отметка", "Invalid cursor"),
        lambda error, _: Text(f"Отметку «{error.value}» этот фид не выдавал.",
                              f"This feed has not told the cursor “{error.value}”."),
        one_way("Заберите фид целиком, без since.", "Read the whole feed, without since.", "read_whole"),
    ),
}  # fmt: skip
