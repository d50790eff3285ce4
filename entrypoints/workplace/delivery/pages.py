"""Delivery at the seller's: methods, routes, the calendar, how carts are split, addresses on routes, who did what."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.fulfilment.desk import DeliveryDesk, DeliverySettings
from application.fulfilment.typed import DeliveryNotSaved, TypedDay, TypedMethod, TypedRoute, TypedSettings
from domain.fulfilment.calendar import Schedule
from domain.fulfilment.delivery import Method, Route
from domain.shared.errors import NotFound
from entrypoints.http.problems import sentence, status
from entrypoints.pages.figures import typed
from entrypoints.pages.forms import day_of, uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.delivery.words import DeliveryWords
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/delivery"
Fields = dict[str, str]


def of_schedule(told: Schedule) -> Fields:
    days = {f"day{day}": "1" for day in told.weekdays}
    cut_off = told.cut_off.strftime("%H:%M")
    return {"cut_off": cut_off, "lead_days": str(told.lead_days), "windows": ", ".join(told.windows), **days}


def of_method(method: Method, position: int) -> Fields:
    minimum = typed(method.minimum.amount) if method.minimum else ""
    told = {"name": method.name, "kind": method.kind.value, "minimum": minimum, "note": method.note}
    return {**told, **of_schedule(method.schedule), "position": str(position), **is_on(method.is_on)}


def of_route(route: Route) -> Fields:
    return {"name": route.name, **of_schedule(route.schedule), **is_on(route.is_on)}


def is_on(told: bool) -> Fields:
    """A box that is not ticked sends nothing."""
    return {"is_on": "1"} if told else {}


def of_settings(told: DeliverySettings) -> Fields:
    days = {f"day{day}": "1" for day in told.terms.calendar.weekdays}
    criteria = {f"criterion{n}": each.value for n, each in enumerate(told.criteria, 1)}
    return {**days, **criteria, "horizon": str(told.terms.horizon), "property": str(told.property or "")}


@frozen
class Delivery:
    """/manage/delivery; a POST names by `do` what it is of."""

    staff: StaffDesk
    desk: DeliveryDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.staff.visit(req))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.staff.visit(req)
        form = self.staff.form(req, visit)
        try:
            self._do(visit, form)
        except DeliveryNotSaved as refusal:
            self._show(req, resp, visit, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=saved")

    def _do(self, visit: Visit, form: Mapping[str, str]) -> None:
        match form.get("do", ""):
            case "settings":
                self.desk.save_settings(visit, TypedSettings.of(form))
            case "day":
                self.desk.set_day(visit, TypedDay.of(form))
            case "forget":
                self.desk.forget_day(visit, day_of(form.get("day", "")) or date.min)
            case "routes":
                asked = ((name[len("route-") :], text) for name, text in form.items() if name.startswith("route-"))
                was = dict(pair.split("=", 1) for pair in form.get("was", "").split(";") if "=" in pair)
                changed = [(uuid_of(id), uuid_of(text) if text else None) for id, text in asked if was.get(id) != text]
                self.desk.put_on_route(visit, changed)
            case other:
                raise NotFound("page", other[:40])

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str] | None = None,
        refusal: DeliveryNotSaved | None = None,
    ) -> None:
        find = str(req.params.get("q", "")).strip()[:100]
        told = self.desk.page(visit, find)
        edition = self.staff.edition(visit, req)
        mine = form if form is not None and form.get("do") == "settings" else of_settings(told)
        faults = {fault.field: sentence(fault, edition.language.code) for fault in refusal.faults} if refusal else {}
        self.staff.show(
            req,
            resp,
            "manage_delivery.html",
            visit,
            "delivery",
            told=told,
            form=mine,
            new_day=form if form is not None and form.get("do") == "day" else {},
            faults=faults,
            words=DeliveryWords(edition),
            csrf=visit.authority.csrf,
            find=find,
            was=";".join(f"{one.id}={one.route or ''}" for one in told.addresses),
            done=str(req.params.get("done", "")),
        )


@frozen
class Edited:
    """/manage/delivery/methods/{id} and /routes/{id}; `new` in place of an id."""

    staff: StaffDesk
    desk: DeliveryDesk
    what: str
    fields: Callable[[DeliverySettings, UUID], Fields]
    save: Callable[[Visit, UUID | None, Mapping[str, str]], UUID]

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        visit = self.staff.visit(req)
        told = self.desk.page(visit)
        every = {f"day{day}": "1" for day in range(1, 8)}
        blank = {"cut_off": "16:00", "is_on": "1", **every}
        fields = blank if id == "new" else self.fields(told, uuid_of(id, self.what))
        self._show(req, resp, visit, id, fields, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        visit = self.staff.visit(req)
        form = self.staff.form(req, visit)
        try:
            self.save(visit, None if id == "new" else uuid_of(id, self.what), form)
        except DeliveryNotSaved as refusal:
            self._show(req, resp, visit, id, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=saved")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        id: str,
        form: Mapping[str, str],
        refusal: DeliveryNotSaved | None,
    ) -> None:
        edition = self.staff.edition(visit, req)
        faults = {fault.field: sentence(fault, edition.language.code) for fault in refusal.faults} if refusal else {}
        self.staff.show(
            req,
            resp,
            "delivery_edited.html",
            visit,
            "delivery",
            what=self.what,
            is_new=id == "new",
            form=form,
            faults=faults,
            words=DeliveryWords(edition),
            csrf=visit.authority.csrf,
        )


def method_fields(told: DeliverySettings, id: UUID) -> Fields:
    """Raises NotFound."""
    for method in told.terms.methods:
        if method.id == id:
            return of_method(method, told.positions.get(id, 0))
    raise NotFound("method", str(id))


def route_fields(told: DeliverySettings, id: UUID) -> Fields:
    """Raises NotFound."""
    for route in told.terms.routes:
        if route.id == id:
            return of_route(route)
    raise NotFound("route", str(id))


def saving_methods(desk: DeliveryDesk) -> Callable[[Visit, UUID | None, Mapping[str, str]], UUID]:
    return lambda visit, id, form: desk.save_method(visit, id, TypedMethod.of(form))


def saving_routes(desk: DeliveryDesk) -> Callable[[Visit, UUID | None, Mapping[str, str]], UUID]:
    return lambda visit, id, form: desk.save_route(visit, id, TypedRoute.of(form))
