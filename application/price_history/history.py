"""What belongs to the prices of the past beside the books: contracts, goods by article, what changed since."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.price_desk.rows import Source
from application.price_history.past import Asked, Moment, Past
from application.queries.orders import Readers
from domain.shared.ids import ContractId, VariantId

Value = str | bool | Decimal | None


@frozen
class ContractRow:
    """Withdrawn ones, too: it is them that people argue about."""

    id: ContractId
    number: str
    seller: str
    is_withdrawn: bool


@frozen
class Field:
    """A field of a fact that differs. currency: of a sum."""

    name: str
    before: Value
    after: Value
    currency_before: str = ""
    currency_after: str = ""


@frozen
class Change:
    """A fact that became another one after the moment. fact: listed, individual, contract, price_type, price_threshold,
    price_assignment, price_type_region, price_rule, seller_organization, counterparty, rate, markup. variant: of a
    price.
    """

    fact: str
    name: str
    fields: tuple[Field, ...]
    told: Source
    is_new: bool = False
    is_gone: bool = False
    variant: VariantId | None = None


class PriceHistory(Protocol):
    def contracts(self, whose: Readers, client: UUID) -> Sequence[ContractRow]:
        """Of the client, by number; none of a client that is not the asker's."""

    def variants(self, articles: Sequence[str]) -> Sequence[tuple[str, VariantId]]:
        """Goods by the article as it was typed, in the order of the articles; one may name several."""

    def changes(self, asked: Asked, since: Moment, past: Past) -> Sequence[Change]:
        """Of the facts that the prices of `past` are made of, recorded after `since`; the newest first.

        The right to see the contract has been shown by whoever has `past`.
        """
