"""What saving a rule would do to the whole client base: computed by the one quote, with the book before and after."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.pricing.assortment_effects import assortment_effects
from application.pricing.cart_effects import CartSums, cart_effects
from application.pricing.goods import Pricing, Scope
from application.pricing.price_effects import Books, Classes, PriceEffects, as_assigned
from application.pricing.rule_effects import AssortmentEffects, ClientBase, OpenCart, RuleEffects
from application.pricing.rule_ports import Rules
from application.pricing.save_rule import check_names, remarks_on
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.managed import check_draft
from domain.pricing.rules import Rule, RuleBook
from domain.shared.ids import VariantId

# What is answered at once: a person waits two or three seconds, whatever the base (ADR 0019). More is a job (ADR 0028).
MOST_PAIRS = 20_000
MOST_CARTS = 200
CHUNK = 2_000
TIMES = 3
WHOLE = 10**9

# Told (done, all) after every piece of the work; raises to have it ended.
Watch = Callable[[int, int], None]


def unwatched(done: int, all_: int) -> None:
    """Nobody waits for a piece of what is answered at once."""


@frozen
class PreviewRule:
    """version 0: a new rule. A rule that is switched off is shown as if it were on."""

    draft: Rule
    version: int = 0
    everything: bool = False


class VersionPassed(Exception):
    """Prices have changed while they were compared."""


@frozen
class Prepared:
    """What is to be compared, before a single price is computed. pairs: of good and kind of client."""

    draft: Rule
    touched: tuple[Rule, ...]
    books: Books
    classes: Classes
    variants: Sequence[VariantId]
    carts: Sequence[OpenCart]
    all_carts: int

    @property
    def is_price(self) -> bool:
        return any(rule.effect.kind.is_price for rule in self.touched)

    @property
    def pairs(self) -> int:
        """None where no rule speaks of prices: what is hidden is found by sets, at once."""
        return 0 if not self.is_price else len(self.variants) * self.classes.count

    @property
    def day(self) -> date:
        return self.books.facts.day

    @property
    def reached(self) -> Decimal:
        return max(rule.minimum for rule in self.touched)

    @property
    def parties(self) -> list[UUID]:
        return sorted({one.terms.counterparty for one in self.classes.clients})


@frozen
class PreviewRuleHandler:
    """`most_pairs` and `most_carts` bound what is answered at once; beyond, a part is taken for the whole."""

    base: ClientBase
    pricing: Pricing
    rules: Rules
    clock: Clock
    most_pairs: int = MOST_PAIRS
    most_carts: int = MOST_CARTS

    def __call__(self, visit: Visit, command: PreviewRule) -> RuleEffects:
        """Raises NotAllowed, RuleNotSound, RuleNamesUnknown. Changes nothing."""
        day = self.checked(visit, command)
        return self.effects(command.draft, day)

    def checked(self, visit: Visit, command: PreviewRule) -> date:
        """The day that is looked at. Raises NotAllowed, RuleNotSound, RuleNamesUnknown."""
        visit.authority.need(Permission.CHANGE_RULES)
        check_draft(command.draft, self.clock.today(), command.everything)
        with self.rules.begin() as work:
            check_names(work, command.draft)
        return self.day_of(command.draft)

    def day_of(self, draft: Rule) -> date:
        today = self.clock.today()
        return max(today, draft.valid_from or today)

    def whole(self, draft: Rule, watch: Watch) -> RuleEffects:
        """Every good for every kind of client, every cart: as long as that takes."""
        return evolve(self, most_pairs=WHOLE, most_carts=WHOLE).effects(draft, self.day_of(draft), watch)

    def effects(
        self, draft: Rule, day: date, watch: Watch = unwatched, prepared: Prepared | None = None
    ) -> RuleEffects:
        """An import or another rule may come in between: prices of two versions are never compared."""
        for _ in range(TIMES):
            ready = prepared or self.prepared(draft, day, self.base.version())
            try:
                return self._effects(ready, watch)
            except VersionPassed:
                prepared = None
        # Prices change faster than they are compared. Each pair is of one moment all the same, and the version that is
        # told with the answer says which moment the rest is of.
        return self._effects(ready, watch, insists=False)

    def prepared(self, draft: Rule, day: date, version: int) -> Prepared:
        active = self.rules.active()
        former = [rule for rule in active if rule.id == draft.id]
        touched = (draft, *former)
        others = tuple(rule for rule in active if rule.id != draft.id)
        books = Books(
            self.pricing.facts(version, day), RuleBook((*others, *former), day), RuleBook((*others, draft), day)
        )
        whiches = [rule.which for rule in touched]
        everybody = as_assigned(self.base.clients(day), books.facts)
        clients = [one for one in everybody if any(rule.whom.has(one.terms) for rule in touched)]
        variants = self.base.goods(whiches) if clients else ()
        parties = {one.terms.counterparty for one in clients}
        carts, all_carts = self.base.carts(whiches, parties, day, min(self.most_carts, MOST_CARTS))
        return Prepared(draft, touched, books, Classes.of(clients, books), variants, carts, all_carts)

    def _effects(self, ready: Prepared, watch: Watch, *, insists: bool = True) -> RuleEffects:
        effects = PriceEffects(
            ready.books, ready.classes, ready.reached, any(rule.touches_agreed for rule in ready.touched)
        )
        step = max(1, -(-ready.pairs // self.most_pairs))
        owners = ready.classes.owners()
        examined = ready.variants[::step] if ready.is_price else ()
        priced = min(ready.all_carts, self.most_carts)
        all_ = len(examined) * ready.classes.count + priced
        for done in self._price(effects, examined, owners, ready, insists):
            watch(done, all_)
        sums = CartSums()
        for carts in self._carts(ready):
            sums = sums.plus(cart_effects(carts, self.base, ready.books, properties(ready.touched)))
            watch(all_ - priced + sums.priced, all_)
        if insists and self.base.version() != ready.books.facts.version:
            raise VersionPassed
        whiches = [rule.which for rule in ready.touched]
        is_agreed = owners and ready.is_price
        agreed = self.base.agreed(whiches, owners, max(ready.reached, effects.quantity), ready.day) if is_agreed else 0
        return RuleEffects(
            ready.day,
            len(ready.variants),
            len(ready.classes.clients),
            ready.classes.count,
            len(examined),
            step,
            len(effects.changed_goods),
            len(effects.changed_clients),
            agreed,
            effects.changed_agreed,
            effects.examples(),
            effects.unpriced_examples(),
            effects.unpriced_goods,
            max(ready.all_carts, sums.priced),
            sums.priced,
            sums.examples,
            sums.up,
            sums.down,
            sums.changed,
            remarks_on(self.rules, ready.draft),
            ready.books.facts.version,
            self._assortment(ready),
            sums.refused,
        )

    def _assortment(self, ready: Prepared) -> AssortmentEffects | None:
        """None where all the rules that are touched speak of prices."""
        if all(rule.effect.kind.is_price for rule in ready.touched):
            return None
        both = ready.books.before.availability, ready.books.after.availability
        return assortment_effects(self.base, ready.classes.clients, *both) if ready.variants else AssortmentEffects()

    def _carts(self, ready: Prepared) -> Iterator[Sequence[OpenCart]]:
        """Those that are there already, else all of them by groups of their owners."""
        if ready.all_carts <= len(ready.carts) or self.most_carts < WHOLE:
            yield ready.carts
            return
        whiches, parties = [rule.which for rule in ready.touched], ready.parties
        for start in range(0, len(parties), MOST_CARTS):
            yield self.base.carts(whiches, parties[start : start + MOST_CARTS], ready.day, WHOLE)[0]

    def _price(
        self, effects: PriceEffects, variants: Sequence[VariantId], owners: frozenset[UUID], ready: Prepared,
        insists: bool,
    ) -> Iterator[int]:  # fmt: skip
        """How many pairs are done, after every chunk. Raises VersionPassed."""
        facts, classes = effects.books.facts, effects.classes
        types = facts.chain(one.terms for one in classes.clients)
        scope = Scope(types, tuple(owners), (), facts.day)
        # A piece lasts about a second, however many kinds of clients there are: so often progress is told.
        chunk = max(20, min(CHUNK, 2 * MOST_PAIRS // max(1, classes.count)))
        for start in range(0, len(variants), chunk):
            board = self.base.board(variants[start : start + chunk], scope, properties(ready.touched))
            if insists and board.rows and board.pricing_version != facts.version:
                raise VersionPassed
            effects.add(board.rows)
            yield min(len(variants), start + chunk) * classes.count


def properties(rules: Sequence[Rule]) -> frozenset[int]:
    return frozenset(id for rule in rules for id in rule.which.properties)
