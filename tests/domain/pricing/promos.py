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
from tests.domain.pricing.books import all_terms, asks, books, money, whiches, whoms

CODE = an_id("promo code")


def a_code(
    value: str = "10", kind: PromoKind = PromoKind.PERCENT, currency: Currency = Currency.RUB, **more: object
) -> PromoCode:
    return PromoCode(CODE, "ЛЕТО-26", kind, Decimal(value), currency, **more)  # type: ignore[arg-type]  # by name


@st.composite
def codes(draw: st.DrawFn) -> PromoCode:
    """Of any kind, for some goods and some clients, in force today or not, with and without a least total."""
    kind = draw(st.sampled_from(PromoKind))
    value = draw(money) if kind is PromoKind.AMOUNT else Decimal(draw(st.integers(1, 10_000))).scaleb(-2)
    return PromoCode(
        CODE, "ЛЕТО-26", kind, value,
        draw(st.sampled_from((Currency.RUB, Currency.USD))),
        draw(whiches()),
        draw(whoms()),
        draw(st.sampled_from([Decimal(0), Decimal(100), Decimal(100_000)])),
        draw(st.none() | st.dates(date(2026, 11, 20), TODAY + timedelta(days=1))),
        draw(st.none() | st.dates(TODAY + timedelta(days=1), date(2026, 12, 1))),
        draw(st.none() | st.integers(1, 3)),
        draw(st.none() | st.integers(1, 3)),
        draw(st.booleans()),
    )  # fmt: skip


def free_codes() -> st.SearchStrategy[PromoCode]:
    """For everybody and everything, always: so that most carts are taken from."""
    return codes().map(lambda c: PromoCode(c.id, c.text, c.kind, c.value, c.currency, touches_agreed=True))


@st.composite
def promos(draw: st.DrawFn) -> Promo:
    uses = Uses(draw(st.integers(0, 2)), draw(st.integers(0, 2)))
    return Promo(draw(st.one_of(codes(), free_codes())), uses)


@st.composite
def mixed_carts(draw: st.DrawFn) -> list[Ask]:
    """Of two contracts, which may be kept in two currencies."""
    first, second = draw(all_terms()), draw(all_terms())
    other = evolve(second, contract=ContractId(an_id("second contract")))
    lines = st.lists(asks(first), min_size=1, max_size=3)
    return [*draw(lines), *draw(st.lists(asks(other), max_size=2))]


def priced() -> st.SearchStrategy[tuple[PriceBook, list[Ask]]]:
    return st.tuples(books(), mixed_carts())
