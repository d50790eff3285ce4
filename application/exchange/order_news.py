"""What news of the ERP do to an order: acceptance, status, lines, reservations, credit. Pure.

The ERP wins on quantities and shipments (semantics 7); a late message never moves a status back; every reserved unit
ends as exactly one of shipped, released, expired (S2), so that holds change only while they are active.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from application.exchange.order_facts import (
    CreditFacts,
    HoldFacts,
    LineFacts,
    LineNews,
    OrderFacts,
    OrderNews,
)
from application.exchange.values import Remark, Weight
from domain.inventory.stock import ErpReserve, Mark, ReservationState
from domain.ordering.change_request import ChangeRequest
from domain.ordering.correction import standing_sums, sum_told, sums_of
from domain.ordering.status import (
    DEFAULT_SCHEME,
    OnReservation,
    Phase,
    Status,
    moves_on,
    status_named,
)
from domain.shared.money import rounded

ZERO = Decimal("0.000")
RESERVED_AT = (Phase.IN_ASSEMBLY, Phase.SHIPPED, Phase.COMPLETED)
NOTHING = LineNews()

Change = tuple[str, Mapping[str, Any]]


@frozen
class Policy:
    """When the ERP is taken to have reserved: acceptance, status or never (then only what it shipped)."""

    reserves_at: str = "acceptance"
    scheme: Sequence[Status] = DEFAULT_SCHEME


@frozen
class Heard:
    """The order after the news; `changes` are for its history, in the order in which they happened.

    answered: the request that these news closed, with what came of it; told: in what words.
    """

    order: OrderFacts
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    added: tuple[str, ...] = ()
    answered: ChangeRequest | None = None
    told: str = ""


def heard(order: OrderFacts, news: OrderNews, policy: Policy, at: datetime) -> Heard:
    if news.mark.is_late(order.mark):
        return Heard(order, (), (late(order),))
    status, remarks = proposed(order, news, policy)
    lines = order.lines if is_over(order) else tuple(line_after(line, news) for line in order.lines)
    if ends(order, status):
        lines = tuple(evolve(line, cancelled=line.ordered - line.shipped) for line in lines)
    else:
        if not is_over(order) and ships_all(news, status):
            lines = tuple(evolve(line, shipped=line.wanted) for line in lines)
        status = furthest(status, by_shipment(lines, policy))
    after = evolve(accepted(order, news, at), lines=lines)
    if status is not None and moves_on(order.phase, status.phase):
        after = evolve(after, phase=status.phase, status=status.code)
    after = evolve(after, erp_total=told_sum(order, after, news))
    after = evolve(after, holds=tuple(hold_after(hold, after, news, policy) for hold in order.holds))
    is_less = any(new.wanted < old.wanted for old, new in zip(order.lines, after.lines, strict=True))
    after = evolve(after, credit=credit_after(after, news, is_less=is_less))
    answered = answer_in(order.asked, after, news)
    told = news.answer.text if answered and news.answer else ""
    after = evolve(after, asked=None if answered else order.asked)
    return Heard(after, tuple(changes(order, after, news)), tuple(remarks), news.added, answered, told)


def answer_in(asked: ChangeRequest | None, after: OrderFacts, news: OrderNews) -> ChangeRequest | None:
    """The request as these news close it: by naming it, by doing what it asks, or by ending the order.

    Anything else that the ERP tells of the order meanwhile is no answer: it may have been said before it knew.
    """
    if asked is None:
        return None
    wanted = {line.line: line.wanted for line in after.lines}
    is_named = news.answer is not None and news.answer.number == asked.number
    has_ended = not after.phase.is_open or after.phase is Phase.SHIPPED
    return asked.answered(wanted) if is_named or has_ended or asked.is_met_by(wanted) else None


def is_over(order: OrderFacts) -> bool:
    """Nothing that the ERP says later changes its lines."""
    return not order.phase.is_open


def ends(order: OrderFacts, status: Status | None) -> bool:
    """Whether what is not shipped is let go of."""
    return status is not None and status.reservation is OnReservation.RELEASE and moves_on(order.phase, status.phase)


def late(order: OrderFacts) -> Remark:
    text = f"Сведения о заказе {order.number} старше уже принятых; они пропущены"
    return Remark(Weight.NOTICE, "late", text, erp_ref=order.number)


def proposed(order: OrderFacts, news: OrderNews, policy: Policy) -> tuple[Status | None, list[Remark]]:
    """The status that the news mean, cancellation above all; an unknown name waits for its mapping."""
    if news.cancelled or news.deleted:
        return in_phase(Phase.CANCELLED, policy), []
    named = status_named(news.state, policy.scheme) if news.state else None
    if news.state and named is None:
        text = f"Заказ {order.number}: статус «{news.state[:60]}» порталу неизвестен; задайте соответствие"
        return None, [Remark(Weight.WAITING, "unknown_status", text, erp_ref=order.number)]
    if news.whole and (named is None or named.phase.rank < Phase.SHIPPED.rank):
        return in_phase(Phase.SHIPPED, policy), []
    if named is None and news.erp_number and news.posted and order.phase is Phase.NEW:
        return in_phase(Phase.CONFIRMED, policy), []
    return named, []


def in_phase(phase: Phase, policy: Policy) -> Status | None:
    return next((status for status in policy.scheme if status.phase is phase), None)


def ships_all(news: OrderNews, status: Status | None) -> bool:
    """Told so, or by a status that means it, unless the news deny it or tell shipments by line."""
    if news.whole is not None:
        return news.whole
    means_it = status is not None and status.phase in (Phase.SHIPPED, Phase.COMPLETED)
    return means_it and all(line.shipped is None for line in news.lines.values())


def by_shipment(lines: Sequence[LineFacts], policy: Policy) -> Status | None:
    """Where only quantities tell it."""
    if not any(line.shipped for line in lines):
        return None
    whole = all(line.remaining <= 0 for line in lines)
    return in_phase(Phase.SHIPPED if whole else Phase.PARTLY_SHIPPED, policy)


def furthest(*told: Status | None) -> Status | None:
    return max((status for status in told if status), key=lambda status: status.phase.rank, default=None)


def line_after(line: LineFacts, news: OrderNews) -> LineFacts:
    told = news.lines.get(line.line, NOTHING)
    ordered, cancelled, shipped = line.ordered, line.cancelled, line.shipped
    if told.shipped is not None:
        shipped = max(shipped, line.from_base(told.shipped))
    if told.cancelled is not None:
        cancelled = line.from_base(told.cancelled)
    if told.quantity is not None and (quantity := line.from_base(told.quantity)) != ordered - cancelled:
        if quantity <= 0:
            cancelled = max(cancelled, ordered - shipped)
        else:
            ordered = quantity + cancelled
    ordered = max(ordered, shipped + cancelled)
    sums = sums_of(line, ordered)._asdict() if ordered != line.ordered else {}
    after = evolve(line, ordered=ordered, shipped=shipped, cancelled=cancelled, **sums)
    # Of what has gone or was struck out nothing is promised any more: the last day stays for the record.
    return evolve(after, promised=told.promised or line.promised) if after.remaining > 0 else after


def accepted(order: OrderFacts, news: OrderNews, at: datetime) -> OrderFacts:
    return evolve(
        order,
        accepted_at=order.accepted_at or (at if news.erp_number else None),
        erp_id=news.erp_id or order.erp_id,
        erp_number=news.erp_number or order.erp_number,
        erp_date=news.erp_date or order.erp_date,
        erp_state=news.state or order.erp_state,
        mark=news.mark,
    )


def told_sum(before: OrderFacts, after: OrderFacts, news: OrderNews) -> Decimal | None:
    """What the ERP says that the order comes to. It said so of what was wanted then: other quantities without another
    sum forget it.
    """
    pairs = zip(before.lines, after.lines, strict=True)
    is_the_same = all(old.wanted == new.wanted for old, new in pairs)
    told = before.erp_total if news.total is None and is_the_same else news.total
    return sum_told(told, after.phase, any(line.cancelled for line in after.lines))


def hold_after(hold: HoldFacts, order: OrderFacts, news: OrderNews, policy: Policy) -> HoldFacts:
    """Lowered with its line, released with its order, shipped with its goods."""
    line = next(line for line in order.lines if line.line == hold.line)
    if hold.state is not ReservationState.ACTIVE:
        return hold
    wanted, shipped = line.to_base(line.wanted), line.to_base(line.shipped)
    if wanted <= 0:
        return evolve(hold, state=ReservationState.RELEASED, uncontained=ZERO)
    quantity = min(hold.quantity, wanted)
    hold = evolve(hold, quantity=quantity, uncontained=min(hold.uncontained, quantity))
    told = news.lines.get(hold.line, NOTHING).reserved is not None
    hold = unreserved(hold, reserved(hold, order, news, policy, shipped))
    hold = evolve(hold, by_line=hold.by_line or told)
    return evolve(hold, state=ReservationState.SHIPPED) if shipped >= quantity else hold


def unreserved(hold: HoldFacts, erp: ErpReserve | None) -> HoldFacts:
    """What the ERP let go of while the order wants it is ours to subtract again, whatever a snapshot contained before:
    its next one gives these goods back to everybody.
    """
    if hold.erp is None or erp is None or erp.quantity >= min(hold.erp.quantity, hold.quantity):
        return evolve(hold, erp=erp)
    return evolve(hold, erp=erp, uncontained=max(hold.uncontained, hold.quantity - erp.quantity))


def reserved(
    hold: HoldFacts, order: OrderFacts, news: OrderNews, policy: Policy, shipped: Decimal
) -> ErpReserve | None:
    """What the ERP itself subtracts by now: told by line, else by the setting. The mark moves only with the quantity,
    or a base that repeats itself would never be contained.
    """
    told = news.lines.get(hold.line, NOTHING).reserved
    if told is not None:
        quantity = told + shipped
    elif took_all(order, policy) and not hold.by_line:
        quantity = hold.quantity
    else:
        quantity = max(shipped, hold.erp.quantity if hold.erp else ZERO)
    quantity = min(quantity, hold.quantity)
    if hold.erp and told is not None:
        hold = evolve(hold, erp=evolve(hold.erp, mark=numbered(hold.erp.mark, news)))
    if quantity == (hold.erp.quantity if hold.erp else ZERO):
        return hold.erp
    if hold.erp and quantity == hold.quantity <= hold.erp.quantity:
        return evolve(hold.erp, quantity=quantity)
    by_acceptance = told is None and policy.reserves_at == "acceptance" and not shipped
    return ErpReserve(quantity, (by_acceptance and news.taken) or news.mark)


def numbered(mark: Mark, news: OrderNews) -> Mark:
    """A fact that came by file and comes again in a numbered message: snapshots with numbers above contain it, however
    soon they follow. Once only, as the mark must not run ahead of the snapshots.
    """
    return evolve(mark, seq=news.mark.seq) if mark.seq is None else mark


def took_all(order: OrderFacts, policy: Policy) -> bool:
    if policy.reserves_at == "acceptance":
        return order.accepted_at is not None
    # Goods may go out in part without ever having been reserved: that says nothing of the rest.
    return policy.reserves_at == "status" and order.phase in RESERVED_AT


def credit_after(order: OrderFacts, news: OrderNews, *, is_less: bool) -> CreditFacts | None:
    """Leaves exposure by being contained, paid or cancelled; never by acknowledgement, which only sets the mark.

    is_less: less of some goods is wanted now. Where the news do not say what the order comes to then, our prices do.
    """
    credit = order.credit
    if credit is None or credit.state != "open":
        return credit
    shipped = min(credit.amount, max(credit.shipped, shipped_amount(order, news)))
    if shipped > credit.shipped:
        credit = evolve(credit, shipped=shipped, ship_mark=news.mark)
    elif credit.ship_mark is not None and news.shipped_amount == shipped:
        credit = evolve(credit, ship_mark=numbered(credit.ship_mark, news))
    if credit.mark is None and order.accepted_at is not None:
        credit = evolve(credit, mark=news.taken or news.mark)
    elif credit.mark is not None and news.erp_number:
        credit = evolve(credit, mark=numbered(credit.mark, news))
    room = credit.amount if order.erp_total is None else min(credit.amount, order.erp_total)
    if is_less and news.total is None:
        room = min(room, standing_sum(order))
    if all(line.remaining <= 0 for line in order.lines):
        room = min(room, shipped)
    uncontained = min(credit.uncontained, room)
    return evolve(credit, uncontained=uncontained, state="open" if uncontained or shipped else "cancelled")


def standing_sum(order: OrderFacts) -> Decimal:
    """Of what is shipped or still to be, at the prices of the order."""
    return sum_of(standing_sums(line).gross for line in order.lines)


def due(order: OrderFacts) -> Decimal:
    """What is to be paid: as the ERP told, else by the lines."""
    return standing_sum(order) if order.erp_total is None else order.erp_total


def is_sum_changed(before: OrderFacts, after: OrderFacts) -> bool:
    """By the lines, or in the ERP's word on them: an invoice of ours may be for another sum than is to be paid now."""
    return (standing_sum(before), due(before)) != (standing_sum(after), due(after))


