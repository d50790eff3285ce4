"""Another shop behind the rounds of `optovik prove concurrency`: the smallest one, as an example of how an adapter is
written (docs/prove.md). It lives in memory; one that is reached over HTTP differs in its calls alone.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from threading import Lock

from attrs import define, field, frozen

from entrypoints.prove.doors.shop import Chief, News, Order, Placed, Power, Refused, Seen, Unanswered
from entrypoints.prove.plan import Wish
from entrypoints.prove.world import PACK_OF


@frozen
class Visitor:
    shop: "CornerShop"
    number: int

    def fill(self, wishes: Sequence[Wish], promo: str) -> Seen:
        return Seen(0, Decimal(len(wishes)), tuple(wishes))

    def place(self, key: str, seen: Seen) -> Placed | Refused:
        return self.shop.sell(self.number, key, seen.body)

    def ask(self, key: str, seen: Seen) -> str | Refused:
        raise NotImplementedError

    def withdraw(self, request: str) -> Refused:
        raise NotImplementedError

    def orders(self) -> Sequence[Order]:
        return [order for buyer, order in self.shop.sold if buyer == self.number]

    def tab(self) -> "Visitor":
        return self


@define
class CornerShop:
    """Knows stock by goods and nothing of limits. Every seventh press is heard and its answer is lost.

    locks, keeps_keys: each may be left out, and then the trial must find it out.
    """

    locks: bool = True
    keeps_keys: bool = True
    powers: frozenset[Power] = frozenset()
    left: dict[int, Decimal] = field(factory=dict)
    sold: list[tuple[int, Order]] = field(factory=list)
    answers: dict[str, Placed] = field(factory=dict)
    presses: int = 0
    lock: Lock = field(factory=Lock)

    def sign_in(self, number: int) -> Visitor:
        return Visitor(self, number)

    def hear(self, numbers: Sequence[str]) -> None:
        return None

    def tell(self, news: News, round: int) -> None:
        with self.lock:
            for variant in {variant for variant, _ in news.stock}:
                self.left[variant] = sum(
                    (max(left, Decimal(0)) for (goods, _), left in news.stock.items() if goods == variant), Decimal(0)
                )

    def sell(self, buyer: int, key: str, wishes: Sequence[Wish]) -> Placed | Refused:
        self.presses += 1
        is_lost = self.presses % 7 == 0
        guard: AbstractContextManager[object] = self.lock if self.locks else nullcontext()
        with guard:
            if self.keeps_keys and key in self.answers:
                return Placed(self.answers[key].orders, repeated=True)
            wanted = {wish.variant: Decimal(wish.quantity) * (PACK_OF if wish.packaging else 1) for wish in wishes}
            if any(quantity > self.left.get(variant, Decimal(0)) for variant, quantity in wanted.items()):
                return Refused(("stock.not-enough",))
            time.sleep(0.002)  # as a database takes its time between the reading and the writing
            for variant, quantity in wanted.items():
                self.left[variant] -= quantity
            order = Order(f"{len(self.sold)}-{buyer}-{key}", f"{key}/{len(self.sold)}", Decimal(len(wishes)))
            self.sold.append((buyer, order))
            self.answers[key] = Placed((order,))
        if is_lost:
            raise Unanswered("the line broke")
        return Placed((order,))

    def allow(self, code: str, uses: int, round: int) -> None:
        raise NotImplementedError

    def bind(self, left: Mapping[int, Decimal], round: int) -> None:
        raise NotImplementedError

    def oversee(self, clients: Sequence[int], round: int) -> None:
        raise NotImplementedError

    def chief(self, client: int, which: int) -> Chief:
        raise NotImplementedError

    def finish(self) -> None:
        return None

    def violations(self, first: int, last: int, whole: bool) -> Iterator[tuple[str, str]]:
        return iter(())
