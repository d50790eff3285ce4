"""From an offer's record to staged rows: the variant, its prices, its stock."""

from adapters.postgres import copy_text
from adapters.postgres.database import json_text
from adapters.postgres.importing.hashes import (
    PRICES,
    QUANTITY,
    STOCKS,
    KnownHashes,
    NewIds,
    new_entry,
    row_id,
    told,
)
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.price_rows import PriceRows
from adapters.postgres.importing.products import Products
from adapters.postgres.importing.staging import Staging
from adapters.postgres.importing.stock_rows import StockRows
from application.exchange.records import FileHead, OfferPackageHead, OfferRecord, Unchanged

KINDS = {"offer": 0, "offer-prices": 1, "offer-stocks": 2, "offer-prices-stocks": 3}
# What a record without its bytes' hash told: a part of an offer in 3.x tells that part alone.
PARTS = {"offer-prices": PRICES, "offer-stocks": STOCKS}


class Offers:
    """What turns true when a file tells: `repeated` one offer twice, `untold` a part of one alone, `compared` one that
    stands."""

    def __init__(
        self,
        staging: Staging,
        products: Products,
        known: KnownHashes,
        prices: PriceRows,
        stocks: StockRows,
    ) -> None:
        self.staging = staging
        self.products = products
        self.known = known
        self.prices = prices
        self.stocks = stocks
        self.repeated = False
        self.untold = False
        self.compared = False
        self.skipped = 0  # unchanged records
        self._changes = False  # ИзмененияПакетаПредложений
        self._split_parts = False  # 3.x
        self._whole_package = True  # 2.x: what an offer does not tell is not there
        self._new_id = NewIds(staging.driver, "variant")
        self.told = IdSet()

    def file(self, head: FileHead) -> None:
        self._split_parts = (head.schema_version or "").startswith("3")
        self._whole_package = not self._split_parts

    def package(self, head: OfferPackageHead) -> None:
        self._changes = head.kind == "changes"
        self._whole_package = not self._changes and not self._split_parts

    def unchanged(self, record: Unchanged) -> None:
        stored = told(self.known.variants[record.erp_id])
        parts = PARTS.get(record.kind, stored.parts)
        self.skipped += 1
        if parts & PRICES:
            self.prices.skip(stored.id, stored.prices)
        self.stocks.skip(stored, parts, self._whole_package)

    def add(self, record: OfferRecord, n: int) -> None:
        key = record.key
        entry = self.known.variants.get(key)
        product_id, erp_id = copy_text.NULL, ""
        if entry is None:
            variant_id, is_new = self._new_id(), True
            product_id, erp_id = self._place(record, key)
            self.known.fresh_variants.add(variant_id)
        else:
            variant_id = row_id(entry)
            is_new = variant_id in self.known.fresh_variants
            self.compared |= not is_new
        self.known.variants[key] = new_entry(variant_id)  # its hash is another one from now on
        whole = record.kind == "offer" and not self._changes
        self.untold |= not whole
        self.repeated |= self.told.add(variant_id)
        parts = self._parts(record)
        for packaging in record.packagings:
            # Before the prices, which may name it.
            self.products.packaging(self.products.stub(record.product_id, record.name or ""), packaging, n)
        told_prices = self.prices.add(variant_id, record, n) if record.tells_prices else 0
        told_stocks = self.stocks.add(variant_id, is_new, record, parts, n, self._whole_package)
        characteristics = copy_text.json(json_text(record.characteristics)) if record.characteristics else "[]"
        texts = copy_text.texts((erp_id, characteristic_name(record), record.sku or "", record.barcode or ""))
        self.staging.variants.add_line(
            f"{variant_id}\t{n}\t{entry is None}\t{whole}\t{whole and not record.deleted}\t{product_id}\t{texts}"
            f"\t{characteristics}\t{record.deleted}\t{record.tells_prices and whole and self._whole_package}"
            f"\t{KINDS.get(record.kind, 3)}\t{parts}\t{told_prices}\t{told_stocks}\t{copy_text.data(record.raw_hash)}\n"
        )

    def _place(self, record: OfferRecord, key: str) -> tuple[str, str]:
        """Product and characteristic of a new variant.

        In very old exports a Товар is itself a characteristic (`p#c`); then its offer is that product's only variant.
        """
        if record.characteristic_id and key in self.known.products:
            return str(self.products.id_of(key)), ""
        return str(self.products.stub(record.product_id, record.name or "")), record.characteristic_id or ""

    @staticmethod
    def _parts(record: OfferRecord) -> int:
        stock = STOCKS if record.stocks else QUANTITY if record.quantity is not None else 0
        return stock | (PRICES if record.tells_prices else 0)


def characteristic_name(record: OfferRecord) -> str:
    """«39, Красный»: of the characteristic alone, without the product's name."""
    if not record.characteristic_id:
        return ""
    if record.characteristics:
        return ", ".join(value for _, value in record.characteristics)
    name = record.name or ""
    return in_brackets(name) or name


def in_brackets(name: str) -> str:
    """What stands in the last brackets of «Платье (39, Красный)», nested ones included."""
    if not name.endswith(")"):
        return ""
    depth = 0
    for at in range(len(name) - 1, -1, -1):
        depth += (name[at] == ")") - (name[at] == "(")
        if depth == 0:
            return name[at + 1 : -1].strip()
    return ""
