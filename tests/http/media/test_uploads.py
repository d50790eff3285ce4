"""Pictures by article: sent, matched, told file by file, settled by hand, taken back."""

import re
import struct
from hashlib import sha256

import pytest

from tests.capabilities import shows
from tests.http.media.desk import PATH, Desk, archive, picture
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of

pytestmark = shows("M016")


def sha(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_pictures_attach_themselves_by_their_names(desk: Desk) -> None:
    """Cyrillic АВ-1 is written AB1, as photographers do; order is that of the numbers, not of sending."""
    report = desk.send({
        "AB1_2.png": picture(2), "ab-1.png": picture(1), "АВ-2/02.png": picture(4), "АВ-2/01.png": picture(3),
        "4607000000084.png": picture(8), "M8_2.png": picture(5),
    })  # fmt: skip
    assert set(desk.verdicts(report).values()) == {"attached"}
    assert desk.pictures(1) == [sha(picture(1)), sha(picture(2))]
    assert desk.pictures(2) == [sha(picture(3)), sha(picture(4))]
    assert desk.pictures(8) == [sha(picture(8))]
    assert desk.pictures(5) == [sha(picture(5))], "an article may itself end in _2"


def test_goods_that_get_a_picture_are_told_with_the_version(desk: Desk) -> None:
    """So that processes forget what they keep of these, and of no others."""
    desk.send({"АВ-3.png": picture(3), "АВ-8.png": picture(8)})
    told = "SELECT c.products FROM catalogue_change c JOIN catalogue_state s ON s.catalogue_version = c.version"
    ((products,),) = desk.shop.rows(told)
    with_pictures = {row[0] for row in desk.shop.rows("SELECT product_id FROM product_picture WHERE ended_by IS NULL")}
    assert set(products) == with_pictures != set()


def test_an_archive_of_windows_is_unpacked(desk: Desk) -> None:
    """Names in CP866, a folder of frames, what Explorer and macOS put beside."""
    names = ("Болты_360/АВ.txt", "АВ-3_360/001.png", "АВ-3_360/002.png", "__MACOSX/._x.png", "Thumbs.db", "АВ-3.png")
    content = archive({f"{n}?": picture(10 + n) for n in range(len(names))})
    for n, name in enumerate(names):
        content = renamed(content, f"{n}?", name)
    report = desk.send({"фото.zip": content})
    assert desk.verdicts(report) == {
        "Болты_360/АВ.txt": "unmatched", "АВ-3_360/001.png": "attached", "АВ-3_360/002.png": "attached",
        "АВ-3.png": "attached",
    }  # fmt: skip
    assert desk.pictures(3, "turn") == [sha(picture(11)), sha(picture(12))]


def renamed(content: bytes, old: str, new: str) -> bytes:
    """As an archive of Windows has it: CP866 and no word of it. The writer of Python would say UTF-8."""
    raw, was = new.encode("cp866"), old.encode()
    out, at = bytearray(), 0
    shift: dict[int, int] = {}
    while content[at : at + 4] == b"PK\x03\x04":
        head = bytearray(content[at : at + 30])
        size, length, extra = struct.unpack_from("<IxxxxHH", head, 18)
        name = content[at + 30 : at + 30 + length]
        if name == was:
            struct.pack_into("<H", head, 26, len(raw))
        shift[at] = len(out)
        out += head + (raw if name == was else name) + content[at + 30 + length : at + 30 + length + extra + size]
        at += 30 + length + extra + size
    start, count = len(out), 0
    while content[at : at + 4] == b"PK\x01\x02":
        head = bytearray(content[at : at + 46])
        length, extra, comment = struct.unpack_from("<HHH", head, 28)
        name = content[at + 46 : at + 46 + length]
        if name == was:
            struct.pack_into("<H", head, 28, len(raw))
        struct.pack_into("<I", head, 42, shift[struct.unpack_from("<I", head, 42)[0]])
        out += head + (raw if name == was else name)
        at, count = at + 46 + length + extra + comment, count + 1
    return bytes(out) + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(out) - start, start, 0)


