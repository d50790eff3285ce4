"""One contract of both stores: a folder, and a bucket behind a socket that checks every signature."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from adapters.storage.folder import FolderMedia
from adapters.storage.s3 import ATTEMPTS, Bucket, S3Media
from adapters.storage.signing import EMPTY, Credentials, signed
from application.media.store import Store, StoreAway
from simulators.s3.store import Store as Simulated
from simulators.s3.web import web
from tests.capabilities import shows

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 1000
KEY = sha256(PNG).hexdigest()
pytestmark = shows("M016")


@pytest.fixture
def simulated() -> Iterator[tuple[Simulated, str]]:
    store = Simulated()
    server = web(store)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield store, f"http://127.0.0.1:{server.server_address[1]}/{store.bucket}"
    server.shutdown()
    server.server_close()


def bucket(told: tuple[Simulated, str], secret: str = "", ahead: timedelta = timedelta()) -> Bucket:
    store, url = told
    credentials = Credentials(store.access_key, secret or store.secret_key, store.region)
    return Bucket(url, credentials, now=lambda: datetime.now(UTC) + ahead, sleep=lambda _: None)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, simulated: tuple[Simulated, str]) -> Store:
    return FolderMedia(tmp_path) if request.param == "folder" else S3Media(bucket(simulated), "pictures")


def test_a_file_is_found_by_its_content(store: Store) -> None:
    kept = store.keep(BytesIO(PNG), "image/png")
    assert (kept.sha256, kept.size) == (KEY, len(PNG))
    assert store.keep(BytesIO(PNG), "image/png") == kept
    file = store.open(KEY)
    assert file is not None
    with file:
        assert file.read() == PNG


def test_what_is_made_of_it_lies_under_its_hash_and_a_suffix(store: Store) -> None:
    assert store.open(f"{KEY}.320.webp") is None
    store.keep_as(f"{KEY}.320.webp", b"small", "image/webp")
    file = store.open(f"{KEY}.320.webp")
    assert file is not None
    with file:
        assert file.read() == b"small"


def test_what_is_removed_is_gone_and_removing_twice_is_no_error(store: Store) -> None:
    store.keep(BytesIO(PNG), "image/png")
    for _ in range(2):
        store.remove(KEY)
        assert store.open(KEY) is None


@pytest.mark.parametrize("key", ["../secret", "a" * 63, f"{KEY}/x", f"{KEY}.320.exe", KEY.upper()])
def test_no_name_leads_out_of_the_store(store: Store, key: str) -> None:
    for ask in (store.open, store.remove):
        with pytest.raises(ValueError, match="key"):
            ask(key)


def test_an_empty_and_a_large_file_go_through(store: Store) -> None:
    for content in (b"", bytes(range(256)) * 40_000):
        kept = store.keep(BytesIO(content), "application/octet-stream")
        file = store.open(kept.sha256)
        assert file is not None
        with file:
            assert file.read() == content


def test_the_store_is_told_the_type_and_that_the_content_never_changes(simulated: tuple[Simulated, str]) -> None:
    S3Media(bucket(simulated), "pictures").keep(BytesIO(PNG), "image/png")
    ((name, stored),) = simulated[0].objects.items()
    assert name == f"pictures/{KEY[:2]}/{KEY[2:4]}/{KEY}"
    assert stored.headers == {"content-type": "image/png", "cache-control": "public, max-age=31536000, immutable"}


@pytest.mark.parametrize(
    ("secret", "ahead", "code"),
    [("wrong", timedelta(), "SignatureDoesNotMatch"), ("", timedelta(hours=1), "RequestTimeTooSkewed")],
)
def test_a_store_that_refuses_us_is_told_apart_from_a_missing_file(
    simulated: tuple[Simulated, str], secret: str, ahead: timedelta, code: str
) -> None:
    media = S3Media(bucket(simulated, secret, ahead), "pictures")
    with pytest.raises(StoreAway) as refused:
        media.open(KEY)
    assert refused.value.reply == code
    assert len(simulated[0].asked) == 1, "a refusal is not asked again"


def test_what_passes_by_itself_is_asked_again_with_the_whole_body(simulated: tuple[Simulated, str]) -> None:
    store, _ = simulated
    store.failures = [503, 500]
    S3Media(bucket(simulated), "pictures").keep(BytesIO(PNG), "image/png")
    assert [method for method, _ in store.asked] == ["PUT"] * 3
    assert [one.content for one in store.objects.values()] == [PNG]
    store.failures = [503] * ATTEMPTS
    with pytest.raises(StoreAway) as away:
        S3Media(bucket(simulated), "pictures").open(KEY)
    assert away.value.reply == "SlowDown"


def test_nobody_at_the_address(tmp_path: Path) -> None:
    nobody = Bucket("http://127.0.0.1:9/optovik", Credentials("a", "b", "c"), sleep=lambda _: None)
    with pytest.raises(StoreAway) as away:
        S3Media(nobody, "pictures").open(KEY)
    assert away.value.reply == "ConnectError"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "signature"),
    [
        ("GET", "/test.txt", {"Range": "bytes=0-9"}, EMPTY,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test$file.text",
         {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         sha256(b"Welcome to Amazon S3.").hexdigest(),
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ],
)  # fmt: skip
def test_signatures_are_those_of_the_published_vectors(
    method: str, path: str, headers: dict[str, str], body: str, signature: str
) -> None:
    who = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    at = datetime(2013, 5, 24, tzinfo=UTC)
    told = signed(who, method, "examplebucket.s3.amazonaws.com", path, headers, body, at)
    assert told["authorization"].endswith(f"Signature={signature}")
