"""The languages of the pages: catalogues of messages, read once at start from the .po files themselves."""

from collections.abc import Callable, Iterator, Mapping
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from attrs import frozen
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

LOCALE = Path(__file__).parents[1] / "locale"
LANGUAGES = ("ru", "en")
DEFAULT = "ru"


@frozen
class Language:
    """One language. `say` and `count` take English message ids; what has no translation is said in English."""

    code: str
    say: Callable[[str], str]
    count: Callable[[str, str, int], str]


def read_language(code: str, folder: Path = LOCALE) -> Language:
    path = folder / f"{code}.po"
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    messages = GNUTranslations(compiled)
    return Language(code, messages.gettext, messages.ngettext)


def read_languages() -> Mapping[str, Language]:
    return {code: read_language(code) for code in LANGUAGES}


def known(code: str) -> str:
    return code if code in LANGUAGES else DEFAULT


def accepted(header: str) -> str:
    """The first of our languages that Accept-Language names; the portal is Russian first."""
    for part in header.split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


class Translated(Extension):
    """Says `_("…")` when a template is compiled, so that a request looks nothing up.

    `_("…")` becomes its translation; `_("… %(n)s", n=…)` becomes `fill("translation", n=…)`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        say: Callable[[str], str] = self.environment.globals["say"]  # type: ignore[assignment]  # untyped globals
        for token in stream:
            if token.type != "name" or token.value != "_" or stream.current.type != "lparen":
                yield token
                continue
            next(stream)
            said = next(stream)
            if stream.current.type == "rparen":
                next(stream)
                yield Token(said.lineno, "string", say(said.value))
                continue
            yield Token(token.lineno, "name", "fill")
            yield Token(token.lineno, "lparen", "(")
            yield Token(said.lineno, "string", say(said.value))


def fill(said: str, **facts: object) -> str:
    return said % facts
