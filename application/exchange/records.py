"""The typed records that a CommerceML file is read into.

Ids are opaque, case-sensitive, trimmed text. Amounts and quantities are exact decimals as told; None is "not told".
Instants are local time of the ERP. Source: CommerceML 2.03–2.10 and 3.1.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from attrs import field, frozen

from application.exchange.lexical import VatRate, flag, requisite_key
from application.exchange.record_values import NO_VALUES, Pairs
from application.exchange.record_values import Packaging as Packaging
from application.exchange.record_values import Price as Price
from application.exchange.record_values import Stock as Stock
from application.exchange.record_values import UnitRef as UnitRef
from application.exchange.refusals import Notice, Refused

Day: TypeAlias = date  # for the fields that are called date and time
Clock: TypeAlias = time


@frozen
class FileHead:
    """The first record of every file: the run key is (connection, catalogue, `formed_at`) in 2.x."""

    schema_version: str | None
    formed_at: datetime | None
    erp_id: str | None


@frozen
class CounterpartyRecord:
    erp_id: str | None
    name: str | None
    full_name: str | None
    is_legal: bool | None  # told by the presence of ОфициальноеНаименование or ПолноеНаименование
    tin: str | None = None
    kpp: str | None = None
    okpo: str | None = None
    role: str | None = None
    legal_address: str | None = None
    address: str | None = None
    contacts: Pairs = ()  # (kind, value)
    accounts: tuple[tuple[str, str | None, str | None], ...] = ()  # (number, BIK, name of the bank)
    representatives: tuple[tuple[str | None, str | None, str | None], ...] = ()  # (id, name, relation)
    requisites: Pairs = ()
    deleted: bool | None = None
    version: str | None = None


@frozen
class ClassifierHead:
    erp_id: str | None
    name: str | None
    changes_only: bool | None
    owner: CounterpartyRecord | None = None


@frozen
class GroupRecord:
    """Parents come before children; `parent_erp_id` is None at the root."""

    erp_id: str
    parent_erp_id: str | None
    name: str
    deleted: bool = False
    description: str | None = None
    picture: str | None = None
    version: str | None = None


@frozen
class PropertyRecord:
    """`options` of one file are to be merged with those known: a list may be split over files."""

    erp_id: str
    name: str | None
    kind: str | None  # Строка, Число, Время, Справочник
    options: Mapping[str, str] = field(factory=dict)
    for_products: bool | None = None
    for_offers: bool | None = None
    for_documents: bool | None = None
    multiple: bool | None = None
    required: bool | None = None
    description: str | None = None
    deleted: bool = False
    version: str | None = None


@frozen
class PriceTypeRecord:
    erp_id: str
    name: str | None
    currency: str | None  # as spelt: `руб`, `643`; see lexical.currency_code
    vat_included: bool | None
    deleted: bool = False
    version: str | None = None


@frozen
class WarehouseRecord:
    erp_id: str
    name: str | None
    address: str | None = None
    contacts: Pairs = ()
    comment: str | None = None
    deleted: bool = False
    version: str | None = None


@frozen
class UnitRecord:
    erp_id: str
    code: str | None
    short: str | None
    full: str | None
    international: str | None
    deleted: bool = False
    version: str | None = None


@frozen
class CatalogHead:
    erp_id: str | None
    classifier_id: str | None
    name: str | None
    changes_only: bool | None


@frozen
class OfferPackageHead:
    erp_id: str | None  # not a key: use `catalog_id`
    catalog_id: str | None
    classifier_id: str | None
    name: str | None
    changes_only: bool | None
    kind: Literal["offers", "changes"]


@frozen
class ProductRecord:
    """A `Товар` of a catalogue.

    `values` maps a property to its values or option ids; an empty tuple is "mentioned, not set".
    `raw_hash` is known only to records that were cut out of the file; equality leaves it out.
    """

    kind: ClassVar[str] = "product"

    erp_id: str
    characteristic_id: str | None
    name: str
    sku: str | None = None
    barcode: str | None = None
    code: str | None = None
    full_name: str | None = None
    base_unit: UnitRef | None = None
    packagings: tuple[Packaging, ...] = ()
    group_ids: tuple[str, ...] = ()
    category_id: str | None = None
    description: str | None = None
    pictures: tuple[str, ...] = ()
    manufacturer: tuple[str | None, str | None] | None = None  # (id, name)
    country: str | None = None
    trade_mark: str | None = None
    values: Mapping[str, tuple[str, ...]] = NO_VALUES
    vat_rate: VatRate = None
    requisites: Pairs = ()
    characteristics: Pairs = ()
    weight: Decimal | None = None
    width: Decimal | None = None
    length: Decimal | None = None
    height: Decimal | None = None
    deleted: bool = False
    version: str | None = None
    raw_hash: bytes | None = field(default=None, eq=False)

    @property
    def key(self) -> str:
        """What `known` is asked for."""
        return record_key(self.erp_id, self.characteristic_id)


class OfferRecord(NamedTuple):
    """A `Предложение`: what is told of (product, characteristic), every part of it optional.

    `tells_prices` and `tells_stock` say whether the parts were there at all, even empty. In 3.x each part comes in
    its own file, so that the kind names the parts told and each kind keeps its own hash.
    """

    product_id: str
    characteristic_id: str | None
    name: str | None
    kind: str = "offer"
    sku: str | None = None
    barcode: str | None = None
    base_unit: UnitRef | None = None
    packagings: tuple[Packaging, ...] = ()
    characteristics: Pairs = ()
    prices: tuple[Price, ...] = ()
    quantity: Decimal | None = None
    stocks: tuple[Stock, ...] = ()
    tells_prices: bool = False
    tells_stock: bool = False
    values: Mapping[str, tuple[str, ...]] = NO_VALUES
    group_ids: tuple[str, ...] = ()
    description: str | None = None
    pictures: tuple[str, ...] = ()
    vat_rate: VatRate = None
    requisites: Pairs = ()
    deleted: bool = False
    version: str | None = None
    raw_hash: bytes | None = None  # known only to records that were cut out of the file

    @property
    def key(self) -> str:
        """What `known` is asked for."""
        return record_key(self.product_id, self.characteristic_id)


class Unchanged(NamedTuple):
    """A record whose raw bytes are those of `known(kind, erp_id)`; `erp_id` is the record's `key`."""

    kind: str
    erp_id: str


