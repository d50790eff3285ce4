"""What a file for people is, by its content alone."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from adapters.files.content_kinds import content_kind
from application.content.files import named
from tests.capabilities import shows

pytestmark = shows("M008", "M116")


def packed(*names: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"\x1aE\xdf\xa3webm", "webm"),
        (packed("word/document.xml"), "docx"),
        (packed("xl/workbook.xml"), "xlsx"),
        (packed("фото.jpg"), "zip"),
        ("Паспорт изделия".encode(), "txt"),
        ("Паспорт изделия".encode("cp1251"), "txt"),
    ],
)
def test_papers_pictures_video_and_archives_are_given(content: bytes, ending: str) -> None:
    kind, found = content_kind(content)
    assert kind
    assert found == ending


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MZ\x90\x00", "EXE"),
        (b"\x7fELF", "ELF"),
        (b"#!/bin/sh", "SH"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "HTML"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"PK\x03\x04 broken", "ZIP"),
        (b"\x00\x01", ""),
    ],
)
def test_programs_and_pages_are_given_to_nobody(content: bytes, found: str) -> None:
    assert content_kind(content) == ("", found)


@pytest.mark.parametrize(
    ("name", "ending", "kept"),
    [
        ("паспорт.pdf", "pdf", "паспорт.pdf"),
        ("фото.JPEG", "jpg", "фото.JPEG"),
        ("паспорт.exe", "pdf", "паспорт.pdf"),
        ("ГОСТ 7798-70", "pdf", "ГОСТ 7798-70.pdf"),
        ("v1.2 чертёж", "pdf", "v1.2 чертёж.pdf"),
        ("", "png", "file.png"),
    ],
)
def test_a_file_is_called_what_it_is(name: str, ending: str, kept: str) -> None:
    assert named(name, ending) == kept
