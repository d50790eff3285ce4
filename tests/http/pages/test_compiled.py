"""Compiled templates are kept between starts, and never instead of what they were compiled from."""

from pathlib import Path
from zoneinfo import ZoneInfo

from entrypoints.pages.compiled import KeptTemplates
from entrypoints.pages.rendering import Pages, make_pages

MOSCOW = ZoneInfo("Europe/Moscow")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_second_start_finds_what_the_first_compiled(tmp_path: Path) -> None:
    first = make_pages(MOSCOW, tmp_path)
    kept = files(tmp_path)
    second = make_pages(MOSCOW, tmp_path)
    assert len(kept) == 2 * len(first.editions["ru"].environment.list_templates(extensions=("html",)))
    assert files(tmp_path) == kept
    assert names(first) == names(second)


def names(pages: Pages) -> list[str]:
    return sorted(pages.editions["ru"].environment.list_templates(extensions=("html",)))


def test_what_was_spoilt_or_belongs_to_another_edition_is_compiled_anew(tmp_path: Path) -> None:
    make_pages(MOSCOW, tmp_path)
    kept = KeptTemplates.of(tmp_path, "ru")
    spoilt = next(kept.folder.iterdir())
    spoilt.write_bytes(b"nothing that Jinja would read")
    (tmp_path / "ru-0000").mkdir()
    make_pages(MOSCOW, tmp_path)
    assert spoilt.read_bytes() != b"nothing that Jinja would read"
    assert not (tmp_path / "ru-0000").exists()


def test_a_folder_that_cannot_be_written_to_hinders_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert names(make_pages(MOSCOW, blocked))
