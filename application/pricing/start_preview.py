"""A preview is asked for: a small one is answered at once, a large one becomes a job with progress."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.pricing.preview_rule import PreviewRule, PreviewRuleHandler
from application.pricing.previews import KeptPreview, Previews, PreviewState
from application.pricing.rule_effects import RuleEffects
from application.pricing.save_rule import remarks_on
from domain.access.permission import Permission


@frozen
class StartPreviewHandler:
    """wake: tells a worker; with the queue away the clock tells it a little later."""

    preview: PreviewRuleHandler
    previews: Previews
    wake: Callable[[int], bool]

    def __call__(self, visit: Visit, command: PreviewRule) -> RuleEffects | int:
        """The answer, or the id of the job. Raises NotAllowed, RuleNotSound, RuleNamesUnknown."""
        day = self.preview.checked(visit, command)
        user, base = visit.authority.user, self.preview.base
        version = base.version()
        kept = self.previews.latest(user, command.draft.id)
        if kept is not None and kept.asked == command and self._is_good(kept, version):
            return kept.id
        ready = self.preview.prepared(command.draft, day, version)
        if ready.pairs <= self.preview.most_pairs and ready.all_carts <= self.preview.most_carts:
            return self.preview.effects(command.draft, day, prepared=ready)
        id = self.previews.add(user, command, ready.pairs + ready.all_carts)
        self.wake(id)
        return id

    def _is_good(self, kept: KeptPreview, version: int) -> bool:
        """Still on its way, or an answer of the present prices."""
        if kept.state is PreviewState.DONE:
            return not self.is_stale(kept, version)
        return kept.state.is_open

    def is_stale(self, kept: KeptPreview, version: int) -> bool:
        effects = kept.effects
        return effects is not None and (
            effects.pricing_version != version or effects.day != self.preview.day_of(kept.asked.draft)
        )


@frozen
class PreviewProgress:
    """How far one's own preview is. is_stale: prices, or the day, are others by now."""

    start: StartPreviewHandler

    def __call__(self, visit: Visit, id: int) -> tuple[KeptPreview, bool]:
        """Raises NotAllowed, NotFound."""
        visit.authority.need(Permission.CHANGE_RULES)
        kept = self.start.previews.one(visit.authority.user, id)
        if kept.effects is not None:
            remarks = remarks_on(self.start.preview.rules, kept.asked.draft)
            kept = evolve(kept, effects=evolve(kept.effects, remarks=remarks))
        return kept, self.start.is_stale(kept, self.start.preview.base.version())

    def latest(self, visit: Visit, rule: UUID) -> KeptPreview | None:
        visit.authority.need(Permission.CHANGE_RULES)
        return self.start.previews.latest(visit.authority.user, rule)

    def unsaved(self, visit: Visit) -> Sequence[KeptPreview]:
        visit.authority.need(Permission.CHANGE_RULES)
        return self.start.previews.unsaved(visit.authority.user)

    def cancel(self, visit: Visit, id: int) -> None:
        visit.authority.need(Permission.CHANGE_RULES)
        self.start.previews.cancel(visit.authority.user, id)
