"""Somebody with a browser but without its script."""

import re
from html import unescape
from urllib.parse import urlencode

from attrs import frozen
from falcon.testing import Result, TestClient

from entrypoints.http.visits import COOKIE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@frozen
class Person:
    client: TestClient
    session: str = ""
    csrf: str = ""

    @property
    def cookies(self) -> dict[str, str]:
        return {COOKIE: self.session} if self.session else {}

    def get(self, path: str, **headers: str) -> Result:
        return self.client.simulate_get(path, cookies=self.cookies, headers=_named(headers))

    def post(self, path: str, form: dict[str, str], **headers: str) -> Result:
        body = urlencode({"csrf": self.csrf, **form})
        return self.client.simulate_post(path, body=body, cookies=self.cookies, headers={**FORM, **_named(headers)})

    def text(self, path: str) -> str:
        return seen(self.get(path).text)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def seen(html: str) -> str:
    """What a person reads: no tags, one space between words."""
    body = html[html.index("<body") :] if "<body" in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    assert found is not None, f"no field {name}"
    return unescape(found[1])
