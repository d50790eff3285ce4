"""The same page at a larger catalogue and at the smallest one, each on servers of its own, in one run."""

from pathlib import Path

from bench.dataset import Dataset
from bench.figures import page
from bench.portal import portal
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Stage

SMALLEST, GOAL = "S", 1.3
NOTES = [
    f"CPU ms of a request at the size of the run; the limit is the same door at {SMALLEST}, measured minutes before on"
    " this machine. It counts only where the page holds against the bare view, too.",
]


def measure(stage: Stage) -> list[Chapter]:
    """With `--home` both sets of data stay in it, and the next run finds them."""
    if stage.size == SMALLEST:
        return []
    small = at_smallest(stage.portal.home.root / "smallest", stage)
    large = by_door(page.measure(stage))
    found = [
        Figure(f"{name} beside {SMALLEST}", stage.size, own, "CPU ms", small[name], own / small[name], GOAL, AT_MOST)
        for name, own in large.items()
        if name in small
    ]
    return [Chapter(f"A page at {stage.size} beside the same at {SMALLEST}", found, NOTES)]


def at_smallest(folder: Path, stage: Stage) -> dict[str, float]:
    with portal(folder) as beside:
        scratch = stage.folder / "of-smallest"
        scratch.mkdir(exist_ok=True)
        return by_door(page.measure(Stage(beside, Dataset.of(SMALLEST), scratch, stage.rounds)))


def by_door(chapters: list[Chapter]) -> dict[str, float]:
    figures = (figure for chapter in chapters for figure in chapter.figures)
    return {figure.figure: figure.value for figure in figures if figure.unit == "CPU ms a request"}
