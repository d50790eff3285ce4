"""A running portal and a headless Chromium; without Chromium these tests are left out, and that is said aloud."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import monotonic, sleep

import pytest
from attrs import frozen
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.browser.visitor import Visitor, console
from tests.servers import share_templates

Report = pytest.TestReport
ROOT = Path(__file__).parents[2]
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=ru"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
READY_WITHIN = 240  # less than a test may take, so that the reason is told
# A folder for a picture of every page that a story looks at; without it only what a failure left on the screen is kept.
SHOTS = os.environ.get("OPTOVIK_BROWSER_SHOTS")
FAILED = pytest.StashKey[bool]()
WIDTHS = {"wide": (1440, 900), "narrow": (360, 740)}


@frozen
class Portal:
    url: str
    accounts: tuple[dict[str, str], ...]
    twin: str = ""

    def account(self, role: str) -> dict[str, str]:
        found = [account for account in self.accounts if account["role"] == role]
        if not found:
            pytest.skip(f"the portal has no demo account of the role {role}")
        return found[0]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The one that the environment names, else one of our own with demo data."""
    url, accounts = os.environ.get("OPTOVIK_BROWSER_URL"), os.environ.get("OPTOVIK_BROWSER_ACCOUNTS")
    if url and accounts:
        yield Portal(url.rstrip("/"), tuple(json.loads(accounts)), os.environ.get("OPTOVIK_BROWSER_TWIN", ""))
        return
    home = tmp_path_factory.mktemp("portal")
    if "PYTEST_XDIST_WORKER" in os.environ:
        shutil.copytree(filled(tmp_path_factory.getbasetemp().parent), home, symlinks=True, dirs_exist_ok=True)
    with own_portal(home) as started:
        yield started


def filled(shared: Path) -> Path:
    """The home of a portal that 1C has filled and that was stopped: made once for all processes of a run."""
    home, draft = shared / "filled", shared / "being-filled"
    with (shared / "filled.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not home.exists():
            with own_portal(draft):
                pass
            draft.rename(home)
    return home


@contextmanager
def own_portal(home: Path) -> Iterator[Portal]:
    ports = free_ports(5)
    home.mkdir(exist_ok=True)
    share_templates(home)
    environ = dict(os.environ) | {
        "OPTOVIK_HOME": str(home),
        "OPTOVIK_PORT": str(ports[0]),
        "OPTOVIK_TWIN_PORT": str(ports[1]),
        "OPTOVIK_MAIL_PORT": str(ports[2]),
        "OPTOVIK_SMTP_PORT": str(ports[3]),
        "OPTOVIK_CBR_PORT": str(ports[4]),
        "OPTOVIK_WEB_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
    }
    log = home / "up.out"
    command = [sys.executable, "-m", "entrypoints.cli.main"]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "up"], env=environ, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until_greeted(process, log)
        told = subprocess.run([*command, "accounts", "--json"], env=environ, cwd=ROOT, capture_output=True, check=True)
        twin = f"http://127.0.0.1:{ports[1]}"
        yield Portal(f"http://127.0.0.1:{ports[0]}", tuple(json.loads(told.stdout)), twin)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_until_greeted(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = monotonic() + READY_WITHIN
    while "Ready in" not in log.read_text():
        if process.poll() is not None or monotonic() > deadline:
            raise RuntimeError(f"the portal has not started:\n{log.read_text()[-3000:]}")
        sleep(0.3)


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("Chromium or its driver is not installed (apt-get install chromium chromium-driver)")
    options = Options()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(30)
    yield driver
    driver.quit()


@pytest.fixture(params=WIDTHS)
def visitor(
    request: pytest.FixtureRequest, chromium: Chrome, portal: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """Somebody at a screen of one width or the other; nobody is signed in."""
    width, height = WIDTHS[request.param]
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    console(chromium)
    kept = Path(SHOTS) if SHOTS else tmp_path_factory.mktemp("screenshots")
    shots = kept / request.node.name.replace("[", "-").rstrip("]")
    shots.mkdir(parents=True, exist_ok=True)
    visitor = Visitor(chromium, portal.url, shots, shows=bool(SHOTS))
    yield visitor
    if SHOTS or request.node.stash.get(FAILED, False):
        visitor.keep("last")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Report, Report]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
