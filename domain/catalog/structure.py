"""The portal's own tree beside that of the ERP: sections, and rules that say which goods stand in them (ADR 0035).

A structure is a value: a verb of the editor makes the next one from it. What differs between two is an `Edit`, which
can be taken back exactly.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Self

from attrs import evolve, field, frozen

from domain.catalog.slugs import slug_of
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CategoryId

LONGEST_NAME = 150
LONGEST_SLUG = 80
MOST_SECTIONS = 20_000
MOST_RULES = 50_000
DEEPEST = 32


@frozen
class SectionNotSound(DomainError):
    """`field` of a section or a rule that cannot stand. `why`: empty, too-long, taken, unknown, cycle, too-deep,
    too-many, nothing-asked, unreadable; `told` is what was typed, or the bound."""

    code: ClassVar[str] = "structure.not-sound"
    field: str
    why: str
    told: str = ""


@frozen
class StructureMovedOn(DomainError):
    """What is to be taken back was changed again since; the names tell what stands in the way."""

    code: ClassVar[str] = "structure.moved-on"
    names: tuple[str, ...]


class Unmapped(StrEnum):
    """Where a buyer meets goods that no rule takes: under the ERP's own section, or not at all."""

    OWN = "own"
    HIDDEN = "hidden"


@frozen
class PortalSection:
    """`position` among its siblings, from 0. A hidden one is hidden with all below it."""

    id: CategoryId
    name: str
    parent: CategoryId | None = None
    position: int = 0
    name_en: str = ""
    slug: str = ""
    hidden: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise SectionNotSound("name", "empty")
        for name, text in (("name", self.name), ("name_en", self.name_en)):
            if len(text) > LONGEST_NAME:
                raise SectionNotSound(name, "too-long", str(LONGEST_NAME))


@frozen
class MappingRule:
    """Goods of the ERP's group, with everything `below` it or alone; of the maker; with the value of the property.

    What is not asked is None or empty; all that is asked must hold. Of several rules that take a good the one with
    the lowest `position` names its canonical section.
    """

    id: int
    section: CategoryId
    position: int = 0
    group: CategoryId | None = None
    below: bool = True
    maker: str = ""
    property: int | None = None
    value: str = ""

    def __attrs_post_init__(self) -> None:
        if self.group is None and not self.maker and self.property is None:
            raise SectionNotSound("group", "nothing-asked")
        if (self.property is None) != (not self.value):
            raise SectionNotSound("value", "empty" if self.property is not None else "nothing-asked")
        for name, text in (("maker", self.maker), ("value", self.value)):
            if len(text) > LONGEST_NAME:
                raise SectionNotSound(name, "too-long", str(LONGEST_NAME))


@frozen
class Settings:
    in_use: bool = False
    unmapped: Unmapped = Unmapped.OWN


