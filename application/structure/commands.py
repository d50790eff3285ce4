"""What an editor of the catalogue asks for: each makes the next structure of the one that stands."""

from typing import ClassVar, Protocol

from attrs import evolve, frozen

from application.structure.ports import StructureWork
from domain.catalog.structure import (
    MappingRule,
    PortalSection,
    SectionNotSound,
    Settings,
    Structure,
    Unmapped,
)
from domain.shared.ids import CategoryId


@frozen
class Next:
    """subject: what it was done to, for the history."""

    structure: Structure
    subject: str
    undoes: int | None = None


class Command(Protocol):
    """moves_goods: whether its preview is worth seeing before it is done."""

    action: ClassVar[str]
    moves_goods: ClassVar[bool]

    def on(self, standing: Structure, work: StructureWork) -> Next: ...


@frozen
class AddSection:
    action: ClassVar[str] = "section-added"
    moves_goods: ClassVar[bool] = False
    name: str
    name_en: str = ""
    parent: CategoryId | None = None

    def on(self, standing: Structure, work: StructureWork) -> Next:
        section = PortalSection(work.section_ids(1)[0], self.name, self.parent, name_en=self.name_en)
        return Next(standing.with_section(section), self.name)


@frozen
class RenameSection:
    action: ClassVar[str] = "section-renamed"
    moves_goods: ClassVar[bool] = False
    section: CategoryId
    name: str
    name_en: str = ""
    slug: str = ""

    def on(self, standing: Structure, work: StructureWork) -> Next:
        former = standing.section(self.section)
        subject = former.name if former.name == self.name else f"{former.name} → {self.name}"
        return Next(standing.renamed(self.section, self.name, self.name_en, self.slug), subject)


@frozen
class MoveSection:
    action: ClassVar[str] = "section-moved"
    moves_goods: ClassVar[bool] = False
    section: CategoryId
    parent: CategoryId | None
    place: int

    def on(self, standing: Structure, work: StructureWork) -> Next:
        return Next(standing.moved(self.section, self.parent, self.place), standing.section(self.section).name)


@frozen
class HideSection:
    action: ClassVar[str] = "section-hidden"
    moves_goods: ClassVar[bool] = True
    section: CategoryId
    hidden: bool = True

    def on(self, standing: Structure, work: StructureWork) -> Next:
        return Next(standing.hiding(self.section, hidden=self.hidden), standing.section(self.section).name)


@frozen
class ShowSection(HideSection):
    action: ClassVar[str] = "section-shown"
    hidden: bool = False


@frozen
class RemoveSection:
    """goods_to: the section that its rules fill from now on; None takes the rules away, too."""

    action: ClassVar[str] = "section-removed"
    moves_goods: ClassVar[bool] = True
    section: CategoryId
    goods_to: CategoryId | None = None

    def on(self, standing: Structure, work: StructureWork) -> Next:
        name = standing.section(self.section).name
        return Next(standing.without(self.section, goods_to=self.goods_to), name)


@frozen
class SaveRule:
    """id: None makes a new one. place: where it stands among the rules, from 0; None leaves it there."""

    action: ClassVar[str] = "rule-saved"
    moves_goods: ClassVar[bool] = True
    id: int | None
    section: CategoryId
    group: CategoryId | None = None
    below: bool = True
    maker: str = ""
    property: int | None = None
    value: str = ""
    place: int | None = None

    def on(self, standing: Structure, work: StructureWork) -> Next:
        if self.section not in standing.sections:
            raise SectionNotSound("section", "unknown", "")
        id = work.rule_ids(1)[0] if self.id is None else standing.rule(self.id).id
        position = standing.rules[id].position if id in standing.rules else 0
        rule = MappingRule(
            id, self.section, position, self.group, self.below, self.maker.strip(), self.property, self.value.strip()
        )
        has_group, has_property = work.knows(self.group, self.property)
        if not has_group:
            raise SectionNotSound("group", "unknown", str(self.group))
        if not has_property:
            raise SectionNotSound("property", "unknown", str(self.property))
        after = standing.with_rule(rule)
        if self.place is not None:
            after = after.with_rule_at(id, self.place)
        return Next(after, standing.section(self.section).name)


