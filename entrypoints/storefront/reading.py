"""How the text of a search was read, and where else to look when it found nothing."""

from attrs import frozen

from application.queries.catalogue import CataloguePage
from application.queries.own_manager import OwnManager
from application.search.find_goods import How
from domain.catalog.asked import cleaned
from domain.catalog.spelling import other_layout
from entrypoints.pages.paging import address


@frozen
class Readings:
    """respelt: as what it was read, where that is not what was typed. other: the text on the other layout."""

    respelt: str = ""
    exactly: str = ""
    as_meant: str = ""
    is_some_words: bool = False
    is_exact: bool = False
    other: str = ""
    other_href: str = ""
    everywhere: str = ""
    manager: OwnManager | None = None

    @property
    def dialled(self) -> str:
        """The manager's number without the extension, which no telephone dials by itself."""
        phone = self.manager.phone if self.manager else ""
        number = phone[: next((place for place, c in enumerate(phone) if c.isalpha() or c == ","), len(phone))]
        return "".join(c for c in number if c.isdigit() or c == "+")


def readings(page: CataloguePage, path: str, manager: OwnManager | None, *, is_exact: bool) -> Readings:
    found, text = page.found, page.text
    if found is None:
        return Readings()
    is_empty = not found.ids
    other = cleaned(" ".join(map(other_layout, text.split())).lower())
    return Readings(
        respelt=found.text if found.how is How.RESPELT else "",
        exactly=address(path, {"q": text, "exactly": "1"}),
        as_meant=address(path, {"q": text}),
        is_some_words=found.how is How.SOME_WORDS and not is_empty,
        is_exact=is_exact,
        other=other if is_empty and other != text.lower() else "",
        other_href=address(path, {"q": other}),
        everywhere=address("/search", {"q": text}) if page.section is not None else "",
        manager=manager,
    )
