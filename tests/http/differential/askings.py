"""What is asked: one request, written out, so that it can be sent again and to another world."""

from collections.abc import Mapping
from urllib.parse import urlencode

from attrs import field, frozen
from falcon.inspect import inspect_routes

from entrypoints.http.visits import CSRF_HEADER
from tests.http.differential.canaries import plain
from tests.shop import CSRF

Route = tuple[str, str]
# Looking comes before changing, and ending a session last.
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD", "OPTIONS")


class CannotBeAsked(Exception):
    """Nobody has told what a route takes; the sentence says where to."""


@frozen
class Asking:
    """`is_offered`: the route has such a method; what it has not, Falcon refuses before anybody is known."""

    method: str
    route: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(factory=dict)
    is_offered: bool = True

    @property
    def said(self) -> str:
        """A page says a search back to whoever typed it: what was sent is no news."""
        return plain("\n".join((self.path, self.query, self.body.decode("utf-8", "replace"), str(self.headers))))

    def __str__(self) -> str:
        query, body = f"?{self.query}" if self.query else "", f" {self.body[:300]!r}" if self.body else ""
        return f"{self.method} {self.path}{query}{body} (route {self.route})"


def routes(app: object) -> list[Route]:
    """Falcon's own answers to other methods (405, OPTIONS) are called internal."""
    # Falcon does not export the generic arguments of its application.
    found = inspect_routes(app)  # type: ignore[arg-type]
    return sorted((one.method, route.path) for route in found for one in route.methods if not one.internal)


def paths(app: object) -> list[str]:
    return sorted({path for _, path in routes(app)})


def form(fields: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    return urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def trusted(headers: Mapping[str, str], csrf: str = CSRF) -> dict[str, str]:
    return {**headers, CSRF_HEADER: csrf}
