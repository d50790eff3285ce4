"""What a bucket holds, and the check of a signature as the store itself makes it."""

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, unquote, urlsplit

from attrs import define, field, frozen

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*"
    r"Signature=([0-9a-f]{64})"
)
SKEW = timedelta(minutes=15)


class Refused(Exception):
    """An answer of the store with its status and code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@frozen
class Stored:
    content: bytes = field(repr=False)
    headers: Mapping[str, str]


@define
class Store:
    """One bucket. `failures`: answers to give first, one for each request; `asked`: what was asked, in order."""

    bucket: str = "optovik"
    access_key: str = "simulated"
    secret_key: str = field(default="simulated-secret", repr=False)
    region: str = "ru-central1"
    objects: dict[str, Stored] = field(factory=dict)
    failures: list[int] = field(factory=list)
    asked: list[tuple[str, str]] = field(factory=list)

    def check(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused. `headers` by lower-case name."""
        found = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if found is None:
            raise Refused(403, "AccessDenied")
        key, day, region, names, signature = found.groups()
        if key != self.access_key:
            raise Refused(403, "InvalidAccessKeyId")
        stamp = headers.get("x-amz-date", "")
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - at) > SKEW:
            raise Refused(403, "RequestTimeTooSkewed")
        told = headers.get("x-amz-content-sha256", "")
        if told != sha256(body).hexdigest():
            raise Refused(400, "XAmzContentSHA256Mismatch")
        if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names.split(";")) or region != self.region:
            raise Refused(403, "SignatureDoesNotMatch")
        expected = self._signature(method, target, headers, names, told, stamp, day)
        if not hmac.compare_digest(expected, signature):
            raise Refused(403, "SignatureDoesNotMatch")

    def _signature(
        self, method: str, target: str, headers: Mapping[str, str], names: str, body: str, stamp: str, day: str
    ) -> str:
        address = urlsplit(target)
        lines = "".join(f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in names.split(";"))
        path = quote(unquote(address.path), safe="/-_.~")
        request = f"{method}\n{path}\n{address.query}\n{lines}\n{names}\n{body}"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{day}/{self.region}/s3/aws4_request\n{sha256(request.encode()).hexdigest()}"
        key = f"AWS4{self.secret_key}".encode()
        for part in (day, self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), sha256).digest()
        return hmac.new(key, text.encode(), sha256).hexdigest()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Stored]:
        """Raises Refused."""
        self.asked.append((method, target))
        if self.failures:
            raise Refused(self.failures.pop(0), "SlowDown")
        self.check(method, target, headers, body)
        bucket, _, name = unquote(urlsplit(target).path).removeprefix("/").partition("/")
        if bucket != self.bucket:
            raise Refused(404, "NoSuchBucket")
        if method == "PUT":
            kept = {each: headers[each] for each in ("content-type", "cache-control") if each in headers}
            self.objects[name] = Stored(body, kept)
            return 200, Stored(b"", {})
        if method == "DELETE":
            self.objects.pop(name, None)
            return 204, Stored(b"", {})
        if name not in self.objects:
            raise Refused(404, "NoSuchKey")
        return 200, self.objects[name]
