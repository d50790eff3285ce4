"""What a name in `filename=` may be, and what kind of file it promises."""

from collections.abc import Callable
from typing import ClassVar

from attrs import frozen

from application.exchange.values import ExchangeRefused, Kind

SHOWN = 200


@frozen
class NameRefused(ExchangeRefused):
    """A path that leads outside, or a kind of file that the exchange does not take."""

    code: ClassVar[str] = "exchange.name-refused"
    name: str


@frozen
class FileNames:
    """`safe` gives the path inside the exchange folder and raises ValueError for one that cannot be trusted."""

    safe: Callable[[str], str]

    def cleaned(self, name: str) -> str:
        """Raises: NameRefused."""
        try:
            return self.safe(name)
        except ValueError:
            raise NameRefused(name[:SHOWN]) from None


def kind_of(name: str, exchange_type: str) -> Kind:
    """`exchange_type` is the door's `type`: catalog, sale or reference."""
    extension = name.rpartition(".")[2].lower()
    if extension == "zip":
        return Kind.ARCHIVE
    return Kind(exchange_type) if extension == "xml" else Kind.MEDIA
