"""People of the seller at the pages of rules, and the fields that they fill."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from attrs import frozen
from falcon.testing import Result

from tests.http.pages.person import seen
from tests.shop import Shop, Visitor

PATH = "/manage/rules"
FIELDS = {
    "name": "Линия А", "priority": "100", "effect": "percent", "value": "−3", "currency": "RUB", "skus": "",
    "manufacturers": "", "values": "", "minimum": "", "valid_from": "", "valid_to": "", "find": "", "version": "0",
}  # fmt: skip


@frozen
class Staff:
    shop: Shop
    visitor: Visitor

    def text(self, path: str) -> str:
        answer = self.visitor.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return seen(answer.text).replace("\u00a0", " ")

    def send(self, fields: Mapping[str, str], rule: UUID | None = None, do: str = "save") -> Result:
        path = f"{PATH}/{rule}" if rule else f"{PATH}/new"
        return self.visitor.form(path, {"id": str(uuid4()), **FIELDS, **fields, "do": do})

    def saved(self, fields: Mapping[str, str], rule: UUID | None = None) -> UUID:
        answer = self.send(fields, rule)
        assert answer.status_code == 303, seen(answer.text)
        return UUID(answer.headers["Location"].removeprefix(f"{PATH}/").partition("?")[0])

    def do(self, deed: str, rule: UUID, version: int, to: int | None = None) -> Result:
        more = {} if to is None else {"to": str(to)}
        return self.visitor.form(f"{PATH}/{rule}/{deed}", {"version": str(version), **more})


def staff_of(shop: Shop, role: str) -> Staff:
    user = uuid4()
    shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, 'Котова Анна', '', 'staff')",
        *(user, str(user)),
    )
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, %s)", uuid4(), user, role)
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, 'csrf', now() + interval '1 day')",
        *(str(user).encode(), user),
    )
    return Staff(shop, Visitor(shop.client, str(user)))


def prices(shop: Shop, buyer: int = 0) -> dict[str, str]:
    """What one buyer is told of all goods, by name, to the last digit, with every step of it."""
    found = shop.buyer(buyer).ask("GET", "/api/v1/products?limit=200")
    assert found.status_code == 200, found.text
    return {row["name"]: str(row) for row in found.json["products"]}


def price_of(shop: Shop, variant: int, buyer: int = 0, quantity: str = "1") -> str:
    answer = shop.buyer(buyer).ask("GET", f"/api/v1/variants/{variant}/price?quantity={quantity}")
    assert answer.status_code == 200, answer.text
    return str(answer.json["price"]["amount"])
