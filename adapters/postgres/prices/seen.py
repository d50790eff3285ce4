"""Whose prices a member of the staff sees: a part of every statement here, so that no page can forget it (A1)."""

from typing import Any

from application.queries.orders import Readers


def seen(whose: Readers, counterparty: str) -> str:
    """A condition over the alias of a counterparty; `manager` stands among the arguments, see `manager_of`."""
    if whose.counterparties is not None:
        # A member of the staff whom the ERP's managers do not know has no clients.
        return "false"
    return "true" if whose.manager is None else f"{counterparty}.manager_id = %(manager)s"


def manager_of(whose: Readers) -> dict[str, Any]:
    return {"manager": whose.manager}


def owners(whose: Readers, client: str) -> str | None:
    """Ids of all owners whose prices concern the clients seen, narrowed by `client`; None when nothing narrows.

    A client's prices are those of his contracts, his own and his holding's.
    """
    if whose == Readers() and not client:
        return None
    # The holding's own name finds all its members, a contract's number that contract alone.
    named = "true" if not client else "(k.name ILIKE %(piece)s OR k.inn LIKE %(start)s OR h.name ILIKE %(piece)s)"
    numbered = "true" if not client else f"({named} OR c.number ILIKE %(piece)s)"
    members = f"counterparty k JOIN holding h ON h.id = k.holding_id AND NOT k.deleted AND {seen(whose, 'k')}"
    return f"""
        SELECT c.id FROM contract c JOIN ({members}) ON k.id = c.counterparty_id WHERE {numbered}
        UNION ALL SELECT k.id FROM {members} WHERE {named}
        UNION ALL SELECT k.holding_id FROM {members} WHERE {named}
    """


def texts(client: str) -> dict[str, str]:
    plain = escaped(client)
    return {"piece": f"%{plain}%", "start": f"{plain}%"}


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
