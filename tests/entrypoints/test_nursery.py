"""The process that the portal's parts are forked from."""

import os
import subprocess
import sys

TOLD = """
import os
from entrypoints.nursery import import_parts
from entrypoints.settings import Settings
import_parts(Settings.from_env(os.environ))
print(len(os.listdir("/proc/self/task")))
"""


def test_it_has_one_thread_when_it_has_imported_what_parts_run() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    said = subprocess.run([sys.executable, "-c", TOLD], env=environ, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["1"]
