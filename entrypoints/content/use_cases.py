"""What the desk of papers may ask for; made by `bootstrap`."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.content.documents import Named, PaperFacts, PapersAsked, PapersPage, PaperView
from application.content.files import GivenFile, SentContent
from application.content.materials import AddMaterial, Material, MaterialRow
from application.content.requests import AskContent, RequestRow
from application.shared.sheets import Sheets
from domain.shared.ids import ProductId, UserGroupId


class ReplacePaper(Protocol):
    def __call__(self, visit: Visit, id: UUID, number: str, valid_to: date | None, sent: SentContent) -> None: ...


@frozen
class PaperUseCases:
    page: Callable[[Visit, PapersAsked], PapersPage]
    one: Callable[[Visit, UUID], PaperView]
    version: Callable[[Visit, UUID, int], GivenFile]
    add: Callable[[Visit, PaperFacts, SentContent], UUID]
    replace: ReplacePaper
    change: Callable[[Visit, UUID, PaperFacts], None]
    withdraw: Callable[[Visit, UUID, bool], None]
    bind: Callable[[Visit, UUID, Named], tuple[int, Named]]
    unbind: Callable[[Visit, UUID, int], None]
    of_goods: Callable[[Visit, ProductId, UUID], GivenFile]
    sheets: Sheets


@frozen
class MaterialUseCases:
    list: Callable[[Visit], tuple[Sequence[MaterialRow], Sequence[tuple[UserGroupId, str]]]]
    file: Callable[[Visit, UUID], GivenFile]
    add: Callable[[Visit, AddMaterial], None]
    withdraw: Callable[[Visit, UUID, bool], None]
    own: Callable[[Visit], Sequence[Material]]
    own_file: Callable[[Visit, UUID], GivenFile]


class AnswerContent(Protocol):
    def __call__(
        self, visit: Visit, id: UUID, text: str, sent: SentContent, is_public: bool, declined: bool
    ) -> None: ...


@frozen
class RequestUseCases:
    ask: Callable[[Visit, AskContent], None]
    own: Callable[[Visit], Sequence[RequestRow]]
    own_file: Callable[[Visit, UUID], GivenFile]
    list: Callable[[Visit, str], Sequence[RequestRow]]
    file: Callable[[Visit, UUID], GivenFile]
    answer: AnswerContent
