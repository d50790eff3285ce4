"""Files past their term are removed, what they were issued as is kept; what never comes to an end is given up."""

from attrs import frozen

from application.price_lists.ports import ListFiles, OldPriceLists

AT_ONCE = 200


@frozen
class TidyPriceLists:
    lists: OldPriceLists
    files: ListFiles

    def __call__(self) -> int:
        """How many files went. Files first: one cut off in between is found again, and removed again without harm."""
        expired = self.lists.expired(AT_ONCE)
        for _, digest in expired:
            self.files.remove(digest)
        self.lists.removed([id for id, _ in expired])
        self.lists.give_up()
        return len(expired)
