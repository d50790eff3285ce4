"""Placing against a model: carts, snapshots, balances, cancellations in any order (S1, C1, C2, O1)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import count
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, rule
from hypothesis.strategies import SearchStrategy

from domain.credit.credit_line import Balance, CreditLine, CreditTerms, DebtOverdue, OverdueDocument, overdue
from domain.inventory.stock import Snapshot, StockLine
from domain.ordering.order import Order, OrderDetails
from domain.ordering.placing import ContractCredit, Locked, StockKey, place
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.ordering.splitting import parts
from domain.parties.level import Level
from domain.shared.errors import Refusals
from domain.shared.ids import BalanceId, ContractId, MessageId, OrderId, OrganizationId, UserId, VariantId, WarehouseId
from domain.shared.money import Currency, Money
from tests.builders import (
    CONTRACT,
    HOLDING,
    NOON,
    a_book,
    a_warehouse,
    an_id,
    circumstances,
    rub,
    terms,
    wanted,
)
from tests.capabilities import shows

SECOND_SELLER = OrganizationId(an_id("second seller"))
SECOND_CONTRACT = ContractId(an_id("second contract"))
CONTRACTS = (CONTRACT, SECOND_CONTRACT)
OWNERS: tuple[UUID, ...] = (*CONTRACTS, HOLDING)
KEYS = tuple((VariantId(v), WarehouseId(w)) for v in (1, 2, 3) for w in (1, 2))
WAREHOUSES = (a_warehouse(1), a_warehouse(2, SECOND_SELLER))
TERMS = (terms(), terms(organization=SECOND_SELLER, contract=SECOND_CONTRACT))
BOOK = a_book({1: "100.00", 2: "33.33", 3: "0.07"})
DETAILS = OrderDetails(UserId(an_id("buyer")))

few = st.integers(-2, 9).map(Decimal)
wishes = st.integers(1, 5).map(str)
carts: SearchStrategy[dict[int, str]] = st.dictionaries(st.sampled_from((1, 2, 3)), wishes, min_size=1)
roubles = st.sampled_from(("-10.00", "0.00", "0.07", "33.33", "100.00", "199.99", "700.00", "5000.00"))


class Placing(RuleBasedStateMachine):
    """`held`: what the model says that accepted orders hold, by goods in a warehouse and by owner of a limit."""

    quotes = Bundle("quotes")
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.snapshots: dict[StockKey, Snapshot] = {}
        self.rooms: dict[UUID, tuple[Money, Balance]] = {}
        self.held: dict[StockKey | UUID, Decimal] = defaultdict(Decimal)
        self.late: dict[ContractId, DebtOverdue] = {}
        for key in KEYS:
            self.tell_stock(key, Decimal(5))
        for owner in OWNERS:
            self.tell_balance(owner, "700.00", "0.00")

    @rule(key=st.sampled_from(KEYS), free=few)
    def tell_stock(self, key: StockKey, free: Decimal) -> None:
        self.snapshots[key] = Snapshot(free, MessageId(next(self.numbers)))

    @rule(owner=st.sampled_from(OWNERS), limit=roubles, debt=roubles)
    def tell_balance(self, owner: UUID, limit: str, debt: str) -> None:
        balance = Balance(BalanceId(an_id(f"balance {next(self.numbers)}")), rub(debt))
        self.rooms[owner] = rub(limit), balance

    @rule(contract=st.sampled_from(CONTRACTS), days=st.integers(0, 3), tolerance=st.integers(0, 2))
    def tell_overdue(self, contract: ContractId, days: int, tolerance: int) -> None:
        """C2: a document blocks its contract once it is later than tolerated, until the ERP tells otherwise."""
        document = OverdueDocument("77", date(2026, 11, 20), rub("10.00"), days)
        refusal = overdue(contract, [document], tolerance, Currency.RUB)
        assert (refusal is not None) == (days > tolerance)
        self.late.pop(contract, None)
        if refusal is not None:
            self.late[contract] = refusal

    @rule(target=quotes, cart=carts)
    def look(self, cart: dict[int, str]) -> QuotedCart:
        """What the buyer sees; he may press much later, when all has changed."""
        left = {(int(v), int(w)): str(s.free - self.held[v, w]) for (v, w), s in self.snapshots.items()}
        under = circumstances(BOOK, left, WAREHOUSES, TERMS)
        return quoted_cart(1, [wanted(variant, quantity) for variant, quantity in cart.items()], under)

    @rule(target=orders, quoted=quotes)
    def press(self, quoted: QuotedCart) -> Order:
        asked = self.asked(quoted)
        obstructed = bool(quoted.refusals) or bool(self.late.keys() & asked.keys())
        fits = all(amount <= self.room(owner) for owner, amount in asked.items())
        names = [(OrderId(an_id(f"order {n}")), f"B{n:06d}") for n, _ in zip(self.numbers, parts(quoted), strict=False)]
        try:
            placed = place(quoted, self.locked(), DETAILS, names, NOON)
        except Refusals:
            assert obstructed or not fits
            return multiple()  # type: ignore[return-value]  # Hypothesis' word for "nothing comes of it"
        assert fits
        assert not obstructed
        self.accept(quoted, placed)
        return multiple(*placed)  # type: ignore[return-value]  # several orders of one press

    def accept(self, quoted: QuotedCart, placed: tuple[Order, ...]) -> None:
        for order in placed:
            for hold in order.stock_holds:
                key = hold.variant, hold.warehouse
                snapshot = self.snapshots[key]
                assert (hold.basis, hold.basis_free, hold.basis_held) == (snapshot.id, snapshot.free, self.held[key])
                self.held[key] += hold.quantity
                assert self.held[key] <= snapshot.free
            for credit in order.credit_holds:
                limit, balance = self.rooms[credit.owner]
                assert (credit.basis, credit.basis_limit, credit.basis_debt) == (balance.id, limit, balance.debt)
                assert credit.basis_held.amount == self.held[credit.owner]
                self.held[credit.owner] += credit.amount.amount
                assert self.held[credit.owner] <= (limit - balance.debt).amount
            assert {hold.owner for hold in order.credit_holds} == {order.terms.contract, HOLDING}
            assert order.total.amount == sum(line.gross for line in order.lines)
        total = sum((order.total for order in placed), Money.zero())
        assert (total,) == quoted.totals
        lines = [line for order in placed for line in order.lines]
        assert sum(line.quantity for line in lines) == sum(line.wanted.quantity for line in quoted.lines)

    @rule(order=consumes(orders))
    def cancel(self, order: Order) -> None:
        """What it held is free again, for whoever is next."""
        for hold in order.stock_holds:
            self.held[hold.variant, hold.warehouse] -= hold.quantity
        for credit in order.credit_holds:
            self.held[credit.owner] -= credit.amount.amount

    def asked(self, quoted: QuotedCart) -> dict[StockKey | UUID, Decimal]:
        """Everything that the cart would hold, by whom or what gives it."""
        found: dict[StockKey | UUID, Decimal] = defaultdict(Decimal)
        for line in quoted.lines:
            for share in line.shares:
                found[line.wanted.key.variant, share.warehouse.id] += share.base_quantity
                for owner in (share.quoted.ask.terms.contract, HOLDING):
                    found[owner] += share.quoted.gross
        return found

    def room(self, of: StockKey | UUID) -> Decimal:
        if isinstance(of, UUID):
            limit, balance = self.rooms[of]
            return (limit - balance.debt).amount - self.held[of]
        return self.snapshots[of].free - self.held[of]

    def locked(self) -> Locked:
        stock = {key: StockLine(*key, snapshot, self.held[key]) for key, snapshot in self.snapshots.items()}
        shared = self.line(Level.HOLDING, HOLDING)
        credit = {
            contract: ContractCredit(
                CreditTerms.LIMITED, [shared, self.line(Level.CONTRACT, contract)], self.late.get(contract)
            )
            for contract in CONTRACTS
        }
        return Locked(stock, credit, {})

    def line(self, level: Level, owner: UUID) -> CreditLine:
        limit, balance = self.rooms[owner]
        return CreditLine(level, owner, limit, balance, Money.rounded(self.held[owner]))


TestPlacing = shows("A02", "M043", "M048")(Placing.TestCase)
TestPlacing.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
