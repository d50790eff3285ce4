"""Why a client's price is what it is, for his manager: with ids, and with what was passed over (N18, A01)."""

from decimal import Decimal
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.explaining.ports import Explanations
from application.ordering.ports import Promos
from application.price_history.history import ContractRow, PriceHistory
from application.price_history.moments import Moments
from application.price_history.past import ONE, Asked, GoodsNow, Past, PastBooks
from application.queries.clients import ClientRow, Clients
from application.queries.orders import readers
from application.queries.price_explanation import proof_of
from domain.access.permission import Permission
from domain.pricing.ask import BASE, QuotedLine
from domain.pricing.passed_over import PassedOverAll, passed_over
from domain.pricing.promo import promo_key
from domain.pricing.promo_taking import with_promo
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import PackagingId, VariantId


@frozen
class AskClientPrice:
    """promo: the text of a code to be tried, or empty."""

    client: UUID
    contract: UUID
    variant: VariantId
    quantity: Decimal = ONE
    packaging: PackagingId = BASE
    promo: str = ""


@frozen
class PassedPromo:
    """The code that was tried and takes nothing; refusal is None where there is no such code."""

    text: str
    refusal: DomainError | None


@frozen
class ClientPrice:
    """other_seller: the goods are sold under another contract than the one that was asked about.

    hidden: rules for other clients only, that the asker may not see.
    """

    client: ClientRow
    contract: ContractRow
    goods: GoodsNow
    line: QuotedLine
    hash: str
    pricing_version: int
    passed: PassedOverAll
    versions: dict[UUID, int]
    hidden: int
    promo: PassedPromo | None
    other_seller: bool


@frozen
class ClientPriceQuery:
    clients: Clients
    history: PriceHistory
    books: PastBooks
    kept: Explanations
    promos: Promos
    moments: Moments

    def choices(self, visit: Visit, client: UUID) -> tuple[ClientRow, tuple[ContractRow, ...]]:
        """Raises NotAllowed; NotFound for a client that is not the asker's."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        whose = readers(visit)
        return self.clients.one(whose, client), tuple(self.history.contracts(whose, client))

    def variants(self, visit: Visit, article: str) -> tuple[VariantId, ...]:
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        return tuple(variant for _, variant in self.history.variants([article]))

    def __call__(self, visit: Visit, ask: AskClientPrice) -> ClientPrice:
        """Raises NotAllowed, NotFound, ContractNotInForceThen, ContractUnknownThen."""
        row, contracts = self.choices(visit, ask.client)
        contract = next((each for each in contracts if each.id == ask.contract), None)
        if contract is None:
            raise NotFound("contract", str(ask.contract))
        past = self.books.of(readers(visit), Asked(contract.id, (ask.variant,)), self.moments.now())
        line = past.quote(ask.variant, ask.quantity, ask.packaging)
        line, promo = self._tried(ask.promo, line, past)
        kept = tuple(self.kept.rules())
        found = passed_over(line, past.book, self.kept.dated(past.terms, ask.variant), kept)
        shown = found if Permission.SEE_RULES in visit.authority.staff_permissions else own_rules(found, past.terms)
        goods = past.goods[ask.variant]
        seller = goods.goods.organization
        return ClientPrice(
            row,
            contract,
            goods,
            line,
            proof_of(line),
            past.book.version,
            shown,
            {each.rule.id: each.version for each in kept},
            len(found.rules) - len(shown.rules),
            promo,
            seller is not None and seller != past.terms.organization,
        )

    def _tried(self, text: str, line: QuotedLine, past: Past) -> tuple[QuotedLine, PassedPromo | None]:
        """As if the line were the whole cart."""
        if not (key := promo_key(text)):
            return line, None
        promo = self.promos.named(key, past.terms.counterparty)
        if promo is None:
            return line, PassedPromo(text, None)
        taken = with_promo(promo, [line], past.book)
        return taken.lines[0], PassedPromo(promo.code.text, taken.refusal) if taken.refusal else None


def own_rules(found: PassedOverAll, terms: Terms) -> PassedOverAll:
    """Without those for other clients: a manager reads nothing of what is agreed with clients that are not his."""
    return evolve(found, rules=tuple(each for each in found.rules if each.kept.rule.whom.has(terms)))
