"""Stock, quantities and steps."""

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from domain.inventory.stock import HoldNotPositive, OutOfStock
from domain.ordering.quoted_cart import QuotedCartLine
from domain.shared.quantity import QuantityInvalid, QuantityOffMultiple, UnitMismatch
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, no_way_out, plain, quantity

ZERO = Decimal(0)


def _out_of_stock(error: OutOfStock, around: Around) -> Text:
    unit = around.unit(error.variant_id)
    asked, left = quantity(error.requested, unit), quantity(error.available, unit)
    if error.available <= ZERO:
        said = both("Нет в наличии, нужно {}.", "Out of stock, {} asked for.", asked)
    else:
        said = both("Доступно {}, нужно {}.", "Available {}, asked for {}.", left, asked)
    return around.named(error.variant_id, said)


def _take_less(error: OutOfStock, around: Around) -> tuple[WayOut, ...]:
    line = around.line(error.variant_id)
    if error.available <= ZERO:
        return (remove_line(error.variant_id, line),)
    if line is None:
        text = both("Закажите {}.", "Order {}.", quantity(error.available))
        facts = {"variant": str(error.variant_id), "base_quantity": str(error.available)}
        return (WayOut(text, "set_quantity", facts), remove_line(error.variant_id))
    # One warehouse may have told the refusal while others have more: what the cart could have now is the way out.
    is_of_line = error.requested <= line.wanted.base_quantity
    if is_of_line and line.available >= line.wanted.base_quantity and not line.refusals:
        again = Text("Оформите ещё раз: товар найден на другом складе.", "Order again: another warehouse has it.")
        return (WayOut(again, "reload"), remove_line(error.variant_id, line))
    most = _orderable(line, max(error.available, line.available) if is_of_line else error.available)
    if most <= ZERO:
        return (remove_line(error.variant_id, line),)
    return (set_quantity(error.variant_id, most, line), remove_line(error.variant_id, line))


def _orderable(line: QuotedCartLine, available: Decimal) -> Decimal:
    """In units of the line's packaging, by its steps."""
    packaging = line.wanted.packaging
    if packaging.is_base:
        return line.wanted.goods.steps(packaging).lower(available)
    return (available * packaging.denominator / packaging.numerator).to_integral_value(ROUND_FLOOR)


def _invalid(error: QuantityInvalid, _: Around) -> Text:
    if not error.value:
        return Text("Количество не указано.", "The quantity is missing.")
    return Text(
        f"«{error.value}» – не количество: нужно число больше нуля, не точнее 0,001.",
        f"“{error.value}” is no quantity: a number above zero is needed, no finer than 0.001.",
    )


def _type_number(_: QuantityInvalid, __: Around) -> tuple[WayOut, ...]:
    text = Text("Введите число, например 12.", "Enter a number, such as 12.")
    return (WayOut(text, "correct_fields", {"fields": ["quantity"]}),)


def _off_multiple(error: QuantityOffMultiple, around: Around) -> Text:
    unit = around.unit(error.variant_id)
    asked, least, step = (quantity(q, unit) for q in (error.quantity, error.minimum, error.multiple))
    if error.quantity < error.minimum:
        said = both("Можно заказать от {}, указано {}.", "Sold from {} up, {} asked for.", least, asked)
    else:
        said = both("Заказывают кратно {}, указано {}.", "Sold in multiples of {}, {} asked for.", step, asked)
    return around.named(error.variant_id, said)


def _neighbours(error: QuantityOffMultiple, around: Around) -> tuple[WayOut, ...]:
    line = around.line(error.variant_id)
    below = (
        set_quantity(error.variant_id, error.lower, line)
        if ZERO < error.lower < error.quantity
        else remove_line(error.variant_id, line)
    )
    return (set_quantity(error.variant_id, error.upper, line), below)


def set_quantity(variant: int, value: Decimal, line: QuotedCartLine | None = None) -> WayOut:
    text = both("Закажите {}.", "Order {}.", quantity(value))
    return WayOut(text, "set_quantity", _line_facts(variant, line) | {"quantity": str(value)})


def remove_line(variant: int, line: QuotedCartLine | None = None) -> WayOut:
    text = Text("Уберите позицию из корзины.", "Remove the line from the cart.")
    return WayOut(text, "remove_line", _line_facts(variant, line))


def _line_facts(variant: int, line: QuotedCartLine | None) -> dict[str, Any]:
    packaging = {"packaging": str(line.wanted.key.packaging)} if line else {}
    return {"variant": str(variant)} | packaging


ENTRIES: Entries = {
    OutOfStock: Entry(409, Text("Не хватает товара", "Not enough in stock"), _out_of_stock, _take_less),
    HoldNotPositive: Entry(
        500,
        Text("Количество не положительно", "The quantity is not positive"),
        plain("Резервируют только количество больше нуля.", "Only a quantity above zero can be reserved."),
        no_way_out,
    ),
    QuantityInvalid: Entry(422, Text("Неверное количество", "Invalid quantity"), _invalid, _type_number),
    QuantityOffMultiple: Entry(
        422, Text("Количество не кратно", "Quantity off the multiple"), _off_multiple, _neighbours
    ),
    UnitMismatch: Entry(
        500,
        Text("Разные единицы", "Different units"),
        lambda error, _: Text(
            f"Количества в «{error.left}» и «{error.right}» не складываются.",
            f"Quantities in “{error.left}” and “{error.right}” do not add up.",
        ),
        no_way_out,
    ),
}
