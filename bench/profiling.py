"""Where the time of one request goes: the web application in a process of its own, under cProfile."""

import cProfile
import os
import pstats
import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import people
from bench.stage import Stage
from entrypoints.cli import parts

TIMES, LINES = 300, 14
SOURCES = Path(__file__).resolve().parents[1]


def of(stage: Stage, address: str) -> list[str]:
    """Lines of a code block: functions by own time over many requests of one buyer."""
    with stage.portal.connected() as connection:
        buyer = people.sign_up(connection, [0])[0]
    argv = [sys.executable, "-m", "bench.profiling", address, buyer.token]
    told = subprocess.run(argv, env=parts.environ(stage.portal.settings), cwd=SOURCES, capture_output=True, text=True)
    return ["```text", *(told.stdout or told.stderr[-2000:]).splitlines(), "```"]


def main(address: str, token: str) -> None:
    from falcon.testing import create_environ

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the log of requests
    from entrypoints.web import app

    url = urlsplit(address)
    headers = {"Cookie": f"optovik_session={token}"}
    environ = create_environ(path=url.path, query_string=url.query, headers=headers)

    def ask() -> None:
        b"".join(app(dict(environ), _ignore))

    for _ in range(50):
        ask()
    print(profiled(ask))


def _ignore(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
    return None


def profiled(work: Callable[[], None]) -> str:
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(TIMES):
        work()
    profile.disable()
    out = StringIO()
    pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(LINES)
    text = out.getvalue().replace(f"{SOURCES}/", "")
    return "\n".join(re.sub(r"\S*site-packages/|\S*/lib/python3\.\d+/", "", line) for line in text.splitlines() if line)


if __name__ == "__main__":
    main(*sys.argv[1:])
