"""A Valkey server of our own for the job queue: losing it loses nothing, keeping it spares a refill."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import redis
from attrs import frozen

from entrypoints.embedded.home import Home, disk_is_full
from entrypoints.embedded.process import Command, Process, has_ended, spawn, stop, tail
from entrypoints.embedded.programs import find_valkey
from entrypoints.trouble import Trouble

PATIENCE = 20.0


@frozen
class EmbeddedValkey:
    home: Home
    program: str
    socket: Path

    @classmethod
    def at(cls, home: Home) -> Self:
        return cls(home, find_valkey(), home.sockets() / "valkey" / "valkey.sock")

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def log(self) -> Path:
        return self.home.log("valkey")

    def prepare(self) -> None:
        self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)

    @property
    def data(self) -> Path:
        return self.home.root / "valkey"

    def command(self) -> Command:
        argv = [self.program, "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        argv += ["--dir", str(self.data), "--appendonly", "yes", "--save", "", "--daemonize", "no"]
        return Command(tuple(argv), self.log, farewell=signal.SIGTERM)

    def await_ready(self, process: Process) -> None:
        deadline = time.monotonic() + PATIENCE
        client = redis.Redis.from_url(self.url)
        while True:
            try:
                client.ping()
                break
            except redis.exceptions.ConnectionError as error:  # also what it answers while it loads its file
                if has_ended(process) or time.monotonic() > deadline:
                    told = tail(self.log)
                    if "No space left" in told:
                        raise disk_is_full(self.home.root) from None
                    raise Trouble(f"The job queue does not start; the end of {self.log}:\n{told or error}") from None
            time.sleep(0.02)
        client.close()

    @contextmanager
    def running(self) -> Iterator[str]:
        self.prepare()
        command = self.command()
        process = spawn(command)
        try:
            self.await_ready(process)
            yield self.url
        finally:
            stop(process, command.farewell, PATIENCE)
