"""Reading one payload, field by field: exact decimals, instants with an offset, Russian reasons."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from attrs import frozen

from application.exchange.packets.commands import UNTOLD, Untold
from application.exchange.packets.packet import MessageRefused

value = TypeVar("value")

LONGEST = 2000
LONGEST_ID = 255
DIGITS = 20
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
CURRENCIES = ("RUB", "USD", "EUR", "CNY")


@frozen
class Fields:
    """`path` is what the fields are called in a refusal: `owner.`, `overdue[2].`"""

    told: Mapping[str, Any]
    path: str = ""

    def has(self, name: str) -> bool:
        return name in self.told

    def bad(self, name: str, text: str) -> MessageRefused:
        return MessageRefused("bad_value", text, self.path + name)

    def needed(self, name: str) -> Any:
        found = self.told.get(name)
        if found is None or found == "":
            raise self.bad(name, f"Не указано обязательное поле {self.path}{name}")
        return found

    def optional(self, name: str, read: Callable[[str], value]) -> value | Untold | None:
        if name not in self.told:
            return UNTOLD
        return None if self.told[name] in (None, "") else read(name)

    def or_none(self, name: str, read: Callable[[str], value]) -> value | None:
        return None if self.told.get(name) in (None, "") else read(name)

    def text(self, name: str) -> str:
        found = self.needed(name)
        if isinstance(found, bool) or not isinstance(found, str):
            raise self.bad(name, f"Поле {self.path}{name} должно быть строкой")
        found = found.replace("\0", "").strip()
        if not found or len(found) > LONGEST:
            raise self.bad(name, f"Поле {self.path}{name} пусто или длиннее {LONGEST} знаков")
        return found

    def id(self, name: str) -> str:
        found = self.text(name)
        if len(found) > LONGEST_ID:
            raise self.bad(name, f"Идентификатор {self.path}{name} длиннее {LONGEST_ID} знаков")
        return found

    def ref(self, name: str) -> str:
        return self.nested(name).id("id")

    def choice(self, name: str, allowed: Collection[str]) -> str:
        found = self.text(name)
        if found not in allowed:
            raise self.bad(name, f"Поле {self.path}{name}: «{found[:40]}» не из списка {', '.join(allowed)}")
        return found

    def currency(self, name: str) -> str:
        return self.choice(name, CURRENCIES)

    def flag(self, name: str) -> bool:
        found = self.needed(name)
        if not isinstance(found, bool):
            raise self.bad(name, f"Поле {self.path}{name} должно быть true или false")
        return found

    def decimal(self, name: str, places: int = 2) -> Decimal:
        """Plain notation, as a number or a string; more decimals than `places` are refused, never rounded."""
        found = self.needed(name)
        if isinstance(found, bool) or not isinstance(found, (int, str, Decimal)):
            raise self.bad(name, f"Поле {self.path}{name} должно быть числом")
        text = format(found, "f") if isinstance(found, Decimal) else str(found).strip()
        if not _PLAIN.fullmatch(text) or len(text) > DIGITS:
            raise self.bad(name, f"Поле {self.path}{name}: «{text[:40]}» не десятичное число")
        try:
            number = Decimal(text)
            exact = number.quantize(Decimal(1).scaleb(-places))
        except InvalidOperation:
            raise self.bad(name, f"Поле {self.path}{name}: слишком длинное число") from None
        if number != exact:
            raise self.bad(name, f"Поле {self.path}{name}: больше {places} знаков после запятой")
        if abs(number) >= Decimal(10) ** 12:
            raise self.bad(name, f"Поле {self.path}{name}: слишком большое число")
        return exact

    def not_negative(self, name: str, places: int = 2) -> Decimal:
        found = self.decimal(name, places)
        if found < 0:
            raise self.bad(name, f"Поле {self.path}{name} не может быть отрицательным")
        return found

    def positive(self, name: str, places: int = 2) -> Decimal:
        found = self.decimal(name, places)
        if found <= 0:
            raise self.bad(name, f"Поле {self.path}{name} должно быть больше нуля")
        return found

    def whole(self, name: str, least: int = 0, most: int = 10_000) -> int:
        found = self.needed(name)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.bad(name, f"Поле {self.path}{name} должно быть целым числом от {least} до {most}")
        return found

    def day(self, name: str) -> date:
        try:
            found = date.fromisoformat(self.text(name))
        except ValueError:
            raise self.bad(name, f"Поле {self.path}{name} должно быть датой вида 2026-03-05") from None
        if found.year < 1900:
            raise self.bad(name, f"Поле {self.path}{name}: пустая дата 1С; не передавайте поле")
        return found

    def instant(self, name: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self.bad(name, f"Поле {self.path}{name} должно быть вида 2026-03-05T14:03:22+03:00") from None
        if found.tzinfo is None:
            raise self.bad(name, f"Поле {self.path}{name}: время без часового пояса")
        return found.astimezone(UTC)

    def nested(self, name: str) -> "Fields":
        found = self.needed(name)
        if not isinstance(found, dict):
            raise self.bad(name, f"Поле {self.path}{name} должно быть объектом")
        return Fields(found, f"{self.path}{name}.")

    def each(self, name: str, read: Callable[["Fields"], value]) -> tuple[value, ...]:
        """The rows of a list; absent or null is an empty one."""
        found = self.told.get(name) or []
        if not isinstance(found, list):
            raise self.bad(name, f"Поле {self.path}{name} должно быть списком")
        rows = []
        for place, row in enumerate(found):
            if not isinstance(row, dict):
                raise self.bad(f"{name}[{place}]", f"Поле {self.path}{name}[{place}] должно быть объектом")
            rows.append(read(Fields(row, f"{self.path}{name}[{place}].")))
        return tuple(rows)

    def list(self, name: str, read: Callable[["Fields"], value]) -> tuple[value, ...] | Untold:
        return self.each(name, read) if name in self.told else UNTOLD

    def inn(self, name: str) -> str:
        """ИНН with its checksum: 10 digits of a legal entity, 12 of a person."""
        found = self.text(name)
        if not inn_holds(found):
            raise self.bad(name, f"ИНН {found[:20]} не проходит проверку")
        return found


WEIGHTS = {
    10: ((2, 4, 10, 3, 5, 9, 4, 6, 8),),
    12: ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)),
}


def inn_holds(inn: str) -> bool:
    """Source: order of the Federal Tax Service on ИНН: the last digit, or two, follow from the others."""
    if not (inn.isascii() and inn.isdigit()) or len(inn) not in WEIGHTS or set(inn) == {"0"}:
        return False
    digits = [int(digit) for digit in inn]
    return all(
        sum(w * d for w, d in zip(weights, digits, strict=False)) % 11 % 10 == digits[len(weights)]
        for weights in WEIGHTS[len(inn)]
    )
