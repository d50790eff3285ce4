"""What did this client see then, and what was in force: both answers beside today's price (A05)."""

from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_history.history import Change, ContractRow, PriceHistory
from application.price_history.moments import Moments
from application.price_history.past import Asked, GoodsNow, Moment, Past, PastBooks
from application.queries.clients import ClientRow, Clients
from application.queries.orders import readers
from domain.access.permission import Permission
from domain.pricing.ask import QuotedLine
from domain.pricing.travel import By
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import ContractId, VariantId

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
        if not asked.variants:
            return ClientPrices(contract, moment, (), unknown, ())
        return self._answered(visit, contract, moment, asked, unknown)

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
