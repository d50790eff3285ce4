"""A promo code as its form holds it, and what becomes of that: a code, or every fault at once."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from attrs import define, evolve, field, fields, frozen

from domain.catalog.folding import sku_key
from domain.catalog.traits import folded
from domain.pricing.promo import PromoCode, PromoKind
from domain.pricing.promo_refusals import PromoNotSound
from domain.pricing.rules import Which, Whom
from domain.shared.errors import DomainError
from domain.shared.money import Currency

MOST_NAMED = 500  # of one condition: a longer list is a section, a manufacturer or a holding
Value = TypeVar("Value")


@frozen
class PromoRefused(DomainError):
    """Nothing was saved: every fault of the form."""

    code: ClassVar[str] = "promo.refused"
    faults: tuple[PromoNotSound, ...]


@frozen
class TypedPromo:
    """Conditions one a line: articles, names of sections and makers, TINs of companies, names of holdings."""

    code: str = ""
    name: str = ""
    kind: str = "percent"
    value: str = ""
    currency: str = "RUB"
    minimum: str = ""
    valid_from: str = ""
    valid_to: str = ""
    most_uses: str = ""
    most_each: str = ""
    articles: str = ""
    sections: str = ""
    makers: str = ""
    companies: str = ""
    holdings: str = ""
    touches_agreed: bool = False

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedPromo":
        texts = {each.name: form.get(each.name, each.default).strip() for each in fields(cls) if each.type is str}
        return cls(**texts, touches_agreed="touches_agreed" in form)


class Named(Protocol):
    """Ids by what people write: several where a name is not unique, none for what is not there."""

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        """By the folded article."""

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]: ...

    def companies(self, tins: Collection[str]) -> Mapping[str, Collection[UUID]]: ...

    def holdings(self, names: Collection[str]) -> Mapping[str, Collection[UUID]]: ...


def code_of(id: UUID, typed: TypedPromo, named: Named, former: PromoCode | None = None) -> PromoCode:
    """Conditions that the form does not show are those of the former version. Raises PromoRefused."""
    reader = _Reader(typed)
    kind = reader.read("kind", PromoKind, PromoKind.PERCENT)
    facts: dict[str, Any] = {
        "currency": reader.read("currency", Currency, Currency.RUB),
        "value": reader.read("value", _sum, Decimal(1)),
        "minimum": reader.read("minimum", _sum, Decimal(0), empty=Decimal(0)),
        "valid_from": reader.read("valid_from", date.fromisoformat, None, empty=None),
        "valid_to": reader.read("valid_to", date.fromisoformat, None, empty=None),
        "most_uses": reader.read("most_uses", int, None, empty=None),
        "most_each": reader.read("most_each", int, None, empty=None),
        "which": evolve(
            former.which if former else Which(),
            products=reader.ids("articles", named.products, sku_key),
            categories=reader.ids("sections", named.sections, folded),
            manufacturers=[folded(line) for line in reader.lines("makers")],
        ),
        "whom": evolve(
            former.whom if former else Whom(),
            counterparties=reader.ids("companies", named.companies, str.strip),
            holdings=reader.ids("holdings", named.holdings, folded),
        ),
    }
    made = reader.made(id, former.text if former else typed.code, kind, facts)
    if reader.faults or made is None:
        raise PromoRefused(tuple(reader.faults))
    return evolve(made, is_on=former.is_on) if former else made


def _sum(text: str) -> Decimal:
    return Decimal("".join(text.split()).replace(",", "."))


@define
class _Reader:
    typed: TypedPromo
    faults: list[PromoNotSound] = field(factory=list)

    def read(self, name: str, read: Callable[[str], Value], instead: Any, **empty: Any) -> Any:
        """`instead` stands for what is refused, so that the other fields are judged, too."""
        text: str = getattr(self.typed, name)
        if not text and empty:
            return empty["empty"]
        try:
            return read(text)
        except (ValueError, InvalidOperation):
            self.faults.append(PromoNotSound(name, "unreadable", text[:40]))
            return instead

    def lines(self, name: str) -> list[str]:
        text: str = getattr(self.typed, name)
        found = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if len(found) > MOST_NAMED:
            self.faults.append(PromoNotSound(name, "too-many", str(len(found))))
        return found[:MOST_NAMED]

    def ids(
        self, name: str, find: Callable[[Collection[str]], Mapping[str, Any]], fold: Callable[[str], str]
    ) -> set[Any]:
        lines = {line: fold(line) for line in self.lines(name)}
        known = find(list(lines.values())) if lines else {}
        self.faults += [PromoNotSound(name, "unknown", line[:40]) for line, key in lines.items() if key not in known]
        return {id for key in lines.values() for id in known.get(key, ())}

    def made(self, id: UUID, text: str, kind: PromoKind, facts: Mapping[str, Any]) -> PromoCode | None:
        try:
            return PromoCode(id, text, kind, touches_agreed=self.typed.touches_agreed, **facts)
        except PromoNotSound as fault:
            if fault.field not in {told.field for told in self.faults}:
                self.faults.append(fault)
            return None
