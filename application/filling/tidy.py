"""Drafts that nobody came back to, and their files."""

from attrs import frozen

from application.filling.drafts import DraftFiles, OldDrafts


@frozen
class TidyDrafts:
    drafts: OldDrafts
    store: DraftFiles

    def __call__(self) -> int:
        """How many files went. A file whose draft is gone and that was not removed takes room, and harms nobody."""
        gone = self.drafts.remove_old()
        for digest in gone:
            self.store.remove(digest)
        return len(gone)
