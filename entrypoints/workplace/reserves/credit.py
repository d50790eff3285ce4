"""What lets a client order beyond his limits, and what waits."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID
from zoneinfo import ZoneInfo

import falcon
from attrs import frozen

from application.credit.ports import Grant, PermissionUnfit
from domain.access.permission import Permission
from domain.parties.level import Level
from domain.shared.money import KOPECK, Currency, Money
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import day_of, uuid_of, whole
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.reserves.use_cases import ReserveUseCases

MOST = Decimal(10) ** 12


@frozen
class ClientCreditPage:
    """/manage/clients/{client}/credit"""

    desk: StaffDesk
    use_cases: ReserveUseCases
    zone: ZoneInfo

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        self._show(req, resp, client, {}, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        permits, deed = self.use_cases.permits, form.get("deed", "")
        try:
            if deed == "revoke":
                permits.revoke(visit, client, uuid_of(form.get("permission", ""), "permission"))
            elif deed == "policy":
                permits.set_policy(visit, client, form.get("on_excess", ""))
            else:
                permits.grant(visit, client, self._grant(form))
        except PermissionUnfit as unfit:
            resp.status = status(unfit)
            self._show(req, resp, client, form, unfit)
            return
        see_other(resp, f"/manage/clients/{client}/credit?saved=1")

    def _grant(self, form: Mapping[str, str]) -> Grant:
        """Until the end of the day that was named. Raises PermissionUnfit."""
        level, _, owner = form.get("owner", "").partition("/")
        day = day_of(form.get("ends_on", ""))
        if day is None:
            raise PermissionUnfit("ends_at", "out-of-range")
        currency = form.get("currency", "RUB")
        return Grant(
            form.get("kind", ""),
            Level(whole(level, 0, 2)),
            uuid_of(owner, "owner"),
            Money(_amount(form.get("amount", "")), Currency(currency) if currency in tuple(Currency) else Currency.RUB),
            form.get("reason", ""),
            datetime.combine(day, time(23, 59, 59), self.zone),
        )

    def _show(
        self, req: falcon.Request, resp: falcon.Response, client: UUID, typed: Mapping[str, str],
        unfit: PermissionUnfit | None,
    ) -> None:  # fmt: skip
        visit = self.desk.visit(req)
        credit = self.use_cases.credit(visit, client)
        edition = self.desk.edition(visit, req)
        levels = level_names(edition)
        owners = [(f"{o.level.value}/{o.id}", f"{levels[o.level]}: {o.name}") for o in credit.owners]
        self.desk.show(
            req, resp, "client_credit.html", visit, "clients",
            credit=credit,
            levels=levels,
            owners=owners,
            kinds=list(kind_names(edition).items()),
            kind_names=kind_names(edition),
            policies=list(policy_names(edition).items()),
            policy_names=policy_names(edition),
            may_permit=Permission.PERMIT_CREDIT in visit.authority.staff_permissions,
            typed=typed,
            faults={} if unfit is None else {unfit.field: sentence(unfit, edition.language.code)},
            saved=req.params.get("saved") == "1",
            csrf=visit.authority.csrf,
        )  # fmt: skip


def _amount(text: str) -> Decimal:
    """As people type it. Raises PermissionUnfit."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        amount = Decimal(plain)
        is_amount = plain.isascii() and "e" not in plain.lower() and 0 < amount < MOST
        if is_amount and amount == amount.quantize(KOPECK):
            return amount.quantize(KOPECK)
    except InvalidOperation:
        pass
    raise PermissionUnfit("amount", "not-positive")


def level_names(edition: Edition) -> dict[Level, str]:
    say = edition.language.say
    return {Level.CONTRACT: say("Contract"), Level.COUNTERPARTY: say("Company"), Level.HOLDING: say("Holding")}


def kind_names(edition: Edition) -> dict[str, str]:
    say = edition.language.say
    return {"limit": say("order beyond the limit"), "overdue": say("order beside overdue debt")}


def policy_names(edition: Edition) -> dict[str, str]:
    say = edition.language.say
    return {"refuse": say("is refused"), "hold": say("is kept on hold")}
