"""Goods by the hundred thousand, from one snapshot and in chunks: the bulk form of `Reading`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from attrs import frozen

from application.access.context import BuyerContext
from application.pricing.goods import Board, OfferRow, Pricing, PricingFacts, Scope, circumstances, scope_of, shown_to
from domain.ordering.circumstances import Circumstances
from domain.shared.ids import ProductId

# Which products, in which order, as of a catalogue version.
Wanted = Callable[[int], Sequence[ProductId]]


@frozen
class Whole:
    """One snapshot, open while it is read. count: products asked for; those withdrawn since bring no rows.

    chunks: a product's variants come together, the one that lists show first.
    """

    catalogue_version: int
    pricing_version: int
    at: datetime
    count: int
    chunks: Iterator[Sequence[OfferRow]]


class WholeBoard(Protocol):
    def open(self, wanted: Wanted, scope: Scope) -> AbstractContextManager[Whole]:
        """A constant number of statements, however many goods; memory for one chunk. Rows have no pictures."""


@frozen
class WholeRead:
    whole: Whole
    facts: PricingFacts
    context: BuyerContext

    def chunks(self) -> Iterator[tuple[Sequence[OfferRow], Circumstances]]:
        """Each with the book and the stock that its rows are quoted from, without what the client does not have."""
        for read in self.whole.chunks:
            board = shown_to(self.context, self.facts, Board(read, self.whole.pricing_version))
            rows = board.rows
            if self.facts.reaches is not None:
                rows = [row for row in rows if row.shown is not None]
            yield rows, circumstances(self.context, self.facts, board)


@frozen
class WholeReading:
    board: WholeBoard
    pricing: Pricing

    @contextmanager
    def open(self, wanted: Wanted, context: BuyerContext, version: int) -> Iterator[WholeRead]:
        """The facts are of the snapshot's own pricing version: opened again if an import came in between."""
        facts = self.pricing.facts(version, context.day)
        while True:
            with self.board.open(wanted, scope_of(context, facts)) as whole:
                if whole.pricing_version == facts.version:
                    yield WholeRead(whole, facts, context)
                    return
                version = whole.pricing_version
            facts = self.pricing.facts(version, context.day)
