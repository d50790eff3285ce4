"""What each test may ask for: a database with all tables, a queue, the exchange files of real bases."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
import structlog
from hypothesis import HealthCheck, settings

from tests.servers import ROOT, Servers, fresh_database, run_servers

if TYPE_CHECKING:
    from tests.shop import Shop

# How fast a machine makes examples is no property of ours. In CI this keeps Hypothesis's own profile for it otherwise.
settings.register_profile("patient", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow]))
settings.register_profile("few", settings.get_profile("patient"), max_examples=15)
settings.load_profile("patient")


class Stderr(StringIO):
    """Whatever it is at the moment: each test has another."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)


# As the command line has it: stdout is for what was asked.
structlog.configure(logger_factory=structlog.PrintLoggerFactory(Stderr()))

RUNNING = pytest.StashKey[ExitStack]()
# Of whose files one takes minutes: begun last, it would be waited for alone.
LONG = ("tests/http/differential", "tests/browser", "tests/faults", "tests/scenarios")
SETS = ROOT / os.environ.get("OPTOVIK_COMMERCEML_SETS", "../shared/data/commerceml")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start the servers in the process that outlives the workers; they inherit its environment."""
    running = config.stash.setdefault(RUNNING, ExitStack())
    running.enter_context(run_servers()).to_env()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: the many short ones at the end keep all processes busy to the last minute."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Five thousand tests and all that they import stay: nobody need look for garbage among them again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash.get(RUNNING, ExitStack()).close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with ExitStack() as running:
        yield Servers.from_env() or running.enter_context(run_servers())


@pytest.fixture(scope="module")
def postgres_url(servers: Servers, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the module's own with all tables and no rows but those that migrations make."""
    with fresh_database(servers.database_url, request.node.name.removesuffix(".py")) as url:
        yield url


@pytest.fixture(scope="module")
def redis_url(servers: Servers) -> str:
    """Empty when the module begins, of the process alone: what was tried too often elsewhere is not counted here."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    # What an address says of its database goes before what the client is told beside it.
    url = f"{servers.redis_url.partition('?')[0]}?db={int(worker) % 16}"
    with closing(redis.Redis.from_url(url)) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Shop"]:
    """The wholesaler of the proof behind the whole web application; whoever wants more in it has one of his own."""
    # Here and not above: tests of the domain need not import the application.
    from tests.shop import Shop, settings, settle

    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()


@pytest.fixture(scope="session")
def commerceml_sets() -> Path:
    """Folder of exchange files taken from real bases. They are not ours to publish: without them, no test."""
    if not SETS.is_dir():
        pytest.skip(f"the exchange files of real bases are not in {SETS} (OPTOVIK_COMMERCEML_SETS)")
    return SETS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was left out: a skipped test must not pass for a passed one."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple))
    if reasons:
        terminalreporter.section("LEFT OUT", yellow=True)
        for reason, count in reasons.items():
            terminalreporter.line(f"{count} tests: {reason.removeprefix('Skipped: ')}", yellow=True)
