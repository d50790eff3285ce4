"""Several carts of one person: what /cart does to the active one, and which one is active."""

from typing import Annotated
from uuid import UUID

from attrs import frozen

from application.carts.ports import LONGEST_NAME, NameNotSound, TooManyCarts
from application.ordering.change_cart import CartRow, ChangeCart
from domain.ordering.cart import MOST_LINES, CartChanged, CartTooLong
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import CartId
from entrypoints.api.asking import Longest, told
from entrypoints.api.cart import RowAsk
from entrypoints.api.operation import AnyOperation, Caller, NoAnswer, NoAsk, Operation, Reply
from entrypoints.api.wire_cart import CartChangedWire, CartWire, cart_wire, changed_wire
from entrypoints.api.wire_carts import CartEmptiedWire, CartMadeWire, CartsWire, carts_wire

NAME = Annotated[str, Longest(2 * LONGEST_NAME)]
OURS = (NotFound, NotAllowed)


@frozen
class NewCartAsk:
    name: NAME = told("what it is called: a project, an address, a day")
    copy_of: CartId | None = told("the cart whose lines it begins with; without it, it is empty", None)


@frozen
class CartAsk:
    cart: CartId = told("id of the cart")


@frozen
class RenameAsk:
    cart: CartId = told("id of the cart")
    name: NAME = told("what it is called from now on")


@frozen
class CartLinesAsk:
    cart: CartId = told("id of the cart")
    lines: Annotated[tuple[RowAsk, ...], Longest(MOST_LINES, 1)] = told("rows, judged one by one")
    operation_id: UUID | None = told("a UUID of the client's; a repeat under it does nothing", None)
    based_on: int | None = told("`version` that was seen: a `set` brings back no line removed since", None)


@frozen
class BringBackAsk:
    cart: CartId = told("id of the cart")
    aside: CartId = told("`aside` of the answer that emptied it")


@frozen
class ChangesAsk:
    version: int = told("`version` of the cart whose changes were seen")


def all_carts(caller: Caller, _: NoAsk) -> CartsWire:
    return carts_wire(caller.use_cases.carts.all(caller.visit))


def make(caller: Caller, ask: NewCartAsk) -> CartMadeWire:
    return CartMadeWire(str(caller.use_cases.carts.make(caller.visit, ask.name, ask.copy_of)))


def one(caller: Caller, ask: CartAsk) -> CartWire:
    inside = caller.use_cases.carts.inside(caller.visit, ask.cart)
    return cart_wire(caller.use_cases.cart(inside), caller.language)


def change_lines(caller: Caller, ask: CartLinesAsk) -> CartChangedWire:
    inside = caller.use_cases.carts.inside(caller.visit, ask.cart)
    rows = tuple(CartRow(row.variant, row.quantity, row.packaging, row.operation) for row in ask.lines)
    command = ChangeCart(rows, ask.operation_id, based_on=ask.based_on)
    changed = caller.use_cases.change_cart(inside, command)
    return changed_wire(inside, changed, rows, caller.use_cases.cart, caller.language)


def rename(caller: Caller, ask: RenameAsk) -> CartsWire:
    caller.use_cases.carts.rename(caller.visit, ask.cart, ask.name)
    return all_carts(caller, NoAsk())


def activate(caller: Caller, ask: CartAsk) -> CartsWire:
    caller.use_cases.carts.activate(caller.visit, ask.cart)
    return all_carts(caller, NoAsk())


def delete(caller: Caller, ask: CartAsk) -> Reply[NoAnswer]:
    caller.use_cases.carts.delete(caller.visit, ask.cart)
    return Reply(NoAnswer(), 204)


def restore(caller: Caller, ask: CartAsk) -> CartsWire:
    caller.use_cases.carts.restore(caller.visit, ask.cart)
    return all_carts(caller, NoAsk())


def empty(caller: Caller, ask: CartAsk) -> CartEmptiedWire:
    aside = caller.use_cases.carts.empty(caller.use_cases.carts.inside(caller.visit, ask.cart))
    return CartEmptiedWire(None if aside is None else str(aside))


def bring_back(caller: Caller, ask: BringBackAsk) -> CartWire:
    inside = caller.use_cases.carts.inside(caller.visit, ask.cart)
    caller.use_cases.carts.bring_back(inside, ask.aside)
    return one(caller, CartAsk(ask.cart))


def accept(caller: Caller, ask: ChangesAsk) -> CartWire:
    return cart_wire(caller.use_cases.carts.accept(caller.visit, ask.version), caller.language)


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET", "/carts", "carts", "All carts of one's own, the active one first", NoAsk, CartsWire, all_carts, OURS
    ),
    Operation(
        "POST",
        "/carts",
        "makeCart",
        "Make a cart, which becomes the active one; empty, or a copy of another",
        NewCartAsk,
        CartMadeWire,
        make,
        (*OURS, NameNotSound, TooManyCarts),
    ),
    Operation(
        "GET",
        "/carts/{cart}",
        "oneCart",
        "One of one's carts, active or not, as /cart tells it",
        CartAsk,
        CartWire,
        one,
        OURS,
    ),
    Operation(
        "PUT",
        "/carts/{cart}",
        "renameCart",
        "Give a cart another name",
        RenameAsk,
        CartsWire,
        rename,
        (*OURS, NameNotSound),
    ),
    Operation(
        "DELETE",
        "/carts/{cart}",
        "deleteCart",
        "Delete a cart; another one becomes active where it was",
        CartAsk,
        NoAnswer,
        delete,
        OURS,
        status=204,
    ),
    Operation(
        "POST",
        "/carts/{cart}/restoration",
        "restoreCart",
        "Take back the deletion of a cart",
        CartAsk,
        CartsWire,
        restore,
        (*OURS, TooManyCarts),
    ),
    Operation(
        "POST",
        "/carts/{cart}/activation",
        "activateCart",
        "Make it the active cart: the one that /cart shows and POST /orders places",
        CartAsk,
        CartsWire,
        activate,
        OURS,
    ),
    Operation(
        "POST",
        "/carts/{cart}/lines",
        "changeOneCart",
        "As POST /cart/lines, in any of one's carts",
        CartLinesAsk,
        CartChangedWire,
        change_lines,
        (*OURS, CartTooLong),
    ),
    Operation(
        "DELETE",
        "/carts/{cart}/lines",
        "emptyCart",
        "Take out all lines; the answer tells how to take it back",
        CartAsk,
        CartEmptiedWire,
        empty,
        OURS,
    ),
    Operation(
        "POST",
        "/carts/{cart}/lines/restoration",
        "bringLinesBack",
        "Put the lines back that emptying took; what came in since stays",
        BringBackAsk,
        CartWire,
        bring_back,
        (*OURS, CartTooLong),
    ),
    Operation(
        "POST",
        "/cart/changes/acceptance",
        "acceptChanges",
        "Say that what changed in the active cart since it was last seen is known now",
        ChangesAsk,
        CartWire,
        accept,
        (*OURS, CartChanged),
    ),
)
