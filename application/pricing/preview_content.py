"""What a preview has found, as a document: kept until the draft is edited. Remarks are not kept, they are told anew."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.pricing.rule_effects import AssortmentEffects, CartEffect, Example, HiddenGoods, RuleEffects
from domain.shared.ids import ContractId, CounterpartyId, VariantId
from domain.shared.money import Currency, Money

COUNTS = (
    "goods", "clients", "classes", "examined", "step", "changed_goods", "changed_clients", "agreed", "changed_agreed",
    "unpriced_goods", "carts", "priced_carts", "changed_carts", "pricing_version",
    "refused_lines",
)  # fmt: skip


def content_of(effects: RuleEffects) -> dict[str, Any]:
    counts = {name: getattr(effects, name) for name in COUNTS}
    return counts | {
        "day": effects.day.isoformat(),
        "examples": [_example(each) for each in effects.examples],
        "unpriced": [_example(each) for each in effects.unpriced],
        "cart_examples": [[each.client, _sums(each.before), _sums(each.after)] for each in effects.cart_examples],
        "up": _sums(effects.up),
        "down": _sums(effects.down),
        "assortment": None if effects.assortment is None else _assortment(effects.assortment),
    }


def effects_from(content: Mapping[str, Any]) -> RuleEffects:
    return RuleEffects(
        day=date.fromisoformat(content["day"]),
        examples=tuple(map(_example_from, content["examples"])),
        unpriced=tuple(map(_example_from, content["unpriced"])),
        cart_examples=tuple(
            CartEffect(client, _sums_from(before), _sums_from(after))
            for client, before, after in content["cart_examples"]
        ),
        up=_sums_from(content["up"]),
        down=_sums_from(content["down"]),
        assortment=_assortment_from(content.get("assortment")),
        # What was kept before rules spoke of availability counts no refused lines.
        **{name: content.get(name, 0) for name in COUNTS},
    )


def _assortment(one: AssortmentEffects) -> list[Any]:
    counts = [one.hidden, one.hidden_from, one.shown, one.shown_to, one.emptied]
    return [*counts, [[each.goods, each.sku, each.client, each.others] for each in one.examples]]


def _assortment_from(told: Sequence[Any] | None) -> AssortmentEffects | None:
    if told is None:
        return None
    hidden, hidden_from, shown, shown_to, emptied, examples = told
    goods = tuple(HiddenGoods(*each) for each in examples)
    return AssortmentEffects(hidden, hidden_from, shown, shown_to, emptied, goods)


def _example(one: Example) -> list[Any]:
    prices = [None if price is None else str(price) for price in (one.before, one.after)]
    ids = [one.variant, one.contract and str(one.contract), one.counterparty and str(one.counterparty)]
    return [one.goods, one.sku, one.client, one.others, one.currency.value, *prices, one.why, *ids]


def _example_from(told: Sequence[Any]) -> Example:
    goods, sku, client, others, currency, before, after, why, variant, contract, party = told
    prices = [None if price is None else Decimal(price) for price in (before, after)]
    return Example(
        goods, sku, client, others, Currency(currency), prices[0], prices[1], why,
        None if variant is None else VariantId(variant), contract and ContractId(UUID(contract)),
        party and CounterpartyId(UUID(party)),
    )  # fmt: skip


def _sums(sums: Sequence[Money]) -> list[list[str]]:
    return [[str(money.amount), money.currency.value] for money in sums]


def _sums_from(told: Sequence[Sequence[str]]) -> tuple[Money, ...]:
    return tuple(Money(Decimal(amount), Currency(currency)) for amount, currency in told)
