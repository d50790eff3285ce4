"""docs/api/problems.md: the register for people. `python -m entrypoints.http.problems_page` writes it."""

from inspect import cleandoc
from pathlib import Path

from domain.shared.errors import DomainError
from entrypoints.http.problems_list import Listed, problems

PAGE = Path(__file__).parents[2] / "docs" / "api" / "problems.md"
HEAD = """# Problems

Written by `python -m entrypoints.http.problems_page` from the register in `entrypoints/http/`; a test fails when it
is out of date.

A refusal is `application/problem+json` (RFC 9457): `type` (`/problems/` and the code), `code`, `title`, `status`,
`detail` (a sentence in the asker's language), `instance`, the facts listed here, and `remedies`: each a `text` for
people and an `action` with its arguments for programs. Codes are never renamed and never reused.

| code | status | title | facts | ways out |
|---|---|---|---|---|
"""


def page() -> str:
    listed = problems()
    return HEAD + "".join(row(one) for one in listed) + "\n## What each means\n\n" + "".join(map(meaning, listed))


def row(one: Listed) -> str:
    facts = ", ".join(f"`{fact}`" for fact in one.facts)
    title = f"{one.title.ru} / {one.title.en}"
    return f"| `{one.code}` | {one.status} | {title} | {facts} | {'yes' if one.has_way_out else 'none'} |\n"


def meaning(one: Listed) -> str:
    words = own_words(one.kind)
    return f"- `{one.code}` – {words}\n" if words else ""


def own_words(kind: type[DomainError]) -> str:
    words = kind.__dict__.get("__doc__") or ""
    return cleandoc(words).replace("\n", " ") if not words.startswith("Method generated") else ""


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
    print(f"{PAGE.name} is written.")
