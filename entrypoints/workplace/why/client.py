"""Why a client pays this price: the buyer's explanation with ids, and what was passed over."""

from decimal import Decimal, InvalidOperation
from typing import Protocol
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.explaining.client_price import AskClientPrice, ClientPrice
from application.price_history.history import ContractRow
from application.queries.clients import ClientRow
from domain.access.permission import Permission
from domain.pricing.trail import explained
from domain.pricing.travel import BeforeTheRecords, ContractNotInForceThen, ContractUnknownThen
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from domain.shared.quantity import QuantityInvalid, quantity_of
from entrypoints.http.problems import sentence, status
from entrypoints.pages.figures import read_quantity
from entrypoints.pages.forms import uuid_of, whole
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.why.steps import Rights, traced
from entrypoints.workplace.why.words import PassedWords, why_none

NO_PRICE = (BeforeTheRecords, ContractUnknownThen, ContractNotInForceThen, QuantityInvalid)
TYPED = ("contract", "article", "quantity", "promo", "packaging")


class UseCase(Protocol):
    def choices(self, visit: Visit, client: UUID) -> tuple[ClientRow, tuple[ContractRow, ...]]: ...

    def variants(self, visit: Visit, article: str) -> tuple[VariantId, ...]: ...

    def __call__(self, visit: Visit, ask: AskClientPrice) -> ClientPrice: ...


@frozen
class WhyClientPrice:
    """/manage/clients/{client}/why; `article` names the goods, `variant` in its place comes from links."""

    desk: StaffDesk
    use_case: UseCase

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        edition, language = self.desk.edition(visit, req), self.desk.edition(visit, req).language.code
        typed = {name: str(req.params.get(name, "")).strip()[:100].replace("\x00", "") for name in TYPED}
        row, contracts = self.use_case.choices(visit, client)
        variants = self._variants(visit, str(req.params.get("variant", "")), typed["article"])
        found: tuple[ClientPrice, ...] = ()
        refusal: DomainError | None = None
        if typed["contract"] and variants:
            try:
                asks = [self._ask(client, typed, variant) for variant in variants]
                found = tuple(self.use_case(visit, ask) for ask in asks)
            except NO_PRICE as refused:
                refusal, resp.status = refused, status(refused)
        if found and not typed["article"]:
            typed["article"] = found[0].goods.goods.sku
        rights = rights_of(visit)
        self.desk.show(
            req,
            resp,
            "client_why.html",
            visit,
            "clients",
            client=row,
            contracts=[(str(each.id), f"{each.number} · {each.seller}") for each in contracts if not each.is_withdrawn],
            typed=typed | {"quantity": typed["quantity"] or "1"},
            refusal=sentence(refusal, language) if refusal else "",
            is_unknown=bool(typed["article"]) and not variants,
            answers=[self._answer(each, edition, rights) for each in found],
        )

    def _variants(self, visit: Visit, told: str, article: str) -> tuple[VariantId, ...]:
        if variant := whole(told, 0, 2**31 - 1):
            return (VariantId(variant),)
        return self.use_case.variants(visit, article)[:5] if article else ()

    def _ask(self, client: UUID, typed: dict[str, str], variant: VariantId) -> AskClientPrice:
        packaging = PackagingId(whole(typed["packaging"], 0, 2**31 - 1))
        contract = uuid_of(typed["contract"], "contract")
        return AskClientPrice(client, contract, variant, quantity(typed["quantity"]), packaging, typed["promo"])

    def _answer(self, found: ClientPrice, edition: Edition, rights: Rights) -> dict[str, object]:
        line = found.line
        terms, unit = line.ask.terms, line.ask.packaging.name
        steps = traced(
            explained(line.trail), edition, terms.contract_number, line.currency.value, unit, rights, found.versions
        )
        words = PassedWords(edition, line, found.goods, rights)
        return {
            "view": found,
            "unit": unit,
            "steps": steps,
            "why": why_none(line.refusal, edition) if line.refusal else "",
            "groups": words.groups(found.passed),
            "promo": promo_said(found, edition),
        }


def promo_said(found: ClientPrice, edition: Edition) -> str:
    if found.promo is None:
        return ""
    if found.promo.refusal is None:
        return edition.language.say("There is no promo code “%(code)s”.") % {"code": found.promo.text}
    return sentence(found.promo.refusal, edition.language.code)


def rights_of(visit: Visit) -> Rights:
    held = visit.authority.staff_permissions
    return Rights(Permission.SEE_RULES in held, Permission.SEE_PROMOS in held)


def quantity(text: str) -> Decimal:
    """Raises QuantityInvalid."""
    try:
        return quantity_of(read_quantity(text)) if text else Decimal(1)
    except InvalidOperation:
        raise QuantityInvalid(text[:40]) from None
