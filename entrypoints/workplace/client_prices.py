"""What a client saw at a moment and what was in force, beside what he sees now."""

from typing import Protocol
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_history.asking import (
    Answer,
    AskClientPrices,
    Client,
    GoodsAnswers,
    NoArticle,
    TooManyArticles,
)
from application.price_history.asking import ClientPrices as Answers
from domain.pricing.trail import explained
from domain.pricing.travel import MomentInFuture, MomentInvalid
from domain.shared.errors import DomainError
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.pages.explaining import Said, steps_in_words
from entrypoints.pages.forms import uuid_of
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.change_words import ChangeWords
from entrypoints.workplace.desk import StaffDesk


class UseCase(Protocol):
    def client(self, visit: Visit, client: UUID) -> Client: ...

    def __call__(self, visit: Visit, ask: AskClientPrices) -> Answers: ...


@frozen
class SaidAnswer:
    """why: the sentence where there is no price; steps lead to either."""

    title: str
    hint: str
    price: str
    vat: str
    why: str
    steps: tuple[Said, ...]


@frozen
class SaidGoods:
    name: str
    sku: str
    unit: str
    answers: tuple[SaidAnswer, ...]


@frozen
class ClientPrices:
    """/manage/clients/{client}/prices"""

    desk: StaffDesk
    use_case: UseCase

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        found = self.use_case.client(visit, client)
        edition = self.desk.edition(visit, req)
        typed = {name: str(req.params.get(name, "")).strip()[:2000] for name in ("contract", "articles", "at")}
        answered, refusal = None, None
        if typed["contract"]:
            ask = AskClientPrices(client, uuid_of(typed["contract"], "contract"), typed["articles"], typed["at"])
            try:
                answered = self.use_case(visit, ask)
            except (MomentInvalid, MomentInFuture, NoArticle, TooManyArticles) as refused:
                refusal, resp.status = refused, status(refused)
        language = edition.language.code
        self.desk.show(
            req,
            resp,
            "client_prices.html",
            visit,
            "clients",
            client=found.row,
            contracts=[(c.id, self._contract(c.number, c.seller, c.is_withdrawn, edition)) for c in found.contracts],
            typed=typed,
            refusal=sentence(refusal, language) if refusal else "",
            ways=[way.text for way in remedies(refusal, language)] if refusal else [],
            refused_moment=isinstance(refusal, MomentInvalid | MomentInFuture),
            view=answered,
            goods=[self._goods(row, edition) for row in answered.rows] if answered else [],
            changes=self._changes(answered, edition) if answered else [],
        )

    def _contract(self, number: str, seller: str, is_withdrawn: bool, edition: Edition) -> str:
        return f"{number} · {seller}" + (f" · {edition.language.say('withdrawn')}" if is_withdrawn else "")

    def _goods(self, row: GoodsAnswers, edition: Edition) -> SaidGoods:
        say, goods = edition.language.say, row.known.goods
        shown = (
            (say("Saw"), say("by what the portal knew at that moment"), row.seen),
            (say("Was in force"), say("by validity, as it is known today"), row.in_force),
            (say("Sees now"), say("the present price"), row.present),
        )
        return SaidGoods(goods.name, goods.sku, goods.unit, tuple(said(*one, goods.unit, edition) for one in shown))

    def _changes(self, view: Answers, edition: Edition) -> list[object]:
        names = {row.known.goods.variant: row.known.goods.name for row in view.rows}
        words = ChangeWords(edition)
        return [
            words.said(change, names.get(change.variant, "") if change.variant is not None else "")
            for change in view.changes
        ]


def said(title: str, hint: str, answer: Answer, unit: str, edition: Edition) -> SaidAnswer:
    line, refusal = answer.line, answer.refusal
    why = sentence(refusal, edition.language.code) if isinstance(refusal, DomainError) else ""
    if line is None:
        return SaidAnswer(title, hint, "", "", why, ())
    terms = line.ask.terms
    steps = [(step.step, step.facts) for step in explained(line.trail)]
    told = steps_in_words(steps, edition, terms.contract_number, line.currency.value, unit)
    if refusal is not None:
        return SaidAnswer(title, hint, "", "", why, told)
    figures = edition.figures
    return SaidAnswer(
        title, hint, figures.price(line.price, line.currency.value), figures.vat(line.vat_included, line.vat_rate), "",
        told,
    )  # fmt: skip
