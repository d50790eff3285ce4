"""The data set straight into the portal's tables: what an import leaves there, for figures that are not about it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import psycopg

from adapters.postgres.database import json_text
from bench import files, parties, words
from bench.dataset import Dataset, erp_id
from domain.catalog.folding import search_text, sku_key, sort_key

Connection = psycopg.Connection[Any]
MESSAGE_ID = 1


def fill_goods(connection: Connection, erp: int, dataset: Dataset) -> None:
    """Serial ids are the numbers of the data set plus one."""
    copy(connection, "category", "id connection_id erp_id parent_id name sort_key position", (
        (c.number + 1, erp, erp_id(files.CATEGORY, c.number), None if c.parent is None else c.parent + 1, c.name,
         sort_key(c.name), c.number)
        for c in dataset.categories
    ))  # fmt: skip
    copy(connection, "property", "id connection_id erp_id name kind options", (
        (p.number + 1, erp, erp_id(files.PROPERTY, p.number), p.name, "reference" if p.options else "string",
         json_text({files.option_id(p.number, n): text for n, text in enumerate(p.options)}))
        for p in dataset.properties
    ))  # fmt: skip
    copy(connection, "product", "id connection_id erp_id sku sku_key barcode name full_name sort_key description "
         "unit_code unit manufacturer vat_kind vat_rate properties catalog_erp_id search",
         (product_row(dataset, i, erp) for i in range(dataset.size.products)))  # fmt: skip
    numbers = range(dataset.size.products)
    first = len(dataset.categories) - dataset.leaves + 1
    links = ((first + dataset.leaf_of(i), i + 1) for i in numbers)
    copy(connection, "product_category", "category_id product_id", links)
    copy(connection, "variant", "id product_id told_prices told_stocks", (
        (i + 1, i + 1, dataset.size.price_types, dataset.size.warehouses) for i in numbers
    ))  # fmt: skip
    copy(connection, "price", "price_type_id variant_id amount currency message_id", (
        (kind, i + 1, files.kopecks(amount), "RUB", MESSAGE_ID)
        for i in numbers
        for kind, amount in enumerate(dataset.prices(i), 1)
    ))  # fmt: skip
    copy(connection, "stock", "variant_id warehouse_id free snapshot_id", (
        (i + 1, place, free, MESSAGE_ID) for i in numbers for place, free in enumerate(dataset.stock(i), 1)
    ))  # fmt: skip
    for table in ("category", "property", "product", "variant"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    connection.execute("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def product_row(dataset: Dataset, i: int, erp: int) -> Sequence[Any]:
    p = dataset.product(i)
    brand = words.BRANDS[p.brand]
    values = {
        str(number + 1): [value if isinstance(value, str) else files.option_id(number, value)]
        for number, value in p.values
    }
    lexemes = search_text(p.name, p.sku, p.barcode, brand).translate(str.maketrans("", "", "'\\:"))
    return (
        i + 1, erp, erp_id(files.PRODUCT, i), p.sku, sku_key(p.sku), p.barcode, p.name, p.name, sort_key(p.name),
        f"{p.name}: для наружных и внутренних работ.", "796", "шт", brand, 1, "22", json_text(values),
        erp_id(files.CATALOGUE, 0), " ".join(f"'{word}'" for word in sorted(set(lexemes.split()))),
    )  # fmt: skip


def fill_parties(connection: Connection, erp: int, dataset: Dataset) -> None:
    """Sellers, warehouses, regions, price types, companies with one contract each, and their balances."""
    seller = id_of(files.SELLER, 0)
    row = (seller, erp, erp_id(files.SELLER, 0), "Торговый дом", "7707083893")
    copy(connection, "seller_organization", "id connection_id erp_id name inn", [row])
    regions = [(id_of(parties.REGION, n), erp, erp_id(parties.REGION, n), name) for n, name in enumerate(words.REGIONS)]
    copy(connection, "region", "id connection_id erp_id name", regions)
    places, kinds = range(dataset.size.warehouses), range(dataset.size.price_types)
    copy(connection, "warehouse", "id connection_id erp_id name organization_id", (
        (n + 1, erp, erp_id(files.WAREHOUSE, n), f"Склад {n + 1}", seller) for n in places
    ))  # fmt: skip
    copy(connection, "region_warehouse", "region_id warehouse_id priority", (
        (region[0], place + 1, priority)
        for n, region in enumerate(regions)
        for priority, place in enumerate(dataset.warehouses_of(n), 1)
    ))  # fmt: skip
    copy(connection, "price_type", "id connection_id erp_id name", (
        (n + 1, erp, erp_id(files.PRICE_TYPE, n), f"Цена {n + 1}") for n in kinds
    ))  # fmt: skip
    for table in ("warehouse", "price_type"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    companies = range(dataset.size.companies)
    firm, deal, group = parties.COUNTERPARTY, parties.CONTRACT, parties.HOLDING
    copy(connection, "holding", "id connection_id name implicit", ((id_of(group, n), erp, "", True) for n in companies))
    copy(connection, "counterparty", "id connection_id erp_id holding_id name inn default_region_id", (
        (id_of(firm, n), erp, erp_id(firm, n), id_of(group, n), f"Компания {n + 1}", parties.tin(n),
         regions[dataset.region_of(n)][0])
        for n in companies
    ))  # fmt: skip
    copy(connection, "contract", "id connection_id erp_id number organization_id counterparty_id currency "
         "price_type_id is_default terms", (
        (id_of(deal, n), erp, erp_id(deal, n), f"Д-{n + 1}", seller, id_of(firm, n), "RUB",
         dataset.price_type_of(n) + 1, True, "limited")
        for n in companies
    ))  # fmt: skip
    owners = [(0, id_of(deal, n)) for n in companies] + [(1, id_of(firm, n)) for n in companies]
    copy(connection, "credit_line", "level owner_id", owners + [(2, id_of(group, n)) for n in companies])
    copy(connection, "credit_limit", "owner_id currency amount message_id", (
        (id_of(deal, n), "RUB", dataset.credit_limit(n), MESSAGE_ID) for n in companies
    ))  # fmt: skip
    copy(connection, "credit_balance", "owner_id id currency debt advance includes_unshipped as_of", (
        (id_of(deal, n), id_of(parties.MESSAGE, n), "RUB", 0, 0, False, parties.SAID_AT) for n in companies
    ))  # fmt: skip


def fill_individual_prices(connection: Connection, erp: int, dataset: Dataset) -> None:
    """Found by ERP ids, so that it fits goods that came through the door as well."""
    variants = dict(connection.execute("SELECT p.erp_id, v.id FROM product p JOIN variant v ON v.product_id = p.id"))
    contracts = dict(connection.execute("SELECT erp_id, id FROM contract"))
    rows = (
        (id_of(15, n), erp, f"contract/{erp_id(parties.CONTRACT, n)}/{i}", 0, contracts[erp_id(parties.CONTRACT, n)],
         variants[erp_id(files.PRODUCT, i)], files.kopecks(amount), "RUB", True, MESSAGE_ID)
        for n in range(dataset.size.companies)
        for i, amount in dataset.contract_prices(n).items()
    )  # fmt: skip
    numbered = ((id_of(15, k), *row[1:]) for k, row in enumerate(rows))
    copy(connection, "individual_price", "id connection_id key level owner_id variant_id amount currency vat_included "
         "message_id", numbered)  # fmt: skip


def id_of(kind: int, n: int) -> UUID:
    return UUID(erp_id(kind + 100, n))


def copy(connection: Connection, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    statement = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as out:
        for row in rows:
            out.write_row(row)
