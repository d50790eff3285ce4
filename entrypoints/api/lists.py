"""Saved carts and order templates that a company shares."""

from typing import Annotated
from uuid import UUID

from attrs import frozen

from application.carts.ports import LONGEST_NAME, NameNotSound
from application.order_lists.keep import ListRow
from application.order_lists.ports import ListEmpty, TooManyLists
from application.ordering.change_cart import CartRow
from domain.ordering.cart import MOST_LINES, CartTooLong, LineKey
from domain.ordering.order_list import ListNotYours, Sharing
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import CartId
from domain.shared.quantity import QuantityInvalid
from entrypoints.api.asking import Longest, told
from entrypoints.api.cart import RowAsk
from entrypoints.api.operation import AnyOperation, Caller, NoAnswer, NoAsk, Operation, Reply
from entrypoints.api.wire_cart import CartChangedWire, changed_wire
from entrypoints.api.wire_lists import ListMadeWire, ListsWire, ListWire, list_wire, lists_wire

GROUP = "Order lists"
NAME = Annotated[str, Longest(2 * LONGEST_NAME)]
ROWS = Annotated[tuple[RowAsk, ...], Longest(MOST_LINES, 1)]
SHARING = "private, read or change: what colleagues of the company may do with it"
OURS = (NotFound, NotAllowed)
KEEPING = (*OURS, ListNotYours, NameNotSound)


@frozen
class NewListAsk:
    name: NAME = told("what it is called")
    sharing: Sharing = told(SHARING, Sharing.PRIVATE)
    lines: Annotated[tuple[RowAsk, ...], Longest(MOST_LINES)] = told("its lines; `operation` says nothing here", ())
    cart: CartId | None = told("or the cart of one's own that it is saved from", None)


@frozen
class ListAsk:
    list: UUID = told("id of the list")


@frozen
class RenameListAsk:
    list: UUID = told("id of the list")
    name: NAME = told("what it is called from now on")
    sharing: Sharing = told(SHARING)


@frozen
class ListLinesAsk:
    list: UUID = told("id of the list")
    lines: ROWS = told("rows to add, set or remove: all of them, or none where one is refused")


@frozen
class OrderByAsk:
    list: UUID = told("id of the list")
    cart: CartId | None = told("one of one's own; without it the active one", None)
    operation_id: UUID | None = told("a UUID of the client's; a repeat under it does nothing", None)


def all_lists(caller: Caller, _: NoAsk) -> ListsWire:
    return lists_wire(caller.use_cases.lists.all(caller.visit))


def make(caller: Caller, ask: NewListAsk) -> ListMadeWire:
    use_cases, visit = caller.use_cases, caller.visit
    if ask.cart is not None:
        inside = use_cases.carts.inside(visit, ask.cart)
        return ListMadeWire(str(use_cases.lists.save_cart(inside, ask.name, ask.sharing)))
    return ListMadeWire(str(use_cases.lists.save(visit, ask.name, ask.sharing, _rows(ask.lines))))


def one(caller: Caller, ask: ListAsk) -> ListWire:
    visit = caller.visit
    return list_wire(caller.use_cases.lists.one(visit, ask.list), visit.authority.user, caller.language)


def rename(caller: Caller, ask: RenameListAsk) -> ListWire:
    caller.use_cases.lists.rename(caller.visit, ask.list, ask.name, ask.sharing)
    return one(caller, ListAsk(ask.list))


def change_lines(caller: Caller, ask: ListLinesAsk) -> ListWire:
    caller.use_cases.lists.change(caller.visit, ask.list, _rows(ask.lines))
    return one(caller, ListAsk(ask.list))


def delete(caller: Caller, ask: ListAsk) -> Reply[NoAnswer]:
    caller.use_cases.lists.delete(caller.visit, ask.list)
    return Reply(NoAnswer(), 204)


def restore(caller: Caller, ask: ListAsk) -> ListWire:
    caller.use_cases.lists.restore(caller.visit, ask.list)
    return one(caller, ask)


def order_by(caller: Caller, ask: OrderByAsk) -> CartChangedWire:
    use_cases, visit = caller.use_cases, caller.visit
    inside = visit if ask.cart is None else use_cases.carts.inside(visit, ask.cart)
    found, changed = use_cases.lists.order_by(inside, ask.list, ask.operation_id)
    rows = tuple(CartRow(key.variant, f"{quantity:f}", key.packaging) for key, quantity in found.lines.items())
    return changed_wire(inside, changed, rows, use_cases.cart, caller.language)


def _rows(lines: tuple[RowAsk, ...]) -> list[ListRow]:
    return [ListRow(LineKey(row.variant, row.packaging), row.quantity, row.operation) for row in lines]


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/lists",
        "lists",
        "The lists of the active company that one may see",
        NoAsk,
        ListsWire,
        all_lists,
        OURS,
    ),
    Operation(
        "POST",
        "/lists",
        "makeList",
        "Save lines, or a cart, as a list of the active company",
        NewListAsk,
        ListMadeWire,
        make,
        (*OURS, NameNotSound, QuantityInvalid, CartTooLong, TooManyLists, ListEmpty),
    ),
    Operation(
        "GET",
        "/lists/{list}",
        "oneList",
        "A list at the prices and the stock of now, with what changed since its lines were put in",
        ListAsk,
        ListWire,
        one,
        OURS,
    ),
    Operation(
        "PUT",
        "/lists/{list}",
        "renameList",
        "Give it another name; its owner alone says what colleagues may do",
        RenameListAsk,
        ListWire,
        rename,
        KEEPING,
    ),
    Operation(
        "POST",
        "/lists/{list}/lines",
        "changeList",
        "Add, set or remove lines of a list",
        ListLinesAsk,
        ListWire,
        change_lines,
        (*OURS, ListNotYours, QuantityInvalid, CartTooLong),
    ),
    Operation(
        "DELETE",
        "/lists/{list}",
        "deleteList",
        "Delete a list of one's own",
        ListAsk,
        NoAnswer,
        delete,
        (*OURS, ListNotYours),
        status=204,
    ),
    Operation(
        "POST",
        "/lists/{list}/restoration",
        "restoreList",
        "Take back the deletion of a list",
        ListAsk,
        ListWire,
        restore,
        (*OURS, ListNotYours),
    ),
    Operation(
        "POST",
        "/lists/{list}/order",
        "orderByList",
        "Put all of it into a cart; quantities are raised to their multiples, refused lines are told one by one",
        OrderByAsk,
        CartChangedWire,
        order_by,
        (*OURS, CartTooLong),
    ),
)
