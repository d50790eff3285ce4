"""Goods of a file as a CommerceML file of a base of its own, so that they take the road of every other import.

Ids are made of what people wrote: the same row makes the same bytes, and the import finds that nothing has changed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from adapters.onec.xml_writing import block, document, leaf

CATALOG = "goods-of-files"


class Good(Protocol):
    """What of a row is written."""

    @property
    def key(self) -> str: ...
    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def section(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> str: ...
    @property
    def barcode(self) -> str: ...
    @property
    def maker(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def vat(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def properties(self) -> tuple[tuple[str, str], ...]: ...


def id_of(*names: str) -> str:
    """Of what is called alike whatever its letters' case, wherever it is met again."""
    text = "\n".join(" ".join(name.casefold().replace("ё", "е").split()) for name in names)
    return sha256(text.encode()).hexdigest()[:32]


def goods_document(goods: Sequence[Good], at: datetime) -> bytes:
    inside = "".join((_classifier(goods), _catalog(goods), _offers(goods)))
    formed = at.replace(tzinfo=None).isoformat(timespec="seconds")
    attributes = {"ВерсияСхемы": "2.08", "ДатаФормирования": formed}
    return document("КоммерческаяИнформация", attributes, inside, "utf-8")


def _classifier(goods: Iterable[Good]) -> str:
    paths: dict[tuple[str, ...], None] = {}
    names: dict[str, str] = {}
    for good in goods:
        paths.update(dict.fromkeys(good.section[: n + 1] for n in range(len(good.section))))
        for name, _ in good.properties:
            names.setdefault(id_of(name), name)
    by_id = {id_of(*path): path for path in paths}
    children: dict[str, list[str]] = {}
    for id, path in by_id.items():
        children.setdefault(id_of(*path[:-1]) if len(path) > 1 else "", []).append(id)

    def group(id: str) -> str:
        below = block("Группы", *map(group, children.get(id, ())))
        return block("Группа", leaf("Ид", id), leaf("Наименование", by_id[id][-1]), below)

    properties = (
        block("Свойство", leaf("Ид", id), leaf("Наименование", name), leaf("ТипЗначений", "Строка"))
        for id, name in names.items()
    )
    return block(
        "Классификатор", leaf("Ид", CATALOG), leaf("Наименование", "Товары из файлов"),
        block("Группы", *map(group, children.get("", ()))), block("Свойства", *properties),
    ).replace("<Классификатор>", '<Классификатор СодержитТолькоИзменения="true">', 1)  # fmt: skip


def _catalog(goods: Iterable[Good]) -> str:
    body = block("Товары", *map(_good, goods))
    head = leaf("Ид", CATALOG) + leaf("ИдКлассификатора", CATALOG) + leaf("Наименование", "Товары из файлов")
    return f'<Каталог СодержитТолькоИзменения="true">\n{head}{body}</Каталог>\n'


def _good(good: Good) -> str:
    values = (
        block("ЗначенияСвойства", leaf("Ид", id_of(name)), leaf("Значение", value)) for name, value in good.properties
    )
    rate = good.vat.rstrip("% ")
    tax = block("СтавкаНалога", leaf("Наименование", "НДС"), leaf("Ставка", rate)) if rate else ""
    return block(
        "Товар", leaf("Ид", good.key), leaf("Штрихкод", good.barcode), leaf("Артикул", good.sku),
        leaf("Наименование", good.name), leaf("БазоваяЕдиница", good.unit or "шт"),
        block("Группы", leaf("Ид", id_of(*good.section))) if good.section else "",
        leaf("Описание", good.description),
        block("Изготовитель", leaf("Ид", id_of(good.maker)), leaf("Наименование", good.maker)) if good.maker else "",
        leaf("Страна", good.country), block("ЗначенияСвойств", *values),
        block("СтавкиНалогов", tax),
    )  # fmt: skip


def _offers(goods: Iterable[Good]) -> str:
    offers = (block("Предложение", leaf("Ид", good.key), leaf("Наименование", good.name)) for good in goods)
    head = leaf("Ид", CATALOG) + leaf("ИдКаталога", CATALOG) + leaf("Наименование", "Товары из файлов")
    body = block("Предложения", *offers)
    return f'<ПакетПредложений СодержитТолькоИзменения="true">\n{head}{body}</ПакетПредложений>\n'
