"""Addresses of the pages of a list, around the current one."""

from collections.abc import Mapping
from urllib.parse import urlencode

from attrs import frozen


@frozen
class PageLink:
    """`number` is None for a gap."""

    number: int | None
    href: str = ""
    is_current: bool = False


@frozen
class Paging:
    shown: tuple[PageLink, ...]
    last: int
    first: int
    to: int
    total: int
    before: str
    after: str


def filled(query: Mapping[str, object]) -> dict[str, object]:
    """Without what is empty, which no address tells: a page that writes many does so once."""
    return {name: value for name, value in query.items() if value not in ("", None, 0, False, [])}


def address(path: str, kept: Mapping[str, object], **changed: object) -> str:
    """The path with what is kept of its query and what changes; empty values are left out, a list is told
    value by value."""
    query = filled({**kept, **changed})
    if not query:
        return path
    return f"{path}?{'&'.join(map(_pair, query.items()))}"


def _pair(told: tuple[str, object]) -> str:
    """Most of what a page keeps of its address needs no quoting, and a page writes dozens of addresses."""
    name, value = told
    if isinstance(value, list | tuple):
        return "&".join(_pair((name, each)) for each in value)
    text = f"{name}{value}" if isinstance(value, str | int) else ""
    return f"{name}={value}" if text.isascii() and text.isalnum() else urlencode([told], doseq=True)


def paging(path: str, kept: Mapping[str, object], offset: int, limit: int, total: int) -> Paging:
    last = max(1, -(-total // limit))
    current = min(offset // limit + 1, last)

    def href(number: int) -> str:
        return address(path, kept, offset=(number - 1) * limit)

    wanted = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    shown: list[PageLink] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            shown.append(PageLink(None))
        shown.append(PageLink(number, href(number), number == current))
    return Paging(
        tuple(shown),
        last,
        min(offset + 1, total),
        min(offset + limit, total),
        total,
        href(current - 1) if current > 1 else "",
        href(current + 1) if current < last else "",
    )
