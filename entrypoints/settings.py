"""Everything that may differ between two installations, read once from the environment."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from attrs import Attribute, Factory, field, fields, frozen

from entrypoints import values
from entrypoints.trouble import Trouble
from entrypoints.values import Doors

type_of_setting = TypeVar("type_of_setting")
MIB = 1024 * 1024


def setting(
    env: str,
    meaning: str,
    default: type_of_setting,
    read: Callable[[str], type_of_setting],
    shown: str = "",
    secret: bool = False,
) -> type_of_setting:
    """`shown` stands for a default that is computed; `read` raises ValueError naming what it expects."""
    facts = {"env": env, "meaning": meaning, "read": read, "shown": shown, "secret": secret}
    return field(default=default, metadata=facts)


def computed(compute: Callable[["Settings"], type_of_setting]) -> type_of_setting:
    return Factory(compute, takes_self=True)


@frozen
class Shown:
    """A line of `optovik settings`."""

    name: str
    value: str
    default: str
    meaning: str


@frozen
class Settings:
    """Paths are absolute. An empty `database_url` or `redis_url` asks for the embedded server."""

    home: Path = setting(
        "OPTOVIK_HOME",
        "folder of everything that this installation keeps: data, logs, media",
        computed(lambda self: values.folder(".optovik")),
        values.folder,
        shown="./.optovik",
    )
    bind: str = setting("OPTOVIK_BIND", "address that the web server listens at", "127.0.0.1", values.text)
    port: int = setting("OPTOVIK_PORT", "port that the web server listens at", 8080, values.port)
    public_url: str = setting(
        "OPTOVIK_PUBLIC_URL",
        "address by which people and 1C reach the portal; stands in letters and links",
        computed(lambda self: self.local_url),
        values.url("http", "https"),
        shown="http://BIND:PORT",
    )
    database_url: str = setting(
        "DATABASE_URL",
        "PostgreSQL 15 to 18; when absent `optovik up` starts its own",
        "",
        values.url("postgresql", "postgres", "postgresql+psycopg"),
        shown="embedded",
        secret=True,
    )
    database_replica_url: str = setting(
        "DATABASE_REPLICA_URL",
        "a streaming replica that serves reports and price files",
        "",
        values.url("postgresql", "postgres", "postgresql+psycopg"),
        shown="the primary",
        secret=True,
    )
    redis_url: str = setting(
        "REDIS_URL",
        "Redis or Valkey for the job queue and rate limits; when absent `optovik up` starts its own",
        "",
        values.url("redis", "rediss", "unix"),
        shown="embedded",
        secret=True,
    )
    postgres_bin: Path | None = setting(
        "OPTOVIK_POSTGRES_BIN",
        "folder of the programs of the embedded PostgreSQL",
        None,
        values.folder,
        shown="the one that came with the portal, else the system's",
    )
    web_workers: int = setting("OPTOVIK_WEB_WORKERS", "processes of the web server", 2, values.count)
    web_threads: int = setting("OPTOVIK_WEB_THREADS", "requests that one process serves at once", 4, values.count)
    worker_threads: int = setting("OPTOVIK_WORKER_THREADS", "jobs that one worker does at once", 4, values.count)
    preview_pairs: int = setting(
        "OPTOVIK_PREVIEW_AT_ONCE",
        "prices that the preview of a rule compares while its page waits; a larger one is a job of the worker",
        20_000,
        values.count,
    )
    doors: Doors = setting(
        "OPTOVIK_DOORS", "whom this web server serves: all, people, exchange (1C only)", "all", values.doors
    )
    smtp_url: str = setting(
        "SMTP_URL",
        "smtp://user:password@host:port, or smtps://; when absent `optovik up` catches the mail",
        "",
        values.url("smtp", "smtps"),
        shown="no mail leaves",
        secret=True,
    )
    mail_from: str = setting("MAIL_FROM", "sender of the portal's letters", "portal@localhost", values.text)
    business_zone: ZoneInfo = setting(
        "OPTOVIK_BUSINESS_ZONE",
        "zone in which the business day begins and ends",
        ZoneInfo("Europe/Moscow"),
        values.zone,
    )
    given_secret: str = setting(
        "OPTOVIK_SECRET",
        "key that signs sessions and links; the same on each node",
        "",
        values.text,
        shown="made once, kept in OPTOVIK_HOME/secret",
        secret=True,
    )
    instance_prefix: str = setting(
        "OPTOVIK_INSTANCE_PREFIX", "start of the numbers of this portal's orders", "B", values.prefix
    )
    exchange_file_limit: int = setting(
        "OPTOVIK_EXCHANGE_FILE_LIMIT", "bytes of one part of a file that 1C sends", 8 * MIB, values.count
    )
    media_root: Path = setting(
        "OPTOVIK_MEDIA_ROOT",
        "folder of pictures, documents and index files",
        computed(lambda self: self.home / "media"),
        values.folder,
        shown="OPTOVIK_HOME/media",
    )
    s3_url: str = setting(
        "S3_URL",
        "bucket of an S3-compatible store for pictures and documents, https://storage.example/bucket",
        "",
        values.url("https", "http"),
        shown="OPTOVIK_MEDIA_ROOT",
    )
    s3_region: str = setting("S3_REGION", "region that requests to the store name", "ru-central1", values.text)
    s3_access_key: str = setting("S3_ACCESS_KEY", "who asks the store", "", values.text, secret=True)
    s3_secret_key: str = setting(
        "S3_SECRET_KEY", "secret that requests to the store are signed with", "", values.text, secret=True
    )
    turn_frames: int = setting(
        "OPTOVIK_TURN_FRAMES",
        "ordered frames from which a good is shown turning; fewer are ordinary pictures",
        12,
        values.count,
    )
    price_list_days: int = setting(
        "OPTOVIK_PRICE_LIST_DAYS", "days for which an issued price list can be downloaded again", 30, values.count
    )
    cbr_url: str = setting(
        "CBR_URL",
        "folder of the scripts of the Bank of Russia, which tells the rates; off where only people and the ERP do",
        "https://www.cbr.ru/scripts",
        values.url_or_off("https", "http"),
    )
    twin_port: int = setting("OPTOVIK_TWIN_PORT", "port of the page of the 1C twin", 8090, values.port)
    mail_page_port: int = setting("OPTOVIK_MAIL_PORT", "port of the page with the caught mail", 8025, values.port)
    cbr_port: int = setting(
        "OPTOVIK_CBR_PORT", "port of the simulated Bank of Russia of `optovik up`", 8070, values.port
    )
    smtp_port: int = setting("OPTOVIK_SMTP_PORT", "port that the mail catcher takes mail at", 2525, values.port)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """An empty value counts as absent. Raises: Trouble for a value that cannot be read."""
        told: dict[str, Any] = {a.name: read(a, environ) for a in described(cls) if is_set(a, environ)}
        return cls(**told)

    @property
    def local_url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.bind, self.bind)  # noqa: S104 - it is not bound
        return f"http://{host}:{self.port}"

    @property
    def secret(self) -> str:
        return self.given_secret or kept_secret(self.home)

    def environ(self) -> dict[str, str]:
        """The same settings as an environment, for the processes that `optovik` starts."""
        values = ((a.metadata["env"], getattr(self, a.name)) for a in described(type(self)))
        return {env: str(value) for env, value in values if value not in (None, "")}

    def shown(self) -> Iterator[Shown]:
        for a in described(type(self)):
            value, default = getattr(self, a.name), a.metadata["shown"]
            told = "***" if value and a.metadata["secret"] else str("" if value is None else value)
            yield Shown(a.metadata["env"], told, default or str(a.default), a.metadata["meaning"])


def described(settings: type[Settings]) -> "tuple[Attribute[Any], ...]":
    return tuple(fields(settings))


def is_set(a: "Attribute[Any]", environ: Mapping[str, str]) -> bool:
    return bool(environ.get(a.metadata["env"], "").strip())


def read(a: "Attribute[Any]", environ: Mapping[str, str]) -> object:
    env, raw = a.metadata["env"], environ[a.metadata["env"]].strip()
    try:
        return a.metadata["read"](raw)
    except ValueError as expected:
        told = "" if a.metadata["secret"] else f", not {raw!r}"
        raise Trouble(f"{env} must be {expected}{told}.", "`optovik settings` tells what each is for.") from None


def kept_secret(home: Path) -> str:
    """Of two processes that make it at once, the first one's stays."""
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
