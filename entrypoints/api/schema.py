"""JSON Schema of request and answer classes, as OpenAPI 3.1 takes it. Classes become named components."""

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import cleandoc
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import attrs
from attrs import define, field

from entrypoints.api.asking import Between, Longest, is_any_length_tuple, is_serial, name_of
from entrypoints.api.wire_shared import ProblemWire

PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Any: {},
    ProblemWire: {"$ref": "#/components/schemas/Problem"},
    UUID: {"type": "string", "format": "uuid"},
    Decimal: {"type": "string", "format": "decimal", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": ["12.50"]},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}  # fmt: skip
SERIAL = {"type": "string", "description": "opaque id", "examples": ["117"]}


@define
class Components:
    """The schemas that others refer to, in the order in which they were met."""

    schemas: dict[str, Any] = field(factory=dict)
    _kinds: dict[str, type] = field(factory=dict)

    def of(self, kind: Any) -> dict[str, Any]:
        if kind in PLAIN:
            return dict(PLAIN[kind])
        if is_serial(kind):
            return dict(SERIAL)
        if (super_ := getattr(kind, "__supertype__", None)) is not None:
            return self.of(super_)
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._limited(self.of(args[0]), args[1:])
        if origin in (Union, types.UnionType):
            return self._either(args)
        if is_any_length_tuple(kind):
            return {"type": "array", "items": self.of(args[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._named(kind, lambda: {"type": "string", "enum": [one.value for one in kind]})
        if attrs.has(kind):
            return self._named(kind, lambda: self.object(kind))
        raise TypeError(f"no schema for {kind!r}")

    def object(self, kind: Any, without: frozenset[str] = frozenset()) -> dict[str, Any]:
        """`without`: fields that are told elsewhere, in the path or in a header."""
        attrs.resolve_types(kind)
        fields = [a for a in attrs.fields(kind) if name_of(a) not in without]
        required = [name_of(a) for a in fields if a.default is attrs.NOTHING]
        found: dict[str, Any] = {
            "type": "object",
            "properties": {name_of(a): self.field(a) for a in fields},
            "additionalProperties": False,
        }
        if required:
            found["required"] = required
        if about := own_words(kind):
            found["description"] = about
        return found

    def field(self, a: "attrs.Attribute[Any]") -> dict[str, Any]:
        schema = self.of(a.type)
        if meaning := a.metadata.get("meaning"):
            schema["description"] = meaning
        if a.default is not attrs.NOTHING and isinstance(a.default, str | int | bool) and a.default != "":
            schema["default"] = str(a.default) if is_serial(a.type) else a.default
        return schema

    def _named(self, kind: type, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        name = component_name(kind)
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"{name} would stand for two classes")
        if name not in self.schemas:
            self.schemas[name] = {}  # a class may hold itself
            self.schemas[name] = make()
        return {"$ref": f"#/components/schemas/{name}"}

    def _either(self, args: tuple[Any, ...]) -> dict[str, Any]:
        given = [self.of(arg) for arg in args if arg is not type(None)]
        if type(None) in args:
            if len(given) == 1 and isinstance(given[0].get("type"), str):
                return given[0] | {"type": [given[0]["type"], "null"]}
            given.append({"type": "null"})
        return {"anyOf": given}

    def _limited(self, schema: dict[str, Any], notes: tuple[Any, ...]) -> dict[str, Any]:
        for note in notes:
            if isinstance(note, Between):
                schema |= {"minimum": note.least, "maximum": note.most}
            elif isinstance(note, Longest):
                suffix = "Items" if schema.get("type") == "array" else "Length"
                schema |= {f"max{suffix}": note.most} | ({f"min{suffix}": note.least} if note.least else {})
        return schema


def component_name(kind: type) -> str:
    return kind.__name__.removesuffix("Wire").removesuffix("Ask")


def own_words(kind: type) -> str:
    """The docstring, unless attrs or Python made it."""
    words = kind.__dict__.get("__doc__") or ""
    return cleandoc(words).replace("\n", " ") if words and not words.startswith("Method generated") else ""
