"""Start with `python -m simulators.mail`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from simulators.mail.letters import Letters
from simulators.mail.smtp import serve
from simulators.mail.web import web


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="simulators.mail", description="Ловушка для писем портала")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--state", required=True, help="папка для писем")
    options = parser.parse_args(arguments)
    asyncio.run(_run(Letters(Path(options.state)), options))
    return 0


async def _run(letters: Letters, options: argparse.Namespace) -> None:
    """Serve both doors until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    smtp = await serve(letters, options.host, options.smtp_port)
    http = web(letters, options.host, options.http_port)
    Thread(target=http.serve_forever, daemon=True).start()
    print(
        f"[mail] SMTP {options.host}:{options.smtp_port}, письма: http://{options.host}:{options.http_port}/",
        flush=True,
    )
    await stop.wait()
    smtp.close()
    http.shutdown()
    http.server_close()
    print("[mail] Остановлена", flush=True)


if __name__ == "__main__":
    sys.exit(main())
