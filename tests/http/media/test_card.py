"""The card's pictures: uploaded ones first, the ERP's after them; a turn of enough frames; nothing of a refused one."""

import re
from hashlib import sha256

import pytest

from tests.capabilities import shows
from tests.http.media.desk import Desk, picture

ERP = (
    "INSERT INTO media (connection_id, path, sha256, content_type, size, received_at)"
    " SELECT connection_id, %s, %s, %s, 1, now() FROM product WHERE id = 1"
)


@pytest.fixture(autouse=True)
def erp(desk: Desk) -> None:
    """1C sent two pictures of goods 1, a paper among them."""
    desk.shop.run("DELETE FROM media")
    for name, kind in (("a.png", "image/png"), ("b.png", "image/png"), ("c.pdf", "application/pdf")):
        desk.shop.run(ERP, name, sha(name), kind)
    desk.shop.run("UPDATE product SET pictures = '{a.png,b.png,c.pdf}' WHERE id = 1")
    desk.shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def sha(content: str | bytes) -> str:
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def card(desk: Desk, product: int = 1) -> str:
    answer = desk.shop.buyer(0).ask("GET", f"/goods/{product}")
    assert answer.status_code == 200
    return str(answer.text)


def shots(page: str) -> list[str]:
    return re.findall(r'id="shot-\d+" href="/media/([0-9a-f]{64})', page)


def shots_of_api(desk: Desk) -> list[str]:
    return [one.removeprefix("/media/") for one in desk.shop.buyer(0).ask("GET", "/api/v1/products/1").json["pictures"]]


@pytest.mark.parametrize("exported", [False, True])
@pytest.mark.parametrize("door", ["page", "api"])
def test_uploaded_pictures_stand_before_those_of_the_erp(desk: Desk, door: str, exported: bool) -> None:
    desk.send({"АВ-1_2.png": picture(2), "АВ-1.png": picture(1)})
    if exported:
        # The next export tells another list: what people sent stays.
        desk.shop.run("UPDATE product SET pictures = '{b.png}' WHERE id = 1")
    erp = [sha("b.png")] if exported else [sha("a.png"), sha("b.png")]
    found = shots(card(desk)) if door == "page" else shots_of_api(desk)
    assert found == [sha(picture(1)), sha(picture(2)), *erp]


@pytest.mark.parametrize("undone", [False, True])
def test_the_list_shows_what_the_card_shows_first(desk: Desk, undone: bool) -> None:
    report = desk.send({"АВ-1.png": picture(1)})
    if undone:
        desk.editor.form(report, {"do": "undo"})
    first = sha("a.png") if undone else sha(picture(1))
    assert f"/media/{first}.80.webp" in desk.shop.buyer(0).ask("GET", "/catalogue").text
    assert f"/media/{first}.320.webp" in desk.shop.buyer(0).ask("GET", "/catalogue?view=tiles").text


def test_the_same_content_from_both_is_shown_once(desk: Desk) -> None:
    desk.shop.run("UPDATE media SET sha256 = %s WHERE path = 'b.png'", sha(picture(9)))
    desk.shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    assert desk.verdicts(desk.send({"АВ-1.png": picture(9)})) == {"АВ-1.png": "duplicate"}
    assert shots(card(desk)) == [sha("a.png"), sha(picture(9))]


def test_what_proved_to_be_no_picture_is_shown_nowhere_and_told_to_the_editor(desk: Desk) -> None:
    """1C's own file lies in the store under a name that promises a picture."""
    desk.shop.run("INSERT INTO picture (sha256) SELECT sha256 FROM media WHERE path = 'a.png'")
    desk.shrink()
    assert shots(card(desk)) == [sha("b.png")]
    assert sha("a.png") not in desk.shop.buyer(0).ask("GET", "/catalogue").text
    assert "a.png" in desk.text("/manage/media")
    assert "больше нет в хранилище" in desk.text("/manage/media")


def test_a_measured_picture_has_its_sides_and_copies_to_choose_from(desk: Desk) -> None:
    desk.send({"АВ-1.png": picture(1, (900, 600))})
    key = sha(picture(1, (900, 600)))
    assert f'src="/media/{key}"' in card(desk)
    desk.shrink()
    page = card(desk)
    assert f'srcset="/media/{key}.320.webp 320w, /media/{key}.640.webp 640w, /media/{key}.1280.webp 900w"' in page
    assert 'width="900" height="600"' in page
    assert f'id="shot-1" href="/media/{key}.1280.jpg"' in page


@shows("M017")
@pytest.mark.parametrize(("count", "turns"), [(11, False), (12, True), (13, True)])
def test_enough_ordered_frames_make_a_turn_and_fewer_a_gallery(desk: Desk, count: int, turns: bool) -> None:
    desk.send({f"АВ-2_360/{n:03}.png": picture(n, (700, 700)) for n in range(1, count + 1)})
    desk.shrink()
    page = card(desk, 2)
    keys = [sha(picture(n, (700, 700))) for n in range(1, count + 1)]
    if turns:
        assert f'data-turn="{" ".join(f"/media/{key}.640.webp" for key in keys)}"' in page
        assert f'aria-valuemax="{count}"' in page
        assert shots(page) == []
        assert page.split("<noscript>")[1].split("</noscript>")[0].count('class="shot"') == count
    else:
        assert "data-turn" not in page
        assert shots(page) == keys


@shows("M017")
def test_frames_that_the_erp_sends_turn_as_well_until_people_send_better_ones(desk: Desk) -> None:
    paths = [f"import_files/x_360/{n:03}.png" for n in range(1, 13)]
    for path in paths:
        desk.shop.run(ERP, path, sha(path), "image/png")
        desk.shop.run("INSERT INTO picture (sha256, state, width, height) VALUES (%s, 'ready', 400, 400)", sha(path))
    desk.shop.run("UPDATE product SET pictures = %s WHERE id = 1", ["a.png", *paths])
    page = card(desk)
    assert shots(page) == [sha("a.png")]
    assert re.findall(r"/media/(\w{64})", page.split('data-turn="')[1].split('"')[0]) == [sha(one) for one in paths]
    desk.send({f"АВ-1_360/{n}.png": picture(n) for n in range(1, 13)})
    told = card(desk).split('data-turn="')[1].split('"')[0]
    assert re.findall(r"/media/(\w{64})", told) == [sha(picture(n)) for n in range(1, 13)]
