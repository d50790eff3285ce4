"""The OpenAPI 3.1 document, made of the table of operations and of the register of problems."""

import re
from functools import cache
from typing import Any

import attrs

from domain.access.authority import NotSignedIn
from domain.shared.errors import DomainError
from entrypoints.api.asking import name_of
from entrypoints.api.operation import AnyOperation, File, NoAnswer
from entrypoints.api.schema import Components
from entrypoints.api.table import GROUPS, PREFIX
from entrypoints.http.faults import (
    BodyTooLarge,
    BodyUnreadable,
    Broken,
    Busy,
    CsrfMismatch,
    MediaTypeWrong,
    RequestInvalid,
)
from entrypoints.http.problems import MEDIA_TYPE, REGISTER

VERSION = "1.0"
ALWAYS: tuple[type[DomainError], ...] = (RequestInvalid, Busy, Broken)
WITH_BODY: tuple[type[DomainError], ...] = (BodyUnreadable, BodyTooLarge, MediaTypeWrong)
ABOUT = """Ordering for buyers and integrators. Sign in by `POST /session`; the cookie keeps the session, and every
change sends the `csrf` of the session as `X-CSRF-Token`. Decimals are strings, instants ISO 8601 with an offset,
ids opaque strings. A refusal is a problem (RFC 9457) with a stable `code`, its facts, and `remedies`: what would
make it pass."""

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. Beside these fields stand the facts of the code, see docs/api/problems.md.",
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence in the asker's language"},
        "instance": {"type": "string"},
        "remedies": {"type": "array", "items": {"$ref": "#/components/schemas/Remedy"}},
    },
    "required": ["type", "code", "title", "status", "detail", "remedies"],
}
REMEDY: dict[str, Any] = {
    "type": "object",
    "description": "What would make it pass: a sentence, and an action with its arguments.",
    "properties": {"text": {"type": "string"}, "action": {"type": "string"}},
    "required": ["text", "action"],
}


@cache
def document() -> dict[str, Any]:
    components = Components({"Problem": PROBLEM, "Remedy": REMEDY})
    paths: dict[str, Any] = {}
    for group, operations in GROUPS.items():
        for operation in operations:
            told = described(operation, group, components)
            paths.setdefault(PREFIX + operation.path, {})[operation.method.lower()] = told
    return {
        "openapi": "3.1.0",
        "info": {"title": "Optovik", "version": VERSION, "description": ABOUT.replace("\n", " ")},
        "servers": [{"url": "/"}],
        "tags": [{"name": group} for group in GROUPS],
        "paths": paths,
        "components": {
            "schemas": components.schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "optovik_session"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def described(operation: AnyOperation, group: str, components: Components) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [group],
        "security": security(operation),
        "responses": responses(operation, components),
    }
    if given := parameters(operation, components):
        told["parameters"] = given
    if operation.has_body:
        elsewhere = frozenset(path_names(operation)) | header_names(operation)
        schema = components.object(operation.asks, without=elsewhere)
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def security(operation: AnyOperation) -> list[dict[str, list[str]]]:
    if not operation.needs_session:
        return []
    return [{"session": []}] if operation.method == "GET" else [{"session": [], "csrf": []}]


def path_names(operation: AnyOperation) -> list[str]:
    return re.findall(r"{(\w+)}", operation.path)


def header_names(operation: AnyOperation) -> frozenset[str]:
    return frozenset(name_of(a) for a in attrs.fields(operation.asks) if a.metadata.get("header"))


def parameters(operation: AnyOperation, components: Components) -> list[dict[str, Any]]:
    attrs.resolve_types(operation.asks)
    in_path, in_header = path_names(operation), header_names(operation)
    found = []
    for a in attrs.fields(operation.asks):
        name = name_of(a)
        place = "path" if name in in_path else "header" if name in in_header else "query"
        if place == "query" and operation.has_body:
            continue
        schema = components.field(a)
        meaning = schema.pop("description", "")
        required = place == "path" or a.default is attrs.NOTHING
        found.append({"name": name, "in": place, "required": required, "description": meaning, "schema": schema})
    return found


def responses(operation: AnyOperation, components: Components) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done" if operation.answers is NoAnswer else operation.summary}
    if operation.answers is File:
        binary = {"schema": {"type": "string", "format": "binary"}}
        good["content"] = {"application/pdf": binary, "application/octet-stream": binary}
    elif operation.answers is not NoAnswer:
        good["content"] = {"application/json": {"schema": components.of(operation.answers)}}
    found = {str(operation.status): good}
    for status, about in operation.also.items():
        found[str(status)] = {**good, "description": about}
    return found | refusals(operation)


def refusals(operation: AnyOperation) -> dict[str, Any]:
    kinds = [*operation.refuses, *ALWAYS]
    if operation.needs_session:
        kinds.append(NotSignedIn)
        kinds += [CsrfMismatch] if operation.method != "GET" else []
    kinds += WITH_BODY if operation.has_body else ()
    by_status: dict[int, list[str]] = {}
    for kind in kinds:
        by_status.setdefault(REGISTER[kind].status, []).append(kind.code)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {"description": ", ".join(f"`{code}`" for code in sorted(codes)), "content": content}
        for status, codes in sorted(by_status.items())
    }
