"""docs/capabilities.md: each capability with the tests that show it. `make pages` writes it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.capabilities import CAPABILITIES

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "capabilities.md"
Marked = ast.FunctionDef | ast.ClassDef


def page() -> str:
    shown = tests_by_capability()
    missing = [name for name in CAPABILITIES if name not in shown]
    lines = [
        "# Capabilities and the tests that show them",
        "",
        "Written by `make pages` from the marks in `tests/`; a test fails when it is out of date.",
        "",
        f"Shown: {len(CAPABILITIES) - len(missing)} of {len(CAPABILITIES)}.",
        "",
        f"Without a test: {', '.join(missing) or 'none'}.",
        "",
        "| id | what | tests |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {what} | {links(shown[name])} |" for name, what in CAPABILITIES.items()]
    return "\n".join(lines) + "\n"


def links(tests: list[str]) -> str:
    return "<br>".join(f"`{test}`" for test in tests) or "**missing**"


def tests_by_capability() -> defaultdict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for module in sorted(TESTS.rglob("test_*.py")):
        for test, ids in marks_in(ast.parse(module.read_text())):
            place = module.relative_to(TESTS.parent).as_posix()
            for name in ids:
                found[name].append(f"{place}::{test}" if test else place)
    return found


def marks_in(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Name of the test, empty for the whole module, and the ids it is marked with."""
    for node in module.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            yield "", ids_in(node.value)
        elif isinstance(node, Marked):
            yield from marks_on(node, "")


def marks_on(node: Marked, outer: str) -> Iterator[tuple[str, list[str]]]:
    yield f"{outer}{node.name}", [name for decorator in node.decorator_list for name in ids_in(decorator)]
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, Marked):
                yield from marks_on(inner, f"{outer}{node.name}::")


def ids_in(expression: ast.expr) -> list[str]:
    calls = (node for node in ast.walk(expression) if isinstance(node, ast.Call))
    marks = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "shows")
    constants = (given for call in marks for given in call.args if isinstance(given, ast.Constant))
    return [given.value for given in constants if isinstance(given.value, str)]


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"{PAGE.relative_to(TESTS.parent)} is written.")