def test_the_same_content_at_the_same_good_is_a_duplicate(desk: Desk) -> None:
    desk.send({"АВ-1.png": picture(1)})
    report = desk.send({"AB1_7.png": picture(1), "АВ-1_8.png": picture(2), "АВ-1 (9).png": picture(2)})
    assert sorted(desk.verdicts(report).values()) == ["attached", "duplicate", "duplicate"]
    assert len(desk.pictures(1)) == 2
    assert "Повторы 2" in desk.text(report)


def test_what_is_no_picture_is_told_in_words_and_the_others_go_through(desk: Desk) -> None:
    report = desk.send({
        "АВ-1.jpg": b"MZ\x90 a program", "АВ-2.svg": b"<svg xmlns='x'><script>alert(1)</script></svg>",
        "АВ-3.png": picture(1)[:60], "АВ-4.tif": b"II*\x00rest", "АВ-8.png": picture(8), "АВ-9.png": b"",
        "АВ-10.png": picture(1, (20_000, 10)), "bomb.zip": archive({"АВ-1.png": bytes(64 << 20)}),
        "broken.zip": b"PK\x03\x04 and no more",
    })  # fmt: skip
    found = desk.verdicts(report)
    assert {name for name, verdict in found.items() if verdict == "attached"} == {"АВ-8.png"}
    told = desk.text(f"{report}?verdict=refused")
    for said in ("Это EXE, а не картинка", "SVG не показывается", "повреждена", "Это TIFF", "Файл пустой",
                 "Картинка слишком большая (20000 × 10)", "слишком большой объём", "Архив повреждён"):  # fmt: skip
        assert said in told, said


def test_several_goods_are_offered_and_none_is_chosen(desk: Desk) -> None:
    report = desk.send({"TWIN.png": picture(1)})
    assert desk.verdicts(report) == {"TWIN.png": "several"}
    page = desk.editor.ask("GET", report).text
    assert re.findall(r'<option value="(\d+)">', page) == ["6", "7"]
    file = desk.shop.one("SELECT id FROM media_file")
    assert desk.editor.form(f"{PATH}/files/{file}", {"do": "attach", "product": "5"}).status_code == 404
    assert desk.editor.form(f"{PATH}/files/{file}", {"do": "attach", "product": "7"}).status_code == 303
    assert (desk.pictures(6), desk.pictures(7)) == ([], [sha(picture(1))])


def test_an_unmatched_file_is_attached_by_hand_kept_or_matched_later(desk: Desk) -> None:
    report = desk.send({"IMG_0001.png": picture(1), "NEW-77.png": picture(2)})
    assert set(desk.verdicts(report).values()) == {"unmatched"}
    first, second = (row[0] for row in desk.shop.rows("SELECT id FROM media_file ORDER BY path"))
    refused = desk.editor.form(f"{PATH}/files/{first}", {"do": "attach", "sku": "нет такого"})
    assert refused.status_code == 422
    assert "Нет товара с артикулом «нет такого»" in seen(refused.text)
    assert desk.editor.form(f"{PATH}/files/{first}", {"do": "attach", "sku": "ав 4"}).status_code == 303
    assert desk.pictures(4) == [sha(picture(1))]

    desk.editor.form(report, {"do": "keep"})
    assert "NEW-77.png" in desk.text(f"{PATH}/kept")
    desk.shop.run("UPDATE product SET sku = 'NEW 77', sku_key = 'NEW77' WHERE id = 7")
    answer = desk.editor.form(f"{PATH}/kept", {})
    assert answer.headers["Location"] == f"{PATH}/kept?matched=1"
    assert desk.pictures(7) == [sha(picture(2))]
    desk.editor.form(f"{PATH}/files/{second}", {"do": "detach"})
    assert desk.pictures(7) == []


