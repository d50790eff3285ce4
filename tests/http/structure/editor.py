"""An editor at the pages of the structure."""

import re
from typing import Any

from attrs import frozen
from falcon.testing import Result

from tests.http.pages.person import seen
from tests.shop import Shop, Visitor

PATH = "/manage/structure"


@frozen
class Editor:
    shop: Shop
    visitor: Visitor

    def text(self, path: str = PATH) -> str:
        answer = self.visitor.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return seen(answer.text).replace("\u00a0", " ")

    def send(self, do: str, **fields: object) -> Result:
        return self.visitor.form(PATH, {"do": do, **{name: str(value) for name, value in fields.items()}})

    def done(self, do: str, **fields: object) -> int:
        """Without a look at the preview; the version of the change."""
        answer = self.send(do, **{"confirm": "1", **fields})
        assert answer.status_code == 303, seen(answer.text)
        found = re.search(r"done=(\d+)", answer.headers["Location"])
        assert found, answer.headers["Location"]
        return int(found[1])

    def add(self, name: str, parent: int | str = "") -> int:
        self.done("add", name=name, parent=parent)
        return int(self.shop.one("SELECT max(id) FROM portal_section WHERE name = %s", name))

    def rule(self, section: int, **asked: object) -> int:
        self.done("rule", section=section, **asked)
        return int(self.shop.one("SELECT max(id) FROM section_rule"))

    def slug(self, section: int) -> str:
        return str(self.shop.one("SELECT slug FROM portal_section WHERE id = %s", section))


def sections(shop: Shop) -> dict[str, int]:
    """The tree of a buyer: goods by the path of each section."""
    told = shop.buyer(0).ask("GET", "/api/v1/categories").json
    found: dict[str, int] = {"": told["goods"]}

    def walk(nodes: list[dict[str, Any]], above: str) -> None:
        for node in nodes:
            path = f"{above}{node['name']}"
            found[path] = node["goods"]
            walk(node["children"], f"{path}/")

    walk(told["categories"], "")
    return found
