"""A process of buyers: fills carts and presses the button, as it is told, until it is killed."""

import logging
import os
import signal
import traceback
from multiprocessing.connection import Connection
from uuid import NAMESPACE_OID, UUID, uuid5

import psycopg
from attrs import frozen
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import DBAPIError

from application.access.context import Visit
from application.ordering.change_cart import CartRow, ChangeCart
from application.ordering.place_order import PlaceOrder
from domain.ordering.cart import Operation
from domain.shared.errors import DomainError, Refusals
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Money
from entrypoints.bootstrap.mortal import Fate, armed
from entrypoints.bootstrap.proving import Portal, portal
from entrypoints.prove.plan import Wish
from entrypoints.prove.world import PACKS, VARIANTS, token


@frozen
class Fill:
    """Make the buyer's cart hold exactly this. A repeat under the same key changes nothing more."""

    key: str
    buyer: int
    wishes: tuple[Wish, ...]


@frozen
class Sweep:
    """As the scheduler does: end the reservations that are past their term."""

    key: str


@frozen
class Swept:
    key: str
    ended: int


@frozen
class Filled:
    """What the buyer sees and will confirm."""

    key: str
    cart_version: int
    totals: tuple[Money, ...]


@frozen
class Press:
    key: str
    buyer: int
    cart_version: int
    totals: tuple[Money, ...]


@frozen
class Placed:
    """orders: (id, number, total, lines) as the answer told them."""

    key: str
    orders: tuple[tuple[UUID, str, Money, int], ...]
    repeated: bool


@frozen
class Refused:
    key: str
    codes: tuple[str, ...]


@frozen
class Unanswered:
    """The database went away or kept the buyer waiting too long: nobody knows, so the key is repeated."""

    key: str
    why: str


@frozen
class Crashed:
    """What no buyer should ever see."""

    key: str
    trace: str


Task = Fill | Press | Sweep
Reply = Filled | Placed | Refused | Swept | Unanswered | Crashed


def serve(channel: Connection, url: str, placing: str, fate: Fate) -> None:
    """The life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A connection that is torn away while it rolls back is told to the referee, not to the screen.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    parent, ours = os.getppid(), portal(url, placing, fate)
    while True:
        while not channel.poll(2.0):
            if os.getppid() != parent:
                return
        try:
            task: Task | None = channel.recv()
        except EOFError:
            return
        if task is None:
            return
        channel.send(done(ours, task, fate))


def done(ours: Portal, task: Task, fate: Fate) -> Reply:
    try:
        if isinstance(task, Fill):
            return filled(ours, task)
        with armed(fate):
            return Swept(task.key, ours.expire()) if isinstance(task, Sweep) else pressed(ours, task)
    except Refusals as refusal:
        return Refused(task.key, tuple(reason.code for reason in refusal.reasons))
    except DomainError as refusal:
        return Refused(task.key, (refusal.code,))
    except (psycopg.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        lost = isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
        if lost and not isinstance(cause, DeadlockDetected):
            return Unanswered(task.key, type(cause).__name__)
        return Crashed(task.key, traceback.format_exc())
    except Exception:
        return Crashed(task.key, traceback.format_exc())


def visit(ours: Portal, buyer: int) -> Visit:
    found = ours.visit(token(buyer))
    assert found is not None, f"buyer {buyer} has no session"
    return found


def filled(ours: Portal, task: Fill) -> Filled:
    by = visit(ours, task.buyer)
    wanted = {(wish.variant, wish.packaging): wish.quantity for wish in task.wishes}
    known = [(variant, pack) for variant in VARIANTS for pack in {0, PACKS.get(variant, 0)}]
    rows = [_row(variant, pack, wanted.get((variant, pack))) for variant, pack in known]
    changed = ours.change_cart(by, ChangeCart(tuple(rows), uuid5(NAMESPACE_OID, task.key)))
    assert not changed.refused, changed.refused
    quoted = ours.cart(by).quoted
    return Filled(task.key, quoted.version, quoted.totals)


def _row(variant: int, pack: int, quantity: str | None) -> CartRow:
    operation = Operation.REMOVE if quantity is None else Operation.SET
    return CartRow(VariantId(variant), quantity or "0", PackagingId(pack), operation)


def pressed(ours: Portal, task: Press) -> Placed:
    command = PlaceOrder(task.key, task.cart_version, task.totals, comment=task.key)
    placed = ours.place_order(visit(ours, task.buyer), command)
    return Placed(task.key, tuple((o.id, o.number, o.total, o.lines) for o in placed.orders), placed.repeated)
