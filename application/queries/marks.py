"""Marks of goods as a client may be told them: no label claims what is not true of his price."""

from collections.abc import Iterable, Mapping

from attrs import evolve

from application.queries.offers import Offer
from domain.catalog.label import told_of
from domain.catalog.mark import Mark
from domain.pricing.book import PriceBook
from domain.pricing.quote import quote_line
from domain.shared.ids import ProductId


def true_marks(
    marks: Mapping[ProductId, Mark], offers: Mapping[ProductId, Iterable[Offer]]
) -> Mapping[ProductId, Mark]:
    return {id: true_mark(mark, offers[id]) for id, mark in marks.items() if id in offers}


def true_mark(mark: Mark, offers: Iterable[Offer]) -> Mark:
    if not mark.labels:
        return mark
    if not any(label.claims_lower_price for label in mark.labels):
        return evolve(mark, labels=told_of(mark.labels, is_below_base=False))
    return evolve(mark, labels=told_of(mark.labels, is_below_base=any(map(is_below_base, offers))))


def is_below_base(offer: Offer) -> bool:
    """The client's price is lower than that which his price type alone would give him: without individual prices,
    rules and what the ERP said of a cart."""
    line = offer.price
    if line is None or line.refusal is not None or offer.book is None:
        return False
    plain = quote_line(plain_book(offer.book), line.ask)
    if plain.refusal is not None:
        return False
    if plain.vat_included == line.vat_included:
        return line.price < plain.price
    return line.gross < plain.gross


def plain_book(book: PriceBook) -> PriceBook:
    return evolve(book, individual={}, rules=None, refined={})
