"""CPU seconds and memory of processes with everything below them, from /proc (Linux)."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

TICK = os.sysconf("SC_CLK_TCK")
KIB = 1024


def stat(pid: int) -> tuple[int, int] | None:
    """(parent, ticks of the process and of its children that have ended); None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[1]), sum(map(int, fields[11:15]))


def tree(root: int) -> Iterator[tuple[int, int]]:
    """(pid, ticks) of the process and all that descend from it."""
    children: dict[int, list[int]] = {}
    ticks = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := stat(int(entry))) is not None:
            children.setdefault(found[0], []).append(int(entry))
            ticks[int(entry)] = found[1]
    left = [root]
    while left:
        pid = left.pop()
        if pid in ticks:
            yield pid, ticks[pid]
        left += children.get(pid, [])


def seconds(roots: Iterable[int]) -> float:
    """CPU seconds that the trees have used so far; those of ended children are counted by their parents."""
    return sum(ticks for root in roots for _, ticks in tree(root)) / TICK


def used(roots: Iterable[int], work: Callable[[], object]) -> float:
    """CPU seconds that the trees use while the work runs, settled a moment after it."""
    pids = list(roots)
    before = seconds(pids)
    work()
    time.sleep(0.05)
    return seconds(pids) - before


@contextmanager
def on_one(roots: Iterable[int]) -> Iterator[None]:
    """Keep the trees and this program on one processor while the block runs, and give them all back after it.

    Processes that work at the same time slow each other through what their processors share (a core's second
    thread, caches): the same work then costs up to half as many seconds again. A limit that is measured alone does
    not pay this, so both sides are measured where nobody runs beside them.
    """
    pids, all_of_them = [os.getpid(), *roots], os.sched_getaffinity(0)
    _keep_to(pids, {max(all_of_them)})
    try:
        yield
    finally:
        _keep_to(pids, all_of_them)


def _keep_to(roots: Iterable[int], processors: set[int]) -> None:
    for root in roots:
        for pid, _ in tree(root):
            try:
                for thread in os.listdir(f"/proc/{pid}/task"):
                    os.sched_setaffinity(int(thread), processors)
            except (FileNotFoundError, ProcessLookupError):
                continue


def resident(root: int) -> list[int]:
    """Bytes of memory of each process of the tree, the largest first."""
    found = []
    for pid, _ in tree(root):
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append(pages * os.sysconf("SC_PAGE_SIZE"))
    return sorted(found, reverse=True)


def peak(root: int) -> int:
    """The most bytes that one process of the tree ever held (VmHWM)."""
    found = [0]
    for pid, _ in tree(root):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += [int(line.split()[1]) * KIB for line in status.splitlines() if line.startswith("VmHWM")]
    return max(found)


class Watch:
    """The most memory that a tree held at one moment, looked at five times a second while the block runs."""

    def __init__(self, root: int) -> None:
        self.root, self.most = root, 0
        self._stop = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.2):
            self.most = max(self.most, sum(resident(self.root)))