@frozen
class Structure:
    """`version` is that which was read; saving makes the next one."""

    version: int = 0
    settings: Settings = Settings()
    sections: Mapping[CategoryId, PortalSection] = field(factory=dict)
    rules: Mapping[int, MappingRule] = field(factory=dict)

    def section(self, id: CategoryId) -> PortalSection:
        """Raises NotFound."""
        if id not in self.sections:
            raise NotFound("section", str(id))
        return self.sections[id]

    def rule(self, id: int) -> MappingRule:
        """Raises NotFound."""
        if id not in self.rules:
            raise NotFound("section-rule", str(id))
        return self.rules[id]

    def children(self, parent: CategoryId | None) -> list[PortalSection]:
        """In the editor's order."""
        return sorted((s for s in self.sections.values() if s.parent == parent), key=lambda s: (s.position, s.id))

    def in_order(self) -> list[MappingRule]:
        return sorted(self.rules.values(), key=lambda rule: (rule.position, rule.id))

    def walk(self) -> Iterator[tuple[PortalSection, int]]:
        """Depth first, as people read a tree, each with its depth."""
        by_parent: dict[CategoryId | None, list[PortalSection]] = {}
        for section in sorted(self.sections.values(), key=lambda s: (s.position, s.id), reverse=True):
            by_parent.setdefault(section.parent, []).append(section)
        left = [(section, 0) for section in by_parent.get(None, ())]
        while left:
            section, depth = left.pop()
            yield section, depth
            left += [(child, depth + 1) for child in by_parent.get(section.id, ())]

    def below(self, id: CategoryId) -> set[CategoryId]:
        """The section and everything under it."""
        found, left = {id}, [id]
        parents: dict[CategoryId | None, list[CategoryId]] = {}
        for section in self.sections.values():
            parents.setdefault(section.parent, []).append(section.id)
        while left:
            children = parents.get(left.pop(), [])
            found.update(children)
            left += children
        return found

    def shown(self) -> frozenset[CategoryId]:
        """Those that no section hides, itself or one above it."""
        found = set[CategoryId]()
        for section, _ in self.walk():
            if not section.hidden and (section.parent is None or section.parent in found):
                found.add(section.id)
        return frozenset(found)

    # Verbs of the editor

    def with_section(self, section: PortalSection) -> Self:
        """Last among its siblings; without a slug it gets one from its name. Raises SectionNotSound."""
        if len(self.sections) >= MOST_SECTIONS:
            raise SectionNotSound("name", "too-many", str(MOST_SECTIONS))
        self._check_parent(section.parent)
        placed = evolve(
            section, position=len(self.children(section.parent)), slug=self._slug(section.slug or section.name, section)
        )
        return self._put(placed)

    def renamed(self, id: CategoryId, name: str, name_en: str, slug: str) -> Self:
        """An empty slug is made anew from the name. Raises NotFound, SectionNotSound."""
        former = self.section(id)
        changed = evolve(former, name=name, name_en=name_en)
        if slug != former.slug:
            typed = slug_of(slug)[:LONGEST_SLUG]
            if slug and not typed:
                raise SectionNotSound("slug", "unreadable", slug[:40])
            if typed and any(s.slug == typed and s.id != id for s in self.sections.values()):
                raise SectionNotSound("slug", "taken", typed)
            changed = evolve(changed, slug=typed or self._slug(name, former))
        return self._put(changed)

    def moved(self, id: CategoryId, parent: CategoryId | None, place: int) -> Self:
        """To that place among the children of that parent. Raises NotFound, SectionNotSound."""
        section = self.section(id)
        if parent is not None and parent in self.below(id):
            raise SectionNotSound("parent", "cycle", section.name)
        self._check_parent(parent, len(self._tallest(id)))
        siblings = [s for s in self.children(parent) if s.id != id]
        place = max(0, min(place, len(siblings)))
        siblings.insert(place, evolve(section, parent=parent))
        changed = {**self.sections, **{s.id: evolve(s, position=n) for n, s in enumerate(siblings)}}
        if parent != section.parent:
            left = (s for s in self.children(section.parent) if s.id != id)
            changed |= {s.id: evolve(s, position=n) for n, s in enumerate(left)}
        return evolve(self, sections=changed)

    def hiding(self, id: CategoryId, *, hidden: bool) -> Self:
        return self._put(evolve(self.section(id), hidden=hidden))

    def without(self, id: CategoryId, *, goods_to: CategoryId | None = None) -> Self:
        """The section goes with all below it. Its rules go, too, or put their goods into `goods_to`.

        Raises NotFound, SectionNotSound.
        """
        gone = self.below(self.section(id).id)
        if goods_to is not None and (goods_to in gone or goods_to not in self.sections):
            raise SectionNotSound("goods_to", "unknown", str(goods_to))
        sections = {each.id: each for each in self.sections.values() if each.id not in gone}
        rules = {
            rule.id: evolve(rule, section=goods_to) if rule.section in gone and goods_to is not None else rule
            for rule in self.rules.values()
            if rule.section not in gone or goods_to is not None
        }
        return evolve(self, sections=sections, rules=rules)._closed_up(self.section(id).parent)

    def with_rule(self, rule: MappingRule) -> Self:
        """A new one is the last. Raises NotFound for a section that is not there, SectionNotSound."""
        self.section(rule.section)
        if rule.id not in self.rules:
            if len(self.rules) >= MOST_RULES:
                raise SectionNotSound("group", "too-many", str(MOST_RULES))
            last = max((each.position for each in self.rules.values()), default=-1)
            rule = evolve(rule, position=last + 1)
        return evolve(self, rules={**self.rules, rule.id: rule})

    def without_rule(self, id: int) -> Self:
        self.rule(id)
        return evolve(self, rules={key: rule for key, rule in self.rules.items() if key != id})

    def with_rule_at(self, id: int, place: int) -> Self:
        """The place, from 0, decides which of several sections is canonical."""
        moved = self.rule(id)
        ordered = [rule for rule in self.in_order() if rule.id != id]
        ordered.insert(max(0, min(place, len(ordered))), moved)
        return evolve(self, rules={rule.id: evolve(rule, position=n) for n, rule in enumerate(ordered)})

    def _put(self, section: PortalSection) -> Self:
        return evolve(self, sections={**self.sections, section.id: section})

    def _closed_up(self, parent: CategoryId | None) -> Self:
        closed = {s.id: evolve(s, position=n) for n, s in enumerate(self.children(parent))}
        return evolve(self, sections={**self.sections, **closed})

    def _check_parent(self, parent: CategoryId | None, levels: int = 1) -> None:
        depth = 0
        while parent is not None:
            if parent not in self.sections:
                raise SectionNotSound("parent", "unknown", str(parent))
            depth += 1
            parent = self.sections[parent].parent
        if depth + levels > DEEPEST:
            raise SectionNotSound("parent", "too-deep", str(DEEPEST))

    def _tallest(self, id: CategoryId) -> list[set[CategoryId]]:
        """The levels of the branch, the section's own first."""
        levels, current = list[set[CategoryId]](), {id}
        while current:
            levels.append(current)
            current = {s.id for s in self.sections.values() if s.parent in current}
        return levels

    def _slug(self, text: str, section: PortalSection) -> str:
        made = slug_of(text)[:LONGEST_SLUG].strip("-") or f"s{section.id}"
        taken = {each.slug for each in self.sections.values() if each.id != section.id}
        return next(slug for slug in _numbered(made) if slug not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    n = 2
    while True:
        yield f"{slug}-{n}"
        n += 1


Changed = Mapping[Any, tuple[Any, Any]]


@frozen
class Edit:
    """What differs between two structures: by id what stood and what stands; None where there was or is nothing."""

    sections: Mapping[CategoryId, tuple[PortalSection | None, PortalSection | None]] = field(factory=dict)
    rules: Mapping[int, tuple[MappingRule | None, MappingRule | None]] = field(factory=dict)
    settings: tuple[Settings, Settings] | None = None

    @property
    def is_empty(self) -> bool:
        return not self.sections and not self.rules and self.settings is None

    @property
    def inverse(self) -> "Edit":
        def turned(pairs: Changed) -> Any:
            return {id: (after, before) for id, (before, after) in pairs.items()}

        settings = (self.settings[1], self.settings[0]) if self.settings else None
        return Edit(turned(self.sections), turned(self.rules), settings)

    def applied(self, structure: Structure) -> Structure:
        """Raises StructureMovedOn where something stands that this edit did not leave, or something would hang."""
        both: tuple[tuple[Changed, Mapping[Any, Any]], ...] = (
            (self.sections, structure.sections), (self.rules, structure.rules),
        )  # fmt: skip
        in_the_way = [
            _name(before or after or standing.get(id), structure)
            for pairs, standing in both
            for id, (before, after) in pairs.items()
            if standing.get(id) != before
        ]
        settings = structure.settings
        if self.settings is not None:
            if settings != self.settings[0]:
                in_the_way.append("settings")
            settings = self.settings[1]
        sections, rules = _after(structure.sections, self.sections), _after(structure.rules, self.rules)
        in_the_way += [s.name for s in sections.values() if s.parent is not None and s.parent not in sections]
        in_the_way += [f"rule {rule.id}" for rule in rules.values() if rule.section not in sections]
        slugs = [section.slug for section in sections.values()]
        if len(set(slugs)) < len(slugs):
            in_the_way.append("slug")
        if in_the_way:
            raise StructureMovedOn(tuple(dict.fromkeys(in_the_way))[:5])
        return Structure(structure.version, settings, sections, rules)


def _after(standing: Mapping[Any, Any], pairs: Changed) -> dict[Any, Any]:
    changed = {**standing, **{id: after for id, (_, after) in pairs.items()}}
    return {id: value for id, value in changed.items() if value is not None}


def _name(of: PortalSection | MappingRule | None, structure: Structure) -> str:
    if isinstance(of, PortalSection):
        return of.name
    section = structure.sections.get(of.section) if of is not None else None
    return section.name if section else "rule"


def edit_between(before: Structure, after: Structure) -> Edit:
    settings = (before.settings, after.settings) if before.settings != after.settings else None
    return Edit(_pairs(before.sections, after.sections), _pairs(before.rules, after.rules), settings)


def _pairs(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> dict[Any, Any]:
    ids = sorted({*before, *after})
    return {id: (before.get(id), after.get(id)) for id in ids if before.get(id) != after.get(id)}
