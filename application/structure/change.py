"""Change the structure, or see beforehand what a change would do."""

from typing import ClassVar

from attrs import frozen

from application.access.context import Visit
from application.structure.commands import Command
from application.structure.ports import Made, Moves, StructureWork, StructureWorks
from domain.access.permission import Permission
from domain.catalog.structure import Edit, Structure, edit_between
from domain.shared.errors import DomainError


@frozen
class StructureChangedMeanwhile(DomainError):
    """Somebody saved a change since the preview was computed: it no longer says what would happen."""

    code: ClassVar[str] = "structure.changed-meanwhile"


@frozen
class Done:
    """version: of the change in the history; None where nothing differed."""

    version: int | None
    moves: Moves
    structure: Structure


@frozen
class Previewed:
    before: Structure
    after: Structure
    edit: Edit
    moves: Moves

    def name(self, section: int | None) -> str:
        found = self.after.sections.get(section) or self.before.sections.get(section)  # type: ignore[call-overload]
        return found.name if found else ""


@frozen
class ChangeStructureHandler:
    works: StructureWorks

    def __call__(self, visit: Visit, command: Command, seen: int | None = None) -> Done:
        """seen: the version that the preview was of. Raises SectionNotSound, StructureChangedMeanwhile, NotFound."""
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        with self.works.begin() as work:
            before = work.lock()
            if seen is not None and seen != before.version:
                raise StructureChangedMeanwhile
            after, moves = carried_out(visit, command, before, work)
            return Done(None if after is before else before.version + 1, moves, after)


@frozen
class PreviewStructureHandler:
    """The change itself, taken back again: a preview cannot differ from what it is a preview of."""

    works: StructureWorks

    def __call__(self, visit: Visit, command: Command) -> Previewed:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        with self.works.trial() as work:
            before = work.lock()
            after, moves = carried_out(visit, command, before, work)
            return Previewed(before, after, edit_between(before, after), moves)


def carried_out(visit: Visit, command: Command, before: Structure, work: StructureWork) -> tuple[Structure, Moves]:
    made = command.on(before, work)
    if edit_between(before, made.structure).is_empty:
        return before, Moves()
    moves = work.save(
        before, made.structure, Made(visit.authority.user, command.action, made.subject[:200], made.undoes)
    )
    return made.structure, moves