def shipped_amount(order: OrderFacts, news: OrderNews) -> Decimal:
    """Of all shipments: as told, else what the shipped quantities come to at the prices of the order."""
    if news.shipped_amount is not None:
        return news.shipped_amount
    if order.lines and all(line.remaining <= 0 and line.cancelled == 0 for line in order.lines):
        return order.erp_total if order.erp_total is not None else sum_of(line.gross for line in order.lines)
    return sum_of(rounded(line.gross * line.shipped / line.ordered) for line in order.lines if line.ordered)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def changes(before: OrderFacts, after: OrderFacts, news: OrderNews) -> list[Change]:
    found: list[Change] = []
    if after.accepted_at is not None and before.accepted_at is None:
        day = after.erp_date.isoformat() if after.erp_date else None
        found.append(("accepted", {"erp_number": after.erp_number, "erp_date": day}))
    pairs = zip(before.lines, after.lines, strict=True)
    lines = {str(new.line): difference(old, new) for old, new in pairs if old != new}
    if lines:
        found.append(("lines", {"lines": lines}))
    if after.status != before.status:
        facts = {"before": before.status, "after": after.status, "erp_state": news.state}
        found.append(("status", facts | ({"reason": "deleted in ERP"} if news.deleted else {})))
    kept = zip(before.holds, after.holds, strict=True)
    holds = {str(new.line): held(old, new) for old, new in kept if told_of(old, new)}
    if holds:
        found.append(("reservation", {"lines": holds}))
    return found


def difference(old: LineFacts, new: LineFacts) -> dict[str, list[str | None]]:
    names = ("ordered", "shipped", "cancelled")
    found: dict[str, list[str | None]] = {
        name: [str(getattr(old, name)), str(getattr(new, name))]
        for name in names
        if getattr(old, name) != getattr(new, name)
    }
    if old.promised != new.promised:
        found["promised"] = [day.isoformat() if day else None for day in (old.promised, new.promised)]
    return found


def told_of(old: HoldFacts, new: HoldFacts) -> bool:
    return (old.state, old.quantity) != (new.state, new.quantity)


def held(old: HoldFacts, new: HoldFacts) -> dict[str, list[str]]:
    return {"state": [old.state, new.state], "quantity": [str(old.quantity), str(new.quantity)]}
