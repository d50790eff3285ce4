"""How a setting is read from text: a ValueError names what was expected, to follow "must be"."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Doors = Literal["all", "people", "exchange"]


def text(raw: str) -> str:
    return raw


def folder(raw: str) -> Path:
    return Path(raw).expanduser().absolute()


def port(raw: str) -> int:
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise ValueError("a port number from 1 to 65535")
    return int(raw)


def count(raw: str) -> int:
    if not raw.isdigit() or int(raw) < 1:
        raise ValueError("a whole number from 1")
    return int(raw)


def doors(raw: str) -> Doors:
    if raw not in ("all", "people", "exchange"):
        raise ValueError("all, people or exchange")
    return cast(Doors, raw)


def zone(raw: str) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (KeyError, ValueError, OSError):
        raise ValueError("a time zone such as Europe/Moscow") from None


def prefix(raw: str) -> str:
    if len(raw) > 3 or not raw.isalnum():
        raise ValueError("one to three letters or digits")
    return raw


def url(*schemes: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if urlsplit(raw).scheme not in schemes:
            raise ValueError(" or ".join(f"{scheme}://…" for scheme in schemes))
        return raw.rstrip("/") if schemes[0] == "http" else raw

    return read


def url_or_off(*schemes: str) -> Callable[[str], str]:
    read_url = url(*schemes)

    def read(raw: str) -> str:
        if raw == "off":
            return raw
        try:
            return read_url(raw).rstrip("/")
        except ValueError as expected:
            raise ValueError(f"{expected} or off") from None

    return read
