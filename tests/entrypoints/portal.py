"""The real `optovik` over a portal of stand-ins: what is tried is who starts, watches and stops whom."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field, frozen

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).parent / "stand_in"
PLACES = {
    "bootstrap.py": "entrypoints/bootstrap/__init__.py",
    "pages.py": "entrypoints/bootstrap/web.py",
    "web.py": "entrypoints/web.py",
    "worker.py": "entrypoints/worker_app.py",
    "scheduler.py": "entrypoints/scheduler.py",
    "page.py": "simulators/mail.py",
}
# What the parts of the portal import before they are born: nothing, here.
EMPTY = ("entrypoints/worker/__init__.py", "entrypoints/worker/index_actor.py")


def lay_sources(root: Path) -> None:
    for name in ("cli", "embedded"):
        shutil.copytree(ROOT / "entrypoints" / name, root / "entrypoints" / name)
    for name in ("__init__.py", "nursery.py", "settings.py", "trouble.py", "values.py"):
        shutil.copy(ROOT / "entrypoints" / name, root / "entrypoints" / name)
    shutil.copytree(ROOT / "bin", root / "bin")
    for stand_in, place in PLACES.items():
        (root / place).parent.mkdir(exist_ok=True)
        shutil.copy(STAND_INS / stand_in, root / place)
    for place in EMPTY:
        (root / place).parent.mkdir(exist_ok=True)
        (root / place).touch()
    for simulator in ("onec.py", "cbr.py"):
        shutil.copy(STAND_INS / "page.py", root / "simulators" / simulator)


@define
class Up:
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str) -> None:
        wait_until(lambda: text in self.said or self.process.poll() is not None, 60)
        assert text in self.said, self.said

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@frozen
class Installation:
    sources: Path
    home: Path
    port: int = field(factory=lambda: free_port())

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
        own = {"OPTOVIK_HOME": str(self.home), "OPTOVIK_PORT": str(self.port), "OPTOVIK_WEB_WORKERS": "1"}
        return kept | own | {"OPTOVIK_PYTHON": sys.executable}

    def run(self, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.sources / "bin" / "optovik"), *argv]
        return subprocess.run(
            command, capture_output=True, text=True, env=self.environ | environ, timeout=60, cwd=self.sources
        )

    @contextmanager
    def up(self, *options: str) -> Iterator[Up]:
        output = self.sources / f"up-{time.monotonic_ns()}.out"
        with output.open("wb") as out:
            process = subprocess.Popen(
                [self.sources / "bin" / "optovik", "up", *options],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environ,
                cwd=self.sources,
            )
        try:
            yield Up(process, output)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(60)

    def processes(self) -> dict[int, str]:
        """Whatever runs in this home or from these sources, by process id."""
        marks = [os.fsencode(self.home), os.fsencode(self.sources)]
        return {
            pid: f"{name}: {line.replace(bytes(1), b' ').decode()[:120]}"
            for pid, name, line, environ in command_lines()
            if any(mark in line or mark in environ for mark in marks)
        }


def command_lines() -> Iterator[tuple[int, str, bytes, bytes]]:
    """Process id, what it calls itself, its command line and its environment."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name, line, environ = ((process / part).read_bytes() for part in ("comm", "cmdline", "environ"))
            yield int(process.name), name.decode().strip(), line, environ
        except OSError:
            continue


def children(pid: int) -> Sequence[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def child_called(pid: int, word: str) -> int:
    return next(c for c in children(pid) if word in Path(f"/proc/{c}/comm").read_text())


def wait_until(come: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not come():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
