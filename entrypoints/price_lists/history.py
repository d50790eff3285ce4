"""The history of price lists as a page shows it, and whose file somebody holds in hand."""

from collections.abc import Callable, Iterable, Mapping

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_lists.values import HashInvalid, PriceListFailed, PriceListFile, State
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.pages.rendering import Edition

Issued = Callable[[Visit, str], PriceListFile | None]


@frozen
class Row:
    """`why`: the sentence of what failed. href: of the file, empty where there is none."""

    file: PriceListFile
    why: str
    href: str


@frozen
class Check:
    """Of a hash that somebody asks for: the file that was issued, or that none was; or that it is no hash."""

    typed: str = ""
    found: PriceListFile | None = None
    fault: str = ""

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed) and self.found is None and not self.fault


def rows_of(files: Iterable[PriceListFile], base: str, edition: Edition) -> list[Row]:
    return [_row(file, base, edition) for file in files]


def _row(file: PriceListFile, base: str, edition: Edition) -> Row:
    why = sentence(PriceListFailed(file.failure), edition.language.code) if file.state is State.FAILED else ""
    return Row(file, why, f"{base}/{file.id}" if file.is_kept else "")


def check_of(req: falcon.Request, resp: falcon.Response, visit: Visit, issued: Issued, edition: Edition) -> Check:
    typed = str(req.params.get("sha256", "")).strip()[:100]
    if not typed:
        return Check()
    try:
        return Check(typed, issued(visit, typed))
    except HashInvalid as refusal:
        resp.status = status(refusal)
        language = edition.language.code
        ways = " ".join(way.text for way in remedies(refusal, language))
        return Check(typed, fault=f"{sentence(refusal, language)} {ways}")


def facts(rows: list[Row], check: Check, path: str) -> Mapping[str, object]:
    """For the template."""
    return {"rows": rows, "check": check, "path": path, "making": any(not row.file.is_finished for row in rows)}
