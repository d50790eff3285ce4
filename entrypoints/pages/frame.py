"""The frame of a page, made once for a visit: what `shell` tells, and a buyer's head of the page as it is written."""

from attrs import field, frozen
from jinja2 import Environment
from markupsafe import Markup

from application.access.context import Visit
from entrypoints.pages.shelf import Shelf
from entrypoints.pages.shell import NOBODY, Shell, shell

MOST_KEPT = 1024


@frozen
class Frame:
    """head: in UTF-8, as it is where no text is searched for; empty for whoever is no buyer."""

    shell: Shell
    head: bytes = b""


NO_FRAME = Frame(NOBODY)


@frozen
class Frames:
    """Kept by the very visit, which is read with every request and stays the same object as long as nothing of it
    changes (adapters/postgres/access.py): with a right, a name or a sum that changes there is another visit."""

    kept: Shelf[Frame] = field(factory=lambda: Shelf(MOST_KEPT), init=False)

    def of(self, visit: Visit, here: str, environment: Environment) -> Frame:
        """environment: that of the visit's language."""
        return self.kept.get(visit, here, lambda: _frame(visit, here, environment))


def _frame(visit: Visit, here: str, environment: Environment) -> Frame:
    told = shell(visit, here)
    return Frame(told, _head(told, environment) if told.buyer is not None else b"")


def _head(told: Shell, environment: Environment) -> bytes:
    module = environment.get_template("components/header.html").module
    head: Markup = module.buyer(told, "")  # type: ignore[attr-defined]  # a macro
    return head.encode()
