"""What the Bank would answer: its XML in windows-1251, its odd refusals, and the mischief of the switches."""

from datetime import date, datetime
from decimal import Decimal
from html import escape

from attrs import define, field

from simulators.cbr.rates import BEGINS, dated, of_day

# What may be switched on, and what it does.
SWITCHES = {
    "down": "не отвечает: соединение обрывается",
    "html": "отвечает страницей HTML с кодом 200",
    "empty": "отвечает пустым списком",
    "slow": "отвечает через много секунд",
    "thousand": "курсы доллара и VunitRate в тысячу раз больше",
    "disagree": "VunitRate доллара не сходится с Value / Nominal",
    "exponent": "VunitRate всех валют в виде 1,58E-01",
}
HEAD = '<?xml version="1.0" encoding="windows-1251"?>\n'
HTML = "<!DOCTYPE html><html><head><title>Технические работы</title></head><body>Технические работы</body></html>"


@define
class Switches:
    on: set[str] = field(factory=set)
    delay: float = 15.0

    def set(self, name: str, wanted: bool) -> None:
        """Raises KeyError for a switch that is not there."""
        if name not in SWITCHES:
            raise KeyError(name)
        (self.on.add if wanted else self.on.discard)(name)


def daily(date_req: str | None, now: datetime, switches: Switches) -> bytes:
    """Of XML_daily.asp. Without a day: the last list published, which in the evening is tomorrow's."""
    if "html" in switches.on:
        return HTML.encode("windows-1251")
    if date_req is None:
        asked = date.max
    else:
        try:
            asked = datetime.strptime(date_req, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            return b"Error in parameters"
    if "empty" in switches.on or asked < BEGINS:
        return _document(f'<ValCurs Date="{asked:%d.%m.%Y}" name="Foreign Currency Market"></ValCurs>')
    day = dated(asked, now)
    rows = "".join(_valute(*row, switches) for row in of_day(day))
    return _document(f'<ValCurs Date="{day:%d.%m.%Y}" name="Foreign Currency Market">{rows}</ValCurs>')


def _document(body: str) -> bytes:
    return (HEAD + body).encode("windows-1251")


def _valute(id_: str, number: str, code: str, nominal: int, name: str, value: Decimal, switches: Switches) -> str:
    if code == "USD" and "thousand" in switches.on:
        value *= 1000
    unit = value / nominal
    if code == "USD" and "disagree" in switches.on:
        unit *= Decimal("1.01")
    return (
        f'<Valute ID="{id_}"><NumCode>{number}</NumCode><CharCode>{code}</CharCode><Nominal>{nominal}</Nominal>'
        f"<Name>{escape(name)}</Name><Value>{comma(f'{value:f}')}</Value>"
        f"<VunitRate>{comma(_unit(unit, 'exponent' in switches.on))}</VunitRate></Valute>"
    )


def _unit(value: Decimal, as_exponent: bool) -> str:
    """Without zeros at the end; small numbers with an exponent of two digits, as .NET writes them."""
    if as_exponent or value < Decimal("0.0001"):
        digits, _, exponent = f"{value.normalize():.15E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{exponent[0]}{int(exponent[1:]):02d}"
    text = f"{value.normalize():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def comma(text: str) -> str:
    return text.replace(".", ",")
