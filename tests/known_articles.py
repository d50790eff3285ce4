"""Articles of a trade in memory, for the doors' tests: what `adapters.postgres.filling` finds in tables."""

from collections.abc import Callable, Collection, Iterable, Sequence

from attrs import field, frozen

from application.filling.ports import ClientSku, Kind, Match
from application.filling.resolve import Resolver
from application.filling.stamps import Stamps
from application.pricing.goods import OfferRow, Reading
from domain.catalog.folding import sku_key
from domain.shared.ids import CounterpartyId

Rows = Callable[[], Iterable[OfferRow]]


@frozen
class KnownArticles:
    rows: Rows

    def matching(self, bare: Collection[str]) -> Iterable[Match]:
        every = ((sku_key(row.goods.sku), row.goods.variant) for row in self.rows() if row.goods.sku)
        return [Match(Kind.ARTICLE, key, variant) for key, variant in every if (key.lstrip("0") or key[:1]) in bare]


@frozen
class KnownClientSkus:
    kept: dict[tuple[CounterpartyId, str], ClientSku] = field(factory=dict)

    def matching(self, client: CounterpartyId, keys: Collection[str]) -> Iterable[Match]:
        mine = [(key, self.kept[client, key]) for key in keys if (client, key) in self.kept]
        return [Match(Kind.OWN, key, pair.variant) for key, pair in mine]

    def remember(self, client: CounterpartyId, pairs: Iterable[ClientSku]) -> None:
        self.kept.update({(client, pair.sku_key): pair for pair in pairs})

    def forget(self, client: CounterpartyId, keys: Collection[str]) -> None:
        for key in keys:
            self.kept.pop((client, key), None)

    def page(self, client: CounterpartyId, text: str, offset: int, limit: int) -> tuple[Sequence[ClientSku], int]:
        mine = sorted(
            (pair for (owner, key), pair in self.kept.items() if owner == client and text in key),
            key=lambda pair: pair.sku_key,
        )
        return mine[offset : offset + limit], len(mine)


def resolver_over(reading: Reading, rows: Rows) -> Resolver:
    return Resolver(KnownArticles(rows), KnownClientSkus(), reading, Stamps.of("of the tests"))
