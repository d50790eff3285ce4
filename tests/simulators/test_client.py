"""The protocol client against a scripted portal."""

import zipfile
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest

from simulators.onec.client import Client, Session
from simulators.onec.folder import FolderRefused, plan, send_folder
from simulators.onec.program import main
from simulators.onec.wire import PROFILES, ExchangeFailed, endpoint, wire_name
from tests.simulators.portal import a_portal

XML = '<?xml version="1.0"?><КоммерческаяИнформация ВерсияСхемы="2.07">{}</КоммерческаяИнформация>'
GOODS = XML.format(
    "<Каталог><Товары><Товар><Ид>1</Ид><Картинка>import_files/aa/a.front.png</Картинка></Товар></Товары></Каталог>"
)
OFFERS = XML.format(
    "<ПакетПредложений><Предложения><Предложение><Артикул>1</Артикул></Предложение></Предложения></ПакетПредложений>"
)
ORDERS = XML.format("<Документ><Ид>1</Ид></Документ>")


def folder_of(path: Path, **content: str) -> Path:
    for name, text in content.items():
        (path / f"{name}.xml").write_text(text)
    (path / "import_files" / "aa").mkdir(parents=True)
    (path / "import_files" / "aa" / "a.front.png").write_bytes(b"picture")
    return path


def test_a_file_goes_through_login_init_pieces_and_polls(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, import0_1=GOODS)
    script = {"init": ["zip=no\nfile_limit=100"], "import": ["progress\nчитаю", "progress", "success"]}
    with a_portal(script) as portal, Client(portal.url, "erp", "пароль") as client:
        report = send_folder(client, folder)
        assert set(portal.modes()[2:-3]) == {"catalog:file"}
        assert portal.modes()[:2] + portal.modes()[-3:] == [
            "catalog:checkauth",
            "catalog:init",
            *["catalog:import"] * 3,
        ]
        assert portal.uploaded() == {"import_files/aa/a.front": b"picture", "import0_1.xml": GOODS.encode()}
        assert all(len(one.body) <= 100 for one in portal.of("file"))
        first, later = portal.asked[0], portal.asked[-1]
        assert first.path == "/bitrix/admin/1c_exchange.php"
        assert "cookie" not in first.headers
        assert later.headers["cookie"] == "PHPSESSID=abc123"
        assert later.headers["authorization"] == "Basic " + b64encode("erp:пароль".encode()).decode()
        assert later.headers["user-agent"] == "1C+Enterprise/8.3"
        assert all("sessid" not in one.query for one in portal.asked)
    assert [report[0].pictures, report[0].outcome] == [1, "success"]


def test_a_newer_client_sends_the_token_back() -> None:
    with (
        a_portal() as portal,
        Client(portal.url, "erp", "x", PROFILES["unf"]) as client,
        client.session("catalog") as session,
    ):
        session.init()
        assert portal.asked[-1].query["sessid"] == "tok42"


def test_zip_sends_one_archive_and_imports_by_the_files_name(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, import0_1=GOODS)
    with a_portal({"init": ["zip=yes\nfile_limit=200"]}) as portal, Client(portal.url, "erp", "x") as client:
        send_folder(client, folder)
        (name, content), *others = portal.uploaded().items()
        assert not others
        assert name.startswith("v8_")
        assert name.endswith(".zip")
        assert zipfile.ZipFile(BytesIO(content)).namelist() == ["import_files/aa/a.front", "import0_1.xml"]
        assert portal.of("import")[0].query["filename"] == "import0_1.xml"


def test_the_portals_words_reach_the_user() -> None:
    with (
        a_portal({"import": ["failure\nФайл оборван, отправьте ещё раз"]}) as portal,
        Client(portal.url, "e", "x") as client,
    ):
        session = Session(client, "catalog")
        session.check_auth()
        session.init()
        session.send([("import0_1.xml", b"<a/>")])
        with pytest.raises(ExchangeFailed) as caught:
            session.import_file("import0_1.xml")
    assert caught.value.text == "Файл оборван, отправьте ещё раз"


