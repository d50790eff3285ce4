"""Applying one CommerceML file of goods or offers to the database (semantics 7).

The records are staged first, so that a file that turns out to be broken changes nothing. Then one transaction writes
all that differs but free quantities; those follow in batches by key, each row with its mark. The last transaction
calls `seal`, in which the caller marks the message as applied. Whenever the worker dies, the same message applied
again gives the same result: before the first commit nothing happened, and after it the message's own hashes are not
trusted until the message is applied.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.importing.classifier import Classifier
from adapters.postgres.importing.hashes import KnownHashes, raise_version
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.merge_prices import merge_packagings, merge_prices
from adapters.postgres.importing.merge_products import merge_products, tell_waiting_products
from adapters.postgres.importing.merge_stock import BATCH, StockMerge
from adapters.postgres.importing.merge_variants import merge_variants, tell_waiting_offers
from adapters.postgres.importing.offers import Offers
from adapters.postgres.importing.outcome import ENTITIES, Diff, Outcome, Remarks, empty_diff
from adapters.postgres.importing.price_rows import PriceRows
from adapters.postgres.importing.products import Products
from adapters.postgres.importing.runs import Runs
from adapters.postgres.importing.staging import Staging
from adapters.postgres.importing.stock_rows import StockRows
from adapters.postgres.importing.written import tell_written_goods
from adapters.postgres.telling import told_by_message
from application.exchange.records import (
    CatalogHead,
    ClassifierHead,
    FileHead,
    GroupRecord,
    OfferPackageHead,
    OfferRecord,
    PriceTypeRecord,
    ProductRecord,
    PropertyRecord,
    Record,
    Unchanged,
    UnitRecord,
    WarehouseRecord,
)
from application.exchange.refusals import Notice, Refused

Progress = Callable[[str, int], None]
Seal = Callable[[Connection, Outcome], None]
EVERY = 1000
# Records are read ahead by so many: reading and making rows by turns for each record leaves the processor's caches to
# neither, which cost a fifth of both (a file of 20,000 goods).
AHEAD = 32
GOODS = {"products", "variants", "packagings"}
CATALOGUE = {"groups", "properties", "warehouses", *GOODS}
PRICING = {"price_types", "prices"}
VERSIONS = b"""
    INSERT INTO catalogue_state AS c (id, catalogue_version, pricing_version) VALUES (1, 1 + %s, 1 + %s)
    ON CONFLICT (id) DO UPDATE
    SET catalogue_version = c.catalogue_version + %s, pricing_version = c.pricing_version + %s
"""


# The moment that the log of prices has, so that what replaced begins where the replaced ended.
PRICED = b"UPDATE inbox_message SET priced_at = coalesce(priced_at, now()) WHERE id = %s"


class ErpConnection(Protocol):
    """What of the connection's row an import needs: any object or row with these names."""

    @property
    def id(self) -> int: ...
    @property
    def zone(self) -> str: ...
    @property
    def vat_included(self) -> bool: ...


def ahead(records: Iterable[Record]) -> Iterator[Record]:
    left = iter(records)
    while some := tuple(islice(left, AHEAD)):
        yield from some


def known_hashes(database: Database, connection_id: int, earlier: KnownHashes | None = None) -> KnownHashes:
    """For the reader, then for `apply_records`; those of an earlier file of the connection while they are good."""
    if earlier is not None and earlier.connection_id == connection_id and earlier.is_current():
        return earlier
    return KnownHashes(database, connection_id)


def apply_records(
    database: Database,
    connection: ErpConnection,
    message_id: int,
    records: Iterable[Record],
    progress: Progress = lambda stage, done: None,
    known: KnownHashes | None = None,
    seal: Seal = lambda work, outcome: None,
    batch: int = BATCH,
) -> Outcome:
    """Stage, compare, write what differs.

    `known` is the object that the reader of `records` was given. `database` is one without a statement time-out.

    Raises: BrokenFile, from `records`; nothing was applied.
    """
    known = known or KnownHashes(database, connection.id)
    known.settled = False
    with database.connect() as core:
        application = Application(core, connection, message_id, known)
        try:
            application.read(records, progress)
            outcome = application.apply(progress, seal, batch)
            application.settle()
            return outcome
        finally:
            application.staging.drop()


