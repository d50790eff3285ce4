"""Which elements become records: by their path of local names below the root, whatever the version or the file name."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from attrs import frozen

from adapters.onec import classifier
from adapters.onec.documents import document
from adapters.onec.fields import fields_of
from adapters.onec.goods import Site, offer, product
from adapters.onec.parties import counterparty
from application.exchange.records import Record

Path = tuple[str, ...]


@frozen
class Unit:
    """`container` is the ordinal of the 3.x container that the unit stands in."""

    element: Element
    site: Site
    container: int | None


Build = Callable[[Unit], Iterable[Record]]


def alone(build: Callable[[Element], Record]) -> Build:
    return lambda unit: (build(unit.element),)


def groups(unit: Unit) -> Iterable[Record]:
    return classifier.groups(unit.element, unit.site.place, unit.site.journal)


def a_document(unit: Unit) -> Iterable[Record]:
    return (document(unit.element, unit.site.place, unit.site.journal, unit.container),)


def a_product(unit: Unit) -> Iterable[Record]:
    return (product(fields_of(unit.element), unit.site, None),)


def an_offer(unit: Unit) -> Iterable[Record]:
    return (offer(fields_of(unit.element), unit.site, None),)


PACKAGES = ("ПакетПредложений", "ИзмененияПакетаПредложений")
HEADED = ("Классификатор", "Каталог", *PACKAGES)
SECTIONS = frozenset((*HEADED, "Документ", "Контейнер", "Контрагенты"))
FIELDS = frozenset(("Ид", "Наименование", "ИдКлассификатора", "ИдКаталога", "Владелец"))
PASSED_OVER = frozenset("Описание Категории ДействительноС ДействительноДо ДействительноПо НомерВерсии".split())

BULK: dict[Path, str] = {("Каталог", "Товары"): "Товар"}
UNITS: dict[Path, Build] = {
    ("Каталог", "Товары", "Товар"): a_product,
    ("Классификатор", "Группы", "Группа"): groups,
    ("Классификатор", "Свойства", "Свойство"): alone(classifier.a_property),
    ("Классификатор", "Свойства", "СвойствоНоменклатуры"): alone(classifier.a_property),
    ("Классификатор", "ЕдиницыИзмерения", "ЕдиницаИзмерения"): alone(classifier.unit_of_measure),
    ("Документ",): a_document,
    ("Контейнер", "Документ"): a_document,
    ("Контрагенты", "Контрагент"): alone(counterparty),
}
for _package in PACKAGES:
    BULK[_package, "Предложения"] = "Предложение"
    UNITS[_package, "Предложения", "Предложение"] = an_offer
for _section in ("Классификатор", *PACKAGES):
    UNITS[_section, "ТипыЦен", "ТипЦены"] = alone(classifier.price_type)
    UNITS[_section, "Склады", "Склад"] = alone(classifier.warehouse)
CONTAINERS = frozenset(path[:2] for path in UNITS if len(path) == 3)

HEADS: dict[str, Callable[[Element], Record]] = {
    "Классификатор": classifier.classifier_head,
    "Каталог": classifier.catalog_head,
    "ПакетПредложений": classifier.package_head,
    "ИзмененияПакетаПредложений": classifier.package_head,
}


def is_unknown(path: Path) -> bool:
    """Whether an element that is no unit is one that nobody reads; what stands inside such an element is not asked."""
    if len(path) == 1:
        return path[0] not in SECTIONS
    if len(path) == 2 and path[0] in HEADED:
        return path[1] not in FIELDS and path[1] not in PASSED_OVER and path not in CONTAINERS
    return len(path) == 2 and path[0] in SECTIONS or len(path) == 3 and path[:2] in CONTAINERS
