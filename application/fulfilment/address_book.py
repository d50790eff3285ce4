"""The places a company has goods brought to: kept by its people, archived without touching an order (M035)."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, fields, frozen

from application.access.context import Visit
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CounterpartyId, UserId
from domain.shared.phone import PhoneInvalid, phone_of

MOST = 300
LONGEST: Mapping[str, int] = {"name": 80, "postcode": 6, "city": 80, "street": 200, "contact": 80, "phone": 40}


@frozen
class AddressFault(DomainError):
    """`why`: missing, too-long, postcode, house or phone."""

    code: ClassVar[str] = "address.field-invalid"
    field: str
    why: str
    most: int = 0


@frozen
class AddressInvalid(DomainError):
    code: ClassVar[str] = "address.invalid"
    faults: tuple[AddressFault, ...]


@frozen
class AddressBookFull(DomainError):
    code: ClassVar[str] = "address.too-many"
    most: int = MOST


@frozen
class TypedAddress:
    """As it was typed; `checked` is as it is kept."""

    name: str = ""
    postcode: str = ""
    city: str = ""
    street: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str], prefix: str = "") -> "TypedAddress":
        named = (each.name for each in fields(cls))
        return cls(**{name: " ".join(form.get(f"{prefix}{name}", "").split())[:1000] for name in named})

    def checked(self) -> "TypedAddress":
        """Raises AddressInvalid with a fault for every field."""
        faults = [AddressFault(name, "missing") for name in ("city", "street") if not getattr(self, name)]
        long = [name for name, most in LONGEST.items() if len(getattr(self, name)) > most and name != "postcode"]
        faults += [AddressFault(name, "too-long", LONGEST[name]) for name in long]
        if len(self.note) > 300:
            faults.append(AddressFault("note", "too-long", 300))
        if self.postcode and not re.fullmatch("[0-9]{6}", self.postcode):
            faults.append(AddressFault("postcode", "postcode"))
        if self.street and not any(char.isdigit() for char in self.street):
            faults.append(AddressFault("street", "house"))
        phone = self.phone
        if phone:
            try:
                phone = phone_of(phone)
            except PhoneInvalid:
                faults.append(AddressFault("phone", "phone"))
        if faults:
            raise AddressInvalid(tuple(faults))
        name = self.name or f"{self.city}, {self.street}"[: LONGEST["name"]]
        return TypedAddress(name, self.postcode, self.city, self.street, self.contact, phone, self.note)


@frozen
class KeptAddress:
    id: UUID
    typed: TypedAddress
    is_archived: bool
    orders: int
    route: UUID | None = None
    route_name: str = ""


class AddressWork(Protocol):
    """One transaction. Every method is of the company's own addresses alone, and leaves its trace in the audit."""

    def count(self, company: CounterpartyId) -> int: ...

    def add(self, by: UserId, company: CounterpartyId, id: UUID, address: TypedAddress) -> None: ...

    def change(self, by: UserId, company: CounterpartyId, id: UUID, address: TypedAddress) -> bool: ...

    def archive(self, by: UserId, company: CounterpartyId, id: UUID, *, archived: bool) -> bool: ...


class AddressBooks(Protocol):
    def of(self, company: CounterpartyId) -> Sequence[KeptAddress]:
        """Those in use first, by name."""

    def begin(self) -> AbstractContextManager[AddressWork]: ...


@frozen
class AddressBook:
    books: AddressBooks
    ids: Ids = field()

    def list(self, visit: Visit) -> Sequence[KeptAddress]:
        return self.books.of(self._company(visit, Permission.SEE_ORDERS))

    def one(self, visit: Visit, id: UUID) -> KeptAddress:
        """Raises NotFound, for another company's as well."""
        for kept in self.list(visit):
            if kept.id == id:
                return kept
        raise NotFound("address", str(id))

    def may_change(self, visit: Visit) -> bool:
        return Permission.PLACE_ORDER in visit.buyer().party.permissions

    def add(self, visit: Visit, typed: TypedAddress) -> UUID:
        """Raises AddressInvalid, AddressBookFull."""
        company, address, id = self._company(visit), typed.checked(), self.ids.new()
        with self.books.begin() as work:
            if work.count(company) >= MOST:
                raise AddressBookFull
            work.add(visit.authority.user, company, id, address)
        return id

    def change(self, visit: Visit, id: UUID, typed: TypedAddress) -> None:
        """Orders keep the words that they were placed with. Raises AddressInvalid, NotFound."""
        company, address = self._company(visit), typed.checked()
        with self.books.begin() as work:
            if not work.change(visit.authority.user, company, id, address):
                raise NotFound("address", str(id))

    def archive(self, visit: Visit, id: UUID, *, archived: bool) -> None:
        """No longer offered, or offered again. Raises NotFound."""
        company = self._company(visit)
        with self.books.begin() as work:
            if not work.archive(visit.authority.user, company, id, archived=archived):
                raise NotFound("address", str(id))

    def _company(self, visit: Visit, permission: Permission = Permission.PLACE_ORDER) -> CounterpartyId:
        party = visit.buyer().party
        visit.authority.need(permission, party.id)
        return party.id
