"""The store's address: GET, HEAD, PUT, DELETE of /bucket/key over a real socket."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from simulators.s3.store import Refused, Store, Stored


def web(store: Store, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server ready to serve; port 0 takes a free one."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_HEAD(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                code, stored = store.answer(self.command, self.path, headers, body)
            except Refused as refused:
                text = f"<?xml version='1.0'?><Error><Code>{refused.code}</Code><Message/></Error>"
                code, stored = refused.status, Stored(text.encode(), {"content-type": "application/xml"})
            self.send_response(HTTPStatus(code))
            for name, value in stored.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(stored.content)))
            self.end_headers()
            if self.command != "HEAD" and code != HTTPStatus.NO_CONTENT:
                self.wfile.write(stored.content)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return ThreadingHTTPServer((host, port), Door)
