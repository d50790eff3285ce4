"""Files in a bucket of an S3-compatible store: four calls, signed here (ADR 0032).

Source: reference of the service, "Object storage": path-style addresses, keys by content, retries of 500 and 503.
"""

import ipaddress
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Final, cast
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen

from adapters.storage.keys import place
from adapters.storage.kinds import HEAD, content_type
from adapters.storage.signing import EMPTY, Credentials, signed
from application.exchange.ports import StoredFile
from application.media.store import StoreAway

BLOCK: Final = 1 << 20
IN_MEMORY: Final = 8 << 20
TIMEOUT: Final = httpx.Timeout(60, connect=5)
ATTEMPTS: Final = 4
PASSING: Final = frozenset((429, 500, 502, 503, 504))
# What never changes under its name is kept by whoever stands between, a CDN first of all.
FOREVER: Final = "public, max-age=31536000, immutable"


def utc_now() -> datetime:
    return datetime.now(UTC)


@frozen
class Bucket:
    """`url` names the bucket: https://storage.example/bucket. One client, so that connections are kept open."""

    url: str
    credentials: Credentials
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    client: httpx.Client = field(init=False, eq=False, repr=False)

    @client.default
    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=TIMEOUT, trust_env=not _is_local(self.url))

    @contextmanager
    def ask(
        self, method: str, key: str, headers: Mapping[str, str] | None = None, body: IO[bytes] | None = None,
        body_hash: str = EMPTY,
    ) -> Iterator[httpx.Response]:  # fmt: skip
        """The answer, its body unread. What may pass by itself is asked again; raises StoreAway when it does not."""
        address = urlsplit(f"{self.url.rstrip('/')}/{key}")
        for attempt in range(1, ATTEMPTS + 1):
            told = signed(
                self.credentials, method, address.netloc, address.path, headers or {}, body_hash, self.now()
            )  # fmt: skip
            if body is not None:
                body.seek(0)
            response = self._sent(method, address.geturl(), told, body, attempt)
            if response is None:
                self.sleep(0.2 * 2**attempt * (0.5 + random.random()))  # noqa: S311 - spreads repeats, hides nothing
                continue
            try:
                yield response
            finally:
                response.close()
            return

    def _sent(
        self, method: str, url: str, headers: Mapping[str, str], body: IO[bytes] | None, attempt: int
    ) -> httpx.Response | None:
        """None for what is worth another attempt."""
        content = None if body is None else iter(lambda: body.read(BLOCK), b"")
        try:
            request = self.client.build_request(method, url, headers=dict(headers), content=content)
            response = self.client.send(request, stream=True)
        except httpx.HTTPError as error:
            if attempt == ATTEMPTS:
                raise StoreAway(type(error).__name__) from None
            return None
        if response.status_code < 300 or response.status_code == 404:
            return response
        try:
            if response.status_code in PASSING and attempt < ATTEMPTS:
                return None
            raise StoreAway(_code_of(response))
        finally:
            response.close()


@frozen
class S3Media:
    """`folder` begins the keys, so that pictures, documents and price lists share a bucket and no name."""

    bucket: Bucket
    folder: str

    def put(self, file: BinaryIO) -> StoredFile | None:
        """None when the content is neither a picture nor a document."""
        kind = content_type(file.read(HEAD))
        file.seek(0)
        return None if kind is None else self.keep(file, kind)

    def keep(self, file: BinaryIO, kind: str) -> StoredFile:
        """Read once into a temporary file: its hash is its name and stands in the signature before the first byte."""
        digest, size = sha256(), 0
        with SpooledTemporaryFile(IN_MEMORY) as whole:
            while block := file.read(BLOCK):
                digest.update(block)
                size += whole.write(block)
            self._put(digest.hexdigest(), cast(IO[bytes], whole), size, digest.hexdigest(), kind)
        return StoredFile(digest.hexdigest(), kind, size)

    def keep_as(self, key: str, content: bytes, kind: str) -> None:
        with SpooledTemporaryFile(IN_MEMORY) as whole:
            whole.write(content)
            self._put(key, cast(IO[bytes], whole), len(content), sha256(content).hexdigest(), kind)

    def open(self, key: str) -> BinaryIO | None:
        """A temporary file: a slow reader of ours must not hold a connection of the store."""
        with self.bucket.ask("GET", self._name(key)) as response:
            if response.status_code == 404:
                return None
            # Whoever asked closes it; it is given away, so no block of ours can.
            whole = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
            try:
                for block in response.iter_bytes(BLOCK):
                    whole.write(block)
            except httpx.HTTPError as error:
                whole.close()
                raise StoreAway(type(error).__name__) from None
        whole.seek(0)
        return cast(BinaryIO, whole)

    def remove(self, key: str) -> None:
        # A store that never had it answers alike.
        with self.bucket.ask("DELETE", self._name(key)):
            return

    def _put(self, key: str, whole: IO[bytes], size: int, body_hash: str, kind: str) -> None:
        headers = {
            "content-type": kind if "/" in kind else "application/octet-stream",
            "content-length": str(size),
            "cache-control": FOREVER,
        }
        with self.bucket.ask("PUT", self._name(key), headers, whole, body_hash) as response:
            if response.status_code == 404:
                raise StoreAway("NoSuchBucket")

    def _name(self, key: str) -> str:
        return f"{self.folder}/{place(key)}"


def _code_of(response: httpx.Response) -> str:
    """AccessDenied, SignatureDoesNotMatch, … of the XML in the answer; else the status."""
    text = response.read()[:4000].decode(errors="replace")
    code = text.partition("<Code>")[2].partition("</Code>")[0]
    return code if code.isalnum() and len(code) < 60 else f"status-{response.status_code}"


def _is_local(url: str) -> bool:
    """A proxy of the environment is for the outside world; a simulator listens on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
