"""Under which text a search that found nothing is counted, and which searches are nobody's business to keep."""

import re

from domain.catalog.folding import search_text

SHORTEST, LONGEST = 2, 100
# Whoever pastes a letter's head or a telephone into the search has not asked for goods.
_PERSONAL = re.compile(r"@|(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")


def miss_key(text: str) -> str:
    """Folded, so that spellings of one question count as one; empty for what is not kept."""
    key = " ".join(search_text(text).split())
    return "" if not SHORTEST <= len(key) <= LONGEST or _PERSONAL.search(text) else key
