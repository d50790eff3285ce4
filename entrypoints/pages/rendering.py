"""Pages in every language: templates compiled once at start, their words already said."""

from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import falcon
from attrs import field, frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from application.access.context import Visit
from entrypoints.pages.compiled import KeptTemplates
from entrypoints.pages.figures import Figures, typed
from entrypoints.pages.frame import NO_FRAME, Frames
from entrypoints.pages.language import Language, Translated, accepted, fill, known, read_languages
from entrypoints.pages.static import StaticFile, read_files

ENTRYPOINTS = Path(__file__).parents[1]
TEMPLATES = (
    ENTRYPOINTS / "pages" / "layouts",
    ENTRYPOINTS / "pages",
    ENTRYPOINTS / "storefront" / "templates",
    ENTRYPOINTS / "workplace" / "templates",
    ENTRYPOINTS / "company" / "templates",
)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "HX-Request",
}
# On both sides of the name of what is put into a rendered page: nobody who types a text can know it.
MARK = f"\0{token_hex(8)}\0"
NOTHING_WRITTEN: Mapping[str, bytes] = {}


@frozen
class Edition:
    """Everything that pages in one language are made with."""

    language: Language
    figures: Figures
    environment: Environment


@frozen
class Pages:
    """Renders pages and answers with them."""

    editions: Mapping[str, Edition]
    files: Mapping[str, StaticFile]
    frames: Frames = field(factory=Frames)

    def edition(self, visit: Visit | None, req: falcon.Request) -> Edition:
        """In the person's language, else in the browser's."""
        if visit is not None:
            return self.editions[known(visit.authority.language)]
        return self.editions[accepted(req.get_header("Accept-Language") or "")]

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        template: str,
        visit: Visit | None,
        here: str = "",
        /,
        **facts: object,
    ) -> None:
        """Answers with a page; `here` is the current entry of the menu.

        facts: bytes are markup that is written already, in UTF-8. They are not rendered with the page, but put into the
        answer where the template prints them (ADR 0083); whoever has none of it is false there.
        """
        edition = self.edition(visit, req)
        frame = self.frames.of(visit, here, edition.environment) if visit else NO_FRAME
        compiled = edition.environment.get_template(template)
        facts["head"] = frame.head
        written = {name: fact for name, fact in facts.items() if isinstance(fact, bytes)}
        facts |= {name: marked(name) if fact else Markup() for name, fact in written.items()}
        html(resp, compiled.render(shell=frame.shell, query=req.params, **facts), written)


def html(resp: falcon.Response, text: str, written: Mapping[str, bytes] = NOTHING_WRITTEN) -> None:
    resp.content_type = falcon.MEDIA_HTML
    resp.data = put_in(text, written)
    resp.set_headers(HEADERS)


@lru_cache(1 << 6)
def marked(name: str) -> Markup:
    return Markup(f"{MARK}{name}{MARK}")  # noqa: S704  # names are our own


def put_in(text: str, written: Mapping[str, bytes]) -> bytes:
    """text: with marks around the names of what is written."""
    pieces = text.split(MARK)
    return b"".join([written[piece] if place % 2 else piece.encode() for place, piece in enumerate(pieces)])


def see_other(resp: falcon.Response, address: str) -> None:
    """After a change: the next page is fetched anew, so that a reload repeats nothing."""
    resp.status = falcon.HTTP_303
    resp.location = address
    resp.set_header("Cache-Control", "no-store")


def is_part(req: falcon.Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return req.get_header("HX-Request") == "true"


def make_pages(zone: ZoneInfo, kept: Path | None = None) -> Pages:
    """Reads and compiles everything; raises at start what a request would otherwise meet.

    kept: where the next start finds the compiled templates.
    """
    files = read_files()
    editions = {code: _edition(language, zone, files, kept) for code, language in read_languages().items()}
    return Pages(editions, files)


class Templates(Environment):
    """Jinja's, but for the globals of a template: a plain dict, since they do not change after the start.

    Jinja chains them, and walks the chain in Python for each import of each page: 0.3 ms of a page with twelve.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def _edition(language: Language, zone: ZoneInfo, files: Mapping[str, StaticFile], kept: Path | None) -> Edition:
    figures = Figures(language, zone)
    environment = Templates(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=KeptTemplates.of(kept, language.code) if kept else None,
    )
    addresses = {name: file.url for name, file in files.items()}
    environment.globals.update(
        say=language.say, counted=figures.counted, fill=fill, static=addresses, language=language.code
    )
    environment.filters.update(figures.filters())
    environment.filters["typed"] = typed
    environment.add_extension(Translated)
    for name in environment.list_templates(extensions=("html",)):
        environment.get_template(name)
    return Edition(language, figures, environment)
