"""What did this client see then, and what was in force: both answers beside today's price (A05)."""

from datetime import datetime, tzinfo
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_history.history import Change, ContractRow, PriceHistory
from application.price_history.past import ONE, Asked, GoodsNow, Moment, Past, PastBooks
from application.queries.catalogue import PriceExplanation, PriceExplanationQuery, proof_of
from application.queries.clients import ClientRow, Clients
from application.queries.orders import readers
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.ask import BASE, QuotedLine
from domain.pricing.trail import explained
from domain.pricing.travel import By, MomentInFuture, MomentInvalid
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import ContractId, PackagingId, VariantId

MOST_ARTICLES = 20


@frozen
class TooManyArticles(DomainError):
    code: ClassVar[str] = "price-history.too-many-articles"
    count: int
    most: int = MOST_ARTICLES


@frozen
class NoArticle(DomainError):
    code: ClassVar[str] = "price-history.no-article"


@frozen
class Moments:
    """Moments as people write them. zone: the business zone, for those that name none."""

    clock: Clock
    zone: tzinfo

    def of(self, text: str, by: By = By.RECORDED) -> Moment:
        """Raises MomentInvalid, MomentInFuture."""
        # A plus that nobody escaped in an address has become a space.
        written = text.strip().replace(" ", "+" if "T" in text else "T")
        try:
            at = datetime.fromisoformat(written)
            at = at.replace(tzinfo=self.zone) if at.tzinfo is None else at
            local = at.astimezone(self.zone)
            moment = Moment(local, local.date(), by)
        except (ValueError, OverflowError):
            raise MomentInvalid(text[:40]) from None
        if moment.at > self.clock.now():
            raise MomentInFuture(moment.at)
        return moment

    def now(self) -> Moment:
        at = self.clock.now().astimezone(self.zone)
        return Moment(at, at.date())


@frozen
class Answer:
    """The price of one moment, or why there is none; a line may be refused itself."""

    line: QuotedLine | None = None
    why: DomainError | None = None

    @property
    def refusal(self) -> DomainError | None:
        return self.why if self.line is None else self.line.refusal


@frozen
class GoodsAnswers:
    known: GoodsNow
    seen: Answer
    in_force: Answer
    present: Answer


@frozen
class Client:
    row: ClientRow
    contracts: tuple[ContractRow, ...]


@frozen
class ClientPrices:
    """unknown: articles of no goods."""

    contract: ContractRow
    moment: Moment
    rows: tuple[GoodsAnswers, ...]
    unknown: tuple[str, ...]
    changes: tuple[Change, ...]


@frozen
class AskClientPrices:
    """articles: one a line or separated by commas; moment as typed."""

    client: UUID
    contract: UUID
    articles: str
    moment: str


@frozen
class ClientPricesQuery:
    clients: Clients
    books: PastBooks
    history: PriceHistory
    moments: Moments

    def client(self, visit: Visit, client: UUID) -> Client:
        """Raises NotFound for a client that is not the asker's."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        whose = readers(visit)
        row = self.clients.one(whose, client)
        return Client(row, tuple(self.history.contracts(whose, client)))

    def __call__(self, visit: Visit, ask: AskClientPrices) -> ClientPrices:
        """Raises NotFound, MomentInvalid, MomentInFuture, NoArticle, TooManyArticles."""
        contract = next((c for c in self.client(visit, ask.client).contracts if c.id == ask.contract), None)
        if contract is None:
            raise NotFound("contract", str(ask.contract))
        moment = self.moments.of(ask.moment)
        articles = tuple(dict.fromkeys(filter(None, map(str.strip, ask.articles.replace(",", "\n").splitlines()))))
        if not articles:
            raise NoArticle
        if len(articles) > MOST_ARTICLES:
            raise TooManyArticles(len(articles))
        found = self.history.variants(articles)
        unknown = tuple(article for article in articles if article not in {typed for typed, _ in found})
        asked = Asked(ContractId(contract.id), tuple(dict.fromkeys(variant for _, variant in found)))
        return self._answered(visit, contract, moment, asked, unknown) if asked.variants else ClientPrices(
            contract, moment, (), unknown, ()
        )  # fmt: skip

    def _answered(
        self, visit: Visit, contract: ContractRow, moment: Moment, asked: Asked, unknown: tuple[str, ...]
    ) -> ClientPrices:
        sights = Sights(self.books, visit, asked)
        present = sights.of(self.moments.now())
        seen, in_force = sights.of(moment), sights.of(evolve(moment, by=By.VALIDITY))
        goods = present.past.goods if present.past is not None else {}
        rows = tuple(
            GoodsAnswers(goods[variant], seen.answer(variant), in_force.answer(variant), present.answer(variant))
            for variant in asked.variants if variant in goods
        )  # fmt: skip
        changes = self.history.changes(asked, moment, present.past) if present.past is not None else ()
        return ClientPrices(contract, moment, rows, unknown, tuple(changes))


@frozen
class Sight:
    past: Past | None
    why: DomainError | None

    def answer(self, variant: VariantId) -> Answer:
        if self.past is None:
            return Answer(why=self.why)
        try:
            return Answer(self.past.quote(variant))
        except DomainError as refused:
            return Answer(why=refused)


@frozen
class Sights:
    books: PastBooks
    visit: Visit
    asked: Asked

    def of(self, moment: Moment) -> Sight:
        """A moment that nothing is known of is an answer, too. Raises NotFound."""
        try:
            return Sight(self.books.of(readers(self.visit), self.asked, moment), None)
        except NotFound:
            raise
        except DomainError as refused:
            return Sight(None, refused)


@frozen
class AskPastPrice:
    variant: VariantId
    moment: str
    by: By = By.RECORDED
    quantity: Decimal = ONE
    packaging: PackagingId = BASE


@frozen
class PastPriceQuery:
    """A buyer's own price of then, under the contract that these goods are sold to him by now."""

    explain: PriceExplanationQuery
    books: PastBooks
    moments: Moments

    def __call__(self, visit: Visit, ask: AskPastPrice) -> PriceExplanation:
        """Raises NotFound, NoValidContract; MomentInvalid, MomentInFuture; BeforeTheRecords, ContractUnknownThen,
        ContractNotInForceThen."""
        moment = self.moments.of(ask.moment, ask.by)
        now = self.explain(visit, ask.variant, ask.quantity, ask.packaging)
        terms = now.line.ask.terms
        asked = Asked(terms.contract, (ask.variant,), terms.region)
        past = self.books.of(readers(visit, Permission.SEE_PRICES), asked, moment)
        line = past.quote(ask.variant, ask.quantity, ask.packaging)
        return evolve(now, line=line, steps=explained(line.trail), hash=proof_of(line))
