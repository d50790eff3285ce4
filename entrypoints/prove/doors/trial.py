"""The trial over HTTP: round after round, clients order at once and repeat their keys, while the machines die."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from random import Random
from typing import Protocol

from attrs import define, field, frozen

from entrypoints.prove.doors.report import Report
from entrypoints.prove.doors.rounds import KINDS, Amid, Buying, Crowd, Kind, Scene
from entrypoints.prove.doors.shop import Broken, Buyer, News, Placed, Power, Refused, Seen, Shop, Unanswered
from entrypoints.prove.doors.talking import ENDURANCE, PAUSE
from entrypoints.prove.plan import dice
from entrypoints.prove.world import CHIEFS, PACK_OF, counterparty_of

Press = Callable[[], Placed | Refused]
WITHDRAWN = "withdrawn"


@frozen
class Options:
    """size: orders at once in a round. minutes: after so many the trial ends, and has failed if rounds are left.

    batch: rounds between two looks of the judge, who reads the whole journal each time, as long as it has grown.
    """

    rounds: int = 1000
    buyers: int = 96
    size: int = 8
    seed: int = 1
    minutes: float | None = None
    batch: int = 50


@define
class Attempt:
    """One key: what was seen, and what was answered. request: for a yes, where one was asked for."""

    key: str
    round: int
    buying: Buying
    seen: Seen
    placed: Placed | None = None
    refused: tuple[str, ...] = ()
    request: str = ""


class Undertaker(Protocol):
    """What a trial needs of whoever kills."""

    def during(self, round: int, usual: float) -> Callable[[], None]:
        """What falls in this round, within the seconds that a race usually takes; returns how to wait for it."""

    def tend(self) -> None:
        """After a round: who has died by himself is noted and born again."""


class Nobody:
    """Where the machines are not ours."""

    def during(self, round: int, usual: float) -> Callable[[], None]:
        return lambda: None

    def tend(self) -> None:
        return None


@define
class Trial:
    options: Options
    shop: Shop
    report: Report
    undertaker: Undertaker = field(factory=Nobody)
    save: Callable[[Sequence[Attempt]], None] = lambda _: None
    people: dict[int, Buyer] = field(factory=dict)
    attempts: list[Attempt] = field(factory=list)
    answered: list[Attempt] = field(factory=list)
    usual: float = 0.3
    pool: ThreadPoolExecutor = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(3 * self.options.size + 8, thread_name_prefix="client")

    @property
    def kinds(self) -> list[Kind]:
        return [kind for kind in KINDS if kind.needs <= self.shop.powers]

    def run(self, progress: Callable[[Report], None]) -> None:
        began, checked, batch = time.monotonic(), 0, self.options.batch
        self.report.left_out = {kind.name: sorted(p.value for p in kind.needs - self.shop.powers)
                                for kind in KINDS if kind not in self.kinds}  # fmt: skip
        self.everybody()
        for number in range(self.options.rounds):
            if self.options.minutes and time.monotonic() - began > 60 * self.options.minutes:
                break
            self.round(number)
            self.report.rounds, self.report.seconds = number + 1, time.monotonic() - began
            if (number + 1) % batch == 0:
                self.check(checked, number)
                checked = number + 1
                progress(self.report)
        self.report.seconds = time.monotonic() - began
        self.finish()

    def everybody(self) -> None:
        numbers = range(self.options.buyers)
        self.people = dict(zip(numbers, self.pool.map(self.shop.sign_in, numbers), strict=True))

    def round(self, number: int) -> None:
        luck = dice(self.options.seed, number, "doors")
        kind = luck.choice(self.kinds)
        scene = kind.scene(luck, Crowd(self.options.buyers, self.options.size), number)
        self.report.kinds[kind.name] += 1
        try:
            self.play(scene, number, luck)
        except Broken as fault:
            self.report.violate("broken", f"round {number}, {kind.name}: {fault}")
        self.undertaker.tend()

    def play(self, scene: Scene, number: int, luck: Random) -> None:
        self.shop.tell(scene.opening, number)
        for code, uses in scene.codes.items():
            self.shop.allow(code, uses, number)
        if Power.BUDGETS in self.shop.powers:
            self.shop.bind(scene.budgets, number)
        if Power.APPROVALS in self.shop.powers:
            self.shop.oversee(scene.overseen, number)
        before = self.fill(scene.before, number, "first")
        self.race(before, number)
        racing = self.fill(scene.racing, number, "")
        wait = self.undertaker.during(number, self.usual)
        began = time.monotonic()
        busy = [self.pool.submit(self.happen, amid, before, number) for amid in scene.amid]
        luck.shuffle(racing)
        self.race(racing, number)
        self.usual = 0.9 * self.usual + 0.1 * min(1.0, time.monotonic() - began)
        heard(busy)
        wait()
        self.judge(scene, [*before, *racing], number)

    def fill(self, buying: Sequence[Buying], number: int, tag: str) -> list[Attempt]:
        def filled(one: Buying) -> Attempt:
            person, key = self.people[one.buyer], f"r{number}-b{one.buyer}{'-' * bool(tag)}{tag}"
            attempt = Attempt(key, number, one, person.fill(one.wishes, one.promo))
            if one.asks:
                asked = person.ask(key, attempt.seen)
                if isinstance(asked, Refused):
                    self.hear(attempt, asked)
                else:
                    attempt.request = asked
            return attempt

        return list(self.pool.map(filled, buying))

    def race(self, attempts: Sequence[Attempt], number: int) -> None:
        """All at once."""
        presses = [(attempt, press) for attempt in attempts for press in self.presses(attempt)]
        answers = [(attempt, self.pool.submit(self.press, attempt, press)) for attempt, press in presses]
        for attempt, answer in answers:
            self.hear(attempt, answer.result())
        self.attempts += attempts

    def presses(self, attempt: Attempt) -> Iterator[Press]:
        """Where one presses twice, the second press is at another node and under the same key."""
        one, key, seen, request = attempt.buying, attempt.key, attempt.seen, attempt.request
        person = self.people[one.buyer]
        if not one.asks:
            for place in range(one.presses):
                yield partial((person.tab() if place else person).place, key, seen)
        elif request:
            for which in range(CHIEFS):
                yield partial(self.shop.chief(counterparty_of(one.buyer), which).approve, request, seen)
            if one.repents:
                yield partial(person.withdraw, request)

    def press(self, attempt: Attempt, press: Press) -> Placed | Refused | Broken:
        """On and on under one key: an answer is owed."""
        began = time.monotonic()
        self.report.pressed()
        while True:
            try:
                answer: Placed | Refused | Broken = press()
                break
            except Unanswered as why:
                self.report.not_answered(str(why))
                if time.monotonic() - began > ENDURANCE:
                    answer = Broken(f"key {attempt.key} got no answer in {ENDURANCE:.0f} s")
                    break
                time.sleep(PAUSE)
            except Broken as fault:
                answer = fault
                break
        self.report.took(time.monotonic() - began)
        return answer

    def hear(self, attempt: Attempt, answer: Placed | Refused | Broken) -> None:
        if isinstance(answer, Broken):
            self.report.violate("broken", f"key {attempt.key}: {answer}")
        elif isinstance(answer, Refused):
            attempt.refused += answer.codes
            self.report.answers.update(set(answer.codes))
        else:
            self.report.answers["placed, told again" if answer.repeated else "placed"] += 1
            if attempt.placed is not None and attempt.placed.orders != answer.orders:
                what = f"key {attempt.key}: {attempt.placed.orders} and then {answer.orders}"
                self.report.violate("one key, two answers", what)
            if attempt.placed is None:
                self.shop.hear([order.number for order in answer.orders])
            attempt.placed = answer

    def happen(self, amid: Amid, before: Sequence[Attempt], number: int) -> None:
        time.sleep(amid.at * self.usual)
        orders = [order.number for attempt in before if attempt.placed for order in attempt.placed.orders]
        self.report.amid[amid.ends.value if amid.ends else "stock and balances"] += 1
        if amid.ends is Power.CANCELLING:
            self.shop.tell(News(cancel=orders), number)
        elif amid.ends is Power.EXPIRY:
            self.shop.tell(News(expire=orders), number)
        else:
            self.shop.tell(amid.news, number)

    def judge(self, scene: Scene, attempts: Sequence[Attempt], number: int) -> None:
        """What a client can know by himself: no more was promised than the seller had told of."""
        placed = [attempt for attempt in attempts if attempt.placed]
        racing = [attempt for attempt in placed if attempt.round == number]
        self.report.accepted += len(placed)
        self.report.orders += sum(len(attempt.placed.orders) for attempt in placed if attempt.placed)
        self.report.histogram[len(racing)] += 1
        for attempt in attempts:
            if attempt.placed and "cart.changed" in attempt.refused:
                self.report.violate("a repeat was refused", f"key {attempt.key} was placed: {attempt.refused}")
            if attempt.placed and WITHDRAWN in attempt.refused:
                self.report.violate("withdrawn and placed", f"key {attempt.key}: {attempt.placed.orders}")
        if any(amid.ends for amid in scene.amid):
            return
        told: dict[int, Decimal] = {}
        for news in (scene.opening, *(amid.news for amid in scene.amid)):
            for (variant, _), left in news.stock.items():
                told[variant] = told.get(variant, Decimal(0)) + max(left, Decimal(0))
        promised: dict[int, Decimal] = {}
        for attempt in placed:
            for wish in attempt.buying.wishes:
                each = PACK_OF if wish.packaging else 1
                promised[wish.variant] = promised.get(wish.variant, Decimal(0)) + Decimal(wish.quantity) * each
        for variant, quantity in promised.items():
            if variant in told and quantity > told[variant]:
                self.report.violate("stock oversold", f"round {number}, goods {variant}: {quantity} of {told[variant]}")

    def check(self, first: int, last: int, whole: bool = False) -> None:
        self.save(self.attempts)
        self.answered += [attempt for attempt in self.attempts if attempt.placed]
        self.attempts = []
        for law, what in self.shop.violations(first, last, whole):
            self.report.violate(law, what)

    def finish(self) -> None:
        """Everybody reads his orders, all that is open is brought to its end, and everything is judged once more."""
        self.check(0, max(0, self.report.rounds - 1))
        told: dict[int, set[str]] = {}
        for attempt in self.answered:
            assert attempt.placed is not None
            told.setdefault(attempt.buying.buyer, set()).update(order.number for order in attempt.placed.orders)
        try:
            lists = self.pool.map(lambda buyer: buyer.orders(), self.people.values())
            for number, orders in zip(self.people, lists, strict=True):
                self.compare(number, told, {order.number for order in orders})
            self.shop.finish()
        except Broken as fault:
            self.report.violate("broken", str(fault))
        self.check(0, max(0, self.report.rounds - 1), whole=True)
        self.pool.shutdown()

    def compare(self, buyer: int, told: Mapping[int, set[str]], found: set[str]) -> None:
        for number in sorted(told.get(buyer, set()) - found):
            self.report.violate("order lost", f"buyer {buyer} was answered {number} and does not find it")
        for number in sorted(found.difference(*told.values())):
            self.report.violate("order doubled", f"buyer {buyer} finds {number}, which no answer told anybody of")


def heard(busy: Sequence["Future[None]"]) -> None:
    for one in busy:
        one.result()
