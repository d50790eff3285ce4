"""The lines of a price list: of now, or of a moment that has passed, by the function of every shown price."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from application.price_history.past import Asked, Moment
from application.price_lists.listed_goods import ListedGoods
from application.price_lists.ports import ListLine, PastOf
from application.pricing.whole import WholeRead
from application.queries.offers import Offer, offer
from domain.ordering.circumstances import Circumstances, NoValidContract
from domain.pricing.ask import QuotedLine
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, VariantId

ON_REQUEST, NO_CONTRACT, NO_PRICE_THEN = "on-request", "no-contract", "no-price-then"


def present(read: WholeRead, goods: ListedGoods) -> Iterator[list[ListLine]]:
    for rows, under in read.chunks():
        yield [_present(offer(row, under), under, goods) for row in rows]


def _present(shown: Offer, under: Circumstances, goods: ListedGoods) -> ListLine:
    price = shown.price if shown.price is not None and shown.price.refusal is None else None
    # Nobody serves a client without a region: no contract would help him.
    why = "" if price is not None else NO_CONTRACT if isinstance(shown.refusal, NoValidContract) else ON_REQUEST
    return _line(shown, goods, price, why, shown.available, terms_of(shown, under))


def terms_of(shown: Offer, under: Circumstances) -> Terms | None:
    """Of the seller that serves it; None where nobody may."""
    return None if shown.seller is None else under.terms[under.seller_of(shown.row.goods, shown.seller)]


def _line(
    shown: Offer, goods: ListedGoods, price: QuotedLine | None, why: str, available: Decimal | None, terms: Terms | None
) -> ListLine:
    row, number = shown.row, terms.contract_number if terms else ""
    section = goods.section_of(row.goods.product)
    return ListLine(section, row.goods, row.packagings, shown.steps, price, why, available, number)


@frozen
class PastLines:
    """Prices of one moment under the contracts that the goods are sold by now; stock of then is not known."""

    of: PastOf
    moment: Moment
    refused: Mapping[ContractId, DomainError]

    @classmethod
    def begun(cls, of: PastOf, moment: Moment, read: WholeRead) -> "PastLines":
        """Raises the refusal of a contract when no contract has an answer."""
        refused: dict[ContractId, DomainError] = {}
        contracts = read.context.active_contracts()
        for contract in contracts:
            try:
                of(Asked(contract.id, (), read.context.region)).check()
            except DomainError as refusal:
                refused[contract.id] = refusal
        if contracts and len(refused) == len(contracts):
            raise next(iter(refused.values()))
        return cls(of, moment, refused)

    def chunks(self, read: WholeRead, goods: ListedGoods) -> Iterator[list[ListLine]]:
        for rows, under in read.chunks():
            shown = [offer(row, under) for row in rows]
            sold = [(one, terms_of(one, under)) for one in shown]
            quoted = self._quoted(sold, read)
            yield [self._then(one, terms, quoted.get(one.variant), goods) for one, terms in sold]

    def _quoted(self, sold: Sequence[tuple[Offer, Terms | None]], read: WholeRead) -> Mapping[VariantId, QuotedLine]:
        """A constant number of statements for each contract of the chunk."""
        by_contract: dict[ContractId, list[VariantId]] = {}
        for shown, terms in sold:
            if terms is not None and terms.contract not in self.refused:
                by_contract.setdefault(terms.contract, []).append(shown.variant)
        found: dict[VariantId, QuotedLine] = {}
        for contract, variants in by_contract.items():
            past = self.of(Asked(contract, tuple(variants), read.context.region))
            found |= {variant: past.quote(variant) for variant in variants if variant in past.goods}
        return found

    def _then(self, shown: Offer, terms: Terms | None, then: QuotedLine | None, goods: ListedGoods) -> ListLine:
        price = then if then is not None and then.refusal is None else None
        why = "" if price is not None else NO_CONTRACT if terms is None else NO_PRICE_THEN
        return _line(shown, goods, price, why, None, terms)
