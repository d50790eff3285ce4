"""Every refusal has a status, a sentence in both languages, and a way out or the word that there is none."""

import importlib
import pkgutil
import sys
import types
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin
from uuid import UUID

import attrs
import msgspec
import pytest

import application
import domain
from domain.inventory.stock import OutOfStock
from domain.shared.errors import DomainError, Refusals
from domain.shared.ids import VariantId
from domain.shared.money import Money
from entrypoints.http.entry import NOTHING_AROUND, Around, no_way_out
from entrypoints.http.faults import RequestRefused
from entrypoints.http.problems import REGISTER, problem, remedies, sentence, status
from entrypoints.http.problems_page import PAGE, page
from tests.builders import NOON, TODAY, a_quoted_cart, an_id, rub
from tests.capabilities import shows

RESERVED = {"type", "code", "title", "status", "detail", "instance", "remedies"}
LANGUAGES = ("ru", "en")


def every_refusal() -> list[type[DomainError]]:
    for root in (domain, application):
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            importlib.import_module(module.name)
    ours = ("domain.", "application.", "entrypoints.http.")
    found = {kind for kind in below(DomainError) if kind.__module__.startswith(ours) and is_the_class(kind)}
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__name__}")


def is_the_class(kind: type[DomainError]) -> bool:
    """Not the one that attrs replaced by its slotted twin."""
    return getattr(sys.modules[kind.__module__], kind.__name__) is kind


def below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def a_sample(kind: Any) -> Any:
    """Any value of a type, made of its parts."""
    plain = {
        str: "Слово",
        int: 3,
        bool: True,
        Decimal: Decimal("12.5"),
        date: TODAY,
        datetime: NOON,
        UUID: an_id("sample"),
        Money: rub("41200.00"),
        object: "12.345",
    }
    if kind in plain:
        return plain[kind]
    if kind is RequestRefused:
        return RequestRefused(400, "")
    if (super_ := getattr(kind, "__supertype__", None)) is not None:
        return a_sample(super_)
    if get_origin(kind) is tuple:
        return (a_sample(get_args(kind)[0]),)
    if get_origin(kind) is types.UnionType:
        return a_sample(get_args(kind)[0])
    if kind is DomainError:
        return OutOfStock(VariantId(1), Decimal(5), Decimal(3))
    if issubclass(kind, Enum):
        return next(iter(kind))
    attrs.resolve_types(kind)
    return kind(*(a_sample(a.type) for a in attrs.fields(kind)))


REFUSALS = every_refusal()


@pytest.fixture(params=REFUSALS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def refusal(request: pytest.FixtureRequest) -> DomainError:
    assert request.param in REGISTER, "entrypoints/http/sentences must say what this means to people"
    found: DomainError = a_sample(request.param)
    return found


def test_the_register_names_nothing_that_is_gone() -> None:
    assert set(REGISTER) == set(REFUSALS)


def test_a_code_means_one_thing() -> None:
    codes = [kind.code for kind in REFUSALS]
    assert len(codes) == len(set(codes))


def test_a_status_is_one_of_a_refusal(refusal: DomainError) -> None:
    assert 400 <= status(refusal) <= 599


@shows("A09", "N33")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_said_in_each_language(refusal: DomainError, language: str) -> None:
    said = sentence(refusal, language)
    assert said.endswith((".", "…"))
    assert said[0] == said[0].upper()
    assert "{" not in said
    assert "  " not in said
    is_russian = any("а" <= letter <= "я" for letter in said.lower())
    assert is_russian or language == "en"


@shows("A09")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_way_out_is_told_or_its_absence_is_meant(refusal: DomainError, language: str) -> None:
    found = remedies(refusal, language)
    assert bool(found) == (REGISTER[type(refusal)].ways_out is not no_way_out)
    for remedy in found:
        assert remedy.text.endswith(".")
        assert remedy.action
        assert not {"text", "action"} & remedy.facts.keys()


def test_a_problem_is_whole_and_becomes_json(refusal: DomainError) -> None:
    told = msgspec.json.decode(msgspec.json.encode(problem(refusal, "ru", "/api/v1/orders")))
    assert told["type"] == f"/problems/{refusal.code}"
    assert told["instance"] == "/api/v1/orders"
    assert told.keys() >= RESERVED


def test_facts_do_not_hide_the_fields_of_the_standard(refusal: DomainError) -> None:
    assert not RESERVED & {a.name for a in attrs.fields(type(refusal))}


def test_all_refusals_of_an_order_are_told_at_once() -> None:
    around = Around(cart=a_quoted_cart({1: "5", 2: "7"}))
    reasons = tuple(OutOfStock(VariantId(v), Decimal(9), Decimal(v)) for v in (1, 2))
    told = problem(Refusals(reasons), "ru", "/x", around)
    assert [reason["code"] for reason in told["reasons"]] == ["stock.not-enough"] * 2
    assert told["reasons"][0]["detail"] == "Болт 1: доступно 1\u00a0шт, нужно 9\u00a0шт."
    assert {r["action"] for r in told["remedies"]} == {"set_quantity", "remove_line"}


def test_one_refusal_is_said_by_its_own_sentence() -> None:
    reason = OutOfStock(VariantId(1), Decimal(9), Decimal(3))
    assert sentence(Refusals((reason,)), "ru") == sentence(reason, "ru", NOTHING_AROUND)


def test_the_page_of_problems_is_fresh() -> None:
    assert PAGE.exists(), "`python -m entrypoints.http.problems_page` writes it"
    assert PAGE.read_text() == page(), "`python -m entrypoints.http.problems_page` renews it"
