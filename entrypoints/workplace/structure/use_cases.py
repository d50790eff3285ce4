"""What an editor of the catalogue does with its structure."""

from collections.abc import Callable
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.structure.change import Done, Previewed
from application.structure.commands import Command
from application.structure.desk import StructureDeskQueries


class Change(Protocol):
    def __call__(self, visit: Visit, command: Command, seen: int | None = None) -> Done: ...


@frozen
class StructureUseCases:
    queries: StructureDeskQueries
    change: Change
    preview: Callable[[Visit, Command], Previewed]
