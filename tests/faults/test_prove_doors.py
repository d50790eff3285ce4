"""`optovik prove concurrency` through the doors: over HTTP, with two nodes and two workers that die."""

import json
from pathlib import Path
from random import Random

import pytest

from entrypoints.cli.prove import main
from entrypoints.prove.doors.reaper import Demand
from entrypoints.prove.doors.report import Report
from entrypoints.prove.doors.rounds import KINDS, Crowd
from entrypoints.prove.doors.telling import page
from entrypoints.prove.doors.trial import Options, Trial
from tests.capabilities import shows
from tests.faults.other_shop import CornerShop


@shows("A02", "N01")
def test_over_http_nothing_is_oversold_lost_or_doubled_while_machines_die(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPTOVIK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OPTOVIK_PORT", "18650")
    asked = [
        "concurrency",
        "--rounds",
        "12",
        "--buyers",
        "24",
        "--seed",
        "5",
        "--json",
        "--report",
        f"{tmp_path}/told.md",
    ]
    demanded = {"processes": 3, "redis": 1, "postgres": 1, "sessions": 1, "inside": 1}
    code = main([*asked, *(word for name, many in demanded.items() for word in (f"--kills-{name}", str(many)))])
    told = json.loads(capsys.readouterr().out)
    assert (told["violations"], told["failures"], code) == ([], [], 0)
    assert told["rounds"] == 12
    assert told["accepted"] > 10
    assert told["kills"]["by_kind"]["postgres"] == told["kills"]["by_kind"]["redis"] == 1
    assert told["kills"]["inside_open_transaction"] >= 1
    assert told["unanswered"], "nobody was cut off, so no key was repeated"
    assert "had written" in (tmp_path / "told.md").read_text(encoding="utf-8")
    assert not (tmp_path / "home" / "prove" / "postgres").exists()


@pytest.mark.parametrize(
    ("shop", "law"),
    [
        (CornerShop(), None),
        (CornerShop(locks=False), "stock oversold"),
        (CornerShop(keeps_keys=False), "order doubled"),
    ],
    ids=["sound", "no-lock", "no-key"],
)
def test_another_shop_is_driven_by_the_same_rounds(shop: CornerShop, law: str | None) -> None:
    report = Report(7, 30, 8)
    Trial(Options(rounds=30, buyers=24, seed=7), shop, report).run(lambda _: None)
    report.conclude([])
    found = {law for law, _ in report.violations}
    assert law in found if law else not found
    assert report.holds is (law is None)
    assert "last roubles of a contract" in report.left_out
    assert f"{report.accepted} placings" in page(report)


def test_a_run_in_which_too_few_fell_has_failed() -> None:
    assert Demand.of(10_000) == Demand(1000, 100, 50, 300, 100)
    assert Demand.of(300) == Demand(30, 3, 2, 9, 3)
    report = Report(1, 10, 8, rounds=10)
    report.conclude(["2 kills of Redis, 3 were demanded"])
    assert not report.holds
    assert report.to_json()["ok"] is False


def test_each_kind_of_round_is_the_same_for_the_same_seed_and_calls_enough_at_once() -> None:
    for kind in KINDS:
        scenes = [kind.scene(Random(3), Crowd(96, 8), 1) for _ in range(2)]
        assert scenes[0] == scenes[1]
        assert len(scenes[0].racing) == 8
        assert len({one.buyer for one in (*scenes[0].racing, *scenes[0].before)}) == 8 + len(scenes[0].before)
