"""What saving a rule would do to the whole client base: computed by the one quote, with the book before and after."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.assortment_effects import assortment_effects
from application.pricing.cart_effects import cart_effects
from application.pricing.goods import Pricing, Scope
from application.pricing.price_effects import Books, Classes, PriceEffects
from application.pricing.rule_effects import AssortmentEffects, ClientBase, RuleEffects
from application.pricing.rule_ports import Rules
from application.pricing.save_rule import check_names, remarks_on
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.managed import check_draft
from domain.pricing.rules import Rule, RuleBook
from domain.shared.ids import VariantId

# A person waits two or three seconds, whatever the base: 100,000 goods and 10,000 contracts were measured (ADR 0019).
MOST_PAIRS = 20_000
MOST_CARTS = 200
CHUNK = 2_000
TIMES = 3


@frozen
class PreviewRule:
    """version 0: a new rule. A rule that is switched off is shown as if it were on."""

    draft: Rule
    version: int = 0
    everything: bool = False


@frozen
class PreviewRuleHandler:
    base: ClientBase
    pricing: Pricing
    rules: Rules
    clock: Clock
    most_pairs: int = MOST_PAIRS
    most_carts: int = MOST_CARTS

    def __call__(self, visit: Visit, command: PreviewRule) -> RuleEffects:
        """Raises NotAllowed, RuleNotSound, RuleNamesUnknown. Changes nothing."""
        visit.authority.need(Permission.CHANGE_RULES)
        draft, today = command.draft, self.clock.today()
        check_draft(draft, today, command.everything)
        with self.rules.begin() as work:
            check_names(work, draft)
        day = max(today, draft.valid_from or today)
        # An import or another rule may come in between: prices of two versions are never compared.
        for _ in range(TIMES):
            version = self.base.version()
            found = self._effects(draft, day, version)
            if self.base.version() == version:
                break
        return found

    def _effects(self, draft: Rule, day: date, version: int) -> RuleEffects:
        active = self.rules.active()
        former = [rule for rule in active if rule.id == draft.id]
        touched = [draft, *former]
        others = tuple(rule for rule in active if rule.id != draft.id)
        books = Books(
            self.pricing.facts(version, day), RuleBook((*others, *former), day), RuleBook((*others, draft), day)
        )
        whiches = [rule.which for rule in touched]
        clients = [one for one in self.base.clients(day) if any(rule.whom.has(one.terms) for rule in touched)]
        variants = self.base.goods(whiches) if clients else ()
        reached = max((rule.minimum for rule in touched), default=draft.minimum)
        effects = PriceEffects(books, Classes.of(clients, books), reached)
        step = max(1, -(-len(variants) * effects.classes.count // self.most_pairs))
        owners = effects.classes.owners()
        is_price = any(rule.effect.kind.is_price for rule in touched)
        if is_price:
            self._price(effects, variants[::step], owners, touched)
        assortment = None
        if not all(rule.effect.kind.is_price for rule in touched):
            both = books.before.availability, books.after.availability
            assortment = assortment_effects(self.base, clients, *both) if variants else AssortmentEffects()
        carts, all_carts = self.base.carts(
            whiches, {one.terms.counterparty for one in clients}, day, self.most_carts
        )
        sums = cart_effects(carts, self.base, books, properties(touched))
        return RuleEffects(
            day,
            len(variants),
            len(clients),
            effects.classes.count,
            len(variants[::step]),
            step,
            len(effects.changed_goods),
            len(effects.changed_clients),
            self.base.agreed(whiches, owners, max(reached, effects.quantity), day) if clients and is_price else 0,
            effects.changed_agreed,
            effects.examples(),
            effects.unpriced_examples(),
            len(effects.unpriced),
            all_carts,
            len(carts),
            sums.changed,
            sums.up,
            sums.down,
            remarks_on(self.rules, draft),
            assortment,
        )

    def _price(
        self, effects: PriceEffects, variants: Sequence[VariantId], owners: frozenset[UUID], touched: Sequence[Rule]
    ) -> None:
        facts = effects.books.facts
        types = facts.chain(dict.fromkeys(one.terms.price_type for one in effects.classes.clients))
        scope = Scope(types, tuple(owners), (), facts.day)
        for start in range(0, len(variants), CHUNK):
            effects.add(self.base.board(variants[start : start + CHUNK], scope, properties(touched)).rows)


def properties(rules: Sequence[Rule]) -> frozenset[int]:
    return frozenset(id for rule in rules for id in rule.which.properties)
