"""Individual prices between their rows and the domain, where a statement reads them as columns."""

from decimal import Decimal
from uuid import UUID

from domain.parties.level import Level
from domain.pricing.book import IndividualPrice
from domain.shared.ids import PackagingId
from domain.shared.money import Currency

AGREED = """id, level, owner_id, packaging_id, trim_scale(minimum), trim_scale(amount), currency, vat_included"""


def agreed_of(
    id: UUID, level: int, owner: UUID, packaging: int, minimum: Decimal, amount: Decimal, currency: str, vat: bool
) -> IndividualPrice:
    """The columns of `AGREED`."""
    return IndividualPrice(id, Level(level), owner, PackagingId(packaging), minimum, amount, Currency(currency), vat)
