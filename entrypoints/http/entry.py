"""What the register of problems keeps of one refusal: its status, title, sentence and the ways out of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from application.shared.words import counted, date_text, long_date_text, money_text, quantity_text
from domain.credit.credit_line import OverdueDocument
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine
from domain.shared.errors import DomainError
from domain.shared.ids import VariantId
from domain.shared.money import Money

refusal = TypeVar("refusal", bound=DomainError)


@frozen
class Text:
    """One thing said in both languages."""

    ru: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.ru

    def __add__(self, other: "Text") -> "Text":
        return Text(self.ru + other.ru, self.en + other.en)


@frozen
class WayOut:
    """What would make the refused thing pass: words for people, an action with its facts for programs."""

    text: Text
    action: str
    facts: Mapping[str, Any] = field(factory=dict)


@frozen
class Around:
    """What the answer knows beside the refusal itself.

    permissions: of the asker in the active company: figures that he may not see are left out.
    cart: the asker's own, so that lines are called by name and the way out names them.
    """

    permissions: frozenset[str] = frozenset()
    cart: QuotedCart | None = None

    def line(self, variant: VariantId | int) -> QuotedCartLine | None:
        lines = self.cart.lines if self.cart else ()
        return next((line for line in lines if line.wanted.key.variant == variant), None)

    def named(self, variant: VariantId | int, said: "Text") -> "Text":
        """The sentence behind the name of the goods, where the cart tells it."""
        line = self.line(variant)
        if line is None:
            return said
        name = line.wanted.goods.name
        return Text(f"{name}: {lowered(said.ru)}", f"{name}: {lowered(said.en)}")

    def unit(self, variant: VariantId | int) -> str:
        line = self.line(variant)
        return line.wanted.goods.unit if line else ""


NOTHING_AROUND = Around()


def lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def no_way_out(_: DomainError, __: Around) -> tuple[WayOut, ...]:
    """Said on purpose: nothing that the asker may do would make it pass."""
    return ()


@frozen
class Entry(Generic[refusal]):
    """`hidden` names the facts that this asker may not be told."""

    status: int
    title: Text
    sentence: Callable[[refusal, Around], Text]
    ways_out: Callable[[refusal, Around], tuple[WayOut, ...]]
    hidden: Callable[[refusal, Around], frozenset[str]] = lambda _, __: frozenset()


Entries = Mapping[type[DomainError], Entry[Any]]


def money(sum_: Money) -> Text:
    return Text(
        money_text(sum_.amount, sum_.currency.value),
        money_text(sum_.amount, sum_.currency.value, language="en"),
    )


def quantity(value: Decimal, unit: str = "") -> Text:
    return Text(quantity_text(value, unit), quantity_text(value, unit, language="en"))


def both(ru: str, en: str, *parts: Text) -> Text:
    """`{}` of each sentence filled with the parts in its language."""
    return Text(ru.format(*(part.ru for part in parts)), en.format(*(part.en for part in parts)))


def listed(items: list[Text], most: int = 3) -> Text:
    """The first few and how many more there are."""
    shown, more = items[:most], len(items) - most
    ru, en = "; ".join(item.ru for item in shown), "; ".join(item.en for item in shown)
    return Text(f"{ru}; и ещё {more}", f"{en}; and {more} more") if more > 0 else Text(ru, en)


def overdue_document(document: OverdueDocument) -> Text:
    owed = money(document.amount)
    return Text(
        f"{document.document}, {owed.ru}, срок был {date_text(document.due)}, "
        f"прошло {counted(document.days, 'день', 'дня', 'дней')}",
        f"{document.document}, {owed.en}, due {long_date_text(document.due, 'en')}, {document.days} days ago",
    )


def plain(ru: str, en: str) -> Callable[[DomainError, Around], Text]:
    """A sentence without figures."""
    text = Text(ru, en)
    return lambda _, __: text


def one_way(ru: str, en: str, action: str) -> Callable[[DomainError, Around], tuple[WayOut, ...]]:
    ways = (WayOut(Text(ru, en), action),)
    return lambda _, __: ways
