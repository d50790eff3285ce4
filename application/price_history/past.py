"""The price books of moments that have passed, for one contract and some goods."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from application.queries.orders import Readers
from domain.catalog.goods import Goods
from domain.pricing.ask import BASE, Ask, QuotedLine
from domain.pricing.book import PriceBook, VatKind
from domain.pricing.quote import quote_line
from domain.pricing.terms import Terms
from domain.pricing.travel import By, ContractNotInForceThen
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, PackagingId, RegionId, UserId, VariantId
from domain.shared.quantity import Packaging

ONE = Decimal(1)


@frozen
class Moment:
    """day: that of the moment in the business zone, which is the bank day."""

    at: datetime
    day: date
    by: By = By.RECORDED


@frozen
class Asked:
    """Whose prices of what. region: None for the client's default one. user: whose groups count, None for nobody's."""

    contract: ContractId
    variants: tuple[VariantId, ...]
    region: RegionId | None = None
    user: UserId | None = None


@frozen
class GoodsNow:
    """As of today: nobody keeps what goods were."""

    goods: Goods
    packagings: tuple[Packaging, ...]

    def packaging(self, wanted: PackagingId) -> Packaging:
        """Raises NotFound."""
        if wanted == BASE:
            return self.goods.base
        for packaging in self.packagings:
            if packaging.id == wanted:
                return packaging
        raise NotFound("packaging", str(wanted))


@frozen
class Past:
    """Terms and book of one moment; the days are those of the contract."""

    moment: Moment
    terms: Terms
    valid_from: date | None
    valid_to: date | None
    is_withdrawn: bool
    book: PriceBook
    goods: Mapping[VariantId, GoodsNow]

    def check(self) -> None:
        """Raises ContractNotInForceThen."""
        day, start, end = self.moment.day, self.valid_from, self.valid_to
        if self.is_withdrawn:
            raise ContractNotInForceThen(self.terms.contract_number, day, None, None)
        if (start is not None and day < start) or (end is not None and end < day):
            raise ContractNotInForceThen(self.terms.contract_number, day, start, end)

    def ask(self, variant: VariantId, quantity: Decimal = ONE, packaging: PackagingId = BASE) -> Ask:
        """Raises NotFound."""
        if variant not in self.goods:
            raise NotFound("variant", str(variant))
        known = self.goods[variant]
        pack, goods = known.packaging(packaging), known.goods
        return Ask(
            variant, self.terms, quantity, pack, pack.to_base(quantity), VatKind(goods.vat_kind), goods.vat_rate,
            goods.traits,
        )  # fmt: skip

    def quote(self, variant: VariantId, quantity: Decimal = ONE, packaging: PackagingId = BASE) -> QuotedLine:
        """Raises NotFound, ContractNotInForceThen."""
        self.check()
        return quote_line(self.book, self.ask(variant, quantity, packaging))


class PastBooks(Protocol):
    """By the asker's right: a contract of somebody else's client is not there."""

    def of(self, whose: Readers, asked: Asked, moment: Moment) -> Past:
        """From one snapshot, in as many statements whatever is asked for.

        Raises NotFound, BeforeTheRecords, ContractUnknownThen.
        """
