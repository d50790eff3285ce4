"""Keys of the lines of an order form: which goods at which price and stock, as the file was made.

A key is signed so that one edited by hand, or carried over by sorting half of a sheet, is noticed. It is believed about
which goods are meant and about what the client saw; prices are always those of now.
"""

from decimal import Decimal, InvalidOperation
from hashlib import blake2s
from hmac import compare_digest

from attrs import field, frozen

from domain.shared.money import Currency

VERSION = "k1"
SIGNED = 5  # bytes of the signature


@frozen
class Stamp:
    """file: the beginning of the id of the price list. price: of one unit of the packaging; None on request."""

    file: str
    variant: int
    packaging: int
    price: Decimal | None
    currency: Currency
    available: Decimal


@frozen
class Stamps:
    """`secret`: 32 bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> "Stamps":
        """Of an installation's own secret, of any length."""
        return cls(blake2s(secret.encode(), person=b"forms").digest())

    def write(self, stamp: Stamp) -> str:
        return self.key(
            stamp.file, stamp.variant, stamp.packaging, stamp.price, stamp.currency.value, stamp.available
        )

    def key(
        self, file: str, variant: int, packaging: int, price: Decimal | None, currency: str, available: Decimal
    ) -> str:
        """The same for a hundred thousand lines, each of which would be a stamp for a moment."""
        told = "" if price is None else f"{price:f}"
        body = f"{VERSION}:{file}:{variant}:{packaging}:{told}:{currency}:{available:f}"
        return f"{body}:{self._signature(body)}"

    def read(self, text: str) -> Stamp | None:
        """None for what we have not written so."""
        body, _, signature = text.strip().rpartition(":")
        parts = body.split(":")
        if len(parts) != 7 or parts[0] != VERSION or not compare_digest(signature, self._signature(body)):
            return None
        _, file, variant, packaging, price, currency, available = parts
        try:
            told = Decimal(price) if price else None
            return Stamp(file, int(variant), int(packaging), told, Currency(currency), Decimal(available))
        except (ValueError, InvalidOperation):
            return None

    def _signature(self, body: str) -> str:
        return blake2s(body.encode(), key=self.secret, digest_size=SIGNED).hexdigest()
