"""A buyer's program: signs in by the API and orders, with decimals read as decimals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
from attrs import define, field, frozen

Wire = dict[str, Any]


@frozen
class Answer:
    status: int
    body: Wire
    repeated: bool = False

    @property
    def reason(self) -> Wire:
        """The one thing that stood in the way."""
        (reason,) = self.body["reasons"]
        found: Wire = reason
        return found


@define
class Buyer:
    http: httpx.Client
    session: Wire
    seen: dict[str, int] = field(factory=dict, init=False)

    @classmethod
    def signed_in(cls, url: str, login: str, password: str) -> "Buyer":
        http = httpx.Client(base_url=f"{url}/api/v1", trust_env=False, timeout=30, headers={"Accept-Language": "ru"})
        answer = http.post("/session", json={"login": login, "password": password})
        assert answer.status_code == 201, answer.text
        session = answer.json()
        http.headers["X-CSRF-Token"] = session["csrf"]
        return cls(http, session)

    def get(self, path: str, **asked: Any) -> Wire:
        answer = self.http.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        found: Wire = answer.json()
        return found

    def offer(self, sku: str) -> Wire:
        """The one offer under this article."""
        offers = [
            offer
            for card in self.get("/products", q=sku)["products"]
            for offer in card["offers"]
            if offer["sku"] == sku
        ]
        assert len(offers) == 1, offers
        found: Wire = offers[0]
        return found

    def available(self, *skus: str) -> tuple[Decimal, ...]:
        return tuple(Decimal(self.offer(sku)["available"]) for sku in skus)

    def why(self, sku: str, quantity: int) -> Wire:
        return self.get(f"/variants/{self.offer(sku)['variant']}/price", quantity=quantity)

    def want(self, wished: Mapping[str, int]) -> list[Wire]:
        """Article by article; what became of each row."""
        return self.put([{"variant": self.offer(sku)["variant"], "quantity": str(n)} for sku, n in wished.items()])

    def put(self, rows: list[Wire]) -> list[Wire]:
        answer = self.http.post("/cart/lines", json={"lines": rows})
        assert answer.status_code == 200, answer.text
        outcomes: list[Wire] = answer.json()["outcomes"]
        return outcomes

    def cart(self) -> Wire:
        return self.get("/cart")

    def place(self, key: str, cart: Wire | None = None, total_seen: list[Wire] | None = None) -> Answer:
        seen = cart or self.cart()
        ask = {"cart_version": seen["version"], "total_seen": total_seen or seen["totals"]}
        answer = self.http.post("/orders", json=ask, headers={"Idempotency-Key": key})
        return Answer(answer.status_code, answer.json(), answer.headers.get("Idempotent-Replayed") == "true")

    def orders(self) -> list[Wire]:
        found: list[Wire] = self.get("/orders")["orders"]
        return found

    def order(self, id: str) -> Wire:
        return self.get(f"/orders/{id}")

    def changes(self, order: Wire) -> Wire:
        return self.get(f"/orders/{order['id']}/changes")

    def change(self, order: Wire, key: str, **told: Any) -> Wire:
        """As the order was seen the first time that this key was used."""
        seen = self.seen.setdefault(key, self.changes(order)["version"])
        ask = {"version": seen, **told}
        answer = self.http.post(f"/orders/{order['id']}/changes", json=ask, headers={"Idempotency-Key": key})
        assert answer.status_code == 200, answer.text
        found: Wire = answer.json()
        return found

    def contract(self, number: str) -> Wire:
        (found,) = [one for one in self.get("/debts")["contracts"] if one["number"] == number]
        contract: Wire = found
        return contract

    def credit(self, number: str) -> dict[str, Decimal]:
        """What the limit of the contract is made of."""
        limit = self.contract(number)["limit"]
        return {name: Decimal(limit[name]["amount"]) for name in ("limit", "debt", "held", "available")}

    def document(self, href: str) -> bytes:
        answer = self.http.get(href.removeprefix("/api/v1"))
        assert answer.status_code == 200, answer.text
        return answer.content


def amount(money: Wire) -> Decimal:
    return Decimal(money["amount"])


def totals(cart: Wire) -> Decimal:
    return sum((amount(total) for total in cart["totals"]), Decimal(0))


def remedy(problem: Wire, action: str) -> Wire:
    (found,) = [one for one in problem["remedies"] if one["action"] == action]
    way: Wire = found
    return way
