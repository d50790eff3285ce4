"""The Bank's address, and a page with its switches."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from simulators.cbr.answers import SWITCHES, Switches, daily

STYLE = """body{font:15px/1.45 system-ui,sans-serif;margin:24px auto;max-width:760px;padding:0 16px;color:#1d2733}
td{padding:6px 10px;border-bottom:1px solid #dde3ea} button{font:inherit;padding:4px 12px}"""


def utc_now() -> datetime:
    return datetime.now(UTC)


def web(switches: Switches, host: str, port: int, now: Callable[[], datetime] = utc_now) -> ThreadingHTTPServer:
    """A server ready to serve; port 0 takes a free one."""

    class Door(BaseHTTPRequestHandler):
        """`/scripts/XML_daily.asp?date_req=dd/mm/yyyy`; `/`, `/switches`, POST /switches/NAME/on or /off."""

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path.lower() == "/scripts/xml_daily.asp":
                self._daily(parse_qs(asked.query, keep_blank_values=True))
            elif asked.path == "/":
                self._answer(_page(switches).encode(), "text/html; charset=utf-8")
            elif asked.path == "/switches":
                self._answer(json.dumps(sorted(switches.on)).encode(), "application/json")
            else:
                self._answer(b"", "text/plain", HTTPStatus.NOT_FOUND)

        def do_POST(self) -> None:
            _, place, name, state = [*self.path.split("/"), "", "", ""][:4]
            if place != "switches" or name not in SWITCHES or state not in ("on", "off"):
                self._answer(b"", "text/plain", HTTPStatus.NOT_FOUND)
                return
            switches.set(name, state == "on")
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _daily(self, query: dict[str, list[str]]) -> None:
            if "down" in switches.on:
                self.close_connection = True
                return
            if "slow" in switches.on:
                time.sleep(switches.delay)
            if not self.headers.get("User-Agent", "").startswith("Mozilla/"):
                self._answer(b"Forbidden", "text/plain", HTTPStatus.FORBIDDEN)
                return
            content = daily(query.get("date_req", [None])[0], now(), switches)
            kind = "text/html" if content[:1] != b"<" or content[:2] == b"<!" else "application/xml"
            self._answer(content, f"{kind}; charset=windows-1251")

        def _answer(self, body: bytes, kind: str, code: HTTPStatus = HTTPStatus.OK) -> None:
            try:
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                # Who asked has not waited for a slow answer.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return ThreadingHTTPServer((host, port), Door)


def _page(switches: Switches) -> str:
    rows = "".join(_row(name, told, name in switches.on) for name, told in SWITCHES.items())
    return (
        f"<!doctype html><html lang=ru><meta charset=utf-8><title>Банк России</title><style>{STYLE}</style>"
        "<h1>Банк России: неисправности</h1><p>Курсы отдаются по адресу /scripts/XML_daily.asp</p>"
        f"<table>{rows}</table>"
    )


def _row(name: str, told: str, is_on: bool) -> str:
    state, verb = ("off", "Выключить") if is_on else ("on", "Включить")
    return (
        f"<tr><td><b>{escape(name)}</b><td>{escape(told)}<td>{'включена' if is_on else ''}"
        f"<td><form method=post action=/switches/{name}/{state}><button>{verb}</button></form>"
    )
