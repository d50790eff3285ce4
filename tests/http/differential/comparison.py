"""Two answers to the same request: what may differ by nature is made alike, and nothing else."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen
from falcon.testing import Result

from tests.http.differential.askings import Route
from tests.http.differential.canaries import heard_in, unpacked

ZONE = ZoneInfo("Europe/Moscow")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))")
# A session begun by signing in: its cookie and its token against forged forms.
SESSION = re.compile(r"(optovik_session=|\"csrf\":\"|name=\"csrf\" value=\")[A-Za-z0-9_-]{43}(?=[;\"])")
# 1C is told the second in which its exchange began.
BEGUN = re.compile(r"(?<=timestamp=)\d{10}")
# A cookie is forgotten by an hour that has passed, which is that of the answer.
FORGOTTEN = re.compile(r"(?<=expires=)\w{3}, [\w ]+ [\d:]{8} GMT")
# By which a form for strangers is known again: the second in which it was shown, a draw, and our signature.
SHOWN = re.compile(r"(?<=name=\"mark\" value=\")\d{10}\.[A-Za-z0-9_-]{16}\.[0-9a-f]+(?=\")")
# Drawn anew for every request, and kept out of bodies but for a fault's own.
REQUEST_ID = "x-request-id"
# Of the process, not of anybody's data; heard for canaries like all others.
BY_NATURE: dict[Route, str] = {("GET", "/metrics"): "processor time and memory of the process at this moment"}


@frozen
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, result: Result) -> "Answer":
        # The parsed cookies leave out what is added to a header by hand; these are the headers as sent.
        headers = tuple(sorted((name, value) for name, value in result.headers.items() if name.lower() != REQUEST_ID))
        return cls(result.status_code, headers + cookies(result), result.content)

    @property
    def location(self) -> str:
        """Where a browser is led on to, of our own; else empty."""
        found = next((value for name, value in self.headers if name.lower() == "location"), "")
        return found if 300 <= self.status < 400 and found.startswith("/") else ""

    @property
    def heard(self) -> str:
        return heard_in(self.headers, self.body)


def cookies(result: Result) -> tuple[tuple[str, str], ...]:
    return tuple(("set-cookie", f"{name}={cookie.value};") for name, cookie in sorted(result.cookies.items()))


@frozen
class Likeness:
    """`common`: ids that both worlds have. Any other was made by the request, or is not to be told."""

    common: frozenset[str]
    began: datetime

    def told(self, answer: Answer) -> tuple[int, str, str]:
        parts = unpacked(answer.body)
        # A workbook tells when it was made, and packed that is of this or that length.
        unsaid = "content-length" if parts else ""
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name.lower() != unsaid)
        # A document is compared to the byte, too.
        body = "\n".join(map(str, parts)) if parts else answer.body.decode("utf-8", "surrogateescape")
        return answer.status, self.alike(headers), self.alike(body)

    def alike(self, text: str) -> str:
        text = SESSION.sub(r"\1SESSION", BEGUN.sub("BEGUN", FORGOTTEN.sub("FORGOTTEN", text)))
        text = SHOWN.sub("SHOWN", text)
        text = INSTANT.sub(lambda found: self.instant(found[1]), text)
        for minute in self.minutes():
            text = text.replace(minute, "NOW")
        made: dict[str, str] = {}
        return UUID.sub(lambda found: self.id(found[0], made), text)

    def id(self, id: str, made: dict[str, str]) -> str:
        """New ids by the order in which they stand, so that one that stands twice stays one."""
        return id if id in self.common else made.setdefault(id, f"NEW-{len(made) + 1}")

    def instant(self, text: str) -> str:
        """Only those of the run itself: what was told before is the same in both."""
        return "NOW" if datetime.fromisoformat(text) >= self.began else text

    def minutes(self) -> Iterable[str]:
        """As pages tell what happened just now."""
        now = datetime.now(UTC).astimezone(ZONE)
        return (f"{now - timedelta(minutes=ago):%d.%m.%Y\u00a0%H:%M}" for ago in (0, 1))