@frozen
class RemoveRule:
    action: ClassVar[str] = "rule-removed"
    moves_goods: ClassVar[bool] = True
    id: int

    def on(self, standing: Structure, work: StructureWork) -> Next:
        return Next(standing.without_rule(self.id), standing.section(standing.rule(self.id).section).name)


@frozen
class PlaceRule:
    """The order of rules decides which of several sections of a good is its canonical one."""

    action: ClassVar[str] = "rule-placed"
    moves_goods: ClassVar[bool] = True
    id: int
    place: int

    def on(self, standing: Structure, work: StructureWork) -> Next:
        name = standing.section(standing.rule(self.id).section).name
        return Next(standing.with_rule_at(self.id, self.place), name)


@frozen
class StartFromGroups:
    """A section for every group of the ERP that is not mapped by itself yet, and a rule that puts its goods there."""

    action: ClassVar[str] = "groups-taken"
    moves_goods: ClassVar[bool] = True

    def on(self, standing: Structure, work: StructureWork) -> Next:
        taken = {rule.group for rule in standing.rules.values()}
        groups = [group for group in work.groups() if group.id not in taken]
        ids, rules = work.section_ids(len(groups)), work.rule_ids(len(groups))
        section_of = {rule.group: rule.section for rule in standing.in_order() if rule.group is not None}
        section_of |= {group.id: id for group, id in zip(groups, ids, strict=True)}
        made = Growing(standing)
        for group, id, rule in zip(groups, ids, rules, strict=True):
            parent = section_of.get(group.parent) if group.parent is not None else None
            made.add(PortalSection(id, group.name[:150] or str(group.id), parent), rule, group.id)
        return Next(made.structure(), str(len(groups)))


class Growing:
    """Many sections at once: by the verbs one by one, thousands would each look at all the others."""

    def __init__(self, standing: Structure) -> None:
        self.standing = standing
        self.sections = dict(standing.sections)
        self.rules = dict(standing.rules)
        self.slugs = {section.slug for section in self.sections.values()}
        self.counts: dict[CategoryId | None, int] = {}
        for section in self.sections.values():
            self.counts[section.parent] = self.counts.get(section.parent, 0) + 1
        self.last = max((rule.position for rule in self.rules.values()), default=-1)

    def add(self, section: PortalSection, rule: int, group: CategoryId) -> None:
        alone = Structure().with_section(evolve(section, parent=None))
        slug = alone.sections[section.id].slug
        if slug in self.slugs:
            slug = f"{slug[:68]}-{section.id}"
        self.slugs.add(slug)
        position = self.counts.get(section.parent, 0)
        self.counts[section.parent] = position + 1
        self.sections[section.id] = evolve(section, slug=slug, position=position)
        self.last += 1
        self.rules[rule] = MappingRule(rule, section.id, self.last, group, below=False)

    def structure(self) -> Structure:
        return evolve(self.standing, sections=self.sections, rules=self.rules)


@frozen
class UseStructure:
    """Buyers see the portal's tree from now on, or the ERP's groups again."""

    action: ClassVar[str] = "used"
    moves_goods: ClassVar[bool] = True
    on_: bool = True

    def on(self, standing: Structure, work: StructureWork) -> Next:
        if self.on_ and not standing.sections:
            raise SectionNotSound("in_use", "empty")
        return Next(evolve(standing, settings=evolve(standing.settings, in_use=self.on_)), "on" if self.on_ else "off")


@frozen
class SetUnmapped:
    action: ClassVar[str] = "unmapped-set"
    moves_goods: ClassVar[bool] = True
    to: str

    def on(self, standing: Structure, work: StructureWork) -> Next:
        try:
            settings: Settings = evolve(standing.settings, unmapped=Unmapped(self.to))
        except ValueError:
            raise SectionNotSound("unmapped", "unreadable", self.to[:40]) from None
        return Next(evolve(standing, settings=settings), settings.unmapped.value)


@frozen
class TakeBack:
    """What the change did is undone; what others did since stays. Raises StructureMovedOn where the two meet."""

    action: ClassVar[str] = "taken-back"
    moves_goods: ClassVar[bool] = True
    change: int

    def on(self, standing: Structure, work: StructureWork) -> Next:
        edit, subject = work.change(self.change)
        return Next(edit.inverse.applied(standing), subject, self.change)

