"""A client's company with people, behind the real application."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from attrs import define, field, frozen
from falcon.testing import Result

from adapters.mail.letters import JinjaLetters
from adapters.postgres.notify import begin_notifying
from application.notify.ports import Letter
from application.notify.send_mail import SendMail
from application.shared.outbox import MAIL
from entrypoints.prove.world import named
from tests.consequences import MemoryFiles
from tests.http.pages.person import seen
from tests.http.pages.portal import MOSCOW
from tests.shop import CSRF, PASSWORD, Shop, Visitor

LINK = re.compile(r"https://opt\.example(\S+)")


@frozen
class Person:
    """Somebody of the company who is signed in."""

    shop: Shop
    id: UUID
    login: str
    visitor: Visitor

    def text(self, path: str) -> str:
        answer = self.visitor.ask("GET", path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-600:])
        return seen(answer.text).replace("\u00a0", " ")

    def status(self, path: str) -> int:
        return self.visitor.ask("GET", path).status_code

    def send(self, path: str, *boxes: tuple[str, str], **fields: object) -> Result:
        """A form; a box may be ticked several times."""
        pairs = [("csrf", CSRF), *boxes, *((name.rstrip("_"), str(value)) for name, value in fields.items())]
        return self.visitor.client.simulate_post(
            path,
            body=urlencode(pairs),
            cookies=self.visitor.cookies,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    def done(self, path: str, *boxes: tuple[str, str], **fields: object) -> str:
        """Where it led to."""
        answer = self.send(path, *boxes, **fields)
        assert answer.status_code == 303, (answer.status_code, seen(answer.text)[:1500])
        return str(answer.headers["Location"])

    def told(self, path: str, *boxes: tuple[str, str], **fields: object) -> tuple[int, str]:
        answer = self.send(path, *boxes, **fields)
        return answer.status_code, seen(answer.text).replace("\u00a0", " ")


@define
class Mailbox:
    """What the worker would have sent, taken from the outbox itself."""

    shop: Shop
    letters: list[Letter] = field(factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    def fetch(self) -> list[Letter]:
        """The new ones."""
        before = len(self.letters)
        deliver = SendMail(
            lambda: begin_notifying(self.shop.database),
            JinjaLetters("https://opt.example", MOSCOW),
            MemoryFiles(),
            self,
            "opt.example",
        )
        open_ones = self.shop.rows(
            "SELECT d.outbox_id FROM outbox_delivery d JOIN outbox o ON o.id = d.outbox_id"
            " WHERE d.consumer = %s AND d.done_at IS NULL AND o.kind = ANY(%s) ORDER BY 1",
            MAIL,
            ["person.invited", "approval.asked", "approval.decided"],
        )
        for (outbox_id,) in open_ones:
            deliver(outbox_id)
        return self.letters[before:]


@frozen
class Company:
    shop: Shop
    number: int
    admin: Person
    head: Person
    buyer: Person
    mail: Mailbox

    @property
    def id(self) -> UUID:
        return named("company", self.number)

    def hire(self, login: str, *roles: str) -> Person:
        return hired(self.shop, self.id, f"{login}-{self.number}", roles)

    def invite(self, email: str, *roles: str, name: str = "Новый сотрудник", **fields: object) -> Result:
        boxes = [("role", role) for role in roles]
        return self.admin.send("/company/people", *boxes, id=uuid4(), email=email, name=name, **fields)

    def link(self) -> str:
        """Of the newest letter."""
        [letter] = self.mail.fetch()[-1:]
        found = LINK.search(letter.text)
        assert found is not None, letter.text
        return found[1]


def found(shop: Shop, number: int) -> Company:
    """Prices and limits are those of the first client of the proof; the company is a holding of its own."""
    company = named("company", number)
    holding = named("company-holding", number)
    shop.run("INSERT INTO holding (id, name) VALUES (%s, %s)", holding, f"Холдинг {number}")
    shop.run(
        "INSERT INTO counterparty (id, holding_id, name, default_region_id) VALUES (%s, %s, %s, %s)",
        *(company, holding, f"ООО «Компания {number}»", named("region")),
    )
    for n in (1, 2):
        shop.run(
            "INSERT INTO contract (id, number, organization_id, counterparty_id, currency, price_type_id, is_default,"
            " terms) VALUES (%s, %s, %s, %s, 'RUB', 1, true, 'unlimited')",
            *(named("company-contract", number, n), f"K{number}-{n}", named("seller", n), company),
        )
    admin, head, buyer = (
        hired(shop, company, f"{role}-{number}", (role,)) for role in ("company_admin", "head", "buyer")
    )
    mail = Mailbox(shop)
    mail.fetch()
    mail.letters.clear()
    return Company(shop, number, admin, head, buyer, mail)


def hired(shop: Shop, company: UUID, login: str, roles: tuple[str, ...]) -> Person:
    user = named("person", login)
    hashed = shop.one("SELECT password_hash FROM app_user WHERE id = %s", named("buyer", 0))
    shop.run(
        "INSERT INTO app_user (id, login, name, email, kind, password_hash, default_counterparty_id)"
        " VALUES (%s, %s, %s, %s, 'buyer', %s, %s)",
        *(user, login, f"Сотрудник {login}", f"{login}@k.example", hashed, company),
    )
    for role in roles:
        shop.run(
            "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, %s)",
            *(uuid4(), user, company, role),
        )
    shop.run(
        "INSERT INTO cart (id, user_id, counterparty_id, region_id) VALUES (%s, %s, %s, %s)",
        *(uuid4(), user, company, named("region")),
    )
    return Person(shop, user, login, session_of(shop, user))


def session_of(shop: Shop, user: UUID) -> Visitor:
    token = uuid4().hex
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, %s, %s)",
        *(sha256(token.encode()).digest(), user, CSRF, datetime.now(UTC) + timedelta(days=9)),
    )
    return Visitor(shop.client, token)


def signs_in(shop: Shop, login: str, password: str = PASSWORD) -> Any:
    return Visitor(shop.client).ask("POST", "/api/v1/session", {"login": login, "password": password}).status_code
