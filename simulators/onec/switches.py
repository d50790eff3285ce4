"""Switches that make the twin misbehave, as real bases and networks do."""

import time
from typing import Any

from attrs import define, fields

from simulators.onec import quotes
from simulators.onec.client import Trouble
from simulators.onec.ledger import requests

MANNERS = {"quotes": tuple(quotes.MANNERS), "changes": requests.MANNERS}


class UnknownSwitch(Exception):
    """No such switch, or a value of another kind."""


@define
class Switches:
    """All off by default; they act from the next call on.

    `slow`: seconds before every request. `down`: no cycles at all. `duplicate`: every packet and file
    goes twice. `reorder`: packets go back to front and late repeats of older messages follow.
    `half_file`: CommerceML files are cut in the middle. `wrong_encoding`: windows-1251 bytes under a
    UTF-8 declaration. `delay_orders`: cycles between a change of an order and the news of it.
    `lose`: of so many messages of packets one never arrives, though it counts as sent; 0 loses none.
    `no_success`: orders are taken, yet success is never called. `ignore_orders`: no queries at all.
    `quotes`: the manner in which questions for the prices of a cart are answered, one of `quotes.MANNERS`.
    `changes`: how requests to change or cancel orders are answered, one of `requests.MANNERS`; silence keeps them.
    """

    slow: float = 0.0
    down: bool = False
    duplicate: bool = False
    reorder: bool = False
    half_file: bool = False
    wrong_encoding: bool = False
    delay_orders: int = 0
    lose: int = 0
    no_success: bool = False
    ignore_orders: bool = False
    quotes: str = "normal"
    changes: str = "accept"

    def turn(self, told: dict[str, Any]) -> None:
        """Set the named switches, leave the others; all or none."""
        known = {one.name: type(getattr(self, one.name)) for one in fields(Switches)}
        for name, value in told.items():
            if name not in known:
                raise UnknownSwitch(f"Нет переключателя {name}; есть: {', '.join(known)}")
            if known[name] is str:
                if value not in MANNERS[name]:
                    raise UnknownSwitch(f"Переключатель {name} знает: {', '.join(MANNERS[name])}; а пришло {value!r}")
                continue
            if isinstance(value, bool) != (known[name] is bool) or not isinstance(value, (int, float)) or value < 0:
                raise UnknownSwitch(f"Переключатель {name} ждёт {known[name].__name__}, а пришло {value!r}")
        for name, value in told.items():
            setattr(self, name, known[name](value))

    def trouble(self) -> Trouble:
        return Trouble(before=self._wait, spoil=self._spoil)

    def _wait(self) -> None:
        if self.slow:
            time.sleep(self.slow)

    def _spoil(self, name: str, content: bytes) -> bytes:
        if not name.endswith(".xml"):
            return content
        if self.wrong_encoding:
            content = content.decode("utf-8-sig", "replace").encode("windows-1251", "xmlcharrefreplace")
        return content[: len(content) // 2] if self.half_file else content
