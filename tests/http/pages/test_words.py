"""Every word of the pages is said in both languages, and none by a machine's guess."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from entrypoints.pages.language import LANGUAGES, LOCALE, read_language

ENTRYPOINTS = LOCALE.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "say": None, "count": (1, 2), "counted": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def used() -> set[str]:
    found = set()
    for folder in ("pages", "storefront", "workplace", "filling", "company"):
        rows = extract_from_dir(str(ENTRYPOINTS / folder), METHODS, keywords=KEYWORDS)
        found |= {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in rows}
    return found


def catalogue(language: str) -> Catalog:
    with (LOCALE / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def ids(of: Catalog) -> set[str]:
    return {message.id[0] if isinstance(message.id, list | tuple) else message.id for message in of if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_lacks_its_words_or_is_left_over(language: str) -> None:
    assert ids(catalogue(language)) == used()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty_or_fuzzy(language: str) -> None:
    for message in catalogue(language):
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(said), message.id
        assert not message.fuzzy or not message.id, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_kept(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert [str(fault) for fault in message.check()] == [], message.id


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "позиция"), (2, "позиции"), (5, "позиций"), (11, "позиций"), (21, "позиция"), (112, "позиций")],
)
def test_russian_counts_in_three_forms(count: int, said: str) -> None:
    assert read_language("ru").count("%(n)s line", "%(n)s lines", count) % {"n": count} == f"{count} {said}"


def test_russian_sentences_do_not_shout() -> None:
    text = (LOCALE / "ru.po").read_text()
    assert "Упс" not in text
    assert "!" not in "".join(line for line in text.splitlines() if line.startswith("msgstr"))


def test_templates_hold_no_russian_beside_the_styleguide() -> None:
    for template in sorted(Path(ENTRYPOINTS).glob("**/*.html")):
        if template.name != "styleguide.html":
            assert not any("а" <= letter <= "я" for letter in template.read_text().lower()), template
