"""Prices and sums."""

from application.explaining.order_price import GoodsGone
from domain.pricing.ask import PriceOnRequest
from domain.shared.money import CurrencyMismatch, NotWholeKopecks
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, no_way_out, one_way
from entrypoints.http.sentences.inventory import remove_line


def _on_request(error: PriceOnRequest, around: Around) -> Text:
    if error.why == "no-rate":
        name = error.currency.value if error.currency else ""
        said = Text(f"Цена по запросу: на сегодня нет курса {name}.", f"Price on request: no rate of {name} today.")
    elif error.why == "rule-to-nothing":
        said = Text(
            f"Цена по запросу: после правила «{error.rule}» от цены ничего не остаётся.",
            f"Price on request: the rule “{error.rule}” leaves nothing of the price.",
        )
    elif error.why == "rounds-to-nothing":
        said = Text(
            "Цена по запросу: с точностью вида цен она округляется до нуля.",
            "Price on request: at the precision of the price type it rounds to zero.",
        )
    elif error.why == "no-price-type":
        said = Text(
            "Цена по запросу: в договоре не назначен вид цен.",
            "Price on request: the contract names no price type.",
        )
    else:
        said = Text(
            "Цена по запросу: по вашему договору она не назначена.",
            "Price on request: your contract sets none.",
        )
    return around.named(error.variant_id, said)


def _ask(error: PriceOnRequest, around: Around) -> tuple[WayOut, ...]:
    text = Text("Запросите цену у менеджера.", "Ask your manager for the price.")
    ask = WayOut(text, "request_price", {"variant": str(error.variant_id)})
    return (ask, remove_line(error.variant_id, around.line(error.variant_id)))


def _not_whole(error: NotWholeKopecks, _: Around) -> Text:
    return Text(
        f"Сумма {error.value} точнее копейки.",
        f"The amount {error.value} is finer than a hundredth of the currency.",
    )


ENTRIES: Entries = {
    PriceOnRequest: Entry(409, Text("Цена по запросу", "Price on request"), _on_request, _ask),
    GoodsGone: Entry(
        409,
        Text("Товар больше не продаётся", "The goods are not sold any more"),
        lambda error, _: Text(
            f"Товар «{error.name}» больше не продаётся: нынешней цены у него нет.",
            f"“{error.name}” is not sold any more: it has no price of today.",
        ),
        no_way_out,
    ),
    NotWholeKopecks: Entry(
        422,
        Text("Неверная сумма", "Invalid amount"),
        _not_whole,
        one_way("Укажите не больше двух знаков после точки.", "Give at most two decimals.", "correct_fields"),
    ),
    CurrencyMismatch: Entry(
        500,
        Text("Разные валюты", "Different currencies"),
        lambda error, _: Text(
            f"Суммы в {error.left} и {error.right} не складываются.",
            f"Amounts in {error.left} and {error.right} do not add up.",
        ),
        no_way_out,
    ),
}
