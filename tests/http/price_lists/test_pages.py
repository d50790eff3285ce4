"""Price lists at the doors: asking without a script, progress, the file, failures in words, whose file it is."""

import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from uuid import UUID, uuid4

import pytest
from attrs import frozen
from falcon.testing import Result

from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.price_lists import make_price_list, tidy_price_lists
from entrypoints.cli import prove
from entrypoints.prove.world import named
from tests import assortment
from tests.capabilities import shows
from tests.http.test_isolation import staff_of
from tests.shop import Shop, Visitor, settings, settle

ANNA, BORIS = 0, 1
FILE = re.compile(r'href="(/[a-z/-]*price-lists/([0-9a-f-]{36}))"')


@frozen
class Office:
    shop: Shop
    parts: Parts
    manager: Visitor

    def made(self) -> None:
        """As the worker does whatever was asked for."""
        make = make_price_list(self.parts)
        for (outbox_id,) in self.shop.rows(
            "SELECT outbox_id FROM outbox_delivery WHERE consumer = 'price-list' AND done_at IS NULL"
        ):
            make(outbox_id)


@pytest.fixture(scope="module")
def opened(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settle(postgres_url)
    of = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    shop, parts, keeper = Shop.open(of), Parts.of(of, 4), uuid4()
    assortment.fill(shop, 4)
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Manager')", keeper)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", keeper, named("counterparty", ANNA))
    yield Office(shop, parts, staff_of(shop, keeper, "manager"))
    shop.close()
    parts.database.close()


@pytest.fixture
def office(opened: Office) -> Office:
    """With nothing asked for."""
    opened.shop.run("TRUNCATE price_list")
    opened.shop.run("UPDATE outbox_delivery SET done_at = now() WHERE done_at IS NULL")
    return opened


def text(answer: Result) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def asked(who: Visitor, path: str = "/price-lists", **fields: str) -> Result:
    return who.form(path, {"operation": str(uuid4()), "format": "xlsx", **fields})


@shows("M054")
def test_a_list_goes_from_the_form_to_the_file(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    assert "Прайс-листов пока нет" in text(anna.ask("GET", "/price-lists"))
    answer = asked(anna, **{"s-1": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/price-lists#lists")
    page = anna.ask("GET", "/price-lists")
    assert "в очереди" in text(page)
    assert 'hx-trigger="every 2s"' in page.text
    office.made()
    page = anna.ask("GET", "/price-lists")
    assert 'hx-trigger="every' not in page.text
    assert "Fasteners · XLSX" in text(page)
    link = FILE.search(page.text)
    assert link is not None
    sent = anna.ask("GET", link[1])
    assert sent.headers["content-type"].endswith("spreadsheetml.sheet")
    assert sent.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%D0%9F%D1%80%D0%B0%D0%B9%D1%81")
    assert "no-store" in sent.headers["cache-control"]
    assert int(sent.headers["content-length"]) == len(sent.content)
    digest = sha256(sent.content).hexdigest()
    assert digest in page.text
    told = text(anna.ask("GET", f"/price-lists?sha256={digest}"))
    assert "Этот файл выдали мы" in told
    assert "для Client 0" in told


def test_progress_is_told_as_it_goes(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    asked(anna)
    office.shop.run("UPDATE price_list SET state = 'making', done = 20, total = 48")
    page = anna.ask("GET", "/price-lists")
    assert '<progress max="100" value="41"' in page.text
    assert "20 из 48" in text(page)


def test_a_form_sent_twice_asks_once(office: Office) -> None:
    anna, operation = office.shop.buyer(ANNA), str(uuid4())
    for _ in range(2):
        assert asked(anna, operation=operation).status_code == 303
    assert office.shop.one("SELECT count(*) FROM price_list") == 1


@shows("A09")
@pytest.mark.parametrize(
    ("typed", "said"),
    [("вчера", "«вчера» – не дата и время."), ("2090-01-01T10:00", "ещё не наступил")],
)
def test_a_wrong_moment_is_said_beside_its_field_and_what_was_ticked_stays(
    office: Office, typed: str, said: str
) -> None:
    answer = asked(office.shop.buyer(ANNA), at=typed, by="validity", format="csv", **{"s-2": "1"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'name="s-2" value="1" checked' in answer.text
    assert 'value="csv" checked' in answer.text
    assert '<option value="validity" selected' in answer.text
    assert office.shop.one("SELECT count(*) FROM price_list") == 0


@shows("A05")
def test_a_list_of_the_past_says_so_on_the_page_too(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    at = office.shop.one("SELECT to_char(now() AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')")
    asked(anna, at=at, by="recorded")
    asked(anna, at="2020-01-01T10:00", by="validity")
    office.made()
    told = text(anna.ask("GET", "/price-lists"))
    assert "пересчитан были видны" in told
    assert "не сделан За этот момент условия цен не сохранены." in told


def test_a_link_from_a_section_has_it_ticked(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    assert 'href="/price-lists?section=2"' in anna.ask("GET", "/catalogue/2").text
    assert 'name="s-2" value="1" checked' in anna.ask("GET", "/price-lists?section=2").text


def test_a_file_past_its_term_is_gone_in_words(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    asked(anna)
    office.made()
    link = FILE.search(anna.ask("GET", "/price-lists").text)
    assert link is not None
    office.shop.run("ALTER TABLE price_list DISABLE TRIGGER issued_stays")
    office.shop.run("UPDATE price_list SET expires_at = now()")
    office.shop.run("ALTER TABLE price_list ENABLE TRIGGER issued_stays")
    tidy_price_lists(office.parts)()
    gone = anna.ask("GET", link[1])
    assert gone.status_code == 410
    assert "его хеш и основание сохранены" in text(gone)
    assert "удалён по сроку" in text(anna.ask("GET", "/price-lists"))


def test_a_fourth_list_waits_for_the_first_three(office: Office) -> None:
    anna = office.shop.buyer(ANNA)
    for _ in range(3):
        assert asked(anna).status_code == 303
    refused = asked(anna)
    assert refused.status_code == 429
    assert "Уже готовятся ваши прайс-листы: 3" in text(refused)


@shows("M054", "A10")
def test_a_manager_makes_one_for_his_client_who_finds_it(office: Office) -> None:
    client = named("counterparty", ANNA)
    path = f"/manage/clients/{client}/price-lists"
    assert asked(office.manager, path).status_code == 303
    office.made()
    page = office.manager.ask("GET", path)
    link = FILE.search(page.text)
    assert link is not None
    assert link[1].startswith("/manage/price-lists/")
    content = office.manager.ask("GET", link[1]).content
    anna = office.shop.buyer(ANNA)
    assert anna.ask("GET", f"/price-lists/{link[2]}").content == content
    assert office.shop.buyer(BORIS).ask("GET", f"/price-lists/{link[2]}").status_code == 404
    assert "Client 0" in text(office.manager.ask("GET", "/manage/price-lists"))
    other = f"/manage/clients/{named('counterparty', BORIS)}/price-lists"
    assert asked(office.manager, other).status_code == 404


@shows("A05")
def test_the_operator_asks_by_the_file_itself(
    office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    anna, folder = office.shop.buyer(ANNA), tmp_path_factory.mktemp("files")
    asked(anna, format="csv")
    office.made()
    link = FILE.search(anna.ask("GET", "/price-lists").text)
    assert link is not None
    issued, other = folder / "issued.csv", folder / "other.csv"
    issued.write_bytes(anna.ask("GET", link[1]).content)
    other.write_bytes(issued.read_bytes().replace(b"100", b"101", 1))
    monkeypatch.setenv("DATABASE_URL", office.parts.settings.database_url)
    assert prove.main(["file", str(issued)]) == 0
    told = capsys.readouterr().out
    assert "to Client 0" in told
    assert str(UUID(link[2])) not in told
    assert prove.main(["file", str(other)]) == 1
    assert "not issued by this portal" in capsys.readouterr().out


@shows("M054", "N20")
def test_a_file_has_no_goods_that_the_client_does_not_have(office: Office) -> None:
    """Goods 1 are hidden from Anna, not from Boris; a section that is hidden whole cannot be asked for."""
    shop = office.shop
    shop.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, which, whom) VALUES (gen_random_uuid(), 'Закрыто',"
        " 1, 'hide', 0, '{\"products\": [1]}', jsonb_build_object('counterparties', jsonb_build_array(%s::text)))",
        str(named("counterparty", ANNA)),
    )
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    try:
        files = {}
        for number in (ANNA, BORIS):
            who = shop.buyer(number)
            asked(who, format="csv")
            office.made()
            link = FILE.search(who.ask("GET", "/price-lists").text)
            assert link is not None
            files[number] = who.ask("GET", link[1]).text
        assert "Goods 1" not in re.findall(r"Goods \d+", files[ANNA])
        assert "Goods 2" in re.findall(r"Goods \d+", files[ANNA])
        assert "Goods 1" in re.findall(r"Goods \d+", files[BORIS])
    finally:
        shop.run("DELETE FROM price_rule")
        shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
