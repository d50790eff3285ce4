"""The list of a client's own articles: to be seen, and to be taken back."""

from collections.abc import Sequence

from attrs import frozen

from application.access.context import Visit
from application.filling.files import may_fill
from application.filling.ports import ClientSku, ClientSkus
from application.filling.typed import ArticleKeys


@frozen
class OwnSkusQuery:
    own: ClientSkus

    def __call__(self, visit: Visit, text: str, offset: int, limit: int) -> tuple[Sequence[ClientSku], int]:
        return self.own.page(may_fill(visit), ArticleKeys.of(text).exact, offset, limit)


@frozen
class ForgetOwnSkus:
    own: ClientSkus

    def __call__(self, visit: Visit, keys: Sequence[str]) -> None:
        self.own.forget(may_fill(visit), keys)
