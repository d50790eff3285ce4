"""Typed lines become goods, units and quantities: all at once, in a constant number of statements.

The same for a pasted list, a file, an order form and the API. Goods that the client does not have are not on the board
that he is read, so that they are told like goods that are not there.
"""

from collections.abc import Sequence

from attrs import frozen

from application.access.context import Visit
from application.filling.judging import Judging, quoted
from application.filling.meaning import Found, Meant, meaning
from application.filling.ports import Articles, ClientSkus
from application.filling.report import Report
from application.filling.stamps import Stamps
from application.filling.typed import MOST_LINES, ArticleKeys, TypedLine, cleaned
from application.pricing.goods import Reading, circumstances
from domain.access.permission import Permission
from domain.ordering.cart import CartTooLong


@frozen
class FillOrder:
    """round_up: to the next multiple with a remark; else what is off the step waits for a person. most: lines."""

    lines: tuple[TypedLine, ...]
    round_up: bool = True
    most: int = MOST_LINES


@frozen
class Resolver:
    articles: Articles
    own: ClientSkus
    reading: Reading
    stamps: Stamps

    def __call__(self, visit: Visit, order: FillOrder) -> Report:
        """Raises NotAllowed; CartTooLong for more lines than `most`."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        if len(order.lines) > order.most:
            raise CartTooLong(len(order.lines), order.most)
        meant = self._meant(visit, order.lines)
        variants = list(dict.fromkeys(variant for one in meant for variant in one.variants))
        board, facts = self.reading.variants(variants, context, visit.pricing_version)
        under = circumstances(context, facts, board)
        rows = {row.goods.variant: row for row in board.rows if row.goods.sellable}
        judging = Judging(rows, under, order.round_up)
        judged = [judging.line(typed, one) for typed, one in zip(order.lines, meant, strict=True)]
        return quoted(judged, judging)

    def _meant(self, visit: Visit, lines: Sequence[TypedLine]) -> list[Meant]:
        stamps = {line.stamp: self.stamps.read(line.stamp) for line in lines if line.stamp}
        keys: dict[str, ArticleKeys] = {}
        for line in lines:
            for text in (line.article, line.whole, line.own):
                if text and text not in keys:
                    keys[text] = ArticleKeys.of(cleaned(text))
        found = Found()
        asked = {one.bare for one in keys.values() if one.bare}
        if asked:
            found.add(self.articles.matching(asked))
            exact = {one.exact for one in keys.values() if one.exact}
            found.add(self.own.matching(visit.buyer().party.id, exact))
        return [meaning(line, stamps.get(line.stamp), keys, found) for line in lines]
