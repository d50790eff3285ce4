"""The words of the search at the seller's: synonyms, the log of what was not found, files, rights."""

import re
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from falcon.testing import Result

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.search.misses import MOST_KEPT, PostgresMisses
from application.search_desk.files import COLUMNS
from application.shared.sheets import Sheet
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.http.search.test_buying import ids
from tests.shop import CSRF, Shop

MISSES, SYNONYMS = "/manage/search", "/manage/search/synonyms"
BUYER = 2


def add(staff: Staff, words: str, **more: str) -> Result:
    return staff.visitor.form(f"{SYNONYMS}/new", {"words": words, **more})


def misses(shop: Shop) -> list[tuple[str, int, int]]:
    return [tuple(row) for row in shop.rows("SELECT key, times, cardinality(clients) FROM search_miss ORDER BY key")]


def upload(staff: Staff, content: bytes, csrf: str = CSRF) -> Result:
    edge = "edge"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n--{edge}\r\n'
        'Content-Disposition: form-data; name="file"; filename="s.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + content + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
    return staff.visitor.client.simulate_post(
        f"{SYNONYMS}/import", body=body, cookies=staff.visitor.cookies,
        headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
    )  # fmt: skip


@shows("N17")
def test_a_synonym_is_found_from_the_moment_it_is_saved(shop: Shop, head: Staff) -> None:
    assert ids(shop.buyer(BUYER), "тахта") == []
    assert add(head, "тахта\nкровать").status_code == 303
    assert ids(shop.buyer(BUYER), "тахту") == [1, 2]
    assert ids(shop.buyer(BUYER), "тахта детская") == [2]
    assert "тахта = кровать" in head.text(SYNONYMS)


def test_one_way_is_one_way_and_groups_do_not_feed_each_other(shop: Shop, head: Staff) -> None:
    add(head, "метиз, болт", one_way="1")
    add(head, "болт, кровать", one_way="1")
    assert ids(shop.buyer(BUYER), "метиз") == [3, 4]
    assert ids(shop.buyer(BUYER), "болт") == [1, 2, 3, 4]
    assert ids(shop.buyer(BUYER), "кровать") == [1, 2]


def test_an_expression_of_several_words_is_one(shop: Shop, head: Staff) -> None:
    add(head, "спальное место, кровать")
    assert ids(shop.buyer(BUYER), "спальное место") == [1, 2]
    assert ids(shop.buyer(BUYER), "место", "&exactly=true") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [("одно", "два разных слова"), ("Ель, ель", "два разных слова"), ("болт, !!!", "не слово"),
     (", ".join(f"слово{n}" for n in range(21)), "не больше 20 слов"), ("болт, " + "ю" * 61, "Не длиннее 60")],
)  # fmt: skip
def test_what_is_no_group_is_refused_beside_its_field_and_stays_typed(head: Staff, words: str, said: str) -> None:
    answer = add(head, words)
    assert answer.status_code == 422
    assert said in seen(answer.text)
    assert words.split(",")[0] in answer.text


def test_a_word_leads_to_others_in_one_group_alone(head: Staff) -> None:
    add(head, "тахта, кровать")
    answer = add(head, "тахта, диван")
    assert answer.status_code == 422 and "«тахта» уже ведёт к другим" in seen(answer.text)


def test_a_group_is_changed_and_removed_and_put_back(shop: Shop, head: Staff) -> None:
    add(head, "тахта, кровать")
    (id, version), *_ = shop.rows("SELECT id, version FROM search_synonym")
    path = f"{SYNONYMS}/{id}"
    changed = head.visitor.form(path, {"words": "тахта, болт", "seen": str(version)})
    assert changed.status_code == 303 and ids(shop.buyer(BUYER), "тахта") == [3, 4]
    late = head.visitor.form(path, {"words": "тахта, кабель", "seen": str(version)})
    assert late.status_code == 409 and "сохранил другой сотрудник" in seen(late.text) and "кабель" in late.text
    removed = head.visitor.form(path, {"remove": "1"})
    assert ids(shop.buyer(BUYER), "тахта") == []
    undo = head.text(removed.headers["Location"])
    assert "Группа удалена" in undo and "Вернуть" in undo
    assert head.visitor.ask("GET", path).status_code == 404
    assert head.visitor.ask("GET", f"{SYNONYMS}/{uuid4()}").status_code == 404


def test_the_list_goes_out_as_a_workbook_and_comes_back(shop: Shop, head: Staff) -> None:
    add(head, "тахта, кровать")
    add(head, "метиз, болт", one_way="1")
    file = head.visitor.ask("GET", f"{SYNONYMS}/synonyms.xlsx")
    read = XlsxSheets().read(file.content)
    assert [cells for _, cells in read.rows] == [("метиз", "болт", "да"), ("тахта", "кровать", "")]
    again = seen(upload(head, file.content).text)
    assert "0 групп" in again and "2 уже были" in again
    shop.run("TRUNCATE search_synonym, search_synonym_rule")
    assert upload(head, file.content).status_code == 200
    assert ids(shop.buyer(BUYER), "метиз") == [3, 4] and ids(shop.buyer(BUYER), "тахта") == [1, 2]


