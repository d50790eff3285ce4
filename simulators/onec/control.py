"""The twin's own small HTTP door: a page for people, JSON for tests."""

import base64
import json
import re
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from simulators.onec import quotes
from simulators.onec.folder import FolderRefused
from simulators.onec.ledger.orders import ASSEMBLED, CANCELLED, CONFIRMED, WrongState
from simulators.onec.page import page, status
from simulators.onec.switches import UnknownSwitch
from simulators.onec.twin import Twin
from simulators.onec.wire import ExchangeFailed

STATES = {"confirm": CONFIRMED, "assemble": ASSEMBLED, "cancel": CANCELLED}
ORDER = re.compile(r"/orders/([^/]+)/(ship|confirm|assemble|cancel)")


def control(twin: Twin, host: str, port: int) -> ThreadingHTTPServer:
    """A server ready to serve; port 0 takes a free one."""

    class Door(BaseHTTPRequestHandler):
        """One request; answers JSON, or sends a browser's form back to the page."""

        def do_GET(self) -> None:
            if self.path == "/status":
                self._json(status(twin))
            elif self.path == "/":
                self._answer(page(twin).encode(), "text/html; charset=utf-8")
            else:
                self._json({"error": "нет такой страницы"}, HTTPStatus.NOT_FOUND)

        def do_POST(self) -> None:
            body, form = self._body()
            if self.path == quotes.PATH:
                self._quote(body)
                return
            try:
                told = act(twin, unquote(self.path), body)
            except (WrongState, UnknownSwitch) as error:
                self._json({"error": str(error)}, HTTPStatus.CONFLICT)
            except (KeyError, ValueError, InvalidOperation) as error:
                self._json({"error": f"не понято: {error}"}, HTTPStatus.BAD_REQUEST)
            except (ExchangeFailed, FolderRefused) as error:
                self._json({"error": str(error)}, HTTPStatus.BAD_GATEWAY)
            else:
                if form:
                    self.send_response(HTTPStatus.SEE_OTHER)
                    self.send_header("Location", "/")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self._json(told)

        def _quote(self, asked: dict[str, Any]) -> None:
            """The service of the base for the prices of a cart, behind the same login as the exchange."""
            if self.headers.get("Authorization") != basic(twin):
                self._json({"error": "неверный пользователь или пароль"}, HTTPStatus.UNAUTHORIZED)
                return
            twin.tell(f"[1C] Уточнение цен: строк {len(asked.get('lines', ()))}, отвечаем: {twin.switches.quotes}")
            manner = "down" if twin.switches.down else twin.switches.quotes
            code, told = quotes.answer(twin.books, asked, manner, twin.clock())
            if isinstance(told, bytes):
                self._answer(told, "text/html", code)
            else:
                self._json(told, code)

        def _body(self) -> tuple[dict[str, Any], bool]:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = "x-www-form-urlencoded" in (self.headers.get("Content-Type") or "")
            if form:
                return {name: _typed(value) for name, value in parse_qsl(raw)}, True
            try:
                told = json.loads(raw or "{}")
            except ValueError:
                told = {}
            return told if isinstance(told, dict) else {}, False

        def _json(self, told: Any, code: HTTPStatus = HTTPStatus.OK) -> None:
            self._answer(
                json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json; charset=utf-8", code
            )

        def _answer(self, body: bytes, kind: str, code: HTTPStatus = HTTPStatus.OK) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the program prints what matters."""

    return ThreadingHTTPServer((host, port), Door)


def basic(twin: Twin) -> str:
    return "Basic " + base64.b64encode(f"{twin.login}:{twin.password}".encode()).decode()


def act(twin: Twin, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Do what a POST asks; KeyError and ValueError tell of a bad request."""
    if path == "/cycle":
        return twin.run_cycle()
    if path == "/load":
        twin.load_again()
        return {"sent": twin.sent}
    if path == "/payments":
        twin.pay(str(body["contract"]), Decimal(str(body["amount"])))
        return {"paid": str(body["amount"])}
    if path == "/switches":
        twin.switches.turn(body)
        switches: dict[str, Any] = status(twin)["switches"]
        return switches
    found = ORDER.fullmatch(path)
    if found is None:
        raise ValueError(path)
    number, verb = found.groups()
    if verb == "ship":
        lines = body.get("lines")
        part = None if lines is None else {int(line): Decimal(str(count)) for line, count in lines.items()}
        return {"number": number, "shipped": str(twin.ship(number, part))}
    twin.move(number, STATES[verb])
    return {"number": number, "state": STATES[verb]}


def _typed(value: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    try:
        return json.loads(value)
    except ValueError:
        return value
