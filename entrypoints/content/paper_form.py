"""The forms of a document: its facts as typed, and what it is to be bound to."""

import re
from collections.abc import Mapping

from attrs import field, frozen

from application.content.documents import MOST_NAMED, Named, PaperFacts, PaperIncomplete, PaperKind
from application.content.files import SentContent
from application.shared.sheets import FileRefused, Sheets
from domain.shared.errors import DomainError
from entrypoints.pages.forms import day_of

SKU_HEADINGS = frozenset(("артикул", "sku", "article", "код", "номенклатура.артикул"))
APART = re.compile(r"[\n;,\t]+")


@frozen
class TypedPaper:
    """As it stands in the form; faults by field, in words."""

    kind: str = PaperKind.CERTIFICATE.value
    title: str = ""
    number: str = ""
    valid_from: str = ""
    valid_to: str = ""
    faults: Mapping[str, str] = field(factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedPaper":
        kind = form.get("kind", "")
        return cls(
            kind if kind in set(PaperKind) else PaperKind.OTHER.value,
            form.get("title", "").strip()[:200],
            form.get("number", "").strip()[:100],
            form.get("valid_from", "")[:10],
            form.get("valid_to", "")[:10],
        )

    @property
    def facts(self) -> PaperFacts:
        return PaperFacts(PaperKind(self.kind), self.title, self.number, day_of(self.valid_from), day_of(self.valid_to))


def fault_field(refusal: DomainError) -> str:
    return refusal.field if isinstance(refusal, PaperIncomplete) else "file"


@frozen
class TypedBinding:
    """What was typed and found nothing stays in the form."""

    skus: str = ""
    sections: str = ""
    values: str = ""
    new: int | None = None
    fault: str = ""

    @classmethod
    def left(cls, unknown: Named, new: int) -> "TypedBinding":
        pairs = (f"{name} = {value}" if value else name for name, value in unknown.values)
        return cls("\n".join(unknown.skus), "\n".join(unknown.sections), "\n".join(pairs), new)

    @property
    def unknown(self) -> int:
        return sum(len(text.splitlines()) for text in (self.skus, self.sections, self.values))


def named_of(form: Mapping[str, str], sent: SentContent | None, sheets: Sheets) -> Named:
    """Articles apart by commas, lines or tabs, or of the first column of a sheet. Raises FileRefused."""
    skus = [one.strip() for one in APART.split(form.get("skus", ""))]
    if sent is not None and sent.content:
        skus += column(sheets, sent.content)
    pairs = []
    for line in form.get("values", "").splitlines():
        name, _, told = line.partition("=")
        values = [one.strip() for one in told.split(";")] if told.strip() else [""]
        pairs += [(name.strip(), value) for value in values if name.strip()]
    sections = [line.strip() for line in form.get("sections", "").splitlines()]
    return Named(
        tuple(dict.fromkeys(one for one in skus if one))[: MOST_NAMED + 1],
        tuple(dict.fromkeys(one for one in sections if one)),
        tuple(dict.fromkeys(pairs)),
    )


def column(sheets: Sheets, content: bytes) -> list[str]:
    """The column under «Артикул», else the first one, its heading included where it is none."""
    sheet = sheets.read(content)
    headings = [heading.casefold() for heading in sheet.headings]
    place = next((n for n, heading in enumerate(headings) if heading in SKU_HEADINGS), None)
    first = [] if place is not None else [sheet.headings[0]]
    found = [row[place or 0] for _, row in sheet.rows if len(row) > (place or 0)]
    if not (first or found):
        raise FileRefused("empty")
    return [*first, *found]