def test_rows_that_are_no_groups_are_told_and_the_others_are_added(shop: Shop, head: Staff) -> None:
    rows = [("тахта", "кровать; ложе", ""), ("пусто", "", ""), ("тахта", "диван", ""), ("=1+1", "болт", "да")]
    told = seen(upload(head, XlsxSheets().write([Sheet("С", COLUMNS, rows)])).text)
    assert "добавлены 2 группы" in told and "отклонены 2 строки" in told
    assert "два разных слова" in told and "«тахта» уже ведёт" in told
    assert shop.one("SELECT count(*) FROM search_synonym") == 2


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_changes_nothing(shop: Shop, head: Staff, content: bytes) -> None:
    answer = upload(head, content)
    assert answer.status_code == 422 and shop.one("SELECT count(*) FROM search_synonym") == 0
    assert 'role="alert"' in answer.text


@shows("N17")
def test_what_was_not_found_is_counted_by_text_and_by_client(shop: Shop, head: Staff) -> None:
    for buyer, text in ((1, "Вертолёт"), (1, "вертолет"), (2, "ВЕРТОЛЕТ "), (2, "кровать"), (2, "ivan@example.org")):
        shop.buyer(buyer).ask("GET", f"/search?q={quote(text)}")
    shop.buyer(1).ask("GET", f"/catalogue/3?q={quote('кровать')}")
    shop.buyer(1).ask("GET", f"/search/suggest?q={quote('дирижабль')}")
    assert misses(shop) == [("вертолет", 3, 2)]
    told = head.text(MISSES)
    assert "ВЕРТОЛЕТ" in told and "3" in told


def test_a_miss_is_dealt_with_and_comes_back_when_it_is_asked_again(shop: Shop, head: Staff) -> None:
    shop.buyer(1).ask("GET", f"/search?q={quote('вертолет')}")
    assert head.visitor.form(MISSES, {"key": "вертолет", "to": "handled"}).status_code == 303
    assert "Всё нашлось" in head.text(MISSES)
    assert "Котова Анна" in head.text(f"{MISSES}?handled=1")
    shop.buyer(1).ask("GET", f"/search?q={quote('вертолет')}")
    assert "вертолет" in head.text(MISSES)


def test_a_synonym_is_made_of_a_miss_in_one_press(shop: Shop, head: Staff) -> None:
    shop.buyer(BUYER).ask("GET", f"/search?q={quote('тахта')}")
    page = head.visitor.ask("GET", MISSES).text
    (link,) = re.findall(r'href="(/manage/search/synonyms/new\?miss=[^"]+)"', page)
    form = head.visitor.ask("GET", link).text
    assert "Покупатели не нашли «тахта»" in seen(form)
    assert add(head, "тахта\nкровать", one_way="1", miss="тахта").headers["Location"].startswith(MISSES)
    assert ids(shop.buyer(BUYER), "тахта") == [1, 2]
    assert "Всё нашлось" in head.text(MISSES)


def test_misses_are_kept_within_bounds(shop: Shop) -> None:
    many = "INSERT INTO search_miss (key, text, times) SELECT 'q' || n, 'q', 1 FROM generate_series(1, %s) AS n"
    shop.run(many, MOST_KEPT + 5)
    shop.run("UPDATE search_miss SET times = 9 WHERE key = 'q1'")
    shop.run("UPDATE search_miss SET last_at = now() - interval '1 year' WHERE key = 'q2'")
    PostgresMisses(shop.database).tidy()
    assert shop.one("SELECT count(*) FROM search_miss") <= MOST_KEPT
    assert shop.rows("SELECT key FROM search_miss WHERE key IN ('q1', 'q2')") == [("q1",)]


def test_rights_are_those_of_the_use_cases(shop: Shop, auditor: Staff, manager: Staff, head: Staff) -> None:
    add(head, "тахта, кровать")
    group: UUID = shop.one("SELECT id FROM search_synonym")
    assert "тахта" in auditor.text(SYNONYMS) and "Добавить группу" not in auditor.text(SYNONYMS)
    assert add(auditor, "а1, б2").status_code == 403
    assert auditor.visitor.form(f"{SYNONYMS}/{group}", {"remove": "1"}).status_code == 403
    assert auditor.visitor.form(MISSES, {"key": "x", "to": "handled"}).status_code == 403
    assert upload(auditor, b"").status_code == 403
    assert add(manager, "диван, кровать2").status_code == 303
    buyer = shop.buyer(1)
    for path in (MISSES, SYNONYMS, f"{SYNONYMS}/{group}", f"{SYNONYMS}/synonyms.xlsx"):
        assert buyer.ask("GET", path).status_code == 403
    assert head.visitor.form(f"{SYNONYMS}/new", {"words": "а1, б2", "csrf": "forged"}).status_code == 403
    assert upload(head, b"", csrf="forged").status_code == 403
