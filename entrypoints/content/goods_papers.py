"""Documents of a good: one press, and the right to see the good is checked at the file itself."""

from collections.abc import Callable
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.content.files import GivenFile
from domain.shared.ids import ProductId
from entrypoints.http.visits import visit_of
from entrypoints.pages.giving import give


@frozen
class GoodsPaper:
    """/goods/{product}/documents/{paper}"""

    given: Callable[[Visit, ProductId, UUID], GivenFile]

    def on_get(self, req: falcon.Request, resp: falcon.Response, product: int, paper: UUID) -> None:
        give(resp, self.given(visit_of(req), ProductId(product), paper))
