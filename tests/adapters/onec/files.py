"""Small CommerceML files: a test shows only the elements that matter to it."""

import io

from adapters.onec.reading import read
from application.exchange.records import OfferRecord, ProductRecord, Record
from application.exchange.refusals import Notice, Refused

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
COMMERCE = "КоммерческаяИнформация"


def root(inside: str, version: str = "2.07", attributes: str = "") -> str:
    return f'{DECLARED}<{COMMERCE} ВерсияСхемы="{version}"{attributes}>\n{inside}\n</{COMMERCE}>\n'


def catalog(*goods: str, attributes: str = "", version: str = "2.07") -> str:
    inside = "\n".join(goods)
    head = "<Ид>cat</Ид><ИдКлассификатора>cl</ИдКлассификатора><Наименование>К</Наименование>"
    return root(f"<Каталог{attributes}>\n{head}\n<Товары>\n{inside}\n</Товары>\n</Каталог>", version)


def good(inside: str, erp_id: str = "g1", name: str = "Болт", attributes: str = "") -> str:
    return f"<Товар{attributes}>\n<Ид>{erp_id}</Ид>\n<Наименование>{name}</Наименование>\n{inside}\n</Товар>"


def package(*offers: str, version: str = "2.07", tag: str = "ПакетПредложений", attributes: str = "") -> str:
    inside = "\n".join(offers)
    head = "<Ид>cat#</Ид><Наименование>П</Наименование><ИдКаталога>cat</ИдКаталога>"
    return root(f"<{tag}{attributes}>\n{head}\n<Предложения>\n{inside}\n</Предложения>\n</{tag}>", version)


def offer(inside: str, erp_id: str = "g1") -> str:
    return f"<Предложение>\n<Ид>{erp_id}</Ид>\n{inside}\n</Предложение>"


def price(amount: str, type_id: str = "t1", rest: str = "") -> str:
    return f"<Цена><ИдТипаЦены>{type_id}</ИдТипаЦены><ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу>{rest}</Цена>"


def records_of(text: str | bytes, *, fast: bool = True) -> list[Record]:
    return list(read(io.BytesIO(text.encode() if isinstance(text, str) else text), fast=fast))


def unhashed(records: list[Record]) -> list[Record]:
    """Without what only cut records have, so that records of both paths can be compared."""
    return [record._replace(raw_hash=None) if isinstance(record, OfferRecord) else record for record in records]


def both(text: str | bytes) -> list[Record]:
    """The records, which both paths agree on."""
    fast = unhashed(records_of(text))
    assert fast == unhashed(records_of(text, fast=False))
    return fast


def products(text: str | bytes) -> list[ProductRecord]:
    return [record for record in both(text) if isinstance(record, ProductRecord)]


def offers(text: str | bytes) -> list[OfferRecord]:
    return [record for record in both(text) if isinstance(record, OfferRecord)]


def refused(text: str | bytes) -> list[Refused]:
    return [record for record in both(text) if isinstance(record, Refused)]


def notices(text: str | bytes) -> dict[str, Notice]:
    return {record.code: record for record in both(text) if isinstance(record, Notice)}
