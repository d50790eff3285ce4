"""Processor time of the parts of a trial, kept across their deaths."""

import os
from pathlib import Path
from threading import Lock

from attrs import define, field

from entrypoints.embedded.orphans import stat_of
from entrypoints.prove.doors.machines import Machines

TICKS = os.sysconf("SC_CLK_TCK")
# Places in what stat_of gives: parent, group, the first of user and system time, birth.
PARENT, GROUP, UTIME, BIRTH = 1, 2, 11, 19
OURS = "clients and referee"


@define
class Meter:
    """To be looked at before somebody dies, and now and then: counters of the living only grow."""

    machines: Machines
    used: dict[tuple[str, int, str], float] = field(factory=dict)
    lock: Lock = field(factory=Lock)

    def look(self) -> None:
        groups = {part.pid: part.role.kind for part in self.machines.parts}
        for name, server in (("PostgreSQL", self.machines.postgres), ("Redis", self.machines.redis)):
            if server is not None and server.process is not None:
                groups[server.process.pid] = name
        with self.lock:
            for folder in Path("/proc").glob("[0-9]*"):
                pid = int(folder.name)
                if not (status := stat_of(pid)):
                    continue
                # A backend of PostgreSQL leads a group of its own, and is known by its parent.
                kind = groups.get(int(status[GROUP])) or groups.get(int(status[PARENT]))
                if pid == os.getpid():
                    kind = OURS
                if kind is not None:
                    self.used[(kind, pid, status[BIRTH])] = sum(map(int, status[UTIME : UTIME + 2])) / TICKS

    def spent(self) -> dict[str, float]:
        """Seconds by kind of part."""
        self.look()
        total: dict[str, float] = {}
        for (kind, _, _), seconds in self.used.items():
            total[kind] = total.get(kind, 0.0) + seconds
        return total
