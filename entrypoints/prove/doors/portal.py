"""Optovik as a shop that is driven over HTTP: buyers by /api/v1, the ERP by its packets, the checker by SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from attrs import define, field, frozen

from entrypoints.prove import checks
from entrypoints.prove.doors.books import Books
from entrypoints.prove.doors.machines import Machines, wait_for
from entrypoints.prove.doors.packets import PASSWORD, Message, Packets, moment
from entrypoints.prove.doors.shop import News, Order, Placed, Power, Refused, Seen
from entrypoints.prove.doors.talking import Answer, Talk, repeated
from entrypoints.prove.doors.trial import WITHDRAWN
from entrypoints.prove.plan import Wish, dice
from entrypoints.prove.world import PACKS, VARIANTS, Owner

LEVELS = ("contract", "counterparty", "holding")
# Of the orders that the ERP hears of: it takes most, ships some at once, cancels some, and is late with the others.
TAKES, SHIPS, CANCELS = 0.55, 0.2, 0.1
SETTLED_WITHIN = 240.0
MOST_MESSAGES = 400


@define
class PortalBuyer:
    talk: Talk
    number: int
    filled: int = 0
    has_code: bool = False

    def fill(self, wishes: Sequence[Wish], promo: str) -> Seen:
        """One change under an id of its own, so that a repeat changes nothing more."""
        self.filled += 1
        wanted = {(wish.variant, wish.packaging): wish.quantity for wish in wishes}
        known = [(variant, pack) for variant in VARIANTS for pack in {0, PACKS.get(variant, 0)}]
        rows = [row(variant, pack, wanted.get((variant, pack))) for variant, pack in known]
        operation = uuid5(NAMESPACE_OID, f"{self.number} {self.filled}")
        change = {"lines": rows, "operation_id": str(operation)}
        cart = repeated(lambda: self.talk.ask("POST", "/api/v1/cart/lines", change)).body
        if promo:
            # A code that would take nothing of this cart, or a buyer who has named too many, goes on without.
            named = repeated(lambda: self.talk.ask("PUT", "/api/v1/cart/promo", {"code": promo}))
            cart = named.body if named.status == 200 else cart
        elif self.has_code:
            # Else a code that was used up before his turn would refuse all that he orders from then on.
            cart = repeated(lambda: self.talk.ask("DELETE", "/api/v1/cart/promo")).body
        self.has_code = bool(promo)
        total = sum((Decimal(one["amount"]) for one in cart["totals"]), Decimal("0.00"))
        return Seen(cart["version"], total, cart["totals"], cart["id"])

    def place(self, key: str, seen: Seen) -> Placed | Refused:
        answer = self.talk.ask("POST", "/api/v1/orders", confirmed(key, seen), Idempotency_Key=key)
        if answer.status in (200, 201):
            return Placed(orders_of(answer.body["orders"]), answer.status == 200)
        return Refused(codes(answer))

    def ask(self, key: str, seen: Seen) -> str | Refused:
        body = confirmed(key, seen)
        answer = repeated(lambda: self.talk.ask("POST", "/api/v1/approvals", body, Idempotency_Key=key))
        return str(answer.body["id"]) if answer.status == 201 else Refused(codes(answer))

    def withdraw(self, request: str) -> Refused:
        answer = self.talk.ask("POST", f"/api/v1/approvals/{request}/decision", {"decision": "withdraw"})
        return Refused((WITHDRAWN,) if answer.status == 200 else codes(answer))

    def tab(self) -> "PortalBuyer":
        return PortalBuyer(Talk(self.talk.nodes, self.talk.headers, self.number + 1), self.number)

    def orders(self) -> Sequence[Order]:
        found: list[Order] = []
        while True:
            path = f"/api/v1/orders?limit=200&offset={len(found)}"
            page = repeated(partial(self.talk.ask, "GET", path)).body
            found += orders_of(page["orders"])
            if len(found) >= page["total"] or not page["orders"]:
                return found


@frozen
class PortalChief:
    talk: Talk

    def approve(self, request: str, seen: Seen) -> Placed | Refused:
        path = f"/api/v1/approvals/{request}"
        answer = self.talk.ask("POST", f"{path}/decision", {"decision": "approve", "total_seen": seen.body})
        if answer.status == 200:
            return Placed(orders_of(answer.body["orders"]))
        if codes(answer) != ("approval.closed",):
            return Refused(codes(answer))
        # Another yes was first, or this one before its answer was lost: the request tells of its orders.
        told = self.talk.ask("GET", path).body
        if told["request"]["state"] != "approved":
            return Refused(("approval.closed",))
        orders = [self.talk.ask("GET", f"/api/v1/orders/{one['id']}").body["order"] for one in told["orders"]]
        return Placed(orders_of(orders), repeated=True)


@frozen
class Portal:
    """The ERP hears of orders by their answers and acknowledges them with the next news."""

    machines: Machines
    books: Books
    packets: Packets
    luck: Random
    unheard: list[str] = field(factory=list)
    taken: list[str] = field(factory=list)
    ending: list[str] = field(factory=list)
    chiefs: dict[tuple[int, int], Mapping[str, str]] = field(factory=dict)
    powers: frozenset[Power] = frozenset(Power)

    @classmethod
    def open(cls, machines: Machines, books: Books, seed: int) -> "Portal":
        return cls(machines, books, Packets.to(machines.web_ports), dice(seed, "erp"))

    def sign_in(self, number: int) -> PortalBuyer:
        return PortalBuyer(
            self._signed_in(f"prove-{number}", f"10.0.{number // 200}.{1 + number % 200}", number), number
        )

    def _signed_in(self, login: str, office: str, first: int) -> Talk:
        """Everybody sits in an office of his own: one address may not sign in hundreds of people at once."""
        talk = Talk(self.machines.web_ports, {"X-Forwarded-For": office}, first=first)
        ask = {"login": login, "password": PASSWORD}
        answer = repeated(lambda: talk.ask("POST", "/api/v1/session", ask))
        talk.headers |= {"Cookie": answer.cookies.partition(";")[0], "X-CSRF-Token": answer.body["csrf"]}
        return talk

    def hear(self, numbers: Sequence[str]) -> None:
        self.unheard.extend(numbers)

    def tell(self, news: News, round: int) -> None:
        with self.packets.lock:
            if news.cancel or news.expire:
                self._end(news)
            else:
                self._acknowledge()
            self._figures(news, round)

    def _acknowledge(self) -> None:
        """A base that hears of an order, takes it, ships it or cancels it. Then its next figures contain it.

        An order whose time has passed is not heard of before its reservation has ended: the ERP would hold its goods.
        """
        ended = self.books.expired(self.ending)
        self.ending[:] = [number for number in self.ending if number not in ended]
        self.unheard.extend(ended)
        shipped = [self._message(number, state="Отгружен") for number in self.taken]
        self.taken.clear()
        heard, self.unheard[:] = list(self.unheard), []
        messages = []
        for number in heard:
            chance = self.luck.random()
            if chance < TAKES:
                messages.append(self._message(number))
                self.taken.append(number)
            elif chance < TAKES + SHIPS:
                messages.append(self._message(number, state="Отгружен"))
            elif chance < TAKES + SHIPS + CANCELS:
                messages.append(self._message(number, cancelled=True))
            else:
                self.unheard.append(number)
        self._send_orders([*shipped, *messages])

    def _end(self, news: News) -> None:
        gone = {*news.cancel, *news.expire}
        self.unheard[:] = [number for number in self.unheard if number not in gone]
        if news.expire:
            self.books.let_expire(news.expire)
            self.ending.extend(news.expire)
        self._send_orders([self._message(number, cancelled=True) for number in news.cancel])

    def _message(self, number: str, **facts: object) -> Message:
        return self.packets.message("order", f"erp-{number}", {"number": number, "erp_number": f"УТ-{number}", **facts})

    def _send_orders(self, messages: list[Message]) -> None:
        """What the portal has not offered yet it does not know as this base's order: that is told another time."""
        for start in range(0, len(messages), MOST_MESSAGES):
            part = messages[start : start + MOST_MESSAGES]
            _, statuses = self.packets.send(part)
            late = [m["payload"]["number"] for m in part if statuses[m["key"]] == "rejected"]
            self.unheard.extend(late)
            gone = set(late)
            self.taken[:] = [number for number in self.taken if number not in gone]

    def _figures(self, news: News, round: int) -> None:
        """Free and debt such that just so much is left beside the holds that these figures will not contain."""
        if not (news.stock or news.credit):
            return
        outside, owed = self.books.uncontained(list(news.stock), list(news.credit))
        messages, stock, balances = [], [], []
        for (variant, warehouse), left in news.stock.items():
            free = left + outside.get((variant, warehouse), Decimal(0))
            payload = {"warehouse": {"id": f"w{warehouse}"}, "item": {"id": f"p{variant}"}, "free": str(free)}
            messages.append(self.packets.message("stock", f"w{warehouse}/p{variant}", payload | {"as_of": moment()}))
            stock.append((variant, warehouse, free))
        for owner, left in news.credit.items():
            room = Decimal(owner.usual) - left - owed.get(owner.id, Decimal(0))
            messages.append(self._balance(owner, room))
            balances.append((owner.id, Decimal(owner.usual), room))
        number, statuses = self.packets.send(messages)
        self.books.write_down(number, stock, balances, round)
        if "stored" in statuses.values():
            # Whoever was to apply it has died; a worker does it in its turn.
            wait_for(partial(self.books.is_applied, number), f"packet {number} is not applied", self.machines)
        if wrong := {key: status for key, status in statuses.items() if status not in ("applied", "stored")}:
            self.books.strange(f"packet {number}: {wrong}")

    def _balance(self, owner: Owner, debt: Decimal) -> Message:
        kind, id = LEVELS[owner.level], str(owner.id)
        payload = {
            "owner": {"kind": kind, "id": id}, "currency": "RUB", "limit": owner.usual, "as_of": moment(),
            "debt": str(max(debt, Decimal(0))), "advance": str(max(-debt, Decimal(0))), "includes_unshipped": True,
        }  # fmt: skip
        return self.packets.message("credit.balance", f"{kind}/{id}", payload)

    def allow(self, code: str, uses: int, round: int) -> None:
        self.books.allow(code, uses, round)

    def bind(self, left: Mapping[int, Decimal], round: int) -> None:
        self.books.bind(left, round)

    def oversee(self, clients: Sequence[int], round: int) -> None:
        self.books.oversee(clients)

    def chief(self, client: int, which: int) -> PortalChief:
        """The two go to different nodes first."""
        if (client, which) not in self.chiefs:
            signed_in = self._signed_in(f"chief-{client}-{which}", f"10.1.{which}.{1 + client}", which)
            self.chiefs[client, which] = signed_in.headers
        return PortalChief(Talk(self.machines.web_ports, dict(self.chiefs[client, which]), which))

    def finish(self) -> None:
        """The ERP ships or cancels whatever is open, and the portal's own queues run empty."""
        wait_for(self.books.is_offered, "orders do not reach the queue of the ERP", self.machines, SETTLED_WITHIN)
        with self.packets.lock:
            for _ in range(3):
                numbers = self.books.open_orders()
                ends = [{"state": "Отгружен"} if place % 3 else {"cancelled": True} for place in range(len(numbers))]
                self._send_orders([self._message(n, **facts) for n, facts in zip(numbers, ends, strict=True)])

    def violations(self, first: int, last: int, whole: bool) -> Iterator[tuple[str, str]]:
        yield from self.books.found()
        self.books.resolve()
        yield from self.books.asking(lambda connection: list(checks.violations(connection, first, last, whole)))
        if whole:
            yield from self.books.asking(lambda connection: list(checks.at_rest(connection)))


def confirmed(key: str, seen: Seen) -> dict[str, Any]:
    return {"cart_version": seen.version, "total_seen": seen.body, "comment": key}


def orders_of(told: Iterable[Mapping[str, Any]]) -> tuple[Order, ...]:
    return tuple(Order(one["id"], one["number"], Decimal(one["total"]["amount"])) for one in told)


def row(variant: int, pack: int, quantity: str | None) -> dict[str, str]:
    asked = {"variant": str(variant), "packaging": str(pack)}
    return asked | ({"operation": "remove"} if quantity is None else {"quantity": quantity})


def codes(answer: Answer) -> tuple[str, ...]:
    """Of a problem: its own, or those of its reasons."""
    told = answer.body or {}
    reasons = [reason["code"] for reason in told.get("reasons", ()) if "code" in reason]
    return tuple(reasons) or (str(told.get("code") or told.get("type", "")).rsplit("/", 1)[-1] or str(answer.status),)
