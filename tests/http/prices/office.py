"""The seller's people at their desks of prices, over the whole application and a real database."""

from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import openpyxl
from attrs import frozen
from falcon.testing import Result

from application.price_desk.columns import HEADINGS
from domain.catalog.folding import sku_key
from entrypoints.prove.world import named
from tests.http.pages.person import seen
from tests.shop import CSRF, Shop, Visitor

NEW = "/manage/prices/individual/new"
PRICES = "/manage/prices/individual"
UPLOADS = "/manage/prices/uploads"
TYPES = "/manage/prices/types"
BOUNDARY = "part-of-a-form"
ANNA, BORIS = named("counterparty", 0), named("counterparty", 1)
CONTRACT = "0/1"
INN = "7700000000"


def inn(counterparty: int) -> str:
    return f"77000000{counterparty:02d}"


@frozen
class Office:
    """Anna's manager keeps client 0 alone; Boris's keeps client 1; both have a holding with other people's clients."""

    shop: Shop
    manager: Visitor
    other: Visitor
    head: Visitor
    auditor: Visitor

    @classmethod
    def opened(cls, shop: Shop) -> "Office":
        for number in range(12):
            shop.run("UPDATE counterparty SET inn = %s WHERE id = %s", inn(number), named("counterparty", number))
        for variant in range(1, 9):
            sku = f"АВ-10/{variant}"
            shop.run("UPDATE product SET sku = %s, sku_key = %s WHERE id = %s", sku, sku_key(sku), variant)
        managers = [keeper(shop, party) for party in (ANNA, BORIS)]
        roles = [("manager", managers[0]), ("manager", managers[1]), ("sales_head", None), ("auditor", None)]
        return cls(shop, *(staff(shop, role, manager) for role, manager in roles))

    def prices(self) -> list[tuple[Any, ...]]:
        return self.shop.rows(
            "SELECT level, owner_id, variant_id, packaging_id, trim_scale(minimum)::text, trim_scale(amount)::text,"
            " currency, vat_included, valid_from::text, valid_to::text FROM individual_price ORDER BY id"
        )

    def ids(self) -> list[UUID]:
        return [row[0] for row in self.shop.rows("SELECT id FROM individual_price ORDER BY id")]

    def version(self) -> int:
        return int(self.shop.one("SELECT pricing_version FROM catalogue_state"))

    def cleared(self) -> None:
        for table in ("individual_price", "individual_price_log", "price_upload_row", "price_upload"):
            self.shop.run(f"DELETE FROM {table}")


def keeper(shop: Shop, party: UUID) -> UUID:
    manager = uuid4()
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Котова')", manager)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", manager, party)
    return manager


def staff(shop: Shop, role: str, manager: UUID | None) -> Visitor:
    user = uuid4()
    shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind, manager_id) VALUES (%s, %s, %s, '', 'staff', %s)",
        *(user, str(user), f"Сотрудник {role}", manager),
    )
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, %s)", uuid4(), user, role)
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, %s, now() + interval '1 day')",
        *(str(user).encode(), user, CSRF),
    )
    return Visitor(shop.client, str(user))


def entry(**more: str) -> dict[str, str]:
    return {"contract": CONTRACT, "sku": "АВ-10/1", "amount": "95,50"} | more


def text(answer: Result) -> str:
    return seen(answer.text).replace("\u00a0", " ")


def upload(who: Visitor, content: bytes, name: str = "цены.xlsx", csrf: str = CSRF) -> Result:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'
    file = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = (head + file).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return who.client.simulate_post(UPLOADS, body=body, cookies=who.cookies, headers=kind)


def workbook(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """As a person makes one: rows by field, under the headings of the template."""
    names = {field: heading for heading, field in HEADINGS.items()}
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append([row.get(field) for field in names])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def path_of(answer: Result) -> str:
    assert answer.status_code == 303, text(answer)
    return unescape(answer.headers["Location"])
