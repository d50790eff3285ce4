"""Names that 1C sends and archives that anyone could send."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.onec.packing import Limits, UnsafeArchive, UnsafeName, safe_name, unpacked
from adapters.onec.reading import read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import0_1.xml", "import0_1.xml"),
        ("import_files/ab/abcd-1.front.JPG", "import_files/ab/abcd-1.front.JPG"),
        ("import_files\\ab\\x.jpg", "import_files/ab/x.jpg"),
        ("/tmp/v8_12/upload/1c/webdata/import_files/a.png", "import_files/a.png"),
        ("webdata/goods/1/offers.xml", "goods/1/offers.xml"),
        ("/tmp/v8_3B8F_3e.zip", "v8_3B8F_3e.zip"),
        ("C:\\Temp\\import.xml", "import.xml"),
        ("./Каталог товаров/фото 1.jpeg", "Каталог товаров/фото 1.jpeg"),
        ("a//b.xml", "a/b.xml"),
    ],
)
def test_a_name_is_normalised(text: str, name: str) -> None:
    assert safe_name(text) == name
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "../a.xml", "a/../b.xml", "..\\..\\a.xml", "/etc/a.xml", "C:/a.xml", "a.php", "a", ".xml",
     "a\x00.xml", "a\n.xml", "con.xml", "x/aux.jpg", "a:b.xml", "webdata/../a.xml", "a /b.xml", "x" * 260 + ".xml",
     "webdata//etc/a.xml", "/tmp//etc/a.xml"],
)  # fmt: skip
def test_a_name_that_points_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(UnsafeName):
        safe_name(text)


@given(st.text(alphabet="ab.\\/:~ \x00webdatамтр", max_size=40).map(lambda s: s + ".xml"))
def test_no_accepted_name_leaves_its_folder(text: str) -> None:
    try:
        name = safe_name(text)
    except UnsafeName:
        return
    assert not name.startswith("/")
    assert ".." not in name.split("/")
    assert "\\" not in name
    assert ":" not in name


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    made.seek(0)
    return made


def renamed(made: io.BytesIO, placeholder: str, raw: bytes) -> io.BytesIO:
    """The archive with the bytes of a name replaced and without the flag that calls them UTF-8."""
    return io.BytesIO(made.getvalue().replace(placeholder.encode(), raw))


def contents(made: io.BytesIO, limits: Limits | None = None) -> dict[str, bytes]:
    return {name: file.read() for name, file in (unpacked(made, limits) if limits else unpacked(made))}


def code_of(made: io.BytesIO, limits: Limits | None = None) -> str:
    with pytest.raises(UnsafeArchive) as caught:
        contents(made, limits)
    return caught.value.code


def test_an_archive_gives_its_files_under_safe_names() -> None:
    made = archive({"import.xml": b"<a/>", "import_files\\ab\\x.jpg": b"jpg", "Каталог/фото.png": b"png"})
    assert contents(made) == {"import.xml": b"<a/>", "import_files/ab/x.jpg": b"jpg", "Каталог/фото.png": b"png"}


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "utf-8"])
@pytest.mark.parametrize("name", ["Фото товара № 1.jpg", "Цены.xml", "предложения/ёлка.xml"])
def test_names_in_old_encodings_are_read(encoding: str, name: str) -> None:
    raw = name.encode(encoding, "replace")
    placeholder = "z" * (len(raw) - 4) + name[-4:]
    expected = raw.decode(encoding)
    assert list(contents(renamed(archive({placeholder: b"1"}), placeholder, raw))) == [expected]


def test_a_file_of_an_archive_can_be_read_as_commerceml() -> None:
    text = '<?xml version="1.0"?><КоммерческаяИнформация ВерсияСхемы="2.05"/>'
    found = [list(read(file)) for _, file in unpacked(archive({"a.xml": text.encode()}))]
    assert len(found[0]) == 1


def test_zip64_is_read() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened, opened.open("a.xml", "w", force_zip64=True) as file:
        file.write(b"<a/>")
    assert contents(made) == {"a.xml": b"<a/>"}


def test_an_archive_that_leaves_its_folder_is_refused() -> None:
    assert code_of(archive({"../a.xml": b""})) == "unsafe-name"
    assert code_of(archive({"a/run.php": b""})) == "unsafe-name"
    assert code_of(archive({"a.xml": b"1", "A.XML": b"2"})) == "same-name"


def test_a_bomb_is_refused_by_ratio_total_and_count() -> None:
    zeros = archive({"a.xml": bytes(5_000_000)})
    assert code_of(zeros) == "bomb"
    assert code_of(archive({"a.xml": b"1" * 100}), Limits(total=99)) == "too-big"
    assert code_of(archive({f"{n}.xml": b"1" for n in range(4)}), Limits(count=3)) == "too-many"


def test_a_bomb_that_lies_about_its_size_is_stopped_while_reading() -> None:
    honest = archive({"a.xml": b"x" * 50_000}, zipfile.ZIP_STORED)
    lying = io.BytesIO(honest.getvalue().replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(UnsafeArchive):
        contents(lying, Limits(total=100))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip at all"])
def test_a_broken_archive_is_refused(data: bytes) -> None:
    assert code_of(io.BytesIO(data)) == "not-zip"


def test_a_cut_archive_is_refused() -> None:
    whole = archive({"a.xml": b"x" * 1000, "b.xml": b"y" * 1000}, zipfile.ZIP_STORED).getvalue()
    assert code_of(io.BytesIO(whole[:-200])) == "not-zip"
    damaged = whole[:200] + b"?" + whole[201:]
    assert code_of(io.BytesIO(damaged)) == "bad-member"
