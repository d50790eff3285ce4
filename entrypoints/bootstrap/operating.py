"""What the command line asks for: migrations, accounts, counts."""

import hmac
from hashlib import sha256
from typing import Any

from adapters.postgres.demo import BUYERS, STAFF, PostgresDemo
from adapters.postgres.importing.stats import stats as counted
from adapters.postgres.migrating import migrate as migrate_database
from adapters.postgres.people import PostgresPeople
from adapters.postgres.refinement_desk import PostgresRefinementBooks
from adapters.system.passwords import Argon2Passwords
from application.refinement_desk.desk import checked
from application.refinement_desk.ports import SetService
from domain.shared.errors import DomainError
from entrypoints.bootstrap.parts import Parts
from entrypoints.http.problems import is_known, sentence
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble

ERP_LOGIN = "erp"
ERP_NAME = "1С (test: any base)"


def migrate(settings: Settings) -> None:
    migrate_database(settings.database_url)


def demo_accounts(settings: Settings) -> list[dict[str, str]]:
    """Makes what is missing; buyers come once the twin has sent their companies. Passwords follow from the secret."""
    parts = Parts.of(settings, 1)
    demo = PostgresDemo(parts.database, parts.ids, Argon2Passwords())
    logins = (ERP_LOGIN, *(row[0] for row in (*BUYERS, *STAFF)))
    passwords = {login: demo_password(settings, login) for login in logins}
    demo.connection(ERP_LOGIN, ERP_NAME, passwords[ERP_LOGIN])
    demo.quotes(ERP_LOGIN, f"http://127.0.0.1:{settings.twin_port}/hs/b2b/v1", passwords[ERP_LOGIN])
    people = [
        {"role": role, "login": login, "password": passwords[login], "name": name}
        for role, login, name in demo.people(passwords)
    ]
    parts.database.close()
    return [*people, {"role": "erp", "login": ERP_LOGIN, "password": passwords[ERP_LOGIN], "name": ERP_NAME}]


def demo_password(settings: Settings, login: str) -> str:
    return hmac.new(settings.secret.encode(), login.encode(), sha256).hexdigest()[:10]


def add_user(settings: Settings, *, login: str, name: str, role: str, password: str, company: str) -> dict[str, str]:
    """`company`: the ИНН of a buyer's counterparty, empty for staff. Raises Trouble for an unknown role or company."""
    parts = Parts.of(settings, 1)
    people = PostgresPeople(parts.database, parts.ids, Argon2Passwords())
    try:
        people.add(login, name, role, password, company)
    except LookupError as reason:
        raise Trouble(f"The user was not made: {reason}.", "`optovik user add --help` tells what is needed.") from None
    finally:
        parts.database.close()
    return {"login": login, "name": name, "role": role, "company": company}


def ask_prices(settings: Settings, login: str, url: str, user: str, password: str, patience: int) -> str:
    """Raises Trouble for an unknown login of the exchange, or what the page would refuse, too."""
    parts = Parts.of(settings, 1)
    books = PostgresRefinementBooks(parts.database)
    try:
        books.set_service(checked(SetService(books.base_of(login), url, user, password, patience)))
    except DomainError as refusal:
        told = sentence(refusal, "en") if is_known(refusal) else str(refusal)
        raise Trouble(f"Nothing was set: {told}", "`optovik exchange prices --help` tells what is needed.") from None
    finally:
        parts.database.close()
    return f"{login}: asked at {url.strip()}" if url.strip() else f"{login}: not asked"


def stats(settings: Settings) -> dict[str, Any]:
    """Exactly groups, products, variants, prices, stock_rows, orders, messages."""
    parts = Parts.of(settings, 1)
    with parts.database.connect() as connection:
        found = dict(counted(connection))
    parts.database.close()
    return found
