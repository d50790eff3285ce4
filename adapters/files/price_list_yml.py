"""A price list as YML."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from attrs import frozen

from adapters.files.yml import Offers
from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Format


@frozen
class YmlPriceLists:
    """The port `ListSheets`, of YML. `zone`: in which its moment is told."""

    zone: ZoneInfo

    def write(self, form: Format, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        # Stock of the past is not known, and is not told.
        offers = Offers(stock=head.moment is None)
        offers.write(lines)
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  # whoever asked closes it
        offers.complete(file, head, self.zone)
        file.seek(0)
        return file
