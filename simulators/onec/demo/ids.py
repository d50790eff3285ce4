"""Identifiers as an ERP would keep them: stable ids and numbers that pass their checksums.

Source: 1C references are GUIDs written in lower case; checksums by the orders of the tax service,
the Bank of Russia (control key of an account, 1997) and GS1.
"""

from uuid import NAMESPACE_URL, uuid5

NAMESPACE = uuid5(NAMESPACE_URL, "urn:optovik:onec-twin")
BANK_WEIGHTS = (7, 1, 3)


def erp_id(kind: str, *key: str) -> str:
    """A GUID-like id in lower case; the same kind and key give the same id for ever."""
    return str(uuid5(NAMESPACE, "/".join((kind, *key))))


def organization_tin(first9: str) -> str:
    """ИНН of an organization, 10 digits, from its first nine."""
    return first9 + str(_weighted(first9, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)


def person_tin(first10: str) -> str:
    """ИНН of an entrepreneur, 12 digits, from its first ten."""
    eleven = first10 + str(_weighted(first10, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    return eleven + str(_weighted(eleven, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)


def state_number(head: str) -> str:
    """ОГРН (12 digits given) or ОГРНИП (14 digits given) with its check digit."""
    return head + str(int(head) % (len(head) - 1) % 10)


def bank_account(bik: str, account: str) -> str:
    """A client's account of 20 digits with the control key set at its ninth place."""
    unkeyed = account[:8] + "0" + account[9:]
    key = _weighted(bik[-3:] + unkeyed, _repeat(23)) % 10 * 3 % 10
    return account[:8] + str(key) + account[9:]


def account_holds(bik: str, account: str) -> bool:
    """Whether the control key of a client's account fits the bank."""
    return _weighted(bik[-3:] + account, _repeat(23)) % 10 == 0


def ean13(first12: str) -> str:
    """EAN-13 from its first twelve digits."""
    return first12 + str(-_weighted(first12, (1, 3) * 6) % 10)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _repeat(length: int) -> tuple[int, ...]:
    return tuple(BANK_WEIGHTS[place % 3] for place in range(length))
