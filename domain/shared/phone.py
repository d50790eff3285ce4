"""A telephone number as the world dials it (E.164); Russian ones also as people here write them."""

from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError

SEPARATORS = str.maketrans("", "", " \u00a0()-–.\t")


@frozen
class PhoneInvalid(DomainError):
    code: ClassVar[str] = "phone.invalid"
    value: str


def phone_of(text: str) -> str:
    """«8 (912) 345-67-89», «912 345 67 89» and «+7 912 3456789» are one number. Raises PhoneInvalid."""
    bare = text.strip().translate(SEPARATORS)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise PhoneInvalid(text.strip()[:40])
    if bare.startswith("+") and not digits.startswith("7"):
        if 8 <= len(digits) <= 15 and digits[0] != "0":
            return f"+{digits}"
    elif len(digits) == 11 and digits[0] in "78" and digits[1] in "34589":
        return f"+7{digits[1:]}"
    elif len(digits) == 10 and digits[0] in "34589" and not bare.startswith("+"):
        return f"+7{digits}"
    raise PhoneInvalid(text.strip()[:40])
