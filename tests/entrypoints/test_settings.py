from pathlib import Path

import pytest

from entrypoints.settings import Settings
from entrypoints.trouble import Trouble


def test_nothing_given_is_a_portal_on_this_machine() -> None:
    settings = Settings.from_env({"OPTOVIK_PORT": " "})
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.media_root == Path(".optovik/media").absolute()
    assert settings.database_url == ""


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("OPTOVIK_PORT", "70000", "a port number"),
        ("OPTOVIK_WEB_WORKERS", "0", "a whole number from 1"),
        ("OPTOVIK_DOORS", "some", "all, people or exchange"),
        ("OPTOVIK_BUSINESS_ZONE", "Moscow", "a time zone"),
        ("OPTOVIK_INSTANCE_PREFIX", "LONG", "one to three letters"),
        ("SMTP_URL", "mail.example.test", "smtp://"),
        ("CBR_URL", "www.cbr.ru", "https://.* or off"),
    ],
)
def test_a_bad_value_is_told_with_what_was_expected(name: str, value: str, expected: str) -> None:
    with pytest.raises(Trouble, match=f"{name} must be .*{expected}"):
        Settings.from_env({name: value})


def test_a_bad_secret_is_not_repeated() -> None:
    with pytest.raises(Trouble) as refused:
        Settings.from_env({"DATABASE_URL": "mysql://root:hunter2@db"})
    assert "hunter2" not in str(refused.value)


def test_the_environment_made_of_settings_gives_the_same_settings(tmp_path: Path) -> None:
    given = {
        "OPTOVIK_HOME": str(tmp_path),
        "REDIS_URL": "redis://queue/1",
        "OPTOVIK_BUSINESS_ZONE": "Asia/Omsk",
    }
    settings = Settings.from_env(given)
    assert Settings.from_env(settings.environ()) == settings


def test_secrets_are_not_shown() -> None:
    shown = Settings.from_env({"DATABASE_URL": "postgresql://me:hunter2@db/x"}).shown()
    assert {line.name: line.value for line in shown}["DATABASE_URL"] == "***"


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = Settings.from_env({"OPTOVIK_HOME": str(tmp_path / "home")})
    assert len(settings.secret) >= 48
    assert settings.secret == settings.secret
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
