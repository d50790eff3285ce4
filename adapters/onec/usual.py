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
from adapters.onec.source import CONTROLS

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
    """A section of usual rows: the expression gives the whole row, then each text in it; `value` reads the rows."""

    opening: str
    closing: str
    rows: re.Pattern[str]
    value: Callable[[Rows], Any]


def usual(tag: str, pattern: str, value: Callable[[Rows], Any]) -> Usual:
    """In `pattern` `@` is a text, `~` a text of no use, and a blank is whatever stands between elements."""
    spelt = pattern.replace(" ", "[^<]*+").replace("@", "([^<]*+)").replace("~", "[^<]*+").replace(")?", ")?+")
    rows = re.compile(f"({spelt})")
    return Usual(f"<{tag}>", f"</{tag}>", rows, value)


def texts(rows: Rows) -> list[tuple[str, ...]]:
    return [row[1:] for row in rows]


def named_values(rows: Rows) -> tuple[tuple[str, str], ...]:
    pairs = [(name.strip(), value.strip()) for _, name, value in rows]
    return tuple([pair for pair in pairs if pair[0] and pair[1]])


VALUES = "ЗначенияСвойств"
USUAL = {
    VALUES: usual(
        VALUES,
        "<ЗначенияСвойства> <Ид>@</Ид> (?:<Наименование>~</Наименование> )?"
        "(?:<Значение>@</Значение>|<Значение/>) </ЗначенияСвойства> ",
        lambda rows: values_of([(property_id, value) for _, property_id, value in rows]),
    ),
    "Цены": usual(
        "Цены",
        "<Цена> (?:<Представление>~</Представление> )?<ИдТипаЦены>@</ИдТипаЦены> "
        "<ЦенаЗаЕдиницу>@</ЦенаЗаЕдиницу> (?:<Валюта>@</Валюта> )?(?:<Единица>@</Единица> )?"
        "(?:<Коэффициент>@</Коэффициент> )?(?:<МинКоличество>@</МинКоличество> )?"
        "(?:<Налог> <Наименование>~</Наименование> <УчтеноВСумме>@</УчтеноВСумме> </Налог> )?</Цена> ",
        texts,
    ),
    "Остатки": usual(
        "Остатки",
        "<Остаток> <Склад> <Ид>@</Ид> <Количество>@</Количество> </Склад> </Остаток> ",
        texts,
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
            return self._long(record[begin:end], fields, escaped)
        except ParseError:
            return None

    def _long(self, body: str, fields: Fields, escaped: bool) -> Fields | None:
        """The longest section is found by its ends, not child by child; an empty element is left in its place."""
        for tag in LONGEST:
            hot = USUAL[tag]
            begin = body.find(hot.opening)
            if begin >= 0:
                break
        else:
            return self._children(body, 0, len(body), fields, escaped)
        inside = begin + len(hot.opening)
        end = body.find(hot.closing, inside)
        rows = usual_rows(body[inside:end], hot.rows, escaped) if end >= 0 else None
        if rows is None:
            return self._children(body, 0, len(body), fields, escaped)
        before, after = body[:begin], body[end + len(hot.closing) :]
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
        length = 0
        value: Any
        for whole, warehouse, quantity, tag, told, other in CHILD.findall(body, begin, end):
            length += len(whole)
            if tag in LEAVES:
                value = told.strip() or None
                if escaped and value:
                    value = unescaped(value)
            elif tag or other:
                tag = tag or other
                value = self._section(whole, tag, escaped)
            elif warehouse or quantity:
                tag, value = "Склад", [(warehouse, quantity)]
            else:
                return None
            if tag not in fields:
                fields[tag] = value
            elif tag in REPEATED:
                fields[tag] = fields[tag] + value
            else:
                return None
        return fields if length == end - begin else None

    def _section(self, whole: str, tag: str, escaped: bool) -> Any:
        """Raises: ParseError."""
        usual = USUAL.get(tag)
        if usual is not None and whole.startswith(usual.opening):
            rows = usual_rows(whole[len(usual.opening) : whole.rindex("<")], usual.rows, escaped)
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


def usual_rows(inside: str, pattern: re.Pattern[str], escaped: bool) -> Rows | None:
    """Rows as (whole, text, …), or None when the section holds anything else."""
    rows: Rows = pattern.findall(inside)
    if not rows or sum([len(row[0]) for row in rows]) != len(inside.lstrip()):
        return None
    if escaped and "&" in inside:
        return [(row[0], *[unescaped(each) for each in row[1:]]) if "&" in row[0] else row for row in rows]
    return rows


def unescaped(spelt: str) -> str:
    if "&" not in spelt:
        return spelt
    for reference, character in NAMED:
        spelt = spelt.replace(reference, character)
    return spelt
