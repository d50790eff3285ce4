"""From a product's record to its staged row."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from adapters.postgres import copy_text
from adapters.postgres.database import json_text
from adapters.postgres.importing.classifier import STEPS, Classifier
from adapters.postgres.importing.directory import NamedIds
from adapters.postgres.importing.hashes import KnownHashes, NewIds, new_entry, row_id
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.outcome import Remarks
from adapters.postgres.importing.staging import Staging
from application.exchange.lexical import NO_VAT, NotNumber, VatRate, number, requisite_key
from application.exchange.record_values import Packaging, UnitRef
from application.exchange.records import ProductRecord
from domain.catalog.folding import search_text, sku_key, sort_key

VAT_NOT_TOLD, VAT_RATE, VAT_NONE = 0, 1, 2
NO_STEP = "0"
LARGEST = Decimal(1_000_000_000)
_MILLI = Decimal("0.001")


class PropertyKeys(dict[str, str]):
    """How properties are named in a product's row: twenty of them a product, so that it is a plain dict when known."""

    def __init__(self, ids: NamedIds) -> None:
        super().__init__()
        self._ids = ids

    def __missing__(self, erp_id: str) -> str:
        key = self[erp_id] = str(self._ids[erp_id])
        return key


class StepColumns(dict[str, str]):
    """The column that a requisite of this name fills, "" for none; each spelling is looked at once."""

    def __missing__(self, name: str) -> str:
        column = self[name] = STEPS.get(requisite_key(name), "")
        return column