@frozen
class DocumentLine:
    product_id: str
    characteristic_id: str | None
    name: str | None
    sku: str | None = None
    unit: UnitRef | None = None  # of the quantity: the package if one was told, else the base unit
    coefficient: Decimal | None = None
    price: Decimal | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    vat_rate: VatRate = None
    vat_amount: Decimal | None = None
    vat_included: bool | None = None
    discount: Decimal | None = None
    requisites: Pairs = ()


@frozen
class DocumentRecord:
    """An order, payment or shipment that 1C sends back.

    `number` is the portal's number in both directions; `erp_number` and `erp_date` prove the acceptance.
    `container` is the ordinal of the 3.x container, one deal each. A requisite that is not there is not told.
    """

    erp_id: str | None
    number: str | None
    date: Day | None
    time: Clock | None
    operation: str | None
    erp_number: str | None = None
    erp_date: datetime | None = None
    role: str | None = None
    currency: str | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    due: Day | None = None
    comment: str | None = None
    basis: str | None = None
    counterparties: tuple[CounterpartyRecord, ...] = ()
    lines: tuple[DocumentLine, ...] = ()
    tells_lines: bool = False
    requisites: Pairs = ()
    facts: Mapping[str, str] = field(factory=dict)  # requisites by `requisite_key`, the last of a name
    warehouse_ids: tuple[str, ...] = ()
    subordinates: tuple["DocumentRecord", ...] = ()
    container: int | None = None
    deleted: bool | None = None
    version: str | None = None

    def fact(self, name: str) -> str | None:
        return self.facts.get(requisite_key(name))

    def told(self, name: str) -> bool | None:
        """A requisite that is a flag: Проведен, Отменен, Оплачен, Отгружен."""
        return flag(self.fact(name))


def record_key(erp_id: str, characteristic_id: str | None) -> str:
    return f"{erp_id}#{characteristic_id}" if characteristic_id else erp_id


Record = (
    FileHead | ClassifierHead | GroupRecord | PropertyRecord | PriceTypeRecord | WarehouseRecord | UnitRecord
    | CatalogHead | ProductRecord | OfferPackageHead | OfferRecord | Unchanged | DocumentRecord | CounterpartyRecord
    | Refused | Notice
)  # fmt: skip
