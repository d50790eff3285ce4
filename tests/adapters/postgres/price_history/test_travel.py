"""A05: the book rebuilt for a moment that has passed gives exactly the quote that was given at that moment.

Left out, for nobody keeps what it was: goods' VAT, packagings, sections, makers and properties; regions.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from adapters.postgres.price_history.books import PostgresPastBooks
from application.price_history.past import Asked, Moment, Past
from application.queries.orders import Readers
from domain.pricing.cart_quote import quote_cart
from domain.pricing.travel import By, ContractNotInForceThen
from domain.shared.ids import ContractId, PackagingId, RegionId, UserId, VariantId
from entrypoints.prove.world import named
from tests.adapters.postgres.price_history.office import (
    CONTRACT,
    QUANTITIES,
    USER,
    VARIANTS,
    ZONE,
    Office,
    Sight,
    line_of,
)
from tests.capabilities import shows

pytestmark = shows("A05")

STEPS = 30
ASKED = Asked(ContractId(CONTRACT), tuple(VariantId(v) for v in VARIANTS), RegionId(named("region")), UserId(USER))


@pytest.fixture(scope="module")
def office(postgres_url: str) -> Iterator[Office]:
    made = Office.opened(postgres_url)
    yield made
    made.close()


def sight_of(past: Past) -> Sight:
    try:
        past.check()
    except ContractNotInForceThen:
        return None
    asks = [
        past.ask(variant, quantity, PackagingId(packaging))
        for variant, quantity in zip(ASKED.variants, QUANTITIES, strict=True)
        for packaging in (0, *(pack.id for pack in past.goods[variant].packagings))
    ]
    return tuple(line_of(line) for line in quote_cart(past.book, asks).lines)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_seen_at_any_moment_is_what_is_told_of_it(office: Office, seed: int) -> None:
    office.random = Random(seed)
    nights = [office.random.random() < 0.4 for _ in range(STEPS)]
    today, kept = office.now().astimezone(ZONE).date(), []
    for step, is_over in enumerate(nights):
        # The day that it will have been, once all the nights to come have passed.
        day = today - timedelta(sum(nights[step:]))
        done = office.something_happens(day)
        kept.append((office.now(), office.sight(day), done))
        if is_over:
            office.a_day_passes()
            kept = [(at - timedelta(1), sight, what) for at, sight, what in kept]
    books = PostgresPastBooks(office.database)
    sights = set()
    for at, sight, done in kept:
        past = books.of(Readers(), ASKED, Moment(at, at.astimezone(ZONE).date(), By.RECORDED))
        assert sight_of(past) == sight, done
        sights.add(sight)
    # Or nothing would have changed between the moments.
    assert len(sights) > 3