class Products:
    """`repeated` turns true when a file tells one product twice, `compared` when it tells one that stands."""

    def __init__(self, staging: Staging, classifier: Classifier, known: KnownHashes, remarks: Remarks) -> None:
        self.staging = staging
        self.classifier = classifier
        self.known = known
        self.remarks = remarks
        self.catalog_erp_id = ""
        self.repeated = False
        self.compared = False
        self.split_ids: list[tuple[int, str, str]] = []
        self.pack_units = self._known_pack_units()
        self._new_id = NewIds(staging.driver, "product")
        self.told = IdSet()
        self._step_columns = StepColumns()
        self._property_key = PropertyKeys(classifier.properties.named).__getitem__
        self._vats: dict[VatRate, str] = {
            None: f"{VAT_NOT_TOLD}\t{copy_text.NULL}", NO_VAT: f"{VAT_NONE}\t{copy_text.NULL}",
        }  # fmt: skip

    def _known_pack_units(self) -> set[str]:
        """Codes and names under which any good of the connection is packed."""
        statement = b"""
            SELECT DISTINCT unnest(ARRAY[k.code, k.name]) FROM packaging k JOIN product p ON p.id = k.product_id
            WHERE p.connection_id = %s
        """
        return {row[0] for row in self.staging.driver.execute(statement, [self.known.connection_id])}

    def id_of(self, key: str) -> int:
        entry = self.known.products.get(key)
        return self._made(key) if entry is None else row_id(entry)

    def _made(self, key: str) -> int:
        found = self._new_id()
        self.known.products[key] = new_entry(found)
        self.known.fresh_products.add(found)
        return found

    def stub(self, key: str, name: str) -> int:
        """The id of a product that an offer names, which may be unknown."""
        entry = self.known.products.get(key)
        if entry is not None:
            return row_id(entry)
        found = self._made(key)
        self.staging.stubs.add((found, key, name))
        return found

    def add(self, record: ProductRecord, n: int) -> None:
        key = record.key
        entry = self.known.products.get(key)
        product_id = self._made(key) if entry is None else row_id(entry)
        is_new = entry is None or product_id in self.known.fresh_products
        self.compared |= not is_new
        if entry is not None:
            self.known.products[key] = new_entry(product_id)  # its hash is another one from now on
        if record.characteristic_id:
            self.split_ids.append((product_id, record.erp_id, record.characteristic_id))
        self.repeated |= self.told.add(product_id)
        unit_code, unit = self.unit(record.base_unit)
        maker = (record.manufacturer[1] if record.manufacturer else None) or record.trade_mark or ""
        name, full_name = record.name, record.full_name or ""
        sku, barcode = record.sku or "", record.barcode or ""
        steps = self.steps(record)
        texts = copy_text.texts((
            key, sku, sku_key(sku), barcode, name, full_name, sort_key(name), record.description or "", unit_code, unit,
            maker, record.country or "", self.catalog_erp_id, search_text(name, full_name, sku, barcode, maker),
        ))  # fmt: skip
        self.staging.products.add_line(
            f"{product_id}\t{n}\t{is_new}\t{not record.deleted}\t{record.deleted}\t{self.vat(record.vat_rate, key)}"
            f"\t{steps.get('minimum', NO_STEP)}\t{steps.get('multiple', NO_STEP)}\t{copy_text.data(record.raw_hash)}"
            f"\t{copy_text.array(record.pictures or None)}\t{self.categories(record.group_ids)}"
            f"\t{self.properties(record.values)}\t{texts}\n"
        )
        for packaging in record.packagings:
            self.packaging(product_id, packaging, n)

    def unit(self, told: UnitRef | None) -> tuple[str, str]:
        """Code and name. The name of a code is that of the file's own list, then the usual one."""
        if told is None:
            return "", "шт"
        code = told.code or ""
        name = told.short or (self.classifier.unit_name(code) if code else "")
        if not name or name == code:
            name = told.full or told.international or name
        return code, name

    def vat(self, rate: VatRate, key: str) -> str:
        """Kind and rate, as fields."""
        known = self._vats.get(rate)
        if known is not None:
            return known
        assert isinstance(rate, Decimal)
        if rate > 100:
            self.remarks.notice("unknown-vat", "Ставка НДС больше 100 %; она осталась не указанной", key)
            return self._vats[None]
        found = self._vats[rate] = f"{VAT_RATE}\t{rate}"
        return found

    def properties(self, values: Mapping[str, tuple[str, ...]]) -> str:
        return copy_text.json(json_text(dict(zip(map(self._property_key, values), values.values(), strict=True))))

    def categories(self, group_ids: tuple[str, ...]) -> str:
        ids = self.classifier.groups.named
        if len(group_ids) == 1:
            return f"{{{ids[group_ids[0]]}}}"
        return "{" + ",".join(map(str, sorted({ids[erp_id] for erp_id in group_ids}))) + "}"

    def steps(self, record: ProductRecord) -> dict[str, Decimal]:
        """Minimum and multiple, from requisites, then from properties of these names."""
        found: dict[str, Decimal] = {}
        for name, value in record.requisites:
            if column := self._step_columns[name]:
                self._step(found, column, value, record.key)
        for erp_id, column in self.classifier.steps.items():
            for value in record.values.get(erp_id, ()):
                options = self.classifier.properties.entries[erp_id].fields["options"]
                self._step(found, column, options.get(value, value), record.key)
        return found

    def _step(self, found: dict[str, Any], column: str, value: str, key: str) -> None:
        step = step_of(value)
        if step is None:
            text = "Кратность или минимальная партия не число; она не учтена"
            self.remarks.notice("bad-multiple", text, f"{key}: {value[:40]}")
        else:
            found[column] = step

    def packaging(self, product_id: int, told: Packaging, n: int) -> None:
        if told.coefficient >= LARGEST or told.coefficient < _MILLI / 1000:
            text = "Коэффициент упаковки слишком велик или мал; упаковка не принята"
            self.remarks.notice("bad-packaging", text, f"{told.unit}: {told.coefficient}")
            return
        name = self.classifier.unit_name(told.unit)
        self.pack_units.update((told.unit, name))
        self.staging.packagings.add((product_id, told.unit, name, told.coefficient, n))


def step_of(value: str) -> Decimal | None:
    try:
        found = number(value)
    except NotNumber:
        return None
    if found is None or not 0 <= found < LARGEST:
        return None
    return found.quantize(_MILLI)
