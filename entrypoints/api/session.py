"""Signing in and out, who one is, and the context one works in."""

from typing import Annotated

from attrs import frozen

from application.access.ports import Switch
from application.access.sign_in import SignIn
from domain.access.authority import NotSignedIn, SignInRefused, TooManyAttempts
from domain.ordering.circumstances import NoValidContract
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import ContractId, CounterpartyId, RegionId
from entrypoints.api.asking import Longest, told
from entrypoints.api.operation import AnyOperation, Caller, NoAnswer, NoAsk, Operation, Reply
from entrypoints.api.wire_session import (
    ContextsWire,
    SessionWire,
    SwitchedWire,
    contexts_wire,
    session_wire,
    switched_wire,
)
from entrypoints.http.faults import ForeignOrigin
from entrypoints.http.visits import address_of, token_of

GROUP = "Session and context"


@frozen
class SignInAsk:
    login: Annotated[str, Longest(200)] = told("login, in any case")
    password: Annotated[str, Longest(200)] = told("password")


@frozen
class ContextAsk:
    counterparty: CounterpartyId = told("the company to act for")
    region: RegionId | None = told("one of its regions; without it the company's default", None)
    contract: ContractId | None = told("one of its contracts in force; without it the defaults", None)


def sign_in(caller: Caller, ask: SignInAsk) -> Reply[SessionWire]:
    signed = caller.use_cases.sign_in(SignIn(ask.login, ask.password, address_of(caller.req)))
    visit = caller.use_cases.visit(signed.token)
    if visit is None:  # ended by an administrator at this very moment
        raise NotSignedIn
    return Reply(session_wire(visit, caller.use_cases.own_types(visit)), 201, session=signed.token)


def sign_out(caller: Caller, _: NoAsk) -> Reply[NoAnswer]:
    caller.use_cases.sign_out(token_of(caller.req))
    return Reply(NoAnswer(), 204, session="")


def who_am_i(caller: Caller, _: NoAsk) -> SessionWire:
    return session_wire(caller.visit, caller.use_cases.own_types(caller.visit))


def choices(caller: Caller, _: NoAsk) -> ContextsWire:
    visit = caller.visit
    found = tuple(caller.use_cases.choices(visit))
    return contexts_wire(visit.buyer(), found, caller.use_cases.own_types(visit))


def switch(caller: Caller, ask: ContextAsk) -> SwitchedWire:
    changes = caller.use_cases.switch(caller.visit, Switch(ask.counterparty, ask.region, ask.contract))
    return switched_wire(changes, caller.language)


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "POST",
        "/session",
        "signIn",
        "Sign in; the answer sets the session cookie and tells the CSRF token",
        SignInAsk,
        SessionWire,
        sign_in,
        (SignInRefused, TooManyAttempts, ForeignOrigin),
        status=201,
        needs_session=False,
    ),
    Operation("GET", "/session", "whoAmI", "Who is signed in, and what he may do", NoAsk, SessionWire, who_am_i),
    Operation("DELETE", "/session", "signOut", "Sign out", NoAsk, NoAnswer, sign_out, status=204),
    Operation(
        "GET",
        "/context",
        "contextChoices",
        "The active context and where one may switch to",
        NoAsk,
        ContextsWire,
        choices,
        (NotFound,),
    ),
    Operation(
        "PUT",
        "/context",
        "switchContext",
        "Switch company, region or contract; the lines of the cart stay, and what changed in them is told",
        ContextAsk,
        SwitchedWire,
        switch,
        (NotFound, NotAllowed, NoValidContract),
    ),
)