def test_an_upload_taken_back_brings_again_what_it_replaced(desk: Desk) -> None:
    desk.send({"АВ-1.png": picture(1), "АВ-1_2.png": picture(2)})
    second = desk.send({"АВ-1.png": picture(3)})
    assert desk.pictures(1) == [sha(picture(3)), sha(picture(2))]
    desk.editor.form(second, {"do": "undo"})
    assert desk.pictures(1) == [sha(picture(1)), sha(picture(2))]
    assert "Отозвана" in desk.text(second)
    file = desk.shop.one("SELECT id FROM media_file WHERE upload_id = %s", second[-36:])
    assert desk.editor.form(f"{PATH}/files/{file}", {"do": "attach", "sku": "АВ-2"}).status_code == 404
    actions = [row[0] for row in desk.shop.rows("SELECT action FROM audit_log WHERE action LIKE 'media.%%'", *[])]
    assert "media.undone" in actions


def test_a_set_of_frames_replaces_the_whole_former_set(desk: Desk) -> None:
    desk.send({f"АВ-1_360/{n:03}.png": picture(n) for n in range(5)})
    desk.send({f"АВ-1_360/{n:03}.png": picture(100 + n) for n in range(3)})
    assert desk.pictures(1, "turn") == [sha(picture(100 + n)) for n in range(3)]


def test_the_report_follows_the_work(desk: Desk) -> None:
    answer = desk.post(PATH, {}, [("files", "АВ-1.png", picture(1))])
    report = answer.headers["Location"]
    waiting = desk.editor.ask("GET", report).text
    assert 'hx-trigger="every 1s"' in waiting
    assert "Разобрано 0 из 1" in seen(waiting)
    desk.sort()
    assert "hx-trigger" not in desk.editor.ask("GET", report).text.split('id="upload"')[1]
    desk.sort()
    assert len(desk.pictures(1)) == 1, "a message that comes twice does nothing the second time"


@pytest.mark.parametrize("files", [[], [("files", "", b"")], [("files", "../..", b"x")]])
def test_nothing_sent_is_said(desk: Desk, files: list[tuple[str, str, bytes]]) -> None:
    answer = desk.post(PATH, {}, files)
    assert answer.status_code == 422
    assert "Ни одного файла не отправлено" in seen(answer.text)


@shows("A10")
def test_pictures_are_a_right(desk: Desk) -> None:
    report = desk.send({"АВ-1.png": picture(1)})
    manager, auditor = (staff_of(desk.shop, role).visitor for role in ("manager", "auditor"))
    for who in (manager, auditor, desk.shop.buyer(0)):
        assert who.ask("GET", PATH).status_code == 403
        assert who.ask("GET", report).status_code == 403
        assert desk.post(PATH, {}, [("files", "АВ-1.png", picture(2))], who).status_code == 403
        assert who.form(report, {"do": "undo"}).status_code == 403
    assert staff_of(desk.shop, "sales_head").visitor.ask("GET", report).status_code == 200
    forged = desk.post(PATH, {"csrf": "forged"}, [("files", "АВ-1.png", picture(2))])
    assert forged.status_code == 403
    assert len(desk.pictures(1)) == 1


def test_smaller_copies_are_made_and_served_for_ever(desk: Desk) -> None:
    content = picture(1, (900, 600), "JPEG")
    desk.send({"АВ-1.jpg": content})
    key = sha(content)
    guest = desk.shop.buyer(0)
    before = guest.ask("GET", f"/media/{key}.320.webp")
    assert (before.content, before.headers["Cache-Control"]) == (content, "public, max-age=60")
    assert desk.shrink() == 1
    sizes = {}
    for width in (80, 320, 640, 1280):
        for suffix, kind in (("webp", "image/webp"), ("jpg", "image/jpeg")):
            small = guest.ask("GET", f"/media/{key}.{width}.{suffix}")
            assert small.headers["Content-Type"] == kind
            assert "immutable" in small.headers["Cache-Control"]
            sizes[width, suffix] = len(small.content)
    assert sizes[80, "webp"] < sizes[640, "webp"]
    assert desk.shop.rows("SELECT state, width, height FROM picture") == [("ready", 900, 600)]
    assert guest.ask("GET", f"/media/{key}.999.webp").headers["Cache-Control"] == "public, max-age=60"
    assert guest.ask("GET", f"/media/{'0' * 64}.320.webp").status_code == 404
