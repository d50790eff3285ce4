"""A 1C twin, a mail catcher and a Bank of Russia at once: a page that tells that all is sent."""

import argparse
from http.server import BaseHTTPRequestHandler, HTTPServer


class Status(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"sent": true}')


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", "--http-port", type=int)
    asked, _ = parser.parse_known_args()
    print("everything is sent", flush=True)
    HTTPServer(("127.0.0.1", asked.port), Status).serve_forever()
