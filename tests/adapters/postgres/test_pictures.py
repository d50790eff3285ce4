"""Pictures that wait for the worker, what it does with them, and which paths of the ERP are frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pictures.pillow import PillowJudge
from adapters.postgres.database import Database, Driver
from adapters.postgres.media.frames import FRAME_PATH
from adapters.postgres.media.pictures import PictureWakeUps, PostgresWaitingPictures
from adapters.storage.folder import FolderMedia
from application.media.shrink import ATTEMPTS, ShrinkPictures
from application.media.store import StoreAway
from domain.catalog.pictures import is_frame
from tests.capabilities import shows
from tests.http.media.desk import picture

pytestmark = shows("M016")


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    made = Database(postgres_url, 2)
    with made.driver() as connection:
        connection.execute("TRUNCATE picture CASCADE")
    yield made
    made.close()


def wait(database: Database, store: FolderMedia, tmp_path: Path, *contents: bytes) -> list[str]:
    keys = []
    for n, content in enumerate(contents):
        file = tmp_path / f"{n}.sent"
        file.write_bytes(content)
        with file.open("rb") as sent, database.driver() as connection:
            keys.append(store.keep(sent, "image/png").sha256)
            connection.execute(
                "INSERT INTO picture (sha256, added_at) VALUES (%s, now() + %s * interval '1 second')", [keys[-1], n]
            )
    return keys


def states(database: Database) -> dict[str, tuple[str, str, int]]:
    with database.driver() as connection:
        rows = connection.execute("SELECT sha256, state, refusal, attempts FROM picture")
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


def test_a_broken_picture_stands_in_nobodys_way(database: Database, tmp_path: Path) -> None:
    store = FolderMedia(tmp_path / "store")
    good, bad = wait(database, store, tmp_path, picture(1), b"no picture")
    with database.driver() as connection:
        connection.execute("INSERT INTO picture (sha256) VALUES (%s)", ["0" * 64])
    assert ShrinkPictures(PostgresWaitingPictures(database), store, PillowJudge())() == 3
    assert states(database) == {
        good: ("ready", "", 1),
        bad: ("refused", "not-a-picture", 1),
        "0" * 64: ("refused", "gone", 1),
    }
    assert store.open(f"{good}.80.webp") is not None


def test_what_kills_three_workers_meets_no_fourth(database: Database, tmp_path: Path) -> None:
    store, pictures = FolderMedia(tmp_path / "store"), PostgresWaitingPictures(database)
    (key,) = wait(database, store, tmp_path, picture(1))
    for _ in range(ATTEMPTS):
        assert [one for one, _ in pictures.claim(8)] == [key]
        assert pictures.claim(8) == [], "somebody is at it"
        with database.driver() as connection:
            connection.execute("UPDATE picture SET beat_at = beat_at - interval '5 minutes'")
    ShrinkPictures(pictures, store, PillowJudge())()
    assert states(database)[key][:2] == ("refused", "gave-up")


class Away(FolderMedia):
    def open(self, key: str) -> None:
        raise StoreAway("timeout")


def test_a_store_that_is_away_costs_no_attempt(database: Database, tmp_path: Path) -> None:
    (key,) = wait(database, FolderMedia(tmp_path), tmp_path, picture(1))
    with pytest.raises(StoreAway):
        ShrinkPictures(PostgresWaitingPictures(database), Away(tmp_path), PillowJudge())()
    assert states(database) == {key: ("waiting", "", 0)}


def test_a_worker_is_woken_while_pictures_wait_and_nobody_is_at_them(database: Database, tmp_path: Path) -> None:
    woken: list[int] = []

    def wake() -> bool:
        woken.append(1)
        return True

    ups = PictureWakeUps(database, wake)
    assert ups() == 0
    wait(database, FolderMedia(tmp_path), tmp_path, picture(1), picture(2))
    assert ups() == 1
    PostgresWaitingPictures(database).claim(1)
    assert ups() == 0, "whoever is at one goes on with the others"
    with database.driver() as connection:
        connection.execute("UPDATE picture SET beat_at = beat_at - interval '5 minutes' WHERE state = 'making'")
    assert ups() == 1


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[Driver]:
    made = Database(postgres_url, 1)
    with made.driver() as driver:
        yield driver
    made.close()


@shows("M017")
@given(path=st.from_regex(r"[ab/ _\-360.]{0,24}", fullmatch=True))
def test_the_condition_of_sql_and_the_domain_agree_on_frames(connection: Driver, path: str) -> None:
    row = connection.execute(f"SELECT %s ~ {FRAME_PATH}".encode(), [path]).fetchone()
    assert row is not None
    assert row[0] == is_frame(path), path
