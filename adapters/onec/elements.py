"""Small readings that every record shares. All tags here are local names, without a namespace."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from application.exchange.lexical import ID_LIMIT, NotNumber, VatRate, flag, number, vat_rate
from application.exchange.record_values import Pairs, UnitRef
from application.exchange.refusals import Journal, RecordRefused


def localize(element: Element) -> Element:
    """Strip the namespaces below `element`, in place: 2.x, 2.10 and 3.x differ in nothing else."""
    for each in element.iter():
        tag: object = each.tag
        if isinstance(tag, str) and "}" in tag:
            each.tag = tag.rpartition("}")[2]
    return element


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def text(element: Element | None, name: str | None = None) -> str | None:
    """The trimmed text of the element or of its child; empty is None."""
    if element is None:
        return None
    found = element.text if name is None else element.findtext(name)
    return found.strip() or None if found else None


def erp_id(element: Element, name: str = "Ид") -> str:
    """The id that the record cannot do without."""
    found = text(element, name)
    if found is None:
        raise RecordRefused("no-id", "У записи нет идентификатора", name)
    if len(found) > ID_LIMIT:
        raise RecordRefused("long-id", f"Идентификатор длиннее {ID_LIMIT} знаков", name)
    return found


def exact(element: Element | None, name: str) -> Decimal | None:
    """A number that the whole record depends on."""
    found = text(element, name)
    try:
        return number(found)
    except NotNumber:
        raise RecordRefused("not-number", f"Значение «{(found or '')[:40]}» не число", name) from None


def deleted(element: Element) -> bool:
    """The three spellings of the delete mark: attribute (2.07), element (2.03–2.05), ПометкаУдаления (3.x)."""
    status = element.get("Статус") or text(element, "Статус")
    if status and status.strip().lower() in ("удален", "удалён"):
        return True
    return bool(flag(element.findtext("ПометкаУдаления")))


def changes_only(element: Element) -> bool | None:
    return flag(element.get("СодержитТолькоИзменения"))


def pairs(section: Element | None) -> Pairs:
    """Наименование–Значение rows in their order; several values of a row are several pairs, empty ones are left out."""
    if section is None:
        return ()
    found: list[tuple[str, str]] = []
    for row in section:
        name = text(row, "Наименование")
        if name:
            found.extend((name, value) for each in row.iterfind("Значение") if (value := text(each)))
    return tuple(found)


def unit(element: Element | None) -> UnitRef | None:
    """A unit as attributes, children or bare text; bare digits are a classifier code."""
    if element is None:
        return None
    code = (element.get("Код") or element.findtext("Код") or "").strip() or None
    short = text(element)
    if short and short.isdigit():
        code, short = code or short, None
    short = (
        short or (element.get("НаименованиеКраткое") or element.findtext("НаименованиеКраткое") or "").strip() or None
    )
    full = (element.get("НаименованиеПолное") or element.findtext("НаименованиеПолное") or "").strip() or None
    international = element.get("МеждународноеСокращение") or element.findtext("МеждународноеСокращение") or ""
    found = UnitRef(code, short, full, international.strip() or None)
    return found if any(found) else None


def vat(section: Element | None, place: str, journal: Journal) -> VatRate:
    """The rate of НДС, or of the only tax, in СтавкиНалогов or Налоги."""
    rows = list(section) if section is not None else []
    for row in rows:
        name = (text(row, "Наименование") or "").upper()
        if name == "НДС" or len(rows) == 1:
            try:
                return vat_rate(text(row, "Ставка"))
            except NotNumber:
                journal.notice("unknown-vat", f"{place}: {text(row, 'Ставка')}")
    return None
