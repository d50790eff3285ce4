"""One line of the API's table: what is asked, who answers, with what, and what may stand in the way."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import falcon
from attrs import field, frozen

from application.access.context import Visit
from domain.ordering.quoted_cart import QuotedCart
from domain.shared.errors import DomainError
from entrypoints.http.entry import Around
from entrypoints.http.errors import around
from entrypoints.http.visits import language_of, visit_of
from entrypoints.use_cases import PeopleUseCases

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


@frozen
class NoAnswer:
    """204: there is nothing to tell."""


@frozen
class File:
    """A download."""

    content: bytes
    name: str
    media_type: str


@frozen
class Reply(Generic[Answer]):
    """An answer that says more than its body: another status, headers, the session's cookie.

    session: a token to be kept in the cookie, or empty to forget it.
    """

    body: Answer
    status: int = 200
    headers: Mapping[str, str] = field(factory=dict)
    session: str | None = None


@frozen
class Caller:
    """Who asks the use cases, and in which language he is answered."""

    use_cases: PeopleUseCases
    req: falcon.Request

    @property
    def visit(self) -> Visit:
        """Raises NotSignedIn."""
        return visit_of(self.req)

    @property
    def language(self) -> str:
        return language_of(self.req)

    @property
    def around(self) -> Around:
        return around(self.req)

    def explain_by(self, cart: QuotedCart) -> None:
        """Refusals of this request may call the lines of this cart by name."""
        self.req.context.cart = cart


@frozen
class NoAsk:
    """Nothing is asked but the path itself."""


@frozen
class Operation(Generic[Ask, Answer]):
    """`asks` is filled from the path and headers, and from the query (GET, DELETE) or the body (POST, PUT).

    needs_session: all but signing in; with it changes need the CSRF token.
    """

    method: str
    path: str
    name: str
    summary: str
    asks: type[Ask]
    answers: type[Answer]
    call: Callable[[Caller, Ask], Answer | Reply[Answer]]
    refuses: tuple[type[DomainError], ...] = ()
    status: int = 200
    also: Mapping[int, str] = field(factory=dict)
    needs_session: bool = True

    @property
    def has_body(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")


AnyOperation = Operation[Any, Any]
