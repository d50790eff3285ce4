"""The frame of a page, made once for a visit: what `shell` tells, and a buyer's head of the page as it is written."""

from collections import OrderedDict
from threading import Lock

from attrs import define, field, frozen
from jinja2 import Environment
from markupsafe import Markup

from application.access.context import Visit
from entrypoints.pages.shell import NOBODY, Shell, shell

MOST_KEPT = 1024


@frozen
class Frame:
    """head: as it is where no text is searched for; empty for whoever is no buyer."""

    shell: Shell
    head: Markup = Markup()


NO_FRAME = Frame(NOBODY)


@define(eq=False)
class Frames:
    """Kept by the very visit, which is read with every request and stays the same object as long as nothing of it
    changes (adapters/postgres/access.py): with a right, a name or a sum that changes there is another visit."""

    _kept: "OrderedDict[tuple[int, str], tuple[Visit, Frame]]" = field(factory=OrderedDict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def of(self, visit: Visit, here: str, environment: Environment) -> Frame:
        """environment: that of the visit's language."""
        key = id(visit), here
        with self._lock:
            # An entry holds its visit, so that no other object can have taken its place.
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[1]
        told = shell(visit, here)
        frame = Frame(told, _head(told, environment) if told.buyer is not None else Markup())
        with self._lock:
            self._kept[key] = visit, frame
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return frame


def _head(told: Shell, environment: Environment) -> Markup:
    module = environment.get_template("components/header.html").module
    head: Markup = module.buyer(told, "")  # type: ignore[attr-defined]  # a macro
    return head
