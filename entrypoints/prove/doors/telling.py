"""The report as text: for a terminal, and as a page of Markdown that can be kept."""

from collections import Counter
from collections.abc import Iterator, Mapping

from entrypoints.prove.doors.report import ONE_BY_ONE, Report, bars, drawn

NAMES = {"web": "node of the web", "worker": "worker", "redis": "Redis", "postgres": "PostgreSQL",
         "session": "session of the database"}  # fmt: skip


def page(report: Report) -> str:
    """Markdown."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield "# What `optovik prove concurrency` found"
    yield ""
    yield from verdict(report)
    yield ""
    yield (
        f"{report.rounds} rounds of {report.asked} asked for, {report.size} orders at once or more, seed "
        f"{report.seed}, {report.seconds / 60:.1f} minutes ({rate(report):.0f} rounds a minute), "
        f"{report.nodes} web nodes, {report.nodes} workers, a scheduler; {report.servers}."
    )
    yield ""
    yield from table("Rounds", "of them", report.kinds)
    if report.left_out:
        yield from (f"Left out: {name}, for want of {', '.join(want)}." for name, want in report.left_out.items())
        yield ""
    yield from table("Told while orders were on their way", "times", report.amid)
    yield "## What was killed"
    yield ""
    yield from kills(report)
    yield "## What clients were answered"
    yield ""
    yield (
        f"{report.presses} presses of the button, each repeated until it was answered; {report.accepted} placings were "
        f"accepted and made {report.orders} orders."
    )
    yield ""
    yield from table("Answer", "times", report.answers)
    yield from table("No answer, the key was sent again", "times", report.unanswered)
    yield from table("Ends of reservations", "lines", report.ends)
    yield f"From the first sending of a key to its answer, in milliseconds (the slowest: {report.slowest * 1000:.0f}):"
    yield ""
    yield "```text"
    longest = max(report.latencies)
    for name, many in zip(bars(), report.latencies, strict=True):
        yield f"{name:>8} {many:7} {drawn(many, longest)}".rstrip()
    yield "```"
    yield ""
    yield "Accepted in one race, and in how many races:"
    yield ""
    yield "```text"
    longest = max(report.histogram.values(), default=1)
    for accepted in sorted(report.histogram):
        many = report.histogram[accepted]
        yield f"{accepted:8} {many:7} {drawn(many, longest)}".rstrip()
    yield "```"
    yield ""
    yield "## Where the processor's time went"
    yield ""
    yield from cpu(report)


def verdict(report: Report) -> Iterator[str]:
    if report.holds:
        yield (
            "**Nothing was accepted beyond stock or limit by its basis, no order was lost or doubled, each reservation "
            "was closed exactly once.**"
        )
    if report.violations:
        yield f"**{len(report.violations)} violations:**"
        yield ""
        yield from (f"- {law}: {what}" for law, what in report.violations)
    if report.failures:
        yield "**The run proves less than was asked:**"
        yield ""
        yield from (f"- {what}" for what in report.failures)


def rate(report: Report) -> float:
    return 60 * report.rounds / report.seconds if report.seconds else 0.0


def table(head: str, count: str, counted: Mapping[str, int]) -> Iterator[str]:
    if not counted:
        return
    yield f"| {head} | {count} |"
    yield "|---|---:|"
    yield from (f"| {name} | {many} |" for name, many in Counter(counted).most_common())
    yield ""


def kills(report: Report) -> Iterator[str]:
    demand = report.demand
    asked = {} if demand is None else {"redis": demand.redis, "postgres": demand.postgres, "session": demand.sessions}
    yield "| What | killed | demanded | inside an open transaction |"
    yield "|---|---:|---:|---:|"
    for kind, name in NAMES.items():
        yield f"| {name} | {report.fell[kind]} | {asked.get(kind, '')} | {report.inside[kind] or ''} |"
    processes = report.fell["web"] + report.fell["worker"]
    yield f"| web and worker | {processes} | {demand.processes if demand else ''} | |"
    wrote = sum(kill.wrote for kill in report.kills)
    total = f"{report.inside.total()}, {wrote} of them in one that had written"
    yield f"| all | {len(report.kills)} | {f'{demand.inside} inside' if demand else ''} | {total} |"
    yield ""
    if report.died:
        yield f"Died by themselves and were started again: {dict(report.died)}."
        yield ""
    if len(report.kills) <= ONE_BY_ONE:
        yield "| second | round | victim | inside |"
        yield "|---:|---:|---|---|"
        for kill in report.kills:
            inside = "had written" if kill.wrote else "open" if kill.inside else ""
            yield f"| {kill.at:.1f} | {kill.round} | {kill.victim} | {inside} |"
    else:
        kinds = [kind for kind in NAMES if report.fell[kind]]
        yield f"| minute | {' | '.join(NAMES[kind] for kind in kinds)} | inside |"
        yield f"|---:|{'---:|' * (len(kinds) + 1)}"
        for minute in range(1 + int(report.kills[-1].at // 60)):
            those = [kill for kill in report.kills if int(kill.at // 60) == minute]
            counted = Counter(kill.kind for kill in those)
            cells = " | ".join(str(counted[kind] or "") for kind in kinds)
            yield f"| {minute} | {cells} | {sum(kill.inside for kill in those)} |"
    yield ""


def cpu(report: Report) -> Iterator[str]:
    total = sum(report.cpu.values())
    yield "| Part | CPU seconds | CPU ms a round |"
    yield "|---|---:|---:|"
    each = 1000 / max(1, report.rounds)
    for name, seconds in sorted(report.cpu.items(), key=lambda pair: -pair[1]):
        yield f"| {name} | {seconds:.1f} | {seconds * each:.0f} |"
    yield f"| all | {total:.1f} | {total * each:.0f} |"


def lines(report: Report) -> list[str]:
    """For a terminal."""
    inside, fell = report.inside.total(), report.fell
    found = [
        f"{report.rounds} rounds in {report.seconds:.1f} s ({rate(report):.0f} a minute), seed {report.seed}, "
        f"{report.size} orders at once; {report.servers}",
        f"accepted   {report.accepted} placings that made {report.orders} orders, of {report.presses} presses",
        *_list("answers", report.answers),
        *_list("unanswered", report.unanswered),
        *_list("amid", report.amid),
        f"killed     {len(report.kills)}, {inside} inside an open transaction",
        *(f"             {fell[kind]:6} {name}" for kind, name in NAMES.items() if fell[kind]),
        *_list("ends", report.ends),
        f"CPU        {sum(report.cpu.values()):.0f} s",
        *(f"             {seconds:6.0f} {name}" for name, seconds in sorted(report.cpu.items())),
    ]
    if report.violations:
        found.append(f"{len(report.violations)} VIOLATIONS; the database {report.database} is kept:")
        found += [f"  {law}: {what}" for law, what in report.violations]
    else:
        found.append("No violations.")
    return [*found, *(f"FAILED: {what}" for what in report.failures)]


def _list(name: str, counted: Mapping[str, int]) -> list[str]:
    rows = Counter(counted)
    return [f"{name:10} {rows.total()}", *(f"             {many:6} {what}" for what, many in rows.most_common())]
