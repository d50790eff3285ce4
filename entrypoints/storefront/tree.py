"""The tree of sections beside the catalogue: drawn once for each branch that is open, by what it is drawn from."""

from collections.abc import Iterable

from attrs import define, field
from markupsafe import escape

from application.queries.tree import Section, Tree
from domain.shared.ids import CategoryId
from entrypoints.pages.figures import Figures
from entrypoints.pages.shelf import Shelf

MOST_KEPT = 1024


@define
class TreeShelf:
    """Ready trees. What is drawn is named by the very sections that it tells of: they are the same for all who see the
    same, outlive an edition that changes none of them, and are nobody else's for a client with an assortment."""

    kept: Shelf[bytes] = field(factory=lambda: Shelf(MOST_KEPT), init=False)

    def html(self, tree: Tree, section: CategoryId | None, figures: Figures) -> bytes:
        """In UTF-8: roots, and below them only the branch that leads to the section and its children."""
        return self.kept.get(tree.sections, (section, figures.language.code), lambda: _drawn(tree, section, figures))


def _drawn(tree: Tree, section: CategoryId | None, figures: Figures) -> bytes:
    """Escaped piece by piece."""
    opened = frozenset(node.id for node in tree.path(section)) if section is not None else frozenset()
    return _nodes(Drawing(tree, figures, opened, section), tree.roots).encode()


@define
class Drawing:
    """What one tree is drawn from."""

    tree: Tree
    figures: Figures
    opened: frozenset[CategoryId]
    current: CategoryId | None


def section_path(section: Section) -> str:
    """Its canonical address: readable where it is a section of the portal's own tree."""
    return f"/sections/{section.slug}" if section.slug else f"/catalogue/{section.id}"


def _nodes(drawing: Drawing, nodes: Iterable[CategoryId]) -> str:
    items = (_node(drawing, drawing.tree.sections[node]) for node in nodes)
    return f'<ul class="nodes">{"".join(items)}</ul>'


def _node(drawing: Drawing, node: Section) -> str:
    """Escaped here, piece by piece: `Markup.format` takes ten times as long, which whoever comes first after an import
    would wait for in each section."""
    is_open = node.id in drawing.opened
    state = ' class="open"' if is_open else ""
    current = ' aria-current="page"' if node.id == drawing.current else ""
    name, goods = escape(node.named(drawing.figures.language.code)), escape(drawing.figures.number(node.goods))
    below = _nodes(drawing, node.children) if is_open and node.children else ""
    return f'<li{state}><a href="{escape(section_path(node))}"{current}>{name}<span>{goods}</span></a>{below}</li>'
