"""What a record says, read from its raw bytes by strict expressions, several times faster than by a parser.

Whether a record is spelt in the usual way is proved, not guessed: children must cover it character by character, rows
their section; whatever a parser would refuse or rewrite (controls, `]]>`, CR, references beyond the five named) is
looked for; a child that is neither a known leaf nor a section of usual rows is parsed by itself. Any doubt gives None,
and the caller parses the whole record.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from xml.etree.ElementTree import XML, ParseError

from adapters.onec.elements import text
from adapters.onec.fields import LEAVES, READERS, REPEATED, Fields, values_of
from adapters.onec.order import LEAF, SECTION, STOCK, KnownOrder, Orders
from adapters.onec.source import CONTROLS
from application.exchange.lexical import NOT_SET

Rows = list[tuple[str, ...]]

# All repetitions are possessive: they take no step back, so that time is linear whatever the bytes. The text between
# elements, `[^<]*+`, is mostly blank and means nothing to a tree either.
OPENING = re.compile(r"<\w++(\s[^<>]*(?<!/)|)>[^<]*+")
CHILD = re.compile(  # stock of 2.05+: warehouse, quantity; a leaf without attributes: name, text; any other: name
    r'(<Склад ИдСклада="([^"<&\n\t]*+)" КоличествоНаСкладе="([^"<&\n\t]*+)"\s*+/>[^<]*+'
    r"|<(\w++)>([^<]*+)</\4>[^<]*+"
    r"|<(\w++)[^>]*+>(?:(?<=/>)|[^<]*+(?:<(?!/\6>)[^<]*+)*+</\6>)[^<]*+"
    r"|[\s\S]++)"  # anything else ends the search, which would otherwise begin anew at every tag
)
REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos);")
NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
LONGEST_PARSED = 1 << 16  # what nests without end must not be parsed out of the frame, which watches the depth
SUSPECT = CONTROLS + b"\r]\xef"  # CR, `]]>` and U+FFFE need a closer look


class Usual(NamedTuple):
    """A section of usual rows: `rows` gives the whole row, then each text in it; `value` reads the texts.

    plain: the commonest spelling, without anything that may be there or not; it gives the texts alone, in little more
    than half of the time. Rows of it have so many `tags` each: when a section has no more, nothing else is in it.
    """

    opening: str
    closing: str
    rows: re.Pattern[str]
    value: Callable[[Rows], Any]
    plain: re.Pattern[str]
    tags: int


def usual(tag: str, pattern: str, value: Callable[[Rows], Any], plain: str = "") -> Usual:
    """In a pattern `@` is a text, `~` a text of no use, and a blank is whatever stands between elements."""
    rows = re.compile(f"({_spelt(pattern)})")
    plain = plain or pattern
    return Usual(f"<{tag}>", f"</{tag}>", rows, value, re.compile(_spelt(plain)), plain.count("<"))


def _spelt(pattern: str) -> str:
    return pattern.replace(" ", "[^<]*+").replace("@", "([^<]*+)").replace("~", "[^<]*+").replace(")?", ")?+")


def named_values(rows: Rows) -> tuple[tuple[str, str], ...]:
    pairs = [(name.strip(), value.strip()) for name, value in rows]
    return tuple([pair for pair in pairs if pair[0] and pair[1]])


def values_by_id(rows: Rows) -> dict[str, tuple[str, ...]]:
    """As `values_of`, which is asked where a value is not set or a property is told twice."""
    found: dict[str, tuple[str, ...]] = {property_id.strip(): (value.strip(),) for property_id, value in rows}
    values = [value for (value,) in found.values()]
    plain = len(found) == len(rows) and NOT_SET.isdisjoint(values) and "" not in found
    if plain and "-999" not in " ".join(values):
        return found
    return values_of(rows)  # type: ignore[arg-type]  # pairs


VALUES = "ЗначенияСвойств"
USUAL = {
    VALUES: usual(
        VALUES,
        "<ЗначенияСвойства> <Ид>@</Ид> (?:<Наименование>~</Наименование> )?"
        "(?:<Значение>@</Значение>|<Значение/>) </ЗначенияСвойства> ",
        values_by_id,
        "<ЗначенияСвойства> <Ид>@</Ид> <Значение>@</Значение> </ЗначенияСвойства> ",
    ),
    "Цены": usual(
        "Цены",
        "<Цена> (?:<Представление>~</Представление> )?<ИдТипаЦены>@</ИдТипаЦены> "
        "<ЦенаЗаЕдиницу>@</ЦенаЗаЕдиницу> (?:<Валюта>@</Валюта> )?(?:<Единица>@</Единица> )?"
        "(?:<Коэффициент>@</Коэффициент> )?(?:<МинКоличество>@</МинКоличество> )?"
        "(?:<Налог> <Наименование>~</Наименование> <УчтеноВСумме>@</УчтеноВСумме> </Налог> )?</Цена> ",
        list,
        "<Цена> <Представление>~</Представление> <ИдТипаЦены>@</ИдТипаЦены> <ЦенаЗаЕдиницу>@</ЦенаЗаЕдиницу> "
        "<Валюта>@</Валюта> <Единица>@</Единица> <Коэффициент>@</Коэффициент> ()()</Цена> ",
    ),
    "Остатки": usual(
        "Остатки",
        "<Остаток> <Склад> <Ид>@</Ид> <Количество>@</Количество> </Склад> </Остаток> ",
        list,
    ),
    "ЗначенияРеквизитов": usual(
        "ЗначенияРеквизитов",
        "<ЗначениеРеквизита> <Наименование>@</Наименование> <Значение>@</Значение> </ЗначениеРеквизита> ",
        named_values,
    ),
    "ХарактеристикиТовара": usual(
        "ХарактеристикиТовара",
        "<ХарактеристикаТовара> (?:<Ид>~</Ид> )?<Наименование>@</Наименование> <Значение>@</Значение> "
        "</ХарактеристикаТовара> ",
        named_values,
    ),
}
LONGEST = (VALUES, "Цены", "Остатки")


class UsualReader:
    """Reads records one after another and remembers the sections that many of them share, such as the unit."""

    MEMO_ENTRIES, MEMO_LENGTH = 2048, 800

    def __init__(self) -> None:
        self._memo: dict[str, Any] = {}
        self._orders = Orders()

    def fields(self, raw: bytes) -> Fields | None:
        """The fields of a record, the same as `fields_of` its tree; None when only a parser can tell."""
        if len(raw.translate(None, SUSPECT)) != len(raw):
            raw = raw.replace(b"\r\n", b"\n")
            if b"]]>" in raw or b"\xef\xbf" in raw or raw.translate(None, CONTROLS + b"\r") != raw:
                return None
        try:
            record = raw.decode()
        except UnicodeDecodeError:
            return None
        opening = OPENING.match(record)
        if opening is None:
            return None
        escaped = "&" in record
        if escaped and len(REFERENCE.findall(record)) != record.count("&"):
            return None
        begin, end = opening.end(), record.rindex("<")
        try:
            fields = self._attributes(opening[1]) if opening[1] else {}
            return self._long(record, begin, end, fields, escaped)
        except ParseError:
            return None

    def _long(self, record: str, begin: int, end: int, fields: Fields, escaped: bool) -> Fields | None:
        """The longest section is found by its ends, not child by child; an empty element is left in its place.

        It is read where it stands: a slice of so long a text is looked through for its widest character.
        """
        for tag in LONGEST:
            hot = USUAL[tag]
            opening = record.find(hot.opening, begin, end)
            if opening >= 0:
                break
        else:
            return self._children(record, begin, end, fields, escaped)
        inside = opening + len(hot.opening)
        closing = record.rfind(hot.closing, inside, end)
        rows = usual_rows(record, inside, closing, hot, escaped) if closing >= 0 else None
        if rows is None:
            return self._children(record, begin, end, fields, escaped)
        before, after = record[begin:opening], record[closing + len(hot.closing) : end]
        if hot.opening[:-1] in before or hot.opening[:-1] in after:
            return None
        rest = f"{before}<{tag}/>{after}"
        found = self._children(rest, 0, len(rest), fields, escaped)
        if found is None or tag not in found:
            return None
        found[tag] = hot.value(rows)
        return found

    def _attributes(self, spelt: str) -> Fields:
        """Raises: ParseError."""
        found: Fields = self._memo.get(spelt) or self._remember(spelt, XML(f"<a{spelt}/>").attrib)
        return {f"@{name}": value for name, value in found.items()}

    def _children(self, body: str, begin: int, end: int, fields: Fields, escaped: bool) -> Fields | None:
        """Raises: ParseError for a child that is not well-formed."""
        known = self._orders.known
        if known is not None and (found := known.pattern.fullmatch(body, begin, end)):
            self._orders.row = 0
            return self._in_order(known, found.groups(), fields, escaped)
        length = 0
        order = []
        value: Any
        for whole, warehouse, quantity, tag, told, other in CHILD.findall(body, begin, end):
            length += len(whole)
            spelt = SECTION
            if tag in LEAVES:
                value, spelt = told.strip() or None, LEAF
                if escaped and value:
                    value = unescaped(value)
            elif tag or other:
                tag = tag or other
                value = self._section(whole, tag, escaped)
            elif warehouse or quantity:
                tag, value, spelt = "Склад", [(warehouse, quantity)], STOCK
            else:
                return None
            if tag not in fields:
                fields[tag] = value
            elif tag in REPEATED:
                fields[tag] = fields[tag] + value
            else:
                return None
            order.append((tag, spelt))
        if length != end - begin:
            return None
        self._orders.told(tuple(order))
        return fields

    def _in_order(self, known: KnownOrder, texts: tuple[str, ...], fields: Fields, escaped: bool) -> Fields:
        """The same of a record that is told in this order. Raises: ParseError."""
        left = iter(texts)
        value: Any
        for (tag, spelt), told in zip(known.order, left, strict=False):
            if spelt is LEAF:
                value = told.strip() or None
                if escaped and value:
                    value = unescaped(value)
            elif spelt is SECTION:
                value = self._section(told, tag, escaped)
            else:
                value = [(told, next(left))]
            fields[tag] = fields[tag] + value if tag in fields else value
        return fields

    def _section(self, whole: str, tag: str, escaped: bool) -> Any:
        """Raises: ParseError."""
        usual = USUAL.get(tag)
        if usual is not None and whole.startswith(usual.opening):
            rows = usual_rows(whole, len(usual.opening), whole.rindex("<"), usual, escaped)
            if rows is not None:
                return usual.value(rows)
        if whole in self._memo:
            return self._memo[whole]
        if len(whole) > LONGEST_PARSED:
            raise ParseError
        element = XML(whole)
        reader = READERS.get(tag)
        return self._remember(whole, text(element) if reader is None else reader(element))

    def _remember(self, spelt: str, value: Any) -> Any:
        if len(spelt) <= self.MEMO_LENGTH:
            if len(self._memo) >= self.MEMO_ENTRIES:
                self._memo.clear()
            self._memo[spelt] = value
        return value


def usual_rows(text: str, begin: int, end: int, usual: Usual, escaped: bool) -> Rows | None:
    """The texts of each row between two places, or None when anything else stands there."""
    rows: Rows = usual.plain.findall(text, begin, end)
    if not rows or text.count("<", begin, end) != usual.tags * len(rows):
        inside = text[begin:end]
        whole: Rows = usual.rows.findall(inside)
        if not whole or sum([len(row[0]) for row in whole]) != len(inside.lstrip()):
            return None
        rows = [row[1:] for row in whole]
    if escaped and text.find("&", begin, end) >= 0:
        return [tuple(map(unescaped, row)) for row in rows]
    return rows


def unescaped(spelt: str) -> str:
    if "&" not in spelt:
        return spelt
    for reference, character in NAMED:
        spelt = spelt.replace(reference, character)
    return spelt
