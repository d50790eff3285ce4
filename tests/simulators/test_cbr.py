"""The simulated Bank of Russia: its days, its page of switches, its process."""

import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import httpx
import pytest

from simulators.cbr.answers import SWITCHES, Switches, daily
from simulators.cbr.rates import dated, of_day
from tests.bank import a_bank
from tests.servers import ROOT

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = {"User-Agent": "Mozilla/5.0 (compatible)"}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 21)),
        (date(2026, 11, 22), date(2026, 11, 21)),
        (MONDAY, date(2026, 11, 21)),
        (date(2026, 11, 24), date(2026, 11, 21)),
    ],
)
def test_a_day_without_a_list_is_answered_by_the_one_before(asked: date, answered: date) -> None:
    assert dated(asked, NOON) == answered


def test_without_a_day_the_evening_already_tells_tomorrows() -> None:
    answers = [daily(None, NOON.replace(hour=hour), Switches()) for hour in (13, 14)]
    assert [ElementTree.fromstring(answer).get("Date") for answer in answers] == ["21.11.2026", "24.11.2026"]


def test_rates_move_gently_and_a_day_always_has_the_same_ones() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(200)]
    dollars = [next(row[5] for row in of_day(day) if row[2] == "USD") for day in days]
    assert dollars == [next(row[5] for row in of_day(day) if row[2] == "USD") for day in days]
    assert all(abs(b - a) < a * Decimal("0.05") for a, b in pairwise(dollars))


def test_the_answer_is_in_windows_1251_with_commas() -> None:
    content = daily("23/11/2026", NOON, Switches())
    assert "Доллар США".encode("windows-1251") in content
    dollar = next(v for v in ElementTree.fromstring(content).iter("Valute") if v.findtext("CharCode") == "USD")
    assert (dollar.findtext("Nominal"), dollar.get("ID")) == ("1", "R01235")
    assert "," in (dollar.findtext("Value") or "")


def test_small_rates_are_written_with_an_exponent() -> None:
    listed = ElementTree.fromstring(daily("21/11/2026", NOON, Switches())).iter("Valute")
    rows = {valute.findtext("CharCode"): valute for valute in listed}
    assert "E-05" in (rows["IRR"].findtext("VunitRate") or "")


@pytest.mark.parametrize("asked", ["2026-11-23", "31/02/2026", "", "x"])
def test_a_bad_day_is_refused_as_the_bank_does(asked: str) -> None:
    assert daily(asked, NOON, Switches()) == b"Error in parameters"


def test_switches_are_turned_on_the_page() -> None:
    with a_bank() as bank, httpx.Client(base_url=bank.url.removesuffix("/scripts"), trust_env=False) as http:
        page = http.get("/").text
        assert all(name in page for name in SWITCHES)
        assert http.post("/switches/empty/on").status_code == 303
        assert http.get("/switches").json() == ["empty"]
        assert b"<Valute " not in http.get("/scripts/XML_daily.asp?date_req=23/11/2026", headers=AGENT).content
        http.post("/switches/empty/off")
        assert b"<Valute " in http.get("/scripts/XML_daily.asp?date_req=23/11/2026", headers=AGENT).content
        assert http.post("/switches/nonsense/on").status_code == 404
        assert http.get("/scripts/XML_daily.asp?date_req=23/11/2026").status_code == 403


def test_the_program_starts_tells_its_address_and_ends_on_a_signal() -> None:
    command = [sys.executable, "-m", "simulators.cbr", "--port", "0", "--switch", "html"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        address = program.stdout.readline().split()[-1]
        assert "<html>" in httpx.get(f"{address}scripts/XML_daily.asp", headers=AGENT, trust_env=False).text
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
