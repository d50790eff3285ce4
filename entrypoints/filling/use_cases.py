"""What the pages of filling an order ask for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.filling.cart_file import CartFile
from application.filling.change_draft import Added, DraftReport, Edit
from application.filling.drafts import DraftRow
from application.filling.files import Preview
from application.filling.layout import Layout
from application.filling.ports import ClientSku


class EditRows(Protocol):
    def __call__(self, visit: Visit, id: UUID, edits: Mapping[int, Edit], removed: Sequence[int] = ()) -> None: ...


class AddLines(Protocol):
    def __call__(self, visit: Visit, id: UUID, first: int | None = None) -> Added: ...


@frozen
class FillingUseCases:
    start: Callable[[Visit, str], UUID]
    take_file: Callable[[Visit, str, bytes], UUID]
    drafts: Callable[[Visit], Sequence[DraftRow]]
    draft: Callable[[Visit, UUID], DraftReport]
    preview: Callable[[Visit, UUID], Preview]
    map_columns: Callable[[Visit, UUID, Layout], None]
    edit: EditRows
    drop: Callable[[Visit, UUID], None]
    add: AddLines
    own_skus: Callable[[Visit, str, int, int], tuple[Sequence[ClientSku], int]]
    forget: Callable[[Visit, Sequence[str]], None]
    template: Callable[[str], bytes]
    cart_file: Callable[[Visit], CartFile]
    cart_sheet: Callable[[CartFile, str], bytes]
