"""From what total of a cart on another price type applies: set by a person, kept with who and when."""

from attrs import frozen

from application.access.context import Visit
from application.price_desk.work import Act, PriceWorks
from domain.access.permission import Permission
from domain.pricing.book import Threshold
from domain.pricing.thresholds import steps_of
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId

SET_STEPS = "price-type.set-steps"


@frozen
class SetSteps:
    """rows: (sum as typed, price type) of each row of the form."""

    id: PriceTypeId
    rows: tuple[tuple[str, PriceTypeId | None], ...]


@frozen
class SetStepsHandler:
    works: PriceWorks

    def __call__(self, visit: Visit, command: SetSteps) -> None:
        """Raises NotFound, StepInvalid."""
        visit.authority.need(Permission.SET_PRICE_TYPES)
        with self.works.begin() as work:
            types = work.types()
            if command.id not in types:
                raise NotFound("price-type", str(command.id))
            steps, former = steps_of(command.rows, command.id, types), work.steps(command.id)
            if steps == former:
                return

            def told(kept: tuple[Threshold, ...]) -> list[dict[str, object]]:
                return [
                    {"total": str(step.total), "type": step.becomes, "name": types[step.becomes].name}
                    for step in kept
                    if step.becomes in types
                ]

            facts = {"name": types[command.id].name, "before": told(former), "after": told(steps)}
            act = work.record(Act(visit.authority.user, SET_STEPS, str(command.id), facts))
            work.set_steps(act, command.id, steps)
