"""What was sent is kept as it was until it is sorted; after that the pictures made of it are all that is of use."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from application.media.store import Store

AT_ONCE = 500


class SpentFiles(Protocol):
    def spent(self, limit: int) -> Sequence[str]:
        """Hashes of what was sent with uploads that are long over, and that no unfinished one needs."""

    def removed(self, sha256s: Sequence[str]) -> None: ...


@frozen
class TidyUploads:
    files: SpentFiles
    incoming: Store

    def __call__(self) -> int:
        """Files first: one cut off in between is found again, and removed again without harm."""
        spent = self.files.spent(AT_ONCE)
        for sha256 in spent:
            self.incoming.remove(sha256)
        self.files.removed(spent)
        return len(spent)
