"""Russian identifiers and their checksums (documents 6): digits 0-9 only, kept as text.

A failed one is an error for what a person types, and a warning for a bank account that the ERP told: real
treasury
accounts fail the classic key.
"""

import re
from collections.abc import Sequence
from itertools import cycle

KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
# Of organizations registered long ago the name in the books of 1C is spelt out; documents say it short.
LEGAL_FORMS = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("непубличное акционерное общество", "АО"),
    ("закрытое акционерное общество", "ЗАО"),
    ("открытое акционерное общество", "ОАО"),
    ("акционерное общество", "АО"),
    ("индивидуальный предприниматель", "ИП"),
)
TEN = (2, 4, 10, 3, 5, 9, 4, 6, 8)
ELEVENTH = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
TWELFTH = (3, *ELEVENTH)


def cleaned(text: str) -> str:
    """Without the spaces, no-break spaces and hyphens that people put into numbers."""
    return re.sub(r"[\s\u00a0\u202f-]", "", text)


def is_inn(text: str) -> bool:
    """ИНН of an organization (10 digits) or a person (12)."""
    if not _digits(text, 10, 12) or not text.strip("0"):
        return False
    if len(text) == 10:
        return _control(text, TEN) == int(text[9])
    return _control(text, ELEVENTH) == int(text[10]) and _control(text, TWELFTH) == int(text[11])


def is_kpp(text: str) -> bool:
    """КПП has no checksum: tax office, reason (Latin letters possible), ordinal."""
    return KPP.fullmatch(text) is not None and text != "000000000"


def is_ogrn(text: str) -> bool:
    """ОГРН (13 digits) or ОГРНИП (15, begins with 3): the last digit of the remainder (приказ Минфина
    165н).
    """
    if not _digits(text, 13, 15) or text[0] == "0":
        return False
    if len(text) == 15 and text[0] != "3":
        return False
    return int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def is_bik(text: str) -> bool:
    return _digits(text, 9)


def is_account(account: str, bik: str) -> bool:
    """The control key of a bank account (Банк России, 1997); the prefix tells where it was opened."""
    if not _digits(account, 20) or not is_bik(bik):
        return False
    prefix = f"0{bik[4:6]}" if _is_of_central_bank(account, bik) else bik[-3:]
    return sum(int(d) * w for d, w in zip(prefix + account, cycle((7, 1, 3)), strict=False)) % 10 == 0


def is_corr_account(account: str, bik: str) -> bool:
    return account.startswith("301") and account[-3:] == bik[-3:] and is_account(account, bik)


def is_person(inn: str) -> bool:
    """Whether the ИНН is that of an ИП, who has no КПП and signs alone."""
    return len(inn) == 12


def short_name(full: str) -> str:
    """«Общество с ограниченной ответственностью "Крепёж"» as «ООО "Крепёж"»."""
    folded = full.casefold()
    for long, short in LEGAL_FORMS:
        if folded.startswith(f"{long} "):
            return f"{short} {full[len(long) :].strip()}"
    return full


def _is_of_central_bank(account: str, bik: str) -> bool:
    return account.startswith(("30101", "40101", "40102")) or bik[-3:] in ("000", "001", "002")


def _digits(text: str, *lengths: int) -> bool:
    return len(text) in lengths and text.isascii() and text.isdigit()


def _control(text: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False)) % 11 % 10
