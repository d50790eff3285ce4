"""How a request becomes an object: strict, unknown fields refused, every misfit named by its path."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, TypeVar, get_args, get_origin
from uuid import UUID

import attrs
from attrs import field, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from application.pricing.price_order import GoodsOrder
from domain.ordering.cart import Operation
from domain.ordering.order_list import Sharing
from domain.pricing.travel import By
from domain.shared.errors import NotFound
from domain.shared.money import Currency, NotWholeKopecks
from entrypoints.approving import Decision, Kind
from entrypoints.http.faults import Misfit, RequestInvalid

asked = TypeVar("asked")
Hook = Callable[[Any, Any], Any]

# Serial ids are 32-bit in the database.
SERIAL = re.compile(r"[0-9]{1,9}|1[0-9]{9}|20[0-9]{8}")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
# The enums that requests may name, with what is said of anything else.
CODES: Mapping[type[Enum], str] = {
    Currency: "currency",
    Operation: "operation",
    By: "clock",
    GoodsOrder: "order",
    Sharing: "sharing",
    Kind: "kind",
    Decision: "decision",
}


class Unfit(ValueError):
    """A value that is not what its field expects; the code tells what that is."""


@frozen
class Between:
    """The bounds of a whole number, both allowed."""

    least: int
    most: int


@frozen
class Longest:
    """The most characters of a text, and the fewest."""

    most: int
    least: int = 0


def told(meaning: str, default: Any = attrs.NOTHING, name: str = "", header: str = "") -> Any:
    """A field of a request: what it means, its name in the request where it is not the field's own."""
    metadata = {"meaning": meaning, "name": header or name, "header": bool(header)}
    return field(default=default, metadata=metadata)


def name_of(attribute: "attrs.Attribute[Any]") -> str:
    return str(attribute.metadata.get("name") or attribute.name)


def _text(value: object, _: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Unfit("text")
    return value


def _whole(value: object, _: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit("whole")
    return value


def _whole_text(value: object, _: object) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise Unfit("whole")
    return int(value)


def _flag(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit("flag")
    return value


def _flag_text(value: object, _: object) -> bool:
    if value not in ("true", "false", "1", "0"):
        raise Unfit("flag")
    return value in ("true", "1")


def _decimal(value: object, _: object) -> Decimal:
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise Unfit("decimal")
    return Decimal(value)


def _day(value: object, _: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Unfit("date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unfit("date") from None


def _uuid(value: object, _: object) -> UUID:
    try:
        if isinstance(value, str) and len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    raise Unfit("id")


def _serial(value: object, _: object) -> int:
    if not isinstance(value, str) or not SERIAL.fullmatch(value):
        raise Unfit("id")
    return int(value)


def _one_of(value: object, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise Unfit(CODES[kind]) from None


def is_serial(kind: Any) -> bool:
    """A NewType over int: an id that is text outside."""
    return getattr(kind, "__supertype__", None) is int


def _limits(kind: Any) -> Between | Longest | None:
    if get_origin(kind) is not Annotated:
        return None
    return next((note for note in get_args(kind)[1:] if isinstance(note, Between | Longest)), None)


def _limited(kind: Any, converter: Converter) -> Hook:
    limits, base = _limits(kind), get_args(kind)[0]
    inner = converter.get_structure_hook(base)

    def structure(value: object, _: Any) -> Any:
        found = inner(value, base)
        size = len(found) if isinstance(limits, Longest) else found
        if limits is not None and not limits.least <= size <= limits.most:
            raise Unfit("range" if isinstance(limits, Between) else "length" if size else "missing")
        return found

    return structure


def _converter(is_query: bool) -> Converter:
    converter = Converter(forbid_extra_keys=True, prefer_attrib_converters=False)
    plain: Mapping[Any, Hook] = {
        str: _text,
        int: _whole_text if is_query else _whole,
        bool: _flag_text if is_query else _flag,
        Decimal: _decimal,
        date: _day,
        UUID: _uuid,
    }
    for kind, hook in plain.items():
        converter.register_structure_hook(kind, hook)
    for kind in CODES:  # by name: the hook of `str` takes every other text
        converter.register_structure_hook(kind, _one_of)
    converter.register_structure_hook_func(is_serial, _serial)
    converter.register_structure_hook_factory(lambda kind: _limits(kind) is not None, _limited)
    converter.register_structure_hook_factory(is_any_length_tuple, _repeated_factory if is_query else _list_factory)
    converter.register_structure_hook_factory(attrs.has, _named_factory)
    return converter


def is_any_length_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _list_factory(kind: Any, converter: Converter) -> Hook:
    inner = homogenous_tuple_structure_factory(kind, converter)

    def structure(value: object, _: Any) -> Any:
        if not isinstance(value, list):
            raise Unfit("list")
        return inner(value, kind)

    return structure


def _repeated_factory(kind: Any, converter: Converter) -> Hook:
    """In a query, a list of one is a single value."""
    inner = _list_factory(kind, converter)
    return lambda value, _: inner([value] if isinstance(value, str) else value, kind)


def _named_factory(kind: Any, converter: Converter) -> Hook:
    attrs.resolve_types(kind)
    renamed = {a.name: override(rename=name_of(a)) for a in attrs.fields(kind) if name_of(a) != a.name}
    # Overrides by name are cattrs' own way; its signature cannot say so.
    make: Any = make_dict_structure_fn
    inner = make(kind, converter, _cattrs_forbid_extra_keys=True, **renamed)

    def structure(value: object, cls: Any) -> Any:
        if not isinstance(value, dict):
            raise Unfit("object")
        return inner(value, cls)

    return structure


BODY, QUERY = _converter(is_query=False), _converter(is_query=True)


def from_body(kind: type[asked], body: object) -> asked:
    """Raises RequestInvalid."""
    try:
        return BODY.structure(body, kind)
    except Exception as error:
        raise RequestInvalid(misfits(error)) from None


def from_query(kind: type[asked], told: Mapping[str, object]) -> asked:
    """From the path, the query and the headers. Raises RequestInvalid; NotFound for what cannot be an id."""
    try:
        return QUERY.structure(told, kind)
    except Exception as error:
        found = misfits(error)
        for misfit in found:
            if misfit.expected == "id":
                raise NotFound(misfit.field, str(told.get(misfit.field))[:80]) from None
        raise RequestInvalid(found) from None


def misfits(error: Exception) -> tuple[Misfit, ...]:
    return tuple(dict.fromkeys(_misfits(error, "")))


def _misfits(error: BaseException, path: str) -> Iterator[Misfit]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            yield from _misfits(inner, _longer(path, inner, error))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(map(str, error.extra_fields)):
            yield Misfit(f"{path}.{name}".lstrip("."), "unknown")
    elif isinstance(error, KeyError):
        yield Misfit(path, "missing")
    elif isinstance(error, Unfit):
        yield Misfit(path, str(error))
    elif isinstance(error, NotWholeKopecks):
        yield Misfit(f"{path}.amount".lstrip("."), "whole-kopecks")
    else:
        raise error


def _longer(path: str, error: BaseException, whole: ClassValidationError | IterableValidationError) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f"{path}.{name_of(attrs.fields_dict(whole.cl)[note.name])}".lstrip(".")
        if isinstance(note, IterableValidationNote):
            return f"{path}[{note.index}]"
    return path
