"""What was measured, as docs/benchmarks.md for people and docs/benchmarks.json for programs."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import field, frozen

DOCS = Path(__file__).resolve().parents[1] / "docs"
AT_LEAST, AT_MOST = "≥", "≤"


@frozen
class Figure:
    """One line of the report.

    limit: what the bare program took, in the same unit. ratio: of the two, where there is a limit. goal: of the ratio,
    or of the value itself where there is no limit; None is a figure without a goal. sense: AT_LEAST or AT_MOST.
    """

    figure: str
    size: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    goal: float | None = None
    sense: str = AT_LEAST

    @property
    def holds(self) -> bool | None:
        if self.goal is None:
            return None
        judged = self.value if self.ratio is None else self.ratio
        return judged >= self.goal if self.sense == AT_LEAST else judged <= self.goal

    def plain(self) -> dict[str, object]:
        names = ("figure", "size", "value", "unit", "limit", "ratio", "goal", "holds")
        return {name: _rounded(getattr(self, name)) for name in names}


@frozen
class Chapter:
    """Figures that belong together, with what is to be said of them."""

    title: str
    figures: Sequence[Figure]
    notes: Sequence[str] = field(factory=tuple)


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def write(chapters: Iterable[Chapter], command: str, facts: Iterable[str], folder: Path = DOCS) -> None:
    chapters = list(chapters)
    folder.mkdir(exist_ok=True)
    plain = [figure.plain() for chapter in chapters for figure in chapter.figures]
    (folder / "benchmarks.json").write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    (folder / "benchmarks.md").write_text("\n".join(_lines(chapters, command, facts)) + "\n")


def _lines(chapters: Sequence[Chapter], command: str, facts: Iterable[str]) -> Iterable[str]:
    yield "# Benchmarks"
    yield ""
    yield f"Written by `{command}`."
    yield ""
    yield "Every figure stands beside its limit: a bare program in `bench/limits/` that does the same without checks,"
    yield "in the same run. Processes are judged by CPU time (web, worker and all of PostgreSQL, from /proc), not"
    yield "by the clock, so that other work on the machine does not change a ratio much."
    yield "Reads and placing: ratio = limit / ours, at least the goal. Imports: ratio = ours / limit, at most the goal."
    yield ""
    yield from (f"- {fact}" for fact in facts)
    for chapter in chapters:
        yield from ("", f"## {chapter.title}", "")
        yield "| figure | size | value | limit | ratio | goal | holds |"
        yield "|---|---|---|---|---|---|---|"
        yield from (row(figure) for figure in chapter.figures)
        if chapter.notes:
            yield ""
            yield from chapter.notes


def row(figure: Figure) -> str:
    holds = {True: "yes", False: "**no**", None: "–"}[figure.holds]
    goal = "–" if figure.goal is None else f"{figure.sense} {figure.goal:g}"
    value, limit = f"{_shown(figure.value)} {figure.unit}", _shown(figure.limit)
    return f"| {figure.figure} | {figure.size} | {value} | {limit} | {_shown(figure.ratio)} | {goal} | {holds} |"


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def machine(database: str) -> list[str]:
    """What the figures were taken on, without names of anything private."""
    model = next((line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"Machine: {os.cpu_count()} cores ({model or platform.machine()}), {memory:.0f} GiB; load at the start "
        f"{os.getloadavg()[0]:.1f}",
        f"Software: {platform.system()} {platform.release()}, Python {sys.version.split()[0]}, PostgreSQL {database} "
        "(embedded, fsync and synchronous_commit on)",
    ]


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
