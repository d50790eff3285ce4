"""The structure in the words of its pages."""

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from application.structure.change import Previewed
from application.structure.desk import PropertyName, StructureChange
from application.structure.ports import Group
from domain.catalog.structure import MappingRule, PortalSection, Structure
from domain.shared.ids import CategoryId
from entrypoints.pages.language import Language

INDENT = "\u2003"


@frozen
class SectionRow:
    """A row of the tree. after: where it would go by one step: (parent, place)."""

    section: PortalSection
    depth: int
    goods: int
    own: int
    shown: bool
    last: bool


def tree_rows(structure: Structure, goods: Mapping[CategoryId, int], own: Mapping[CategoryId, int]) -> list[SectionRow]:
    shown = structure.shown()
    ends: dict[CategoryId | None, int] = {}
    for section in structure.sections.values():
        ends[section.parent] = max(section.position, ends.get(section.parent, 0))
    return [
        SectionRow(section, depth, goods.get(section.id, 0), own.get(section.id, 0), section.id in shown,
                   section.position == ends[section.parent])
        for section, depth in structure.walk()
    ]  # fmt: skip


def section_choices(structure: Structure, without: Iterable[CategoryId] = ()) -> list[tuple[int, str]]:
    left = set(without)
    return [(s.id, INDENT * depth + s.name) for s, depth in structure.walk() if s.id not in left]


def group_choices(groups: Iterable[Group]) -> list[tuple[int, str]]:
    depths: dict[CategoryId, int] = {}
    found: list[tuple[int, str]] = []
    for group in groups:
        depths[group.id] = depths.get(group.parent, -1) + 1 if group.parent is not None else 0
        found.append((group.id, INDENT * depths[group.id] + group.name))
    return found


@frozen
class RuleRow:
    rule: MappingRule
    place: int
    group: str
    property: str
    section: str
    path: str


def rule_rows(
    structure: Structure, groups: Iterable[Group], properties: Iterable[PropertyName], shown: Iterable[MappingRule]
) -> list[RuleRow]:
    group_names, property_names = group_paths(groups), {each.id: each.name for each in properties}
    places = {rule.id: place for place, rule in enumerate(structure.in_order(), 1)}
    paths = section_paths(structure)
    return [
        RuleRow(
            rule, places[rule.id],
            group_names.get(rule.group, f"№ {rule.group}") if rule.group is not None else "",
            property_names.get(rule.property, f"№ {rule.property}") if rule.property is not None else "",
            structure.sections[rule.section].name, paths[rule.section],
        )
        for rule in shown
    ]  # fmt: skip


def section_paths(structure: Structure) -> dict[CategoryId, str]:
    paths: dict[CategoryId, str] = {}
    for section, _ in structure.walk():
        above = paths.get(section.parent) if section.parent is not None else None
        paths[section.id] = f"{above} / {section.name}" if above else section.name
    return paths


def group_paths(groups: Iterable[Group]) -> dict[CategoryId, str]:
    paths: dict[CategoryId, str] = {}
    for group in groups:
        above = paths.get(group.parent) if group.parent is not None else None
        paths[group.id] = f"{above} / {group.name}" if above else group.name
    return paths


@frozen
class Named:
    """Sections of a preview by name; None is the shelf."""

    previewed: Previewed
    language: Language

    def __call__(self, section: CategoryId | None) -> str:
        return self.language.say("unmapped") if section is None else self.previewed.name(section)


def told(change: StructureChange, language: Language) -> tuple[StructureChange, str]:
    """A change and what it was; the subjects that are codes are said in words."""
    say = language.say
    codes = {
        ("used", "on"): say("tree shown to buyers"),
        ("used", "off"): say("ERP's groups shown to buyers"),
        ("unmapped-set", "own"): say("unmapped goods shown under the ERP's groups"),
        ("unmapped-set", "hidden"): say("unmapped goods not shown to buyers"),
    }
    found = codes.get((change.action, change.subject))
    return (change, of_action(change.action, language)) if found is None else (evolve(change, subject=""), found)


def of_action(code: str, language: Language) -> str:
    say = language.say
    known = {
        "section-added": say("section added"),
        "section-renamed": say("section renamed"),
        "section-moved": say("section moved"),
        "section-hidden": say("section hidden"),
        "section-shown": say("section shown"),
        "section-removed": say("section removed"),
        "rule-saved": say("rule saved"),
        "rule-removed": say("rule removed"),
        "rule-placed": say("order of rules changed"),
        "groups-taken": say("sections made of the ERP's groups"),
        "used": say("tree shown to buyers or taken off"),
        "unmapped-set": say("unmapped goods: what buyers see"),
        "taken-back": say("change taken back"),
    }
    return known.get(code, code)
