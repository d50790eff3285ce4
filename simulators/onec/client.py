"""The protocol client: checkauth, init, file, import, query, success, as 1C calls them."""

import io
import time
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Self
from uuid import uuid4

import httpx
from attrs import define, field, frozen

from simulators.onec.wire import (
    AGENT,
    PROFILES,
    Answer,
    ExchangeFailed,
    Profile,
    answer_of,
    endpoint,
    wire_name,
)

CATALOG, SALE = "catalog", "sale"
PATIENCE = 3600.0
File = tuple[str, bytes]


@frozen
class Trouble:
    """Ways to misbehave: wait before every call, spoil the content of a file."""

    before: Callable[[], None] = lambda: None
    spoil: Callable[[str, bytes], bytes] = lambda _, content: content


@define
class Client:
    """Calls one portal with one login; holds an HTTP connection, so close it or use `with`."""

    portal: str
    login: str
    password: str
    profile: Profile = PROFILES["ut11"]
    trouble: Trouble = field(factory=Trouble)
    http: httpx.Client = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.http = httpx.Client(
            timeout=self.profile.timeout, trust_env=False, follow_redirects=False,
            verify=self.portal.startswith("https"),  # certificates take longer to load than a whole exchange takes
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, query: str, headers: Mapping[str, str], content: bytes | None = None) -> httpx.Response:
        """One request: GET, or POST with a raw body. A cookie comes only from `headers`, never from Set-Cookie."""
        self.trouble.before()
        self.http.cookies.clear()
        basic = b64encode(f"{self.login}:{self.password}".encode()).decode()
        sent = {
            "User-Agent": AGENT,
            "Authorization": f"Basic {basic}",
            "Cache-Control": "no-cache",
            **headers,
        }
        if content is not None:
            sent["Content-Type"] = "application/octet-stream"
        try:
            return self.http.request(
                "GET" if content is None else "POST",
                f"{endpoint(self.portal)}?{query}",
                headers=sent,
                content=content,
            )
        except httpx.HTTPError as error:
            raise ExchangeFailed(query, f"Портал не ответил: {type(error).__name__} {error}".strip()) from error

    @contextmanager
    def session(self, kind: str) -> Iterator["Session"]:
        """Log in for one type of exchange."""
        session = Session(self, kind)
        session.check_auth()
        yield session


@define
class Session:
    """From checkauth to the last import; `log` keeps (mode, answer) of every call."""

    client: Client
    kind: str
    cookie: str = ""
    token: str = ""
    zipped: bool = False
    limit: int = 0
    log: list[tuple[str, Answer]] = field(factory=list)

    def check_auth(self) -> None:
        answer = self._ask("checkauth")
        self._demand("checkauth", answer)
        if len(answer.lines) < 3:
            raise ExchangeFailed("checkauth", "Портал не передал имя и значение cookie (нужны строки 2 и 3).")
        self.cookie = f"{answer.lines[1]}={answer.lines[2]}"
        if self.client.profile.token and len(answer.lines) > 3:
            self.token = answer.lines[3].strip()

    def init(self) -> None:
        """Read zip and file_limit; УТ 11 counts the lines and gives up unless there are two."""
        answer = self._ask("init")
        lines = answer.lines
        if answer.word == "failure":
            raise ExchangeFailed("init", answer.rest or answer.text, answer.status)
        if len(lines) < 2 or (self.client.profile.strict_init and len(lines) != 2):
            raise ExchangeFailed("init", f"Параметры обмена не получены: ожидались две строки, пришло {answer.text!r}.")
        self.zipped = lines[0].strip().lower() == "zip=yes"
        limit = lines[1].partition("=")[2].strip()
        self.limit = int(limit) if limit.isdigit() else 0

    def send(self, files: Iterable[File]) -> int:
        """Upload files, or one archive of them all when the portal wants zip; returns the number of POSTs."""
        if not self.zipped:
            return sum(self._send_one(name, content) for name, content in files)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                archive.writestr(wire_name(name), self.client.trouble.spoil(name, content))
        mark = uuid4().hex.upper()
        return self._post_parts(f"v8_{mark[:4]}_{mark[4:6].lower()}.zip", buffer.getvalue())

    def _send_one(self, name: str, content: bytes) -> int:
        return self._post_parts(wire_name(name), self.client.trouble.spoil(name, content))

    def _post_parts(self, name: str, content: bytes) -> int:
        size = self.limit or max(len(content), 1)
        parts = [content[start : start + size] for start in range(0, len(content), size)] or [b""]
        for part in parts:
            self._demand(f"file {name}", self._ask("file", name, part))
        return len(parts)

    def import_file(self, name: str) -> int:
        """Poll until the final word; returns the number of calls."""
        started, calls = time.monotonic(), 0
        while time.monotonic() - started < PATIENCE:
            if calls > 1 and self.client.profile.pause:
                time.sleep(self.client.profile.pause)
            answer = self._ask("import", wire_name(name))
            calls += 1
            if answer.word != "progress":
                self._demand(f"import {name}", answer)
                return calls
        raise ExchangeFailed(f"import {name}", "Портал слишком долго отвечает progress.")

    def query(self) -> bytes:
        """Orders of the portal as bytes; refuses what 1C would not take for XML."""
        response = self.client.call(self._query("query"), self._headers())
        answer = answer_of(response)
        self.log.append(("query", answer))
        if answer.word.startswith("failure"):
            raise ExchangeFailed("query", answer.rest or answer.text, answer.status)
        if not answer.text.startswith("<?xml"):
            raise ExchangeFailed("query", f"Ответ не похож на XML: {answer.text[:80]!r}", answer.status)
        return response.content

    def success(self) -> None:
        self._demand("success", self._ask("success"))

    def complete(self) -> None:
        """The end of a run, told by newer modules; an answer that is not success is only kept in the log."""
        self._ask("complete")

    def _ask(self, mode: str, name: str | None = None, content: bytes | None = None) -> Answer:
        answer = answer_of(self.client.call(self._query(mode, name), self._headers(), content))
        self.log.append((mode, answer))
        if not answer.text:
            raise ExchangeFailed(mode, f"Пустой ответ портала (HTTP {answer.status}).", answer.status)
        return answer

    def _demand(self, step: str, answer: Answer) -> None:
        if answer.word == "success" and answer.status == httpx.codes.OK:
            return
        known = answer.word in ("failure", "success")
        text = (answer.rest or answer.text) if known else f"Неизвестный статус: {answer.text[:200]!r}"
        raise ExchangeFailed(
            step, f"{text} (HTTP {answer.status})" if answer.status != httpx.codes.OK else text, answer.status
        )

    def _query(self, mode: str, name: str | None = None) -> str:
        told = [f"type={self.kind}", f"mode={mode}"]
        if name is not None:
            told.append(f"filename={name}")
        if self.client.profile.version and mode == "init":
            told.append(f"version={self.client.profile.version}")
        return "&".join([*told, self.token] if self.token else told)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}
