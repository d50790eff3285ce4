"""Files that never change under one address, and a page that runs nothing of anybody else's."""

import re
from hashlib import sha256

import pytest

from entrypoints.pages.rendering import Pages
from entrypoints.pages.static import HERE
from tests.http.pages.person import Person

PATHS = ("/", "/catalogue", "/goods/101", "/cart", "/checkout", "/orders", "/context", "/debts", "/why/1010")


def test_vendored_files_are_what_their_table_says() -> None:
    table = (HERE / "static" / "VENDORED.md").read_text()
    told = dict(re.findall(r"\| `([^`]+)` \|[^|]+\|[^|]+\| `([0-9a-f]{64})` \|", table))
    assert set(told) == {"htmx.min.js", "inter.woff2"}
    for name, digest in told.items():
        assert sha256((HERE / "static" / name).read_bytes()).hexdigest() == digest
        assert (HERE / "static" / f"{name.split('.')[0]}.LICENSE.txt").exists()


def test_a_static_file_is_kept_for_ever_and_found_by_its_hash_alone(stranger: Person, pages: Pages) -> None:
    for file in pages.files.values():
        answer = stranger.get(file.url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    css = pages.files["site.css"]
    assert stranger.get(css.url, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert stranger.get("/static/000000000000/site.css").status_code == 404
    assert pages.files["inter.woff2"].url in css.body.decode()


def test_script_weighs_little(pages: Pages) -> None:
    scripts = {name: len(file.packed or file.body) for name, file in pages.files.items() if name.endswith(".js")}
    # Loaded by cards, by the editor's tree, by tables of quick order and by the cart alone.
    assert scripts.pop("cart.js") < 1_000
    assert scripts.pop("gallery.js") < 3_000
    assert scripts.pop("structure.js") < 3_000
    assert scripts.pop("filling.js") < 3_000
    assert sum(scripts.values()) < 17_000


@pytest.mark.parametrize("path", PATHS)
def test_pages_carry_no_inline_script_style_or_handler(buyer: Person, path: str) -> None:
    answer = buyer.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", answer.text))


@pytest.mark.parametrize("path", PATHS)
def test_pages_declare_title_language_and_landmarks(buyer: Person, path: str) -> None:
    html = buyer.get(path).text
    assert '<html lang="ru">' in html
    assert re.search(r"<title>[^<]+ — Оптовик</title>", html)
    assert html.count("<main") == html.count("<h1") == html.count("<header") == 1


def test_a_picture_is_kept_for_ever_and_an_unknown_one_is_not(buyer: Person) -> None:
    found = buyer.get("/media/pictogram-101")
    assert (found.status_code, found.headers["Content-Type"]) == (200, "image/png")
    assert "immutable" in found.headers["Cache-Control"]
    assert buyer.get("/media/pictogram-101", If_None_Match='"pictogram-101"').status_code == 304
    assert buyer.get("/media/nothing").status_code == 404
