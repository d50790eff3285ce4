"""Whoever waits for a page goes before the worker."""

import os
import subprocess
import sys

import pytest

from entrypoints.worker.priority import NICE

TOLD = "; import os; print(os.getpriority(os.PRIO_PROCESS, 0))"


def priority(code: str, environ: dict[str, str], asked: int = 0) -> int:
    command = ("nice", "-n", str(asked), sys.executable, "-c", code + TOLD)
    return int(subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(os.getpriority(os.PRIO_PROCESS, 0) > NICE, reason="the tests themselves were asked to give way")
def test_the_worker_gives_way_to_pages(postgres_url: str, redis_url: str, tmp_path: object) -> None:
    places = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "OPTOVIK_HOME": str(tmp_path)}
    assert priority("import entrypoints.worker_app", places) == NICE
    assert priority("pass", {}) == os.getpriority(os.PRIO_PROCESS, 0)


def test_more_patience_than_that_stays() -> None:
    code = "from entrypoints.worker.priority import give_way; give_way(); give_way()"
    assert priority(code, {}, asked=12) == os.getpriority(os.PRIO_PROCESS, 0) + 12
