"""Start with `python -m simulators.s3`; what is kept is forgotten when it stops."""

import argparse
import sys
from collections.abc import Sequence

from simulators.s3.store import Store
from simulators.s3.web import web


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="simulators.s3", description="Объектное хранилище в памяти")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8060)
    options = parser.parse_args(arguments)
    store = Store()
    server = web(store, options.host, options.port)
    address = f"http://{options.host}:{server.server_address[1]}/{store.bucket}"
    print(f"[s3] S3_URL={address} S3_ACCESS_KEY={store.access_key} S3_SECRET_KEY={store.secret_key}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
