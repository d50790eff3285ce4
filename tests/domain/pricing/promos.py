"""Random promo codes, for carts of random books."""

from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook
from domain.pricing.promo import Promo, PromoCode, PromoKind, Uses
from domain.shared.ids import ContractId
from domain.shared.money import Currency
from tests.builders import TODAY, an_id
from tests.domain.pricing.books import CURRENCIES, EITHER, SOME_TERMS, WHICHES, WHOMS, asks, books, money

CODE = an_id("promo code")


def a_code(
    value: str = "10", kind: PromoKind = PromoKind.PERCENT, currency: Currency = Currency.RUB, **more: object
) -> PromoCode:
    return PromoCode(CODE, "ЛЕТО-26", kind, Decimal(value), currency, **more)  # type: ignore[arg-type]  # by name


def codes(kind: PromoKind) -> st.SearchStrategy[PromoCode]:
    """For some goods and some clients, in force today or not, with and without a least total."""
    shares = st.integers(1, 10_000).map(lambda n: Decimal(n).scaleb(-2))
    return st.builds(
        PromoCode,
        st.just(CODE),
        st.just("ЛЕТО-26"),
        st.just(kind),
        money if kind is PromoKind.AMOUNT else shares,
        CURRENCIES,
        WHICHES,
        WHOMS,
        st.sampled_from([Decimal(0), Decimal(100), Decimal(100_000)]),
        st.none() | st.dates(date(2026, 11, 20), TODAY + timedelta(days=1)),
        st.none() | st.dates(TODAY + timedelta(days=1), date(2026, 12, 1)),
        st.none() | st.integers(1, 3),
        st.none() | st.integers(1, 3),
        EITHER,
    )


CODES = st.one_of(*map(codes, PromoKind))


def freed(code: PromoCode) -> PromoCode:
    """For everybody and everything, always: so that most carts are taken from."""
    return PromoCode(code.id, code.text, code.kind, code.value, code.currency, touches_agreed=True)


SOME_CODES = st.tuples(EITHER, CODES).map(lambda drawn: freed(drawn[1]) if drawn[0] else drawn[1])
PROMOS = st.builds(Promo, SOME_CODES, st.builds(Uses, st.integers(0, 2), st.integers(0, 2)))


def promos() -> st.SearchStrategy[Promo]:
    return PROMOS


@st.composite
def mixed_carts(draw: st.DrawFn) -> list[Ask]:
    """Of two contracts, which may be kept in two currencies."""
    first, second = draw(SOME_TERMS), draw(SOME_TERMS)
    other = evolve(second, contract=ContractId(an_id("second contract")))
    lines = st.lists(asks(first), min_size=1, max_size=3)
    return [*draw(lines), *draw(st.lists(asks(other), max_size=2))]


def priced() -> st.SearchStrategy[tuple[PriceBook, list[Ask]]]:
    return st.tuples(books(), mixed_carts())
