"""From the prices of an offer's record to staged rows."""

from decimal import Decimal
from typing import Any

from adapters.postgres.importing.classifier import Classifier
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.outcome import Remarks
from adapters.postgres.importing.staging import Staging
from application.exchange.lexical import currency_code
from application.exchange.record_values import Price
from application.exchange.records import OfferRecord

ONE = Decimal(1)
UNIT = (None, ONE)
# Half of the last stored digit, under which a price would become zero; and what no longer fits.
LEAST, LARGEST = Decimal("0.000005"), Decimal(10) ** 14
LARGEST_COEFFICIENT = Decimal(10) ** 9
PLACE = "Предложение/Цены/Цена"


class PriceRows:
    def __init__(self, staging: Staging, classifier: Classifier, pack_units: set[str], remarks: Remarks) -> None:
        self.staging = staging
        self.types = classifier.price_types
        self.unpriced = classifier.unpriced
        self.pack_units = pack_units
        self.remarks = remarks
        self.told = IdSet()  # variants whose prices this file tells, changed or not
        self.skipped = 0  # prices in unchanged records
        self._currencies: dict[str | None, str] = {}

    def skip(self, variant_id: int, count: int) -> None:
        self.told.add(variant_id)
        self.skipped += count

    def add(self, variant_id: int, record: OfferRecord, n: int) -> int:
        """Returns how many prices were told."""
        self.told.add(variant_id)
        rows: dict[int, tuple[Any, ...]] = {}
        packs = 0
        for price in record.prices:
            if price.min_quantity is not None and price.min_quantity > ONE:
                text = "Цены с минимальным количеством не поддерживаются и не приняты"
                self.remarks.notice("price-minimum", text, record.key)
                continue
            type_id = self.types.named[price.type_id]
            amount, currency, keep = self._value(price, type_id, record)
            if price.coefficient in UNIT and price.unit not in self.pack_units:
                # Of two spellings of the base unit the later one counts.
                rows[type_id] = (variant_id, type_id, 0, amount, currency, keep, n)
            else:
                row = (variant_id, type_id, amount, currency, keep, n, price.unit or "", price.coefficient)
                self.staging.pack_prices.add(row)
                packs += amount is not None
        self.staging.prices.extend(rows.values())
        return packs + sum([row[3] is not None for row in rows.values()])

    def _value(self, price: Price, type_id: int, record: OfferRecord) -> tuple[Decimal | None, str | None, bool]:
        """Amount, currency, and whether the stored price stays because this one is refused."""
        amount = price.amount
        if amount is None or amount < LEAST:
            return None, None, False
        currency = self._currencies.get(price.currency) or self._currency(price, type_id)
        if currency is None:
            told = f"«{price.currency[:20]}» цены не распознана" if price.currency else "цены не указана"
            self.remarks.refuse(PLACE, "unknown-currency", f"Валюта {told}: цена не принята", record.key)
        elif amount >= LARGEST or (price.coefficient or ONE) >= LARGEST_COEFFICIENT:
            text = "Цена или её коэффициент слишком велики: цена не принята"
            self.remarks.refuse(PLACE, "bad-price", text, record.key)
        else:
            return amount, currency, False
        return None, None, True

    def _currency(self, price: Price, type_id: int) -> str | None:
        told = price.currency
        if told is None:
            entry = self.types.by_id(type_id)
            # The currency of a type that nobody told yet is anybody's guess.
            return entry.fields["currency"] if entry.told and type_id not in self.unpriced else None
        found = currency_code(told)
        if found is not None:
            self._currencies[told] = found
        return found