@pytest.mark.parametrize("answer", ["", "\ufeffsuccess", "<html>", "zip=no\nfile_limit=1\nsessid=1"])
def test_ut11_gives_up_on_an_init_that_is_not_two_lines(answer: str) -> None:
    with (
        a_portal({"init": [answer]}) as portal,
        Client(portal.url, "e", "x") as client,
        client.session("catalog") as session,
        pytest.raises(ExchangeFailed),
    ):
        session.init()


def test_a_failed_first_portion_stops_the_goods_but_not_the_offers(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, import0_1=GOODS, import0_2=GOODS, import0_10=GOODS, offers0_1=OFFERS, orders=ORDERS)
    with a_portal({"import": ["failure\nплохо", "success"]}) as portal, Client(portal.url, "e", "x") as client:
        with pytest.raises(FolderRefused, match="плохо") as caught:
            send_folder(client, folder)
        assert [sent.parcel.name for sent in caught.value.report] == [
            f"{name}.xml" for name in ("import0_1", "import0_2", "import0_10", "offers0_1", "orders")
        ]
        assert [sent.skipped for sent in caught.value.report] == [False, True, True, False, False]
        assert portal.modes()[-1] == "sale:import"


def test_a_run_of_3_goes_in_one_session(tmp_path: Path) -> None:
    for kind in ("goods", "offers"):
        text = (GOODS if kind == "goods" else OFFERS).replace("2.07", "3.1")
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "import.xml").write_text(text)
    with a_portal({"init": ["zip=no\nfile_limit=0\nversion=3.1"]}) as portal, Client(portal.url, "e", "x") as client:
        send_folder(client, tmp_path)
        assert portal.modes().count("catalog:checkauth") == 1
        assert portal.modes()[-1] == "catalog:complete"
        names = [one.query["filename"] for one in portal.of("import")]
    assert len(set(names)) == 2
    assert all(name.startswith("import___") for name in names)


@pytest.mark.parametrize(
    ("text", "rank", "kind"),
    [
        ("<Классификатор><Группы><Группа/></Группы></Классификатор>", 0, "catalog"),
        ("<Классификатор><Свойства><Свойство/></Свойства></Классификатор><ПакетПредложений/>", 1, "catalog"),
        (
            "<Классификатор><Группы><Группа/></Группы></Классификатор><Каталог><Товары><Товар/></Товары></Каталог>",
            2,
            "catalog",
        ),
        (
            "<ПакетПредложений><Предложения><Предложение><Цены/></Предложение></Предложения></ПакетПредложений>",
            4,
            "catalog",
        ),
        (
            "<ПакетПредложений><Предложения><Предложение><Остатки/></Предложение></Предложения></ПакетПредложений>",
            5,
            "catalog",
        ),
        ("<Контейнер><Документ/></Контейнер>", 8, "sale"),
        ("", 0, "sale"),
    ],
)
def test_a_file_is_judged_by_what_it_holds(tmp_path: Path, text: str, rank: int, kind: str) -> None:
    (tmp_path / "any.xml").write_text(XML.format(text))
    (parcel,) = plan(tmp_path)
    assert (parcel.rank, parcel.kind) == (rank, kind)


def test_the_command_line_tells_success_from_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path, import0_1=GOODS)
    with a_portal({"import": ["success", "failure\nнельзя"]}) as portal:
        call = ["send", str(folder), "--portal", portal.url, "--login", "e", "--password", "x"]
        assert main(call) == 0
        assert main(call) == 1
    assert "нельзя" in capsys.readouterr().out


def test_nobody_listening_is_told_plainly() -> None:
    with Client("http://127.0.0.1:9", "e", "x") as client, pytest.raises(ExchangeFailed, match="не ответил"):
        Session(client, "catalog").check_auth()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("shop.example", "http://shop.example/bitrix/admin/1c_exchange.php"),
        ("http:\\\\shop.example:81\\ ", "http://shop.example:81/bitrix/admin/1c_exchange.php"),
        ("https://shop.example/exchange/1c", "https://shop.example/exchange/1c"),
    ],
)
def test_addresses_are_read_as_1c_reads_them(typed: str, address: str) -> None:
    assert endpoint(typed) == address


def test_a_name_is_cut_at_its_second_dot() -> None:
    assert wire_name("import_files/aa/photo.front.jpg") == "import_files/aa/photo.front"
    assert wire_name("import0_1.xml") == "import0_1.xml"
