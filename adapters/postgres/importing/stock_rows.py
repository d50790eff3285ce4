"""From the stock of an offer's record to staged rows (CommerceML 2.6, stock rules).

What an offer does not tell depends on the file. One that tells stock by warehouse for any offer tells it so for all: a
warehouse that an offer leaves out is empty. One that only tells totals puts them into the default warehouse, and in a
2.x package no total is zero. One that tells nothing changes nothing.
"""

from decimal import Decimal

from adapters.postgres.importing.classifier import Classifier
from adapters.postgres.importing.hashes import QUANTITY, STOCKS, Told
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.outcome import Remarks
from adapters.postgres.importing.staging import Staging
from application.exchange.records import OfferRecord

LARGEST = Decimal(10) ** 12


class StockRows:
    def __init__(self, staging: Staging, classifier: Classifier, remarks: Remarks) -> None:
        self.staging = staging
        self.classifier = classifier
        self.warehouses = classifier.warehouses
        self.remarks = remarks
        self.by_warehouse = False  # some offer of the file, changed or not, tells rows
        self.totals = False  # some offer tells a quantity and no rows
        self.listed = IdSet()  # variants of staged records that tell rows
        self.counted = IdSet()  # that tell a quantity alone
        self.silent = IdSet()  # that tell neither, in a 2.x package; unchanged ones too
        self.skipped = 0  # rows in unchanged records
        self.skipped_listed = IdSet()  # the same of unchanged records
        self.skipped_counted = IdSet()
        self.whole_counted = IdSet()  # all that tell a quantity alone, in a 2.x package

    def add(
        self, variant_id: int, is_new: bool, record: OfferRecord, parts: int, n: int, whole_package: bool
    ) -> int:
        """Returns how many rows were told."""
        if parts & STOCKS:
            self.by_warehouse = True
            self.listed.add(variant_id)
            ids = self.warehouses.named
            fitting = [stock for stock in record.stocks if abs(stock.quantity) < LARGEST]
            after = f"{n}\t{is_new}\n"
            self.staging.stocks.extend(
                [f"{variant_id}\t{ids[place]}\t{quantity!s}\t{after}" for place, quantity in fitting]
            )
            if len(fitting) < len(record.stocks):
                text = "Остаток слишком велик и не принят"
                self.remarks.refuse("Предложение/Склад", "bad-stock", text, record.key)
        elif parts & QUANTITY:
            quantity = record.quantity or Decimal(0)
            self.totals = True
            self.counted.add(variant_id)
            if abs(quantity) < LARGEST:
                place = self.classifier.default_warehouse()
                self.staging.stocks.add_line(f"{variant_id}\t{place}\t{quantity!s}\t{n}\t{is_new}\n")
            if whole_package:
                self.whole_counted.add(variant_id)
            return 1
        elif whole_package:
            self.silent.add(variant_id)
        return len(record.stocks)

    def skip(self, stored: Told, parts: int, whole_package: bool) -> None:
        """A record that is not read: what it told stands, what it left out depends on this file."""
        variant_id = stored.id
        if parts & STOCKS:
            self.by_warehouse = True
            self.skipped += stored.stocks
            self.skipped_listed.add(variant_id)
        elif parts & QUANTITY:
            self.totals = True
            self.skipped_counted.add(variant_id)
            if whole_package:
                self.whole_counted.add(variant_id)
        elif whole_package:
            self.silent.add(variant_id)

    @property
    def told(self) -> IdSet:
        """Variants whose stock this file tells, whether or not it differs from what stands."""
        if self.by_warehouse:
            return self.listed | self.skipped_listed | self.silent | self.whole_counted
        if self.totals:
            return self.counted | self.skipped_counted | self.silent
        return IdSet()

    @property
    def emptied(self) -> IdSet:
        """Variants of which each stored row that is not staged becomes zero."""
        if self.by_warehouse:
            return self.listed | self.silent | self.whole_counted
        if self.totals:
            return self.counted | self.silent
        return IdSet()

    @property
    def unused(self) -> IdSet:
        """Variants whose total had no meaning in this file: their records are to be read anew next time."""
        return self.counted | self.skipped_counted if self.by_warehouse else IdSet()
