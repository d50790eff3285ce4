"""Groups, properties, price types, warehouses and units: from records to directories."""

from sqlalchemy import Connection

from adapters.postgres.importing.directory import Directory, Entry, Places
from adapters.postgres.importing.okei import unit_name
from adapters.postgres.importing.outcome import Diff, Remarks
from adapters.postgres.tables import catalog, inventory, pricing
from application.exchange.lexical import currency_code, requisite_key
from application.exchange.records import GroupRecord, PriceTypeRecord, PropertyRecord, UnitRecord, WarehouseRecord
from domain.catalog.folding import sort_key

KINDS = {"Строка": "string", "Число": "number", "Время": "time", "Справочник": "reference"}
NO_OPTIONS: dict[str, str] = {}
# Properties and requisites by which 1C tells how a good may be ordered; CommerceML has no element for it.
STEPS = {"кратность": "multiple", "минимальнаяпартия": "minimum"}
# The warehouse of files that tell quantities without warehouses.
DEFAULT_WAREHOUSE, DEFAULT_WAREHOUSE_NAME = "", "Основной склад"


class Classifier:
    def __init__(self, connection: Connection, connection_id: int, vat_included: bool, remarks: Remarks) -> None:
        self.vat_included = vat_included
        self.remarks = remarks
        self.unpriced: set[int] = set()  # price types whose currency nobody knows
        self._default_warehouse: int | None = None
        self.partial = False  # «только изменения»: the order of groups is not told
        self._places = Places()
        columns = {"name": "", "parent_id": None, "sort_key": "", "position": 0}
        self.groups = Directory(connection, connection_id, catalog.category, columns)
        properties = {"name": "", "kind": "string", "options": NO_OPTIONS}
        self.properties = Directory(connection, connection_id, catalog.property_, properties)
        columns = {"name": "", "currency": "RUB", "vat_included": vat_included}
        self.price_types = Directory(connection, connection_id, pricing.price_type, columns)
        columns = {"name": "", "address": ""}
        self.warehouses = Directory(connection, connection_id, inventory.warehouse, columns)
        self.units = Directory(connection, connection_id, catalog.unit, {"code": "", "name": ""})
        self.unit_names = {e.fields["code"]: e.fields["name"] for e in self.units.entries.values()}
        self.renamed_units: list[tuple[str, str, str]] = []
        self.steps: dict[str, str] = {}
        for erp_id, entry in self.properties.entries.items():
            self._note_step(erp_id, entry)

    def group(self, record: GroupRecord) -> None:
        parent = record.parent_erp_id
        place = self._places.take(parent)
        known = record.erp_id in self.groups.entries
        entry = self.groups.tell(record.erp_id, record.deleted, name=record.name or None)
        entry.fields["sort_key"] = sort_key(entry.fields["name"])
        if not known or not self.partial:
            entry.fields["position"] = place
        entry.fields["parent_id"] = self.groups.entry(parent).id if parent else None
        if known and self._is_own_ancestor(entry):
            entry.fields["parent_id"] = None
            text = "Группа вложена сама в себя; она оставлена в корне"
            self.remarks.notice("group-cycle", text, f"{record.name} ({record.erp_id})")

    def _is_own_ancestor(self, entry: Entry) -> bool:
        # A file tells the parents of a group before it, so that only one told twice can close a circle.
        at, left = entry.fields["parent_id"], len(self.groups.entries)
        while at is not None and at != entry.id and left:
            at, left = self.groups.by_id(at).fields["parent_id"], left - 1
        return bool(at == entry.id)

    def property(self, record: PropertyRecord) -> None:
        entry = self.properties.tell(record.erp_id, record.deleted, name=record.name, kind=KINDS.get(record.kind or ""))
        if record.options:
            # A long list may be split over files: merged, never replaced.
            entry.fields["options"] = {**entry.fields["options"], **record.options}
        self._note_step(record.erp_id, entry)

    def _note_step(self, erp_id: str, entry: Entry) -> None:
        if column := STEPS.get(requisite_key(entry.fields["name"])):
            self.steps[erp_id] = column

    def price_type(self, record: PriceTypeRecord) -> None:
        currency = currency_code(record.currency)
        if record.currency and currency is None:
            text = f"Валюта «{record.currency[:20]}» вида цены не распознана: вид цены и цены без валюты не приняты"
            self.remarks.refuse("ТипыЦен", "unknown-currency", text, record.erp_id)
            self.unpriced.add(self.price_types.entry(record.erp_id).id)
            return
        self.price_types.tell(
            record.erp_id, record.deleted, name=record.name, currency=currency, vat_included=record.vat_included
        )

    def warehouse(self, record: WarehouseRecord) -> None:
        self.warehouses.tell(record.erp_id, record.deleted, name=record.name, address=record.address)

    def default_warehouse(self) -> int:
        """Its id, also before there is any need of it; `open_default_warehouse` makes it."""
        if self._default_warehouse is None:
            known = self.warehouses.entries.get(DEFAULT_WAREHOUSE)
            self._default_warehouse = known.id if known else self.warehouses.new_id()
        return self._default_warehouse

    def open_default_warehouse(self) -> None:
        if DEFAULT_WAREHOUSE not in self.warehouses.entries:
            self.warehouses.entry(DEFAULT_WAREHOUSE, self.default_warehouse())
            self.warehouses.tell(DEFAULT_WAREHOUSE, False, name=DEFAULT_WAREHOUSE_NAME)

    def unit(self, record: UnitRecord) -> None:
        code, name = record.code or record.erp_id, record.short or record.full or record.international
        before = self.unit_name(code)
        self.units.tell(record.erp_id, record.deleted, code=code, name=name)
        if name and name != before:
            self.unit_names[code] = name
            self.renamed_units.append((code, before, name))

    def unit_name(self, code: str) -> str:
        return self.unit_names.get(code) or unit_name(code)

    def save(self, connection: Connection, diff: Diff) -> None:
        self.units.save(connection)
        diff["properties"] = self.properties.save(connection)
        diff["price_types"] = self.price_types.save(connection)
        diff["warehouses"] = self.warehouses.save(connection)
        diff["groups"] = self.groups.save(connection)

    def tell_waiting(self) -> None:
        for code, directory in (
            ("unknown-group", self.groups),
            ("unknown-property", self.properties),
            ("unknown-price-type", self.price_types),
            ("unknown-warehouse", self.warehouses),
        ):
            self.remarks.waiting(code, directory.waiting())
