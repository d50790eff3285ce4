"""The visitor himself, at a server that takes its time: what he waits for, and what he says when it does not come."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.visitor import Visitor

# The form is sent after the click has returned, as by a script of a page under load.
OLD = """<h1>old</h1><form method="post"><button type="button">go</button></form>
<script>document.querySelector("button").onclick = () => setTimeout(() => document.forms[0].submit(), 300);</script>"""
NEW = "<h1>new</h1>"


class Slow(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(OLD)

    def do_POST(self) -> None:
        self.answer(NEW)
        sleep(0.5)
        self.wfile.write(b"<p>end</p>")

    def answer(self, page: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def slow(chromium: Chrome, tmp_path: Path) -> Iterator[Visitor]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        visitor = Visitor(chromium, f"http://127.0.0.1:{server.server_port}", tmp_path, shows=False)
        visitor.open("/")
        yield visitor
        chromium.get("about:blank")
        server.shutdown()


def test_leaving_ends_when_the_whole_of_the_new_page_is_there(slow: Visitor) -> None:
    slow.leave("button")
    assert slow.driver.find_element(By.TAG_NAME, "h1").text == "new"
    assert slow.driver.find_element(By.TAG_NAME, "p").text == "end"


def test_whoever_does_not_leave_is_told(slow: Visitor) -> None:
    with pytest.raises(AssertionError, match="it has not come"):
        slow.leave("h1", 0.5)


def test_what_is_not_there_has_not_come_yet(slow: Visitor) -> None:
    old = slow.one("h1")
    slow.click("button")
    assert slow.until(lambda: slow.all("p")[0].text) == "end"
    for absent, error in (
        (lambda: slow.all("h2")[0], "IndexError"),
        (lambda: next(iter(slow.all("h2"))), "StopIteration"),
        (lambda: slow.driver.find_element(By.TAG_NAME, "h2"), "NoSuchElementException"),
        (lambda: old.text, "StaleElementReferenceException"),
    ):
        with pytest.raises(AssertionError, match=f"the last error: {error}"):
            slow.until(absent, 0.2)
