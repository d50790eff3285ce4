"""The whole way with a bucket behind: sent, sorted, made smaller, given; and a bucket that does not answer."""

import threading
from collections.abc import Iterator
from hashlib import sha256

import pytest

from entrypoints.bootstrap.parts import Parts
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble
from simulators.s3.store import Store
from simulators.s3.web import web
from tests.capabilities import shows
from tests.http.media.conftest import SETUP
from tests.http.media.desk import Desk, picture
from tests.http.media.test_papers import FACTS, PDF
from tests.http.media.test_papers import PATH as PAPERS
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.shop import Shop, settings, settle

pytestmark = shows("M016")


@pytest.fixture(scope="module")
def bucket() -> Iterator[tuple[Store, str]]:
    store = Store()
    server = web(store)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield store, f"http://127.0.0.1:{server.server_address[1]}/{store.bucket}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def desk(
    postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory, bucket: tuple[Store, str]
) -> Iterator[Desk]:
    settle(postgres_url)
    store, url = bucket
    keys = {"S3_URL": url, "S3_ACCESS_KEY": store.access_key, "S3_SECRET_KEY": store.secret_key}
    told = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"), **keys)
    shop = Shop.open(told)
    for statement in SETUP.split(";"):
        shop.run(statement)
    yield Desk(shop, Parts.of(told, 2), staff_of(shop, "content_editor").visitor)
    shop.close()


def test_pictures_and_papers_go_through_a_bucket(desk: Desk, bucket: tuple[Store, str]) -> None:
    content = picture(1, (700, 500), "JPEG")
    key = sha256(content).hexdigest()
    assert set(desk.verdicts(desk.send({"АВ-1.jpg": content})).values()) == {"attached"}
    desk.shrink()
    buyer = desk.shop.buyer(0)
    assert buyer.ask("GET", f"/media/{key}").content == content
    small = buyer.ask("GET", f"/media/{key}.320.webp")
    assert (small.headers["Content-Type"], "immutable" in small.headers["Cache-Control"]) == ("image/webp", True)

    document = desk.post(PAPERS, FACTS, [("file", "гост.pdf", PDF)]).headers["Location"]
    desk.post(document, {"do": "bind", "skus": "АВ-1"}, [])
    assert buyer.ask("GET", f"/goods/1/documents/{document[-36:]}").content == PDF
    areas = {name.partition("/")[0] for name in bucket[0].objects}
    assert areas == {"incoming", "pictures", "documents"}
    assert not (desk.parts.settings.media_root / "pictures").exists()


def test_a_bucket_that_does_not_answer_is_told_and_loses_nothing(desk: Desk, bucket: tuple[Store, str]) -> None:
    document = desk.post(PAPERS, FACTS, [("file", "гост.pdf", PDF)]).headers["Location"]
    desk.post(document, {"do": "bind", "skus": "АВ-2"}, [])
    bucket[0].secret_key = "another"
    try:
        away = desk.shop.buyer(0).ask("GET", f"/goods/2/documents/{document[-36:]}")
        assert away.status_code == 503
        assert "Хранилище файлов сейчас не отвечает" in seen(away.text)
        assert desk.shop.buyer(0).ask("GET", "/goods/2").status_code == 200
        sent = desk.post("/manage/media", {}, [("files", "АВ-3.png", picture(3))])
        assert sent.status_code == 503
        assert desk.shop.one("SELECT count(*) FROM media_upload WHERE state = 'waiting'") == 0
    finally:
        bucket[0].secret_key = "simulated-secret"
    assert desk.shop.buyer(0).ask("GET", f"/goods/2/documents/{document[-36:]}").content == PDF


def test_a_bucket_without_keys_is_told_at_the_start() -> None:
    told = Settings.from_env({"S3_URL": "https://storage.example/bucket", "DATABASE_URL": "postgresql://nowhere/x"})
    with pytest.raises(Trouble, match="S3_URL is set"):
        Parts.of(told, 1)


def test_keys_are_shown_to_nobody() -> None:
    told = Settings.from_env({"S3_ACCESS_KEY": "who", "S3_SECRET_KEY": "secret"})
    assert {line.value for line in told.shown() if line.name in ("S3_ACCESS_KEY", "S3_SECRET_KEY")} == {"***"}
