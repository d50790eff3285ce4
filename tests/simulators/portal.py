"""A tiny scripted portal: answers as a site does and keeps what it was asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import define, field, frozen

CHECKAUTH = "success\nPHPSESSID\nabc123\nsessid=tok42\ntimestamp=1"
EMPTY = '<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.05"/>'.encode("cp1251")


@frozen
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@define
class Portal:
    """`script` maps (type, mode) or mode to answers, used one after another; the last one stays.

    ours: packets for the base, the oldest that it has not stored is given.
    """

    script: dict[str, list[bytes | str]] = field(factory=dict)
    asked: list[Asked] = field(factory=list)
    packets: list[dict[str, Any]] = field(factory=list)
    ours: list[dict[str, Any]] = field(factory=list)
    url: str = ""

    def modes(self) -> list[str]:
        return [f"{one.query['type']}:{one.query['mode']}" for one in self.asked if "mode" in one.query]

    def of(self, mode: str) -> list[Asked]:
        return [one for one in self.asked if one.query.get("mode") == mode]

    def uploaded(self) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for one in self.of("file"):
            name = one.query["filename"]
            files[name] = files.get(name, b"") + one.body
        return files

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [one for packet in self.packets for one in packet["messages"] if one["type"] == kind]

    def answer(self, asked: Asked) -> bytes:
        if asked.path == "/erp/v1/packets" and asked.method == "GET":
            after = int(asked.query["after"])
            ours = next((one for one in self.ours if one["packet_no"] > after), None)
            return json.dumps({} if ours is None else {"packet": ours}).encode()
        if asked.path == "/erp/v1/packets":
            packet = json.loads(asked.body)
            self.packets.append(packet)
            results = [{"id": one["id"], "status": "applied"} for one in packet["messages"]]
            return json.dumps({"received_no": packet["packet_no"], "results": results}).encode()
        kind, mode = asked.query["type"], asked.query["mode"]
        usual: dict[str, bytes | str] = {"checkauth": CHECKAUTH, "init": "zip=no\nfile_limit=1000000", "query": EMPTY}
        answers = self.script.get(f"{kind}:{mode}") or self.script.get(mode) or [usual.get(mode, "success")]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return found.encode() if isinstance(found, str) else found


@contextmanager
def a_portal(script: Mapping[str, Sequence[str]] | None = None) -> Iterator[Portal]:
    portal = Portal({name: list(answers) for name, answers in (script or {}).items()})

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, address.path, query, {k.lower(): v for k, v in self.headers.items()}, body)
            portal.asked.append(asked)
            answer = portal.answer(asked)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Set-Cookie", "trap=1")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 - the name that the standard library calls

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
