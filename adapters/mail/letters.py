"""The wording of letters: one layout as text and as HTML, sentences by language."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, field
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from adapters.mail.phrases import PHRASES, RU, Phrases
from application.notify.ports import AnswerNews, ChangeNews, DocumentNews, LetterLine, Notice, NoticeLine, OrderNews
from application.shared.words import date_text, instant_text, money_text, price_text, quantity_text, sum_text

TEMPLATES = Path(__file__).parent / "templates"
# More lines than this are read on the portal: mail programs cut long letters.
MOST_LINES = 200


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )


@define
class JinjaLetters:
    """`public_url` begins the links: buyers' orders at /orders/, managers' at /manage/orders/."""

    public_url: str
    zone: ZoneInfo
    _templates: Environment = field(factory=_environment, init=False)

    def order_placed(self, order: OrderNews, language: str) -> tuple[str, str, str]:
        return self._about(order, "placed", language, lines=True)

    def order_changed(self, order: OrderNews, language: str) -> tuple[str, str, str]:
        return self._about(order, "changed", language, lines=True)

    def order_for_manager(self, order: OrderNews) -> tuple[str, str, str]:
        return self._about(order, "manager", "ru", lines=True, link=f"{self.public_url}/manage/orders/{order.id}")

    def order_told(self, kind: str, order: OrderNews, language: str, *, for_manager: bool) -> tuple[str, str, str]:
        until = "" if order.reserved_until is None else instant_text(order.reserved_until, self.zone)
        link = f"{self.public_url}/manage/orders/{order.id}" if for_manager else ""
        return self._about(order, kind, language, lines=True, link=link, until=until)

    def change_told(
        self, order: OrderNews, change: ChangeNews, language: str, *, for_manager: bool
    ) -> tuple[str, str, str]:
        words = PHRASES.get(language, RU)
        said = {
            "what": words["change_cancel" if change.cancels else "change_lines"],
            "who": change.asked_by,
            "reason": change.reason or words["change_unsaid"],
            "text": change.text or words["change_unsaid"],
        }
        link = f"{self.public_url}/manage/orders/{order.id}" if for_manager else ""
        return self._about(order, f"change-{change.state}", language, lines=True, link=link, **said)

    def document_issued(self, document: DocumentNews, language: str) -> tuple[str, str, str]:
        told = {"document": document.number, "day": date_text(document.day)}
        return self._about(document.order, "document", language, lines=False, **told)

    def notice(self, notice: Notice, language: str) -> tuple[str, str, str]:
        """News of no order: each thing a sentence."""
        words = PHRASES.get(language, RU)
        language = language if language in PHRASES else "ru"
        leads = [words[f"{notice.kind}_lead"].format(**notice.told)]
        leads += [_noticed(line, language, words) for line in notice.lines]
        about = {
            "language": language,
            "words": {**words, "button": words[f"{notice.kind}_button"]},
            "heading": words[f"{notice.kind}_heading"].format(**notice.told),
            "leads": leads,
            "facts": [],
            "rows": [],
            "total": "",
            "link": f"{self.public_url}{notice.path}",
            "unsubscribe": f"{self.public_url}{notice.unsubscribe}" if notice.unsubscribe else "",
        }
        text, html = (self._templates.get_template(name).render(about) for name in ("letter.txt", "letter.html"))
        return words[f"{notice.kind}_subject"].format(**notice.told), text, html

    def content_answered(self, news: AnswerNews, language: str) -> tuple[str, str, str]:
        words = PHRASES.get(language, RU)
        kind = "declined" if news.is_declined else "answered"
        told = {"goods": news.goods, "what": words[f"wanted_{news.what}"]}
        facts = ((words["comment"], news.comment), (words["answer"], news.answer), (words["file"], news.filename))
        about = {
            "language": language if language in PHRASES else "ru",
            "words": {**words, "button": words["answer_button"]},
            "heading": words[f"{kind}_heading"].format(**told),
            "leads": [words[f"{kind}_lead"].format(**told)],
            "facts": [(label, value) for label, value in facts if value],
            "rows": [],
            "total": "",
            "link": f"{self.public_url}/content-requests",
            "unsubscribe": "",
        }
        text, html = (self._templates.get_template(name).render(about) for name in ("letter.txt", "letter.html"))
        return words[f"{kind}_heading"].format(**told), text, html

    def _about(
        self, order: OrderNews, kind: str, language: str, lines: bool, link: str = "", **told: str
    ) -> tuple[str, str, str]:
        words = PHRASES.get(language, RU)
        language = language if language in PHRASES else "ru"
        status = order.status_en if language == "en" else order.status
        names = {"counterparty": order.counterparty, "organization": order.organization}
        told |= names | {"number": order.number, "status": status}
        rows = (
            [row_of(line, language, words) for line in order.lines] if lines and len(order.lines) <= MOST_LINES else []
        )
        leads = [words[f"{kind}_lead"].format(**told)]
        if kind == "changed" and any(line.is_corrected for line in order.lines):
            leads.append(words["corrected_lead"])
        about = {
            "language": language,
            "words": words,
            "heading": words[f"{kind}_heading"].format(**told),
            "leads": leads,
            "facts": list(facts(order, status, words, self.zone)),
            "rows": rows,
            "total": money_text(order.total, order.currency.value, language),
            "unsubscribe": "",
            "link": link or f"{self.public_url}/orders/{order.id}",
        }
        text, html = (self._templates.get_template(name).render(about) for name in ("letter.txt", "letter.html"))
        return words[f"{kind}_subject"].format(**told), text, html


def _noticed(line: NoticeLine, language: str, words: Phrases) -> str:
    named = f"{line.sku} {line.name}".strip()
    told = {"goods": named, "unit": line.unit}
    if line.kind == "stock":
        quantity = quantity_text(line.quantity or Decimal(0), line.unit, language)
        return words["watch_stock"].format(**told, quantity=quantity)
    if line.price is None:
        return words["watch_no_price"].format(**told)
    price = price_text(line.price, line.currency.value, language)
    if line.was is None:
        return words["watch_first_price"].format(**told, price=price)
    return words["watch_price"].format(**told, price=price, was=price_text(line.was, line.currency.value, language))


def facts(order: OrderNews, status: str, words: Phrases, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    values = {
        "placed_at": instant_text(order.placed_at, zone),
        "status": status,
        "counterparty": order.counterparty,
        "organization": order.organization,
        "consignee": order.consignee,
        "comment": order.comment,
    }
    return ((words[name], value) for name, value in values.items() if value)


def row_of(line: LetterLine, language: str, words: Phrases) -> dict[str, Any]:
    stands = quantity_text(line.ordered - line.cancelled, line.unit, language)
    asked = quantity_text(line.requested, line.unit, language)
    return {
        "number": line.number,
        "sku": line.sku,
        "name": line.name,
        "quantity": stands,
        "asked": words["asked"].format(quantity=asked) if line.is_corrected else "",
        "promised": words["promised"].format(day=date_text(line.promised)) if line.promised else "",
        "price": price_text(line.price, language=language),
        "sum": sum_text(line.gross, language),
    }