class Application:
    def __init__(self, core: Connection, connection: ErpConnection, message_id: int, known: KnownHashes) -> None:
        self.core = core
        self.driver = driver(core)
        self.connection_id = connection.id
        self.zone = ZoneInfo(connection.zone)
        self.message_id = message_id
        self.known = known
        self.remarks = Remarks()
        self.mark: datetime | None = None
        self.skipped_products = 0
        self._versions_raised = False
        self._hashes_version = 0
        self.stocks_forgotten = False  # hashes of offers that this file does not tell were reset
        self.staging = Staging(self.driver)
        self.classifier = Classifier(core, connection.id, connection.vat_included, self.remarks)
        self.products = Products(self.staging, self.classifier, known, self.remarks)
        self.prices = PriceRows(self.staging, self.classifier, self.products.pack_units, self.remarks)
        self.stocks = StockRows(self.staging, self.classifier, self.remarks)
        self.offers = Offers(self.staging, self.products, known, self.prices, self.stocks)

    def read(self, records: Iterable[Record], progress: Progress) -> None:
        take: dict[type, Callable[[Any], None]] = {
            FileHead: self._file,
            ClassifierHead: self._classifier,
            GroupRecord: self.classifier.group,
            PropertyRecord: self.classifier.property,
            PriceTypeRecord: self.classifier.price_type,
            WarehouseRecord: self.classifier.warehouse,
            UnitRecord: self.classifier.unit,
            CatalogHead: self._catalog,
            OfferPackageHead: self.offers.package,
            Unchanged: self._unchanged,
            Refused: self.remarks.refused,
            Notice: self.remarks.noticed,
        }
        add_product, add_offer = self.products.add, self.offers.add
        for n, record in enumerate(ahead(records), 1):
            kind = type(record)
            if kind is OfferRecord:
                add_offer(record, n)  # type: ignore[arg-type]  # told by `kind`, which is quicker to ask
            elif kind is ProductRecord:
                add_product(record, n)  # type: ignore[arg-type]  # as above
            elif kind in take:
                take[kind](record)
            if n % EVERY == 0:
                progress("reading", n)
        self.staging.flush()

    def _file(self, head: FileHead) -> None:
        self.offers.file(head)
        if head.formed_at is not None:
            self.mark = head.formed_at.replace(tzinfo=self.zone)

    def _classifier(self, head: ClassifierHead) -> None:
        self.classifier.partial = bool(head.changes_only)

    def _catalog(self, head: CatalogHead) -> None:
        self.products.catalog_erp_id = head.erp_id or ""

    def _unchanged(self, record: Unchanged) -> None:
        if record.kind == "product":
            self.skipped_products += 1
        else:
            self.offers.unchanged(record)

    def apply(self, progress: Progress, seal: Seal, batch: int) -> Outcome:
        runs = Runs(self.driver, self.connection_id, self.mark)
        with self.driver.transaction():
            self._settings()
            diff = self._merge(runs, progress)
            stock = self._compared_stock(runs)
            diff = self._diff_of_earlier_attempt() or diff
            batches = stock.batches(batch)
            if len(batches) < 2:
                for each in batches:
                    stock.write(each, diff)
                return self._finish(runs, stock, diff, seal)
            runs.save(self.driver, self.prices.told, IdSet())
            self._keep(diff)
            self._raise_versions(diff)
        for done, each in enumerate(batches, 1):
            with self.driver.transaction():
                self._settings()
                stock.write(each, diff)
                self._keep(diff)
            progress("stock", done)
        with self.driver.transaction():
            return self._finish(runs, stock, diff, seal)

    def settle(self) -> None:
        """Once all is committed: what the next file of the run may go on with."""
        stands = not (self.products.split_ids or self.stocks_forgotten)
        self.known.settle(self._hashes_version if stands else 0, self.products.told, self.offers.told)

    def _settings(self) -> None:
        self.driver.execute(b"SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'")
        told_by_message(self.driver, self.message_id)

    def _merge(self, runs: Runs, progress: Progress) -> Diff:
        diff = empty_diff()
        diff["products"]["unchanged"] = self.skipped_products
        if self.stocks.totals and not self.stocks.by_warehouse:
            self.classifier.open_default_warehouse()
        self.classifier.save(self.core, diff)
        progress("merging", 1)
        merge_products(self.driver, self.products, self.classifier, self.known, self.message_id, diff)
        progress("merging", 2)
        merge_variants(self.driver, self.offers, self.message_id, diff)
        progress("merging", 3)
        merge_packagings(self.driver, self.staging, diff)
        merge_prices(
            self.driver,
            self.prices,
            runs.prices,
            self.classifier.price_types.declared(),
            self.classifier.price_types.ids(),
            self.offers.repeated,
            self.message_id,
            diff,
        )
        progress("merging", 4)
        return diff

    def _compared_stock(self, runs: Runs) -> StockMerge:
        warehouses = self.classifier.warehouses.ids()
        stock = StockMerge(self.staging, self.stocks, runs, warehouses, self.message_id)
        if self.stocks.totals:
            stock.values["default"] = self.classifier.default_warehouse()
        stock.compare(self.offers.repeated, self.known.fresh_variants, self.remarks)
        self.stocks_forgotten = stock.forgotten > 0
        return stock

    def _finish(self, runs: Runs, stock: StockMerge, diff: Diff, seal: Seal) -> Outcome:
        """The end of the last transaction."""
        stock.finish(diff)
        runs.save(self.driver, self.prices.told, self.stocks.told)
        if self.products.staging.stubs.total or self.staging.variants.total:
            tell_waiting_products(self.driver, self.connection_id, self.remarks)
        if self.offers.untold:
            tell_waiting_offers(self.driver, self.remarks)
        self.classifier.tell_waiting()
        outcome = Outcome(diff, self.remarks.all())
        seal(self.core, outcome)
        self._raise_versions(diff)
        return outcome

    def _raise_versions(self, diff: Diff) -> None:
        """Once a message, last of all: imports of other connections, and packets of this one, wait for these rows."""
        if not self._hashes_version:
            self._hashes_version = raise_version(self.driver, self.connection_id)
        if self._versions_raised:
            return
        self._versions_raised = True
        changed = {entity for entity in ENTITIES if any(diff[entity][m] for m in ("added", "changed", "removed"))}
        # A unit's new name stands on goods whose records did not change: what processes keep of them is old.
        catalogue = bool(changed & CATALOGUE) or bool(self.classifier.renamed_units)
        pricing = bool(changed & PRICING)
        if pricing:
            self.driver.execute(PRICED, [self.message_id])
        if catalogue or pricing:
            self.driver.execute(VERSIONS, [int(catalogue), int(pricing)] * 2)
        is_told = changed & CATALOGUE <= GOODS and not self.classifier.renamed_units and not self.products.split_ids
        if catalogue and is_told:
            tell_written_goods(self.driver)

    def _diff_of_earlier_attempt(self) -> Diff | None:
        """That of the main part, which the message committed before the worker died on its stock."""
        statement = b"SELECT diff FROM inbox_message WHERE id = %s AND state <> 'applied' AND diff <> '{}'::jsonb"
        row = self.driver.execute(statement, [self.message_id]).fetchone()
        self._versions_raised = row is not None
        return row[0] if row else None

    def _keep(self, diff: Diff) -> None:
        statement = b"UPDATE inbox_message SET diff = %s::jsonb WHERE id = %s"
        self.driver.execute(statement, [json_text(diff), self.message_id])
