"""The words of goods in a file: what is found by a slip, a form, a beginning, and what trouble does to it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from adapters.search.words import MOST_NEAR, WordBook
from adapters.search.words_folder import MANIFEST, FolderWords, MappedWords
from application.search.read_words import Mark, Now, ReadWords
from domain.catalog.respelling import Known, nearest
from domain.catalog.spelling import allowed, slips, sound

TOLD = {
    "кровать": 40, "кровля": 7, "перфоратор": 12, "перфорация": 3, "металл": 9, "makita": 5, "болт": 900, "болты": 2,
}  # fmt: skip
BOOK = WordBook.of(TOLD)
AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
WORDS = st.text("абвгдеиклмнопрст", min_size=2, max_size=14)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("кроват", "кровать"), ("крвоать", "кровать"), ("перфаратор", "перфоратор"), ("прфаоратор", "перфоратор"),
     ("макита", "makita"), ("метал", "металл")],
)  # fmt: skip
def test_a_word_with_slips_is_recognised(typed: str, meant: str) -> None:
    found = nearest(typed, typed, BOOK.near(typed, typed, False))
    assert found is not None and found.word == meant


def test_the_same_keys_on_the_other_layout_are_read_too() -> None:
    assert Known("кровать", 40, True, switched=True) in BOOK.near("rhjdfnm", "кровать", False)


def test_forms_of_a_word_are_known_and_only_the_last_word_may_have_begun() -> None:
    assert BOOK.knows("перфораторы", begun=False) and BOOK.knows("болтами", begun=False)
    assert BOOK.knows("перфо", begun=True) and not BOOK.knows("перфо", begun=False)
    assert not BOOK.knows("стол", begun=True)
    assert [each.word for each in BOOK.near("пирфо", "пирфо", True) if each.is_begun] == ["перфоратор", "перфорация"]
    assert not BOOK.near("пирфо", "пирфо", False)


def test_suggestions_begin_so_and_those_of_most_goods_come_first() -> None:
    assert BOOK.beginning("бол", 8) == ["болт", "болты"]
    assert BOOK.beginning("кро", 1) == ["кровать"]
    assert BOOK.beginning("я", 8) == []


@given(st.dictionaries(WORDS, st.integers(1, 2**32 - 1), max_size=60), WORDS)
def test_all_words_are_found_that_are_near_by_trying_each(told: Mapping[str, int], typed: str) -> None:
    book, heard = WordBook.of(told), sound(typed)
    assert book.counted() == told
    far = {word: slips(heard, sound(word)) for word in told}
    near = {word: far[word] for word in told if far[word] <= allowed(min(len(heard), len(sound(word))))}
    if not book.knows(typed, begun=False):
        least = sorted((-told[word], word) for word in near if near[word] == min(near.values()))
        found = book.near(typed, typed, False)
        assert [each.word for each in found] == [word for _, word in least[:MOST_NEAR]]


def test_nothing_is_known_before_the_words_are_read(tmp_path: Path) -> None:
    words = MappedWords(tmp_path, look_every=0)
    assert not words.knows("болт", begun=True)
    assert words.near([("болт", "болт")]) == [[]]
    assert words.beginning("б") == []


def test_words_that_are_read_are_known_at_once_to_those_who_have_mapped_others(tmp_path: Path) -> None:
    folder, words = FolderWords(tmp_path), MappedWords(tmp_path, look_every=0)
    folder.keep(Mark(1, 1, AT), {"болт": 1})
    assert words.knows("болт", begun=False)
    folder.keep(Mark(2, 2, AT), {"гайка": 1})
    assert words.knows("гайка", begun=False) and not words.knows("болт", begun=False)
    folder.keep(Mark(3, 3, AT), None)
    assert folder.mark() == Mark(3, 3, AT)
    assert words.knows("гайка", begun=False)
    assert len(list(tmp_path.glob("*.words"))) == 1


def test_a_file_that_is_broken_or_gone_leaves_the_words_that_were(tmp_path: Path) -> None:
    folder, words = FolderWords(tmp_path), MappedWords(tmp_path, look_every=0)
    folder.keep(Mark(1, 1, AT), {"болт": 1})
    assert words.knows("болт", begun=False)
    folder.keep(Mark(2, 2, AT), {"гайка": 1})
    for file in tmp_path.glob("*.words"):
        file.write_bytes(b"\x96")
    assert words.knows("болт", begun=False)
    (tmp_path / MANIFEST).write_text("{")
    assert words.knows("болт", begun=False) and folder.mark() is None
    folder.keep(Mark(3, 3, AT), {"шайба": 1})
    assert words.knows("шайба", begun=False)


@define
class Goods:
    words: dict[int, Mapping[str, int]]
    at: Now = Now(1, 10, AT)
    share: float = 0.01
    asked: list[int | None] = field(factory=list)

    def now(self) -> Now:
        return self.at

    def changed(self, since: int) -> float:
        return self.share

    def read(self, since: int | None) -> Mapping[str, int]:
        self.asked.append(since)
        return self.words[self.at.version]


def test_words_of_what_was_written_since_are_added_and_all_are_read_anew_once_a_day(tmp_path: Path) -> None:
    goods = Goods({1: {"болт": 5, "гайка": 2}, 2: {"болт": 1, "шайба": 1}, 3: {"болт": 7}, 4: {"винт": 1}, 5: {}})
    folder = FolderWords(tmp_path)
    read = ReadWords(goods, folder)
    assert (read(), read()) == (2, 0)

    goods.at = Now(2, 100, AT + timedelta(hours=1))
    assert read() == 2
    assert dict(folder.words()) == {"болт": 5, "гайка": 2, "шайба": 1}

    goods.at, before = Now(3, 200, AT + timedelta(hours=2)), sorted(tmp_path.glob("*.words"))
    assert read() == 1
    assert sorted(tmp_path.glob("*.words")) == before, "no new word is no new file"

    goods.at, goods.share = Now(4, 300, AT + timedelta(hours=3)), 0.5
    assert read() == 1
    assert dict(folder.words()) == {"винт": 1}

    goods.at, goods.share = Now(4, 300, AT + timedelta(days=2)), 0.0
    assert read() == 1
    assert goods.asked == [None, 0, 50, None, None]
