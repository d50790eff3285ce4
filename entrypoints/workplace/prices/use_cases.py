"""What the desk of prices may ask for; made by `bootstrap`."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.price_desk.change import ChangePrice, EndPrice
from application.price_desk.entry import Entry
from application.price_desk.judge import Judged
from application.price_desk.rows import PriceFilter, PriceHistory, PricePage, PriceRow
from application.price_desk.steps import SetSteps
from application.price_desk.types import GoodsHistory, SetPriceType, TypeRow, TypeView
from application.price_desk.uploads import UploadRow, UploadView
from application.shared.sheets import Sheet
from domain.shared.ids import PriceTypeId, VariantId


class AskType(Protocol):
    def __call__(self, visit: Visit, id: PriceTypeId, text: str, after: tuple[int, int], limit: int) -> TypeView: ...


class AskUpload(Protocol):
    def __call__(self, visit: Visit, id: UUID, verdict: str, after: int, limit: int) -> UploadView: ...


@frozen
class PriceUseCases:
    types: Callable[[Visit], Sequence[TypeRow]]
    type: AskType
    goods: Callable[[Visit, PriceTypeId, VariantId], tuple[TypeRow, GoodsHistory]]
    set_type: Callable[[Visit, SetPriceType], None]
    set_steps: Callable[[Visit, SetSteps], None]
    page: Callable[[Visit, PriceFilter], PricePage]
    history: Callable[[Visit, UUID], PriceHistory]
    export: Callable[[Visit, PriceFilter], Sequence[PriceRow]]
    enter: Callable[[Visit, Entry], Judged]
    change: Callable[[Visit, ChangePrice], None]
    end: Callable[[Visit, EndPrice], None]
    take_upload: Callable[[Visit, str, bytes], UUID]
    apply_upload: Callable[[Visit, UUID], None]
    uploads: Callable[[Visit], Sequence[UploadRow]]
    upload: AskUpload
    workbook: Callable[[Sequence[Sheet]], bytes]
