"""What the pages themselves tell of the routes: forms with their fields, and the names that handlers read."""

from collections import defaultdict
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import falcon
from attrs import define, field, frozen
from falcon.routing.compiled import CompiledRouter

FIELDS = ("input", "select", "textarea", "button")


@frozen
class Form:
    """A name with each value that it may have; of the buttons only the pressed one is sent.

    `files`: the fields that send one.
    """

    route: str
    fields: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]
    files: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.fields + self.buttons)


@frozen
class Shown:
    """A form while its page is read."""

    action: str
    fields: list[tuple[str, str]] = field(factory=list)
    buttons: list[tuple[str, str]] = field(factory=list)
    files: set[str] = field(factory=set)


class Reader(HTMLParser):
    """Forms and links of one page. A field outside of its form names it by id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Shown] = {}
        self.links: list[str] = []
        self.open: list[str] = []
        self.select = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.links += [told[name] for name in ("href", "hx-get") if told.get(name, "").startswith("/")]
        if tag == "form":
            id = told.get("id") or f"form {len(self.forms)}"
            self.forms[id] = Shown(told.get("action") or told.get("hx-post", ""))
            self.open.append(id)
        id = told.get("form") or (self.open[-1] if self.open else "")
        if tag == "option" and self.select[0]:
            self.add(*self.select, told.get("value", ""))
        elif tag == "button" and told.get("formaction") and told.get("name") and id in self.forms:
            self.add(self.sent_elsewhere(id, told["formaction"]), told["name"], told.get("value", ""), is_button=True)
        elif tag in FIELDS and told.get("name"):
            self.select = (id, told["name"]) if tag == "select" else ("", "")
            if tag != "select":
                self.add(id, told["name"], told.get("value", ""), is_button=tag == "button")
            if told.get("type") == "file" and id in self.forms:
                self.forms[id].files.add(told["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open:
            self.open.pop()
        if tag == "select":
            self.select = ("", "")

    def sent_elsewhere(self, id: str, action: str) -> str:
        """The same fields, those that are still to come, too, with the buttons that send them to this address."""
        form = self.forms[id]
        key = f"{id} to {action}"
        self.forms.setdefault(key, Shown(action, form.fields, files=form.files))
        return key

    def add(self, id: str, name: str, value: str, is_button: bool = False) -> None:
        if id in self.forms:
            (self.forms[id].buttons if is_button else self.forms[id].fields).append((name, value))


class Noted(dict[str, Any]):
    """The parameters of a request; whoever reads one tells its name."""

    def __init__(self, given: dict[str, Any], notes: set[str]) -> None:
        super().__init__(given)
        self.notes = notes

    def get(self, name: str, default: Any = None) -> Any:
        self.notes.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.notes.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.notes.add(str(name))
        return super().__contains__(name)


@define
class Learned:
    """Falcon middleware while the pages are looked through."""

    forms: dict[str, list[Form]] = field(factory=lambda: defaultdict(list))
    names: dict[str, set[str]] = field(factory=lambda: defaultdict(set))
    values: dict[str, set[str]] = field(factory=lambda: defaultdict(set))
    is_on: bool = True

    def process_resource(self, req: falcon.Request, resp: falcon.Response, resource: object, params: object) -> None:
        if self.is_on:
            # There is no other way to a request's parameters than its own.
            req._params = Noted(req._params, self.names[req.uri_template or ""])

    def read(self, page: str, router: CompiledRouter) -> None:
        reader = Reader()
        reader.feed(page)
        for shown in reader.forms.values():
            if shown.fields and (route := template_of(router, shown.action)):
                form = Form(route, tuple(shown.fields), tuple(shown.buttons), frozenset(shown.files))
                self.note(route, form.fields)
                if all(form.names != other.names for other in self.forms[route]):
                    self.forms[route].append(form)
        for link in reader.links:
            if route := template_of(router, link):
                self.note(route, parse_qsl(urlsplit(link).query))

    def note(self, route: str, pairs: Iterable[tuple[str, str]]) -> None:
        for name, value in pairs:
            self.names[route].add(name)
            self.values[name].add(value)


def template_of(router: CompiledRouter, address: str) -> str:
    """Empty for an address of nobody's."""
    found = router.find(urlsplit(address).path) if address.startswith("/") else None
    return str(found[3]) if found else ""
