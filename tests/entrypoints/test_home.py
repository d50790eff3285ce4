import errno
import os
import shutil
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest

from entrypoints.cli import commands, main
from entrypoints.embedded.home import Home
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble


def test_a_full_disk_is_told_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=100 * 1024 * 1024))
    with pytest.raises(Trouble, match="is full: only 100 MB are left"):
        Home(tmp_path / "home").prepare()


def test_a_disk_that_fills_up_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(settings: Settings, asked: Namespace) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setenv("OPTOVIK_HOME", str(tmp_path))
    monkeypatch.setattr(commands, "up", fill)
    monkeypatch.setattr(commands, "stop_on_signals", lambda: None)
    assert main.main(["up"]) == 1
    assert "is full" in capsys.readouterr().err


def test_one_holds_it_and_the_next_after_him(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    for _ in range(2):
        with home.hold():
            assert home.is_held()
            with pytest.raises(Trouble, match=f"process {os.getpid()}"), home.hold():
                pass
        assert not home.is_held()


def test_servers_of_one_that_is_gone_are_not_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    with home.hold():
        home.tell_servers({"DATABASE_URL": "postgresql:///x"})
        assert home.told_servers() == {"DATABASE_URL": "postgresql:///x"}
        left = home.servers_file.read_text()
    home.servers_file.write_text(left)
    assert home.told_servers() == {}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="cannot be written: Not a directory"):
        Home(tmp_path / "file" / "home").prepare()
