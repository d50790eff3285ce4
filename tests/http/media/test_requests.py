"""What a buyer misses on a card: asked there, answered with a file, told by mail, seen by others only if allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from adapters.mail.letters import JinjaLetters
from adapters.postgres.notify import begin_notifying
from application.notify.send_mail import SendMail
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.consequences import MOSCOW, MemoryFiles, a_post_office
from tests.http.media.desk import Desk, picture
from tests.http.pages.person import seen
from tests.http.test_isolation import staff_of
from tests.shop import Visitor

PATH = "/manage/content-requests"
ANNA, BORIS = 0, 1
pytestmark = shows("M116")


@pytest.fixture(autouse=True)
def no_requests(desk: Desk) -> None:
    desk.shop.run("TRUNCATE content_request")
    desk.shop.run("DELETE FROM outbox_delivery WHERE consumer = 'mail'")


@pytest.fixture(scope="module")
def manager(desk: Desk) -> Visitor:
    """Of Anna alone."""
    id = uuid4()
    desk.shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Менеджер Анны')", id)
    desk.shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", id, named("counterparty", ANNA))
    return staff_of(desk.shop, id, "manager")


def asked(desk: Desk, number: int = ANNA, **more: str) -> UUID:
    fields = {"what": "photo", "comment": "вид сзади", "operation": str(uuid4()), **more}
    answer = desk.shop.buyer(number).form("/goods/1/content-request", fields)
    assert answer.status_code == 303, seen(answer.text)
    found = desk.shop.one("SELECT id FROM content_request ORDER BY asked_at DESC LIMIT 1")
    assert isinstance(found, UUID)
    return found


def answered(desk: Desk, by: Visitor, request: UUID, content: bytes, **more: str) -> int:
    fields = {"answer": "Вот она", "do": "answer", **more}
    return int(desk.post(f"{PATH}/{request}", fields, [("file", "сзади.png", content)], by).status_code)


def test_a_request_goes_from_the_card_to_the_manager_and_back_as_a_file(desk: Desk, manager: Visitor) -> None:
    anna = desk.shop.buyer(ANNA)
    assert 'action="/goods/1/content-request"' in anna.ask("GET", "/goods/1").text
    request = asked(desk)
    assert "ждёт ответа" in desk.text("/content-requests", anna)
    assert "вид сзади" in desk.text(PATH, manager)
    assert answered(desk, manager, request, picture(1)) == 303
    assert "Вот она" in desk.text("/content-requests", anna)
    file = anna.ask("GET", f"/content-requests/{request}/file")
    assert (file.status_code, file.content) == (200, picture(1))
    assert manager.ask("GET", f"{PATH}/{request}").content == picture(1)
    assert "сзади.png" not in anna.ask("GET", "/goods/1").text
    assert desk.shop.buyer(BORIS).ask("GET", f"/content-requests/{request}/file").status_code == 404


def test_an_answer_for_all_stands_on_the_card_of_whoever_has_the_good(desk: Desk, manager: Visitor) -> None:
    request, boris = asked(desk), desk.shop.buyer(BORIS)
    answered(desk, manager, request, picture(1), public="1")
    assert f"/content-requests/{request}/file" in boris.ask("GET", "/goods/1").text
    assert boris.ask("GET", f"/content-requests/{request}/file").content == picture(1)
    desk.shop.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, which, whom) VALUES (gen_random_uuid(), 'Закрыто',"
        " 1, 'hide', 0, '{\"products\": [1]}', jsonb_build_object('counterparties', jsonb_build_array(%s::text)))",
        str(named("counterparty", BORIS)),
    )
    desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    try:
        assert boris.ask("GET", f"/content-requests/{request}/file").status_code == 404
        assert boris.form("/goods/1/content-request", {"what": "photo"}).status_code == 404
    finally:
        desk.shop.run("DELETE FROM price_rule")
        desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")


@contextmanager
def mail(desk: Desk) -> Iterator[list[str]]:
    """Subjects and texts of the letters that leave when the queue is worked off."""
    told: list[str] = []
    with a_post_office() as office:
        letters = JinjaLetters("https://opt.example", MOSCOW)
        send = SendMail(
            lambda: begin_notifying(desk.shop.database), letters, MemoryFiles(), office.mailer, "opt.example"
        )
        yield told
        for id in desk.open("mail"):
            send(id)
        for letter in office.letters:
            body = letter.get_body(("plain",))
            assert body is not None
            told.append(f"{letter['To']} {letter['Subject']}\n{body.get_content()}")


@pytest.mark.parametrize(("do", "said"), [("answer", "Ответ на ваш запрос"), ("decline", "Запрос отклонён")])
def test_the_asker_is_told_by_mail(desk: Desk, manager: Visitor, do: str, said: str) -> None:
    request = asked(desk)
    with mail(desk) as told:
        answered(desk, manager, request, picture(1), do=do, answer="Снято вчера")
    (letter,) = told
    assert said in letter
    assert "Снято вчера" in letter
    assert "вид сзади" in letter
    assert "https://opt.example/content-requests" in letter
    assert ("сзади.png" in letter) == (do == "answer")


def test_a_form_sent_twice_asks_once_and_nobody_asks_without_end(desk: Desk) -> None:
    operation = str(uuid4())
    for _ in range(2):
        asked(desk, operation=operation)
    assert desk.shop.one("SELECT count(*) FROM content_request") == 1
    for _ in range(19):
        asked(desk)
    refused = desk.shop.buyer(ANNA).form("/goods/1/content-request", {"what": "video", "operation": str(uuid4())})
    assert refused.status_code == 429
    assert "Ответа ждут уже 20 ваших запросов" in seen(refused.text)


@shows("A10")
def test_a_manager_answers_his_own_clients_and_an_editor_everybody(desk: Desk, manager: Visitor) -> None:
    request = asked(desk, BORIS, comment="тайна Бориса")
    assert "тайна Бориса" not in desk.text(PATH, manager)
    assert answered(desk, manager, request, picture(1)) == 404
    assert desk.shop.one("SELECT state FROM content_request") == "open"
    assert "тайна Бориса" in desk.text(PATH)
    assert answered(desk, desk.editor, request, picture(1)) == 303
    assert desk.shop.buyer(ANNA).ask("GET", PATH).status_code == 403


def test_an_empty_or_a_dangerous_answer_is_refused_and_what_was_written_stays(desk: Desk, manager: Visitor) -> None:
    request = asked(desk)
    empty = desk.post(f"{PATH}/{request}", {"answer": " "}, [], manager)
    assert empty.status_code == 422
    assert "ни файла, ни слова" in seen(empty.text)
    program = desk.post(f"{PATH}/{request}", {"answer": "Держите"}, [("file", "a.png", b"MZ\x90")], manager)
    assert program.status_code == 422
    assert "Это EXE" in seen(program.text)
    assert ">Держите</textarea>" in program.text
    assert desk.shop.one("SELECT state FROM content_request") == "open"
