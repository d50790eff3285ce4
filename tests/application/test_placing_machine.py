"""Placing over PostgreSQL against plain Python: carts, keys, snapshots, balances, cancellations in any order."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from attrs import define, evolve, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from application.ordering.ports import KeyReused
from domain.shared.errors import DomainError, Refusals
from domain.shared.money import Money
from entrypoints.bootstrap.proving import Portal, portal
from entrypoints.prove.buyers import Fill, Placed, Press, filled, pressed
from entrypoints.prove.databases import fresh
from entrypoints.prove.erp import Erp
from entrypoints.prove.plan import OWNERS, Plan, Told, Wish
from entrypoints.prove.world import PRICES, WAREHOUSES, counterparty_of, holding_of, named, terms_of
from tests.capabilities import shows
from tests.servers import Servers

# Of one holding; the second prepays the second seller, the last has no limit with him but the holding's.
BUYERS = (0, 4, 8, 5)
VARIANTS = (3, 4, 5, 6)
KEYS = tuple((v, w) for v in VARIANTS for w in WAREHOUSES)
LAST_ROUBLES = ("-5.00", "0.00", "0.07", "19.99", "100.00", "1300.00", "9000.00")
PLENTY = Decimal(9000)
RELEASE: tuple[LiteralString, ...] = (
    "UPDATE reservation SET uncontained = 0, state = 'released' WHERE order_id = %s",
    "UPDATE credit_hold SET uncontained = 0, state = 'cancelled' WHERE order_id = %s",
)
HELD: LiteralString = """
SELECT variant_id, warehouse_id, quantity, basis_free, basis_held FROM reservation WHERE order_id = ANY(%s)
"""
EXPOSED: LiteralString = """
SELECT owner_id, amount, limit_amount - debt, held FROM credit_basis WHERE order_id = ANY(%s)
"""

Chain = list[tuple[Any, ...]]


@define
class Model:
    """What the books should say. `room`: limit less debt by owner."""

    free: dict[tuple[int, int], Decimal] = field(factory=dict)
    room: dict[UUID, Decimal] = field(factory=dict)
    held: dict[Any, Decimal] = field(factory=lambda: defaultdict(Decimal))
    late: set[UUID] = field(factory=set)

    def shares(self, variant: int, quantity: Decimal) -> tuple[list[tuple[int, Decimal]], bool]:
        """Which warehouse gives how much; what is missing is priced as if the first one had it, and told by True."""
        left = {w: self.free[variant, w] - self.held[variant, w] for w in WAREHOUSES}
        whole = [w for w in WAREHOUSES if left[w] >= quantity]
        if whole:
            return [(whole[0], quantity)], False
        parts, rest = [], quantity
        for w in WAREHOUSES:
            part = max(Decimal(0), min(rest, left[w]))
            rest -= part
            if part:
                parts.append((w, part))
        if rest and not parts:
            return [(WAREHOUSES[0], rest)], True
        return [(w, part + (rest if n == 0 else 0)) for n, (w, part) in enumerate(parts)], bool(rest)

    def parts(self, wishes: tuple[Wish, ...]) -> tuple[dict[tuple[int, int], dict[int, Decimal]], bool]:
        """{(seller, warehouse): {variant: quantity}}, and whether anything is missing.

        By seller and within a seller by warehouse, each in the order in which the cart brings them.
        """
        found: dict[tuple[int, int], dict[int, Decimal]] = {}
        missing = False
        for wish in wishes:
            shares, lacks = self.shares(wish.variant, Decimal(wish.quantity))
            missing = missing or lacks
            for warehouse, quantity in shares:
                # Goods of even number come from the base that fixes the first seller.
                seller = 1 if wish.variant % 2 == 0 else warehouse
                found.setdefault((seller, warehouse), {})[wish.variant] = quantity
        sellers, warehouses = (list(dict.fromkeys(level)) for level in zip(*found, strict=True))
        ordered = sorted(found, key=lambda part: (sellers.index(part[0]), warehouses.index(part[1])))
        return {part: found[part] for part in ordered}, missing


def gross(variant: int, seller: int, quantity: Decimal) -> Decimal:
    price = (Decimal(PRICES[variant - 1]) * (Decimal("1.05") if seller == 2 else 1)).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
    return (price * quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)


def owners(client: int, seller: int) -> list[UUID]:
    """Whose limits an order of this client with this seller must fit."""
    terms = terms_of(client, seller)
    if terms == "prepayment":
        return []
    chain = [named("holding", holding_of(client)), named("counterparty", client)]
    chain += [named("contract", client, seller)] if terms == "limited" else []
    return [owner for owner in chain if owner in OWNERS]


class Placing(RuleBasedStateMachine):
    """Each example begins a new round of the ERP in the same database."""

    rounds = count(1)

    def __init__(self, ours: Portal, erp: Erp) -> None:
        super().__init__()
        self.ours, self.erp, self.books = ours, erp, Model()
        self.carts: dict[int, tuple[tuple[Wish, ...], Press]] = {}
        # Where the lines of a buyer's cart stand, and where those stood that his last change took out.
        self.lines: dict[int, dict[int, int]] = defaultdict(dict)
        self.gone: dict[int, dict[int, int]] = defaultdict(dict)
        self.places = count(1)
        self.placed: dict[str, tuple[Press, Placed]] = {}
        self.open: list[tuple[UUID, list[tuple[Any, Decimal]]]] = []

    @initialize()
    def begin(self) -> None:
        self.round = next(self.rounds)
        self.erp.connection.execute("DELETE FROM overdue_document")
        self.erp.connection.execute("DELETE FROM cart_line")
        self.erp.connection.execute("DELETE FROM cart_removal")
        told = Told(tuple((*key, Decimal(4)) for key in KEYS), tuple((owner, PLENTY) for owner in OWNERS.values()))
        self.erp.open(Plan(self.round, True, False, told, (), None))
        self.note(told)

    def note(self, told: Told) -> None:
        self.books.free |= {(v, w): left for v, w, left in told.stock}
        self.books.room |= {owner.id: left for owner, left in told.credit}

    @rule(key=st.sampled_from(KEYS), free=st.integers(-2, 6).map(Decimal))
    def tell_stock(self, key: tuple[int, int], free: Decimal) -> None:
        self.tell(Told(((*key, free),), ()))

    @rule(buyer=st.sampled_from(BUYERS), which=st.integers(0, 2), left=st.sampled_from(LAST_ROUBLES).map(Decimal))
    def tell_balance(self, buyer: int, which: int, left: Decimal) -> None:
        chain = owners(counterparty_of(buyer), 1)
        self.tell(Told((), ((OWNERS[chain[which % len(chain)]], left),)))

    def tell(self, told: Told) -> None:
        self.erp.tell(told, self.round)
        self.note(told)

    @rule(buyer=st.sampled_from(BUYERS), seller=st.sampled_from((1, 2)))
    def tell_overdue(self, buyer: int, seller: int) -> None:
        """The same again means paid."""
        contract = named("contract", counterparty_of(buyer), seller)
        if contract in self.books.late:
            self.books.late.remove(contract)
            self.erp.connection.execute("DELETE FROM overdue_document WHERE owner_id = %s", (contract,))
            return
        self.books.late.add(contract)
        self.erp.connection.execute(
            "INSERT INTO overdue_document (owner_id, document, due, amount, currency) VALUES (%s, '7', %s, 1, 'RUB')",
            (contract, "2020-01-01"),
        )

    @rule(
        buyer=st.sampled_from(BUYERS),
        cart=st.dictionaries(st.sampled_from(VARIANTS), st.integers(1, 5), min_size=1, max_size=3),
    )
    def fill(self, buyer: int, cart: dict[int, int]) -> None:
        """Goods that stay in the cart keep their place, those that the very next change brings back have it again,
        new ones come after them.
        """
        lines, gone = self.lines[buyer], self.gone[buyer]
        stood = {variant: (lines | gone)[variant] for variant in cart if variant in lines or variant in gone}
        self.gone[buyer] = {variant: place for variant, place in lines.items() if variant not in cart}
        self.lines[buyer] = stood | {variant: next(self.places) for variant in sorted(cart.keys() - stood.keys())}
        wishes = tuple(
            Wish(variant, 0, str(cart[variant])) for variant in sorted(cart, key=self.lines[buyer].__getitem__)
        )
        key = f"machine-{self.round}-{next(self.rounds)}"
        seen = filled(self.ours, Fill(key, buyer, wishes))
        assert seen.totals == (Money(self.total(wishes)),)
        self.carts[buyer] = wishes, Press(key, buyer, seen.cart_version, seen.totals)

    def total(self, wishes: tuple[Wish, ...]) -> Decimal:
        found, _ = self.books.parts(wishes)
        return sum((gross(v, s, q) for (s, _), goods in found.items() for v, q in goods.items()), Decimal("0.00"))

    @precondition(lambda self: self.carts)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        buyer = data.draw(st.sampled_from(sorted(self.carts)))
        wishes, press = self.carts[buyer]
        expected = self.expected(buyer, wishes, press)
        assert self.outcome(press) == expected
        if expected == ("placed",):
            del self.carts[buyer], self.lines[buyer], self.gone[buyer]
            self.accept(buyer, wishes, self.placed[press.key][1])

    def expected(self, buyer: int, wishes: tuple[Wish, ...], press: Press) -> tuple[str, ...]:
        if press.totals != (Money(self.total(wishes)),):
            return ("order.total-changed",)
        found, missing = self.books.parts(wishes)
        client = counterparty_of(buyer)
        late = any(named("contract", client, seller) in self.books.late for seller, _ in found)
        asked: dict[UUID, Decimal] = defaultdict(Decimal)
        tight = False
        for (seller, _), goods in found.items():
            amount = sum((gross(v, seller, q) for v, q in goods.items()), Decimal(0))
            for owner in owners(client, seller):
                # A part that does not fit leaves the room to the next one; any of them refuses the whole.
                if asked[owner] + amount > self.books.room[owner] - self.books.held[owner]:
                    tight = True
                else:
                    asked[owner] += amount
        reasons = {"stock.not-enough"} if missing else set()
        reasons |= {"credit.overdue"} if late else set()
        reasons |= {"credit.limit-exceeded"} if tight else set()
        return tuple(sorted(reasons)) or ("placed",)

    def outcome(self, press: Press) -> tuple[str, ...]:
        try:
            answer = pressed(self.ours, press)
        except Refusals as refusal:
            return tuple(sorted({reason.code for reason in refusal.reasons}))
        except DomainError as refusal:
            return (refusal.code,)
        assert not answer.repeated
        self.placed[press.key] = press, answer
        return ("placed",)

    def accept(self, buyer: int, wishes: tuple[Wish, ...], answer: Placed) -> None:
        """What is stored as the basis of each acceptance is what the books said at that moment (S1, C1, O1)."""
        found, _ = self.books.parts(wishes)
        assert sum((total.amount for _, _, total, _ in answer.orders), Decimal(0)) == self.total(wishes)
        assert len(answer.orders) == len(found)
        stock: Chain = []
        credit: Chain = []
        for (order, *_), ((seller, warehouse), goods) in zip(answer.orders, found.items(), strict=True):
            took: list[tuple[Any, Decimal]] = []
            for variant, quantity in goods.items():
                key = variant, warehouse
                stock.append((*key, quantity, self.books.free[key], self.hold(key, quantity)))
                took.append((key, quantity))
            amount = sum((gross(v, seller, q) for v, q in goods.items()), Decimal(0))
            for owner in owners(counterparty_of(buyer), seller):
                credit.append((owner, amount, self.books.room[owner], self.hold(owner, amount)))
                took.append((owner, amount))
            self.open.append((order, took))
        ids = [order for order, *_ in answer.orders]
        assert sorted(self.erp.connection.execute(HELD, (ids,)).fetchall()) == sorted(stock)
        assert sorted(self.erp.connection.execute(EXPOSED, (ids,)).fetchall()) == sorted(credit)

    def hold(self, what: Any, much: Decimal) -> Decimal:
        before = self.books.held[what]
        self.books.held[what] = before + much
        return before

    @precondition(lambda self: self.placed)
    @rule(data=st.data(), otherwise=st.booleans())
    def press_again(self, data: st.DataObject, otherwise: bool) -> None:
        """The same key gives the same orders, whatever has changed since; with another body it is refused (N01)."""
        press, answer = self.placed[data.draw(st.sampled_from(sorted(self.placed)))]
        if otherwise:
            with pytest.raises(KeyReused):
                pressed(self.ours, evolve(press, totals=(Money(Decimal("0.01")),)))
            return
        again = pressed(self.ours, press)
        assert again.orders == answer.orders
        assert again.repeated

    @precondition(lambda self: self.placed)
    @rule(data=st.data())
    def press_from_another_tab(self, data: st.DataObject) -> None:
        """Its cart is the one that was placed; its key is new."""
        press, _ = self.placed[data.draw(st.sampled_from(sorted(self.placed)))]
        assert self.outcome(evolve(press, key=f"{press.key}-tab")) == ("cart.changed",)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        order, took = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        with self.erp.connection.transaction():
            for statement in RELEASE:
                self.erp.connection.execute(statement, (order,))
        for what, much in took:
            self.books.held[what] -= much


@shows("A02", "N01", "M043", "M048")
def test_placing_does_what_the_books_say(servers: Servers) -> None:
    few = settings(max_examples=40, stateful_step_count=40, deadline=None)
    with fresh(servers.database_url, 12, keep=False) as ground, psycopg.connect(ground.url, autocommit=True) as link:
        erp, ours = Erp(link), portal(ground.url)
        erp.prepare()

        class Here(Placing):
            def __init__(self) -> None:
                super().__init__(ours, erp)

        run_state_machine_as_test(Here, settings=few)
        ours.close()
