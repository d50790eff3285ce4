"""Compiled templates are kept between starts, and never instead of what they were compiled from."""

from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest

from entrypoints.pages.compiled import KeptTemplates
from entrypoints.pages.rendering import Pages, make_pages

MOSCOW = ZoneInfo("Europe/Moscow")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pages, Path]:
    """The pages of a first start, and the folder where they are kept."""
    folder = tmp_path_factory.mktemp("first")
    return make_pages(MOSCOW, folder), folder


@pytest.fixture
def kept(first: tuple[Pages, Path], tmp_path: Path) -> Path:
    """Another such folder, to be spoilt."""
    return copytree(first[1], tmp_path / "kept")


def test_the_second_start_finds_what_the_first_compiled(first: tuple[Pages, Path], kept: Path) -> None:
    before = files(kept)
    second = make_pages(MOSCOW, kept)
    assert len(before) == 2 * len(first[0].editions["ru"].environment.list_templates(extensions=("html",)))
    assert files(kept) == before
    assert names(first[0]) == names(second)


def names(pages: Pages) -> list[str]:
    return sorted(pages.editions["ru"].environment.list_templates(extensions=("html",)))


def test_what_was_spoilt_or_belongs_to_another_edition_is_compiled_anew(kept: Path) -> None:
    spoilt = next(KeptTemplates.of(kept, "ru").folder.iterdir())
    spoilt.write_bytes(b"nothing that Jinja would read")
    (kept / "ru-0000").mkdir()
    make_pages(MOSCOW, kept)
    assert spoilt.read_bytes() != b"nothing that Jinja would read"
    assert not (kept / "ru-0000").exists()


def test_a_folder_that_cannot_be_written_to_hinders_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert names(make_pages(MOSCOW, blocked))
