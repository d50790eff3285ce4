"""The form that asks for a price list: sections ticked in the tree, the format, and a moment that has passed."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from attrs import field, frozen

from application.price_lists.ask import AskPriceList
from application.price_lists.values import Format
from application.queries.tree import Section, Tree
from domain.pricing.travel import By
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId
from entrypoints.http.problems import remedies, sentence
from entrypoints.pages.forms import operation_of, whole

PREFIX = "s-"
LONGEST = 40


@frozen
class Node:
    """A section to be ticked, with those right below it."""

    section: Section
    is_ticked: bool
    children: tuple["Node", ...] = ()

    @property
    def is_open(self) -> bool:
        return any(child.is_ticked for child in self.children)


@frozen
class Typed:
    """What stands in the form. `operation` is its own id, so that one sent twice asks once."""

    sections: frozenset[CategoryId] = frozenset()
    format: Format = Format.XLSX
    at: str = ""
    by: By = By.RECORDED
    operation: str = field(factory=lambda: str(uuid4()))

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Typed":
        ticked = (whole(name.removeprefix(PREFIX), 0, 10**9) for name in form if name.startswith(PREFIX))
        form_of = next((one for one in Format if one.value == form.get("format")), Format.XLSX)
        by = next((one for one in By if one.value == form.get("by")), By.RECORDED)
        return cls(
            frozenset(CategoryId(id) for id in ticked if id), form_of, form.get("at", "").strip()[:LONGEST], by,
            form.get("operation", "")[:LONGEST],
        )  # fmt: skip

    def ask(self, form: Mapping[str, str], client: UUID | None = None) -> AskPriceList:
        id = operation_of(form) or uuid4()
        return AskPriceList(id, tuple(sorted(self.sections)), self.format, self.at, self.by, client)

    def nodes(self, tree: Tree) -> tuple[Node, ...]:
        """Two levels of the tree, and whatever else is ticked, which a link from a section may have done."""
        shown = tuple(self._node(tree.sections[root], tree) for root in tree.roots)
        known = {*tree.roots, *(node.section.id for root in shown for node in root.children)}
        deeper = (tree.sections[id] for id in sorted(self.sections) if id in tree.sections and id not in known)
        return (*(Node(section, is_ticked=True) for section in deeper), *shown)

    def _node(self, section: Section, tree: Tree) -> Node:
        children = (tree.sections[id] for id in section.children)
        return Node(section, section.id in self.sections, tuple(Node(one, one.id in self.sections) for one in children))


@frozen
class Faults:
    """What stands in the way, by the field that it is said beside."""

    moment: str = ""
    other: str = ""

    @classmethod
    def of(cls, refusal: DomainError, language: str) -> "Faults":
        said = sentence(refusal, language)
        ways = " ".join(way.text for way in remedies(refusal, language))
        if refusal.code.startswith("price-history."):
            return cls(moment=f"{said} {ways}")
        return cls(other=f"{said} {ways}")


NO_FAULTS = Faults()
