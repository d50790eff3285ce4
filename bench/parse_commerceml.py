"""Reading CommerceML against its floor: `for _, element in iterparse(file): element.clear()` over the same bytes.

CPU seconds of this process, the best of the rounds, floor and reader by turns. Limits: a first reading of everything
within 1.3 of the floor, a reading where 1 % of the records changed within 0.5.

Usage: python -m bench.parse_commerceml [--count 20000] [--rounds 3]
"""

import argparse
import io
import time
import tracemalloc
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import iterparse

from adapters.onec.reading import read
from application.exchange.records import OfferRecord, ProductRecord
from tests.adapters.onec import generator

LIMITS = {"all new": 1.3, "1 % changed": 0.5}


def floor(data: bytes) -> None:
    for _, element in iterparse(io.BytesIO(data)):  # noqa: S314 - our own bytes
        element.clear()


def consume(records: Iterator[object]) -> None:
    for _ in records:
        pass


def hashes(data: bytes) -> dict[tuple[str, str], bytes]:
    found = {}
    for record in read(io.BytesIO(data)):
        if isinstance(record, ProductRecord | OfferRecord) and record.raw_hash:
            found[record.kind, record.key] = record.raw_hash
    return found


def cpu(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def compare(name: str, before: bytes, after: bytes, rounds: int) -> dict[str, float]:
    """Best CPU seconds of each way of reading `after`, where `before` is what the caller knows."""
    stored = hashes(before)
    works: dict[str, Callable[[], None]] = {
        "floor": lambda: floor(after),
        "plain path": lambda: consume(read(io.BytesIO(after), fast=False)),
        "all new": lambda: consume(read(io.BytesIO(after))),
        "1 % changed": lambda: consume(read(io.BytesIO(after), lambda kind, key: stored.get((kind, key)))),
    }
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for each, work in works.items():
            best[each] = min(best[each], cpu(work))
    report(name, len(after), best)
    tracemalloc.start()
    consume(read(io.BytesIO(after)))
    print(f"{name:8} peak of Python memory while reading: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")
    tracemalloc.stop()
    return best


def report(name: str, size: int, best: dict[str, float]) -> bool:
    good = True
    for way, seconds in best.items():
        ratio = seconds / best["floor"]
        verdict = "" if way not in LIMITS else "within" if ratio <= LIMITS[way] else "OVER"
        good = good and verdict != "OVER"
        print(
            f"{name:8} {size / 1e6:6.1f} MB  {way:12} {seconds:7.3f} s  {size / 1e6 / seconds:7.1f} MB/s  "
            f"{ratio:5.2f} {verdict}"
        )
    return good


def written(parts: Iterator[str]) -> bytes:
    file = io.BytesIO()
    generator.write(file, parts)
    return file.getvalue()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    n, rounds = given.count, given.rounds
    pairs = {
        "goods": (written(generator.goods(n)), written(generator.goods(n, changed_each=100))),
        "offers": (written(generator.offers(n)), written(generator.offers(n, changed_each=100))),
    }
    results = [compare(name, before, after, rounds) for name, (before, after) in pairs.items()]
    rests = written(generator.rests(n))
    compare("rests", rests, rests, rounds)
    total = {way: sum(each[way] for each in results) for way in results[0]}
    return 0 if report("both", sum(len(after) for _, after in pairs.values()), total) else 1


if __name__ == "__main__":
    raise SystemExit(main())
