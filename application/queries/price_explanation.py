"""Why a price."""

from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading, circumstances
from application.queries.offers import ONE, offer
from domain.access.permission import Permission
from domain.pricing.ask import BASE, Ask, QuotedLine
from domain.pricing.book import VatKind
from domain.pricing.quote import quote_line
from domain.pricing.trail import Explained, explained, fingerprint
from domain.shared.errors import NotFound
from domain.shared.ids import PackagingId, VariantId


@frozen
class PriceExplanation:
    """Why a price: the steps in order, and a hash over the inputs."""

    goods_name: str
    sku: str
    variant: VariantId
    line: QuotedLine
    steps: tuple[Explained, ...]
    hash: str


@frozen
class PriceExplanationQuery:
    reading: Reading

    def __call__(
        self, visit: Visit, variant: VariantId, quantity: Decimal = ONE, packaging: PackagingId = BASE
    ) -> PriceExplanation:
        """Raises NotFound; NoValidContract when no seller of the goods has a contract in force."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        board, facts = self.reading.variants([variant], context, visit.pricing_version)
        if not board.rows or not board.rows[0].goods.sellable:
            raise NotFound("variant", str(variant))
        row = board.rows[0]
        pack = row.packaging(packaging)
        if pack is None:
            raise NotFound("packaging", str(packaging))
        under = circumstances(context, facts, board)
        shown = offer(row, under)
        if shown.seller is None:
            raise shown.refusal or NotFound("warehouse", str(variant))
        terms = under.terms[under.seller_of(row.goods, shown.seller)]
        kind = VatKind(row.goods.vat_kind)
        ask = Ask(variant, terms, quantity, pack, pack.to_base(quantity), kind, row.goods.vat_rate, row.goods.traits)
        line = quote_line(under.book, ask)
        return PriceExplanation(row.goods.name, row.goods.sku, variant, line, explained(line.trail), proof_of(line))


def proof_of(line: QuotedLine) -> str:
    """The hash of a line: whose, what, how much, and every fact that the steps used."""
    ask = line.ask
    return fingerprint(line.trail, *ask.terms.texts, ask.variant, ask.packaging.id, ask.quantity)
