"""The folder that one installation keeps, and the right to run servers in it."""

import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from entrypoints.trouble import Trouble

MIB = 1024 * 1024
LEAST_FREE = 500 * MIB
# sockaddr_un holds 108 bytes with the closing zero; the longest name we put below is ".s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 107 - len("/postgres/.s.PGSQL.5432.lock")


@frozen
class Home:
    root: Path

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def servers_file(self) -> Path:
        return self.run / "servers.json"

    @property
    def lock_file(self) -> Path:
        return self.run / "lock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Make the folders. Raises: Trouble when they cannot be written or the disk is nearly full."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.logs, self.run):
                folder.mkdir(exist_ok=True)
            self.logs.chmod(0o700)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise disk_is_full(self.root) from None
            raise Trouble(
                f"{self.root} cannot be written: {error.strerror}.", "Set OPTOVIK_HOME to another folder."
            ) from None
        if shutil.disk_usage(self.root).free < LEAST_FREE:
            raise disk_is_full(self.root)

    def sockets(self) -> Path:
        """A folder for sockets, its path short and plain enough for each server that is named one."""
        folder = self.run
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER or not re.fullmatch(r"[\w./-]+", str(folder), re.ASCII):
            folder = Path("/tmp", f"optovik-{os.geteuid()}-{sha256(os.fsencode(self.root)).hexdigest()[:12]}")
            # Anybody may have made this name in /tmp before us; what is inside must be ours alone.
            with suppress(FileExistsError):
                folder.mkdir(mode=0o755)
            found = folder.lstat()
            if found.st_uid != os.geteuid() or folder.is_symlink() or found.st_mode & 0o022:
                raise Trouble(
                    f"{folder} belongs to somebody else.", "Remove it, or set OPTOVIK_HOME to a shorter path."
                )
        return folder

    @contextmanager
    def hold(self) -> Iterator[None]:
        """The right to run servers here. Raises: Trouble when another process has it."""
        lock = self.acquire()
        if lock is None:
            raise Trouble(
                f"Another `optovik` (process {self.holder()}) already runs in {self.root}.",
                "Stop it, or set OPTOVIK_HOME and OPTOVIK_PORT for a second portal.",
            )
        try:
            os.ftruncate(lock, 0)
            os.write(lock, str(os.getpid()).encode())
            yield
        finally:
            self.servers_file.unlink(missing_ok=True)
            if self.sockets() != self.run:
                shutil.rmtree(self.sockets(), ignore_errors=True)
            self.lock_file.unlink(missing_ok=True)
            os.close(lock)

    def acquire(self) -> int | None:
        """The kernel drops the lock with its holder, so that a killed one leaves nothing to clean."""
        while True:
            lock = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return None
            # Its last holder may have removed the file between our open and our lock.
            with suppress(FileNotFoundError):
                if os.fstat(lock).st_ino == self.lock_file.stat().st_ino:
                    return lock
            os.close(lock)

    def is_held(self) -> bool:
        if not self.lock_file.exists():
            return False
        with self.lock_file.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def holder(self) -> str:
        return self.lock_file.read_text().strip() or "just starting"

    def tell_servers(self, servers: Mapping[str, str]) -> None:
        draft = self.servers_file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(servers, indent=2))
        draft.replace(self.servers_file)

    def told_servers(self) -> dict[str, str]:
        """Environment of the servers of a running `optovik up`; empty when none runs."""
        if not self.is_held() or not self.servers_file.exists():
            return {}
        told: dict[str, str] = json.loads(self.servers_file.read_text())
        return told


def disk_is_full(folder: Path) -> Trouble:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    left = shutil.disk_usage(existing).free // MIB
    return Trouble(
        f"The disk that holds {folder} is full: only {left} MB are left.",
        f"Free at least {LEAST_FREE // MIB} MB, or set OPTOVIK_HOME to a folder on another disk.",
    )
