"""Measure the portal beside its limits and write docs/benchmarks.md and docs/benchmarks.json.

Usage: python -m bench [--size S|M|L] [--only FIGURE] [--rounds 5] [--out docs]
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.dataset import SIZES, Dataset
from bench.figures import (
    carts,
    facets,
    filling,
    importing,
    lists,
    many_types,
    page,
    placing,
    preview,
    prices,
    pricing,
    search,
    sizes,
)
from bench.portal import portal
from bench.stage import Stage

# In this order: an import leaves the goods that pages and orders are measured on.
FIGURES: Mapping[str, Callable[[Stage], list[report.Chapter]]] = {
    "import": importing.measure,
    "page": page.measure,
    "placing": placing.measure,
    "carts": carts.measure,
    "pricing": pricing.measure,
    "preview": preview.measure,
    "lists": lists.measure,
    "filling": filling.measure,
    "facets": facets.measure,
    "prices": prices.measure,
    "types": many_types.measure,
    "search": search.measure,
    "sizes": sizes.measure,
}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--size", choices=SIZES, default="M")
    options.add_argument("--only", choices=FIGURES, action="append")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--out", type=Path, default=report.DOCS, help="folder of the two reports")
    options.add_argument("--home", type=Path, help="keep servers and data in this folder, and use them again")
    asked = options.parse_args()
    with TemporaryDirectory(prefix="optovik-bench-") as scratch, portal(asked.home or Path(scratch) / "home") as found:
        with found.connected() as connection:
            facts = report.machine(str(connection.info.server_version // 10000))
        stage = Stage(found, Dataset.of(asked.size), Path(scratch), asked.rounds)
        chapters: list[report.Chapter] = []
        for name in asked.only or FIGURES:
            began = time.monotonic()
            print(f"{name}: measuring", file=sys.stderr, flush=True)
            told = FIGURES[name](stage)
            chapters += told
            print(*(report.row(figure) for chapter in told for figure in chapter.figures), sep="\n", flush=True)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            # After each: an hour of figures is not lost by the one that fails.
            report.write(chapters, " ".join(["python -m bench", *sys.argv[1:]]), facts, asked.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
