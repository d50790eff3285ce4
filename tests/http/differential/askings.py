"""What is asked: one request, written out, so that it can be sent again and to another world."""

from collections.abc import Mapping
from urllib.parse import urlencode

from attrs import field, frozen
from falcon.inspect import inspect_routes

from entrypoints.http.visits import CSRF_HEADER
from tests.http.differential.canaries import ARCHIVE, plain, unpacked
from tests.shop import CSRF

Route = tuple[str, str]
# Looking comes before changing, and ending a session last.
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
BOUNDARY = "part-of-a-form"
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
    said_before: str = ""

    @property
    def said(self) -> str:
        """A page says a search back to whoever typed it: what was sent is no news."""
        whole = (self.path, self.query, self.body.decode("utf-8", "replace"), str(self.headers))
        return plain("\n".join((*whole, *(part for _, part in unpacked(self.sheet))))) + self.said_before

    @property
    def sheet(self) -> bytes:
        """A file among the parts of a form, its bytes as they are in it."""
        return self.body[max(0, self.body.find(ARCHIVE)) :]

    def further(self, address: str) -> "Asking":
        """What a browser asks when it is led on."""
        path, _, query = address.partition("?")
        return Asking("GET", f"{self.route} → {path}", path, query, said_before=self.said)

    def __str__(self) -> str:
        query, body = f"?{self.query}" if self.query else "", f" {self.body[:300]!r}" if self.body else ""
        return f"{self.method} {self.path}{query}{body} (route {self.route})"


def routes(app: object) -> list[Route]:
    """Falcon's own answers to other methods (405, OPTIONS) are called internal."""
    # Falcon does not export the generic arguments of its application.
    found = inspect_routes(app)  # type: ignore[arg-type]
    return sorted((one.method, route.path) for route in found for one in route.methods if not one.internal)


def form(fields: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    return urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def parts(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, dict[str, str]]:
    """A form with files, each by the name of its field: how it is called and what is in it."""
    said = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    said += [
        f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'.encode() + content
        for name, (called, content) in files.items()
    ]
    body = b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in said)
    return body + f"--{BOUNDARY}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def trusted(headers: Mapping[str, str], csrf: str = CSRF) -> dict[str, str]:
    return {**headers, CSRF_HEADER: csrf}
