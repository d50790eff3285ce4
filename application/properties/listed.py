"""Properties that an editor has put into lists: what stands under the name of a good where goods stand in rows."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.shared.ids import ProductId

# Of a good, in the editor's order: (name for buyers, value with its unit).
Listed = Mapping[ProductId, Sequence[tuple[str, str]]]
NOTHING_LISTED: Listed = {}


class ListedProperties(Protocol):
    def __call__(self, version: int, products: Sequence[ProductId]) -> Listed:
        """By one statement for all; by none where nothing is put into lists."""
