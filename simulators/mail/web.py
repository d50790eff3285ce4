"""The page that shows caught letters, and the same as JSON."""

import json
import re
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

from simulators.mail.letters import Letter, Letters

STYLE = """body{font:15px/1.45 system-ui,sans-serif;margin:24px auto;max-width:960px;padding:0 16px;color:#1d2733}
table{border-collapse:collapse;width:100%}td,th{padding:6px 10px;border-bottom:1px solid #dde3ea;text-align:left}
pre{white-space:pre-wrap;background:#f5f7fa;padding:16px;border-radius:8px}
iframe{width:100%;height:70vh;border:1px solid #dde3ea}"""
LETTER = re.compile(r"/letters/(\d+)(?:/(html|raw|files/(\d+)))?")


def web(letters: Letters, host: str, port: int) -> ThreadingHTTPServer:
    """A server ready to serve; port 0 takes a free one."""

    class Door(BaseHTTPRequestHandler):
        """`/`, `/letters`, `/letters/N`, its `html`, `raw` and `files/K`; DELETE /letters empties the box."""

        def do_GET(self) -> None:
            found = LETTER.fullmatch(self.path)
            if self.path == "/":
                self._answer(_list(letters.all()).encode())
            elif self.path == "/letters":
                told = json.dumps([letter.told() for letter in letters.all()], ensure_ascii=False, indent=1)
                self._answer(told.encode(), "application/json; charset=utf-8")
            elif found and (letter := letters.find(int(found[1]))):
                self._letter(letter, found[2] or "", found[3])
            else:
                self._answer("Нет такой страницы".encode(), code=HTTPStatus.NOT_FOUND)

        def do_DELETE(self) -> None:
            if self.path == "/letters":
                letters.clear()
            self._answer(b"{}", "application/json", HTTPStatus.OK if self.path == "/letters" else HTTPStatus.NOT_FOUND)

        def _letter(self, letter: Letter, part: str, place: str | None) -> None:
            if part == "html":
                self._answer((letter.html or "").encode())
            elif part == "raw":
                self._answer(letter.path.read_bytes(), "text/plain; charset=utf-8")
            elif place is None:
                self._answer(_one(letter).encode())
            elif int(place) < len(letter.attachments):
                name, kind, data = letter.attachments[int(place)]
                self._answer(data, kind, name=name)
            else:
                self._answer("Нет такого вложения".encode(), code=HTTPStatus.NOT_FOUND)

        def _answer(
            self,
            body: bytes,
            kind: str = "text/html; charset=utf-8",
            code: HTTPStatus = HTTPStatus.OK,
            name: str | None = None,
        ) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if name is not None:
                self.send_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return ThreadingHTTPServer((host, port), Door)


def _list(letters: list[Letter]) -> str:
    rows = "".join(
        f"<tr><td>{letter.number}<td>{escape(', '.join(letter.recipients))}"
        f"<td><a href=/letters/{letter.number}>{escape(str(letter.message.get('Subject', '')) or '(без темы)')}</a>"
        f"<td>{escape(str(letter.message.get('X-Received', '')))}<td>{len(letter.attachments) or ''}"
        for letter in reversed(letters)
    )
    head = "<tr><th>№<th>Кому<th>Тема<th>Получено<th>Вложений"
    return _frame("Почта", f"<h1>Пойманные письма: {len(letters)}</h1><table>{head}{rows}</table>")


def _one(letter: Letter) -> str:
    subject = str(letter.message.get("Subject", "")) or "(без темы)"
    files = "".join(
        f"<li><a href=/letters/{letter.number}/files/{place}>{escape(name)}</a>, {len(data)} байт"
        for place, (name, _, data) in enumerate(letter.attachments)
    )
    body = (
        f"<iframe sandbox src=/letters/{letter.number}/html></iframe>"
        if letter.html
        else f"<pre>{escape(letter.text)}</pre>"
    )
    told = (
        f"От: {escape(str(letter.message.get('From', letter.sender)))}<br>Кому: {escape(', '.join(letter.recipients))}"
    )
    links = f"<a href=/>Все письма</a> · <a href=/letters/{letter.number}/raw>Исходник</a>"
    return _frame(subject, f"<p>{links}</p><h1>{escape(subject)}</h1><p>{told}</p><ul>{files}</ul>{body}")


def _frame(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=ru><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>{body}"
    )
