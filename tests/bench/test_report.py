"""The two reports: what a program reads, and what a person reads."""

import json
from pathlib import Path

from bench.report import AT_MOST, Chapter, Figure, write

READ = Figure("page", "M", 2.0, "CPU ms", limit=1.0, ratio=0.5, goal=0.4)
IMPORT = Figure("import", "M", 90.0, "CPU s", limit=30.0, ratio=3.0, goal=2.0, sense=AT_MOST)
MEMORY = Figure("memory", "M", 120.0, "MiB", goal=250, sense=AT_MOST)
RATE = Figure("rate", "M", 300.0, "answers/s", limit=900.0, ratio=1 / 3)


def test_a_read_holds_from_its_goal_up_and_an_import_down_to_it() -> None:
    assert [READ.holds, IMPORT.holds, MEMORY.holds, RATE.holds] == [True, False, True, None]


def test_every_figure_is_an_object_of_the_same_eight_names(tmp_path: Path) -> None:
    write([Chapter("All", [READ, IMPORT, MEMORY, RATE])], "python -m bench", [], tmp_path)
    told = json.loads((tmp_path / "benchmarks.json").read_text())
    names = ["figure", "size", "value", "unit", "limit", "ratio", "goal", "holds"]
    assert [list(figure) for figure in told] == [names] * 4
    assert told[1] == {
        "figure": "import", "size": "M", "value": 90.0, "unit": "CPU s", "limit": 30.0, "ratio": 3.0, "goal": 2.0,
        "holds": False,
    }  # fmt: skip


def test_a_figure_that_is_short_says_so(tmp_path: Path) -> None:
    write([Chapter("All", [READ, IMPORT], ["Why: parsing."])], "python -m bench --size M", ["A machine"], tmp_path)
    page = (tmp_path / "benchmarks.md").read_text()
    assert "`python -m bench --size M`" in page and "A machine" in page and "Why: parsing." in page
    assert "| import | M | 90 CPU s | 30 | 3 | ≤ 2 | **no** |" in page
    assert "| page | M | 2 CPU ms | 1 | 0.5 | ≥ 0.4 | yes |" in page
