"""Ports that `optovik up` is about to take."""

import errno
import socket
from urllib.request import ProxyHandler, build_opener

from entrypoints.trouble import Trouble

# A proxy in the environment is for the outside world; what we ask is on this machine.
LOCAL = build_opener(ProxyHandler({}))


def require_free(bind: str, port: int, setting: str) -> None:
    """Raises: Trouble when the port cannot be listened at."""
    reason = refusal(bind, port)
    if reason == errno.EADDRINUSE:
        raise Trouble(
            f"Port {port} at {bind} is taken by another program.",
            f"Stop that one, or set {setting} to a free port.",
        )
    if reason == errno.EACCES:
        raise Trouble(f"Port {port} may be used by root only.", f"Set {setting} to a port from 1024.")
    if reason:
        raise Trouble(f"Nothing can listen at {bind}: {errno.errorcode.get(reason, reason)}.", "Set OPTOVIK_BIND.")


def free_from(bind: str, port: int) -> int:
    """The port or the first free one above it."""
    return next((p for p in range(port, min(port + 50, 65536)) if not refusal(bind, p)), port)


def refusal(bind: str, port: int) -> int:
    """An errno; zero when the port is free."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: connections of a portal that has just stopped do not occupy the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
            probe.listen(1)
        except OSError as error:
            return error.errno or -1
    return 0


def answer(url: str, timeout: float = 5.0) -> tuple[int, bytes]:
    """Status and body of a local page; status 0 when nobody answers."""
    try:
        with LOCAL.open(url, timeout=timeout) as response:
            return response.status, response.read()
    except OSError as error:  # HTTPError is one, and carries the answer
        read = getattr(error, "read", None)
        return getattr(error, "code", 0), read() if read else str(error).encode()
