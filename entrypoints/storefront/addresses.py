"""The company's address book: places, what is kept of them, the archive."""

from typing import Any
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.fulfilment.address_book import AddressBook, AddressBookFull, AddressInvalid, TypedAddress
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk, trusted_form

PATH = "/addresses"


@frozen
class Addresses:
    """/addresses; `edit` in the query opens one of them."""

    desk: Desk
    book: AddressBook

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, visit_of(req), str(req.params.get("edit", "")))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        typed = TypedAddress.of(trusted_form(req, visit))
        try:
            self.book.add(visit, typed)
        except (AddressInvalid, AddressBookFull) as refusal:
            self.show(req, resp, visit, "", typed, refusal)
            return
        see_other(resp, f"{PATH}?done=added")

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        edit: str,
        typed: TypedAddress | None = None,
        refusal: DomainError | None = None,
    ) -> None:
        """`typed`: what came back with a fault, of the one that is edited or of a new one."""
        language = self.desk.edition(visit, req).language.code
        kept = self.book.list(visit)
        opened = next((one for one in kept if str(one.id) == edit), None)
        faults = {fault.field: sentence(fault, language) for fault in getattr(refusal, "faults", ())}
        self.desk.show(
            req,
            resp,
            "addresses.html",
            visit,
            "addresses",
            kept=kept,
            opened=opened,
            typed=typed or (opened.typed if opened else TypedAddress()),
            faults=faults,
            refusal=sentence(refusal, language) if refusal and not faults else "",
            csrf=visit.authority.csrf,
            may_change=self.book.may_change(visit),
            done=str(req.params.get("done", "")),
            undo=str(req.params.get("id", "")),
        )
        if refusal is not None:
            resp.status = status(refusal)


@frozen
class Address:
    """POST /addresses/{address}: change it, archive it, bring it back."""

    page: Addresses

    def on_post(self, req: falcon.Request, resp: falcon.Response, address: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        book, deed = self.page.book, form.get("do", "")
        book.one(visit, address)  # whose it is comes before what is wrong with the form
        if deed in ("archive", "return"):
            book.archive(visit, address, archived=deed == "archive")
            see_other(resp, f"{PATH}?done={deed}&id={address}")
            return
        typed = TypedAddress.of(form)
        try:
            book.change(visit, address, typed)
        except AddressInvalid as refusal:
            self.page.show(req, resp, visit, str(address), typed, refusal)
            return
        see_other(resp, f"{PATH}?done=changed")


def address_routes(app: "falcon.App[Any, Any]", desk: Desk, book: AddressBook) -> None:
    page = Addresses(desk, book)
    app.add_route(PATH, page)
    app.add_route(PATH + "/{address:uuid}", Address(page))
