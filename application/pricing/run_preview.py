"""The worker's part of a preview: computes it whole, tells how far it is, and stops when nobody waits any more."""

from attrs import frozen

from application.pricing.preview_rule import PreviewRuleHandler
from application.pricing.previews import PreviewCancelled, Previews
from domain.shared.errors import DomainError


@frozen
class RunPreview:
    preview: PreviewRuleHandler
    previews: Previews

    def __call__(self, id: int) -> None:
        """A second message finds nothing to do. An unexpected error is noted beside it and goes on to the log."""
        asked = self.previews.claim(id)
        if asked is None:
            return
        try:
            effects = self.preview.whole(asked.draft, lambda done, all_: self.previews.told(id, done, all_))
            self.previews.finish(id, effects)
        except PreviewCancelled:
            return
        except DomainError as refused:
            self.previews.fail(id, refused.code)
        except Exception as error:
            self.previews.fail(id, type(error).__name__)
            raise
