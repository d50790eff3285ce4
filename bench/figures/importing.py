"""The catalogue through the HTTP door, sent by the twin's client and applied by the worker."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from statistics import median

from attrs import define

from adapters.onec.reading import read
from bench import cpu, files, parties
from bench.limits import parse
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import LOGIN, PASSWORD, Stage
from bench.statements import heaviest
from simulators.onec.client import Client
from simulators.onec.folder import send_folder

NEW_GOAL, CHANGED_GOAL, MEMORY_GOAL = 2.0, 1.5, 250
MOST_CHANGED = 3
MIB = 2**20
SOURCES = Path(__file__).resolve().parents[2]


@define
class Taken:
    """CPU seconds of the processes while one export was sent and applied; of bare parsing, before and after it."""

    by_process: dict[str, float]
    parsing: float
    seconds: float
    reading: float  # of our own reader alone, making records and nothing of them

    @property
    def cpu(self) -> float:
        return sum(self.by_process.values())


def measure(stage: Stage) -> list[Chapter]:
    """The first export into empty tables is one run; later ones, 1 % changed each, are as many as there are rounds."""
    portal = stage.portal
    stage.erp()
    with portal.web() as web, portal.worker() as worker, portal.connected() as connection:
        settle(worker)
        roots = {"web": web, "worker": worker, "database": portal.database}
        parties.send(portal.address, LOGIN, PASSWORD, parties.messages(stage.dataset))
        connection.execute("SELECT pg_stat_statements_reset()")
        with cpu.Watch(worker) as memory, cpu.on_one(roots.values()):
            new, size = export(stage, roots, 0)
            where = heaviest(connection, 8)
            rows = copied(stage)
            changed = [export(stage, roots, version)[0] for version in range(1, 1 + min(MOST_CHANGED, stage.rounds))]
        peak = cpu.peak(worker)
    stage.has_goods = True
    figures = [*figures_of(stage, new, rows, changed), *memory_of(stage, peak, memory.most)]
    told = ", ".join(f"{name} {used:.1f}" for name, used in new.by_process.items())
    later = ", ".join(f"{name} {median(one.by_process[name] for one in changed):.1f}" for name in new.by_process)
    notes = [
        f"Files of {size / 1e6:,.0f} MB: {stage.dataset.size.products:,} goods with 20 values, prices, stock, sent by"
        " the twin's client, whose own work is not counted; CPU s, all on one processor, as the limits.",
        "",
        f"- all new: {told}; limit: bare parsing {new.parsing:.1f} + COPY {rows:.1f}",
        f"- 1 % changed: {later}; limit: bare parsing",
        f"- of the worker's {new.by_process['worker']:.1f}: {new.reading:.1f} make records of the files, the rest makes"
        " rows of them (JSON of properties, search text, keys), compares and sends; the limit makes neither.",
        "- of the database: the rows are inserted with their indexes (words, articles by trigram), which the limit's"
        " plain tables do not have, and every file is kept in the inbox first.",
        "",
        "The statements of the first import by time:",
        "",
        *where,
    ]
    return [Chapter("Import through the HTTP door", figures, notes)]


def figures_of(stage: Stage, new: Taken, rows: float, changed: list[Taken]) -> list[Figure]:
    limit, name = new.parsing + rows, stage.size
    ratio = median(one.cpu / one.parsing for one in changed)
    own, parsing = median(one.cpu for one in changed), median(one.parsing for one in changed)
    return [
        Figure("import, all new", name, new.cpu, "CPU s", limit, new.cpu / limit, NEW_GOAL, AT_MOST),
        Figure("import, 1 % changed", name, own, "CPU s", parsing, ratio, CHANGED_GOAL, AT_MOST),
        Figure("import, all new: rate on one processor", name, stage.dataset.size.products / new.seconds, "products/s"),
    ]


def memory_of(stage: Stage, peak: int, most: int) -> list[Figure]:
    return [
        Figure("import: peak memory of the worker", stage.size, peak / MIB, "MiB", goal=MEMORY_GOAL, sense=AT_MOST),
        Figure("import: the same with its parents", stage.size, most / MIB, "MiB"),
    ]


def export(stage: Stage, roots: Mapping[str, int], version: int) -> tuple[Taken, int]:
    """Write, send and forget one export; the second part is its size in bytes."""
    folder = stage.folder / f"export-{version}"
    size = sum(path.stat().st_size for path in files.write(folder, stage.dataset, version))
    parsing = [bare("files", str(folder))]
    before, began = {name: cpu.seconds([pid]) for name, pid in roots.items()}, time.monotonic()
    send(stage, folder)
    seconds = time.monotonic() - began
    used = {name: cpu.seconds([pid]) - before[name] for name, pid in roots.items()}
    parsing.append(bare("files", str(folder)))
    alone = read_alone(folder) if version == 0 else 0.0
    rmtree(folder)
    return Taken(used, sum(parsing) / len(parsing), seconds, alone), size


def read_alone(folder: Path) -> float:
    began = time.process_time()
    for path in sorted(folder.glob("*.xml")):
        with path.open("rb") as file:
            for _ in read(file):
                pass
    return time.process_time() - began


def send(stage: Stage, folder: Path) -> None:
    with Client(stage.portal.address, LOGIN, PASSWORD) as client:
        send_folder(client, folder)


def settle(root: int) -> None:
    """Wait until it has started: its CPU no longer grows."""
    before = -1.0
    while (now := cpu.seconds([root])) > before or now == 0:
        before = now
        time.sleep(1.0)


def copied(stage: Stage) -> float:
    """CPU seconds of COPY of the rows that the import left, client and database."""
    url, folder = stage.portal.settings.database_url, stage.folder / "rows"
    parse.unload(url, folder)
    client = [0.0]

    def copy() -> None:
        client[0] = bare("rows", url, str(folder))

    database = cpu.used([stage.portal.database], copy)
    parse.drop(url)
    rmtree(folder)
    return client[0] + database


def bare(*arguments: str) -> float:
    """CPU seconds of the bare program, its start left out."""
    argv = [sys.executable, "-m", "bench.limits.parse", *arguments]
    return float(subprocess.run(argv, check=True, cwd=SOURCES, stdout=subprocess.PIPE, text=True).stdout)
