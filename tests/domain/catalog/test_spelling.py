"""One word in several spellings: layouts, alphabets, sounds, slips, articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.folding import sku_key
from domain.catalog.respelling import Known, nearest
from domain.catalog.spelling import (
    allowed,
    digits_meant,
    in_cyrillic,
    in_latin,
    other_alphabet,
    other_layout,
    slips,
    sound,
    traces,
    without_zeros,
)

CYRILLIC = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1, max_size=12)
LATIN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
WORDS = CYRILLIC | LATIN


@pytest.mark.parametrize(
    ("typed", "meant"), [("rhjdfnm", "кровать"), (",jkn", "болт"), ("ашчщкф", "fixora"), ("rf,tkm", "кабель")]
)
def test_the_other_layout_of_a_word(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


@given(WORDS)
def test_two_switches_of_the_layout_are_none(word: str) -> None:
    assert other_layout(other_layout(word)) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("makita", "макита"), ("shurup", "шуруп"), ("bosch", "бош"), ("perforator", "перфоратор"),
     ("hartwerk", "хартверк"), ("vyklyuchatel", "выключатель"), ("gajka", "гайка"), ("gayka", "гайка"),
     ("перфаратор", "перфоратор"),
     ("метал", "металл"), ("fixora", "фиксора")],
)  # fmt: skip
def test_words_that_sound_alike_have_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("болт", "винт"), ("кран", "трос"), ("лампа", "труба")])
def test_words_that_do_not_have_two(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.lists(st.sampled_from("б в г д ж з к л м н п р с т ф ш а и о у".split()), min_size=1, max_size=8))
def test_a_word_written_in_latin_letters_is_heard_as_before(letters: list[str]) -> None:
    word = "".join(letters)
    # Two letters that are one in Latin (тс, зх) are heard as one: nobody can tell them apart.
    if in_cyrillic(in_latin(word)) == word:
        assert sound(in_latin(word)) == sound(word)


@given(st.text("абвгдеклмнст", min_size=3, max_size=18), st.integers(0, 3), st.data())
def test_keys_as_near_as_is_allowed_have_a_trace_in_common(key: str, times: int, data: st.DataObject) -> None:
    slipped = key
    for _ in range(times):
        place = data.draw(st.integers(0, len(slipped) - 1))
        letter, before, after = data.draw(st.sampled_from("абвгде")), slipped[:place], slipped[place + 1 :]
        slipped = data.draw(st.sampled_from((
            before + after or letter, before + letter + slipped[place:], before + letter + after,
            before + after[:1] + slipped[place] + after[1:],
        )))  # fmt: skip
    if slips(key, slipped) <= allowed(min(len(key), len(slipped))):
        assert traces(key) & traces(slipped)


@given(st.text("абвгд", min_size=4, max_size=9), st.data())
def test_one_letter_struck_too_many_is_one_slip(key: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(key)))
    assert slips(key, key[:place] + "е" + key[place:]) == 1


@given(CYRILLIC, CYRILLIC)
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("word", "looks"), [("м10", ("m10",)), ("nум", ("nym",)), ("e14", ("е14",)), ("кабель", ()), ("w5", ())]
)
def test_spellings_that_look_the_same(word: str, looks: tuple[str, ...]) -> None:
    assert other_alphabet(word) == looks


@given(st.text("АВЕКМНОРСТУХ0123456789", min_size=1, max_size=10))
def test_an_article_looks_the_same_in_both_alphabets(text: str) -> None:
    for spelt in other_alphabet(text):
        assert sku_key(spelt) == sku_key(text)


@pytest.mark.parametrize(
    ("key", "meant"), [("PB0214З", "PB02143"), ("YШO0856", "YШ00856"), ("AIR", "AIR"), ("0002O35", "0002035")]
)
def test_letters_beside_figures_may_be_figures(key: str, meant: str) -> None:
    assert digits_meant(key) == meant


@given(st.from_regex(r"[A-Z]{0,3}0{0,4}[1-9][0-9]{0,5}", fullmatch=True))
def test_leading_zeros_do_not_count(key: str) -> None:
    assert without_zeros(key.replace("0", "00", 1) if "0" in key[:4] else key) in (
        without_zeros(key), without_zeros(key.replace("0", "00", 1))
    )  # fmt: skip
    assert without_zeros(without_zeros(key)) == without_zeros(key)


def test_zeros_within_a_number_count() -> None:
    assert without_zeros("00AB010") == "0AB10"
    assert without_zeros("AB1001") == "AB1001"


def test_the_nearest_word_is_chosen_and_of_equals_the_one_of_more_goods() -> None:
    known = [Known("болт", 5), Known("блок", 900), Known("болты", 1)]
    assert nearest("блот", "блот", known) == Known("блок", 900)
    assert nearest("болтт", "болтт", known) == Known("болт", 5)


def test_a_short_word_has_too_many_neighbours_to_be_guessed() -> None:
    assert allowed(3) == 0
    assert nearest("вок", "вок", [Known("бак", 10)]) is None


def test_a_word_far_from_all_is_nobodys() -> None:
    assert nearest("грое", "грое", [Known("грунтовка", 100)]) is None
