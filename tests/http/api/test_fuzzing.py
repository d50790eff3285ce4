"""Whatever is sent, the answer is one that the document tells, and never a fault of ours."""

from typing import Any

import pytest
import schemathesis
import schemathesis.specs.openapi.checks as conformance
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from entrypoints.api.openapi import document
from entrypoints.api.operation import AnyOperation
from entrypoints.api.table import OPERATIONS, PREFIX
from tests.builders import NOON
from tests.capabilities import shows
from tests.http.api.client import Client, a_trade, an_app

API = schemathesis.openapi.from_dict(document())
CHECKS = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]


@shows("A10", "N09")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_request_brings_the_door_down(operation: AnyOperation) -> None:
    method, path = operation.method, PREFIX + operation.path
    trade = a_trade()
    app = an_app(trade)
    anna = Client.of(app).sign_in("anna")

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=API[path][method].as_strategy())
    def fuzz(case: "schemathesis.Case[Any]") -> None:
        trade.start(trade.people["anna"].id, anna.token, anna.csrf, NOON)
        case.headers["Cookie"] = f"optovik_session={anna.token}"
        case.headers["X-CSRF-Token"] = anna.csrf
        case.call_and_validate(app=app, checks=CHECKS)

    fuzz()
