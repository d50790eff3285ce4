"""Order lists as JSON."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from application.order_lists.order_by import ListView
from application.order_lists.ports import ListSummary
from domain.shared.ids import UserId
from domain.shared.money import Money
from entrypoints.api.wire_cart import CartLineWire, line_wire
from entrypoints.api.wire_carts import SeenChangesWire, changes_wire
from entrypoints.http.entry import Around


@frozen
class OwnListWire:
    """sharing: private, read or change: what the colleagues of its owner may do."""

    id: str
    name: str
    owner: str
    is_mine: bool
    sharing: str
    may_change: bool
    lines: int
    changed_at: datetime
    changed_by: str


@frozen
class ListsWire:
    lists: tuple[OwnListWire, ...]


@frozen
class ListMadeWire:
    id: str


@frozen
class ListWire:
    """Priced as if it were the whole cart. changes: since its lines were put in."""

    id: str
    name: str
    owner: str
    sharing: str
    may_change: bool
    version: int
    totals: tuple[Money, ...]
    lines: tuple[CartLineWire, ...]
    changes: SeenChangesWire


def lists_wire(lists: Sequence[ListSummary]) -> ListsWire:
    return ListsWire(
        tuple(
            OwnListWire(
                str(one.id), one.name, one.owner_name, one.is_mine, one.sharing.value, one.may_change, one.lines,
                one.changed_at, one.changed_by,
            )
            for one in lists
        )
    )  # fmt: skip


def list_wire(found: ListView, user: UserId, language: str) -> ListWire:
    one, view = found.order_list, found.view
    around = Around(view.context.party.permissions, view.quoted)
    return ListWire(
        str(one.id),
        one.name,
        one.owner_name,
        one.sharing.value,
        one.may_be_changed_by(user),
        one.version,
        view.quoted.totals,
        tuple(line_wire(line, view, language, around) for line in view.quoted.lines),
        changes_wire(view.changed, ()),
    )
