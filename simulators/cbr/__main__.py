"""Start with `python -m simulators.cbr`."""

import argparse
import signal
import sys
from collections.abc import Sequence
from threading import Event, Thread

from simulators.cbr.answers import SWITCHES, Switches
from simulators.cbr.web import web


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="simulators.cbr", description="Курсы валют вместо Банка России")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--switch", action="append", default=[], choices=list(SWITCHES), help="неисправность")
    options = parser.parse_args(arguments)
    server = web(Switches(set(options.switch)), options.host, options.port)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"[cbr] Курсы и неисправности: http://{options.host}:{server.server_address[1]}/", flush=True)
    stop.wait()
    server.shutdown()
    server.server_close()
    print("[cbr] Остановлен", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
