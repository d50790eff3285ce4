"""Carts and placing."""

from collections.abc import Sequence
from decimal import Decimal

from application.ordering.ports import KeyReused
from application.shared.words import counted, date_text, long_date_text, number_text
from domain.ordering.cart import CartChanged, CartEmpty, CartTooLong, LineRemoved
from domain.ordering.circumstances import NoValidContract
from domain.ordering.drafting import NotInAssortment, NotSellable
from domain.ordering.order import DateInPast, TotalChanged
from domain.ordering.quoted_cart import QuotedCartLine
from domain.shared.money import Money
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, listed, money, one_way, plain
from entrypoints.http.sentences.access import ASK_MANAGER
from entrypoints.http.sentences.inventory import remove_line

WHY_NO_CONTRACT = {
    "none": Text("Нет действующего договора с {}.", "There is no contract in force with {}."),
    "expired": Text("Срок договора с {} истёк.", "The contract with {} has expired."),
    "not-yet": Text("Договор с {} ещё не начал действовать.", "The contract with {} is not in force yet."),
}


def postpone(lines: Sequence[QuotedCartLine]) -> WayOut:
    """The order goes without them, and they stay in the cart."""
    count, named = len(lines), listed([Text(line.wanted.goods.name, line.wanted.goods.name) for line in lines])
    text = Text(
        f"Оформить без {counted(count, 'позиции', 'позиций', 'позиций')}, оставив в корзине: {named.ru}.",
        f"Order without {count} line{'' if count == 1 else 's'} and keep in the cart: {named.en}.",
    )
    return WayOut(text, "postpone_lines", {"lines": keys_of(lines)})


def keys_of(lines: Sequence[QuotedCartLine]) -> list[dict[str, str]]:
    return [{"variant": str(line.wanted.key.variant), "packaging": str(line.wanted.key.packaging)} for line in lines]


def _no_contract(error: NoValidContract, _: Around) -> Text:
    said = WHY_NO_CONTRACT.get(error.why, WHY_NO_CONTRACT["none"])
    return both(said.ru, said.en, Text(error.organization_name, error.organization_name))


def _another_contract(error: NoValidContract, around: Around) -> tuple[WayOut, ...]:
    lines = around.cart.lines if around.cart else ()
    # Several sellers may be without a contract: of this one are the lines that it is told of.
    mine = [line for line in lines if any(_is_same(error, refusal) for refusal in line.refusals)]
    without = (postpone(mine), remove_lines(mine)) if mine and len(mine) < len(lines) else ()
    return (
        *without,
        WayOut(
            Text("Выберите другой договор или компанию.", "Choose another contract or company."),
            "switch_context",
            {"part": "contract", "organization": str(error.organization)},
        ),
        WayOut(
            Text(
                "Попросите менеджера заключить или продлить договор.",
                "Ask your manager to make or prolong it.",
            ),
            "contact_manager",
        ),
    )


def _is_same(error: NoValidContract, other: object) -> bool:
    return isinstance(other, NoValidContract) and other.organization == error.organization


def remove_lines(lines: Sequence[QuotedCartLine]) -> WayOut:
    count, named = len(lines), listed([Text(line.wanted.goods.name, line.wanted.goods.name) for line in lines])
    text = Text(
        f"Уберите {counted(count, 'позицию', 'позиции', 'позиций')}: {named.ru}.",
        f"Remove {count} line{'' if count == 1 else 's'}: {named.en}.",
    )
    return WayOut(text, "remove_lines", {"lines": keys_of(lines)})


def _not_sellable(error: NotSellable, _: Around) -> Text:
    return Text(f"{error.name}: снят с продажи.", f"{error.name}: withdrawn from sale.")


def _not_his(error: NotInAssortment, _: Around) -> Text:
    return Text(f"{error.name}: больше не входит в ваш ассортимент.", f"{error.name}: no longer in your assortment.")


def _without(error: NotSellable | NotInAssortment, around: Around) -> tuple[WayOut, ...]:
    return (remove_line(error.variant_id, around.line(error.variant_id)), ASK_MANAGER)


def _too_long(error: CartTooLong, _: Around) -> Text:
    return Text(
        f"В корзине может быть до {counted(error.most, 'позиции', 'позиций', 'позиций')}, "
        f"получилось {number_text(Decimal(error.lines))}.",
        f"A cart may have up to {error.most:,} lines, this would make {error.lines:,}.",
    )


def _shorten(error: CartTooLong, _: Around) -> tuple[WayOut, ...]:
    over = error.lines - error.most
    text = Text(
        f"Уберите {counted(over, 'позицию', 'позиции', 'позиций')} или оформите заказ частями.",
        f"Remove {over:,} or order in parts.",
    )
    return (WayOut(text, "split_request", {"lines": over}),)


def _sums(sums: tuple[Money, ...]) -> Text:
    told = [money(sum_) for sum_ in sums] or [Text("0", "0")]
    return Text(" + ".join(t.ru for t in told), " + ".join(t.en for t in told))


def _total_changed(error: TotalChanged, _: Around) -> Text:
    return both(
        "Сумма изменилась: было {}, стало {}. Заказ не оформлен.",
        "The total has changed from {} to {}. Nothing was ordered.",
        _sums(error.seen),
        _sums(error.current),
    )


def _confirm(error: TotalChanged, _: Around) -> tuple[WayOut, ...]:
    current = [{"amount": str(sum_.amount), "currency": sum_.currency.value} for sum_ in error.current]
    text = both("Проверьте корзину и подтвердите {}.", "Check the cart and confirm {}.", _sums(error.current))
    return (WayOut(text, "confirm_total", {"total_seen": current}),)


def _date_in_past(error: DateInPast, _: Around) -> Text:
    return Text(
        f"Дата отгрузки {date_text(error.asked)} уже прошла.",
        f"The shipping date {long_date_text(error.asked, 'en')} is in the past.",
    )


def _later(error: DateInPast, _: Around) -> tuple[WayOut, ...]:
    text = Text(
        f"Выберите дату не раньше {date_text(error.earliest)}.",
        f"Choose a date from {long_date_text(error.earliest, 'en')} on.",
    )
    return (WayOut(text, "set_date", {"earliest": error.earliest.isoformat(), "date": error.earliest.isoformat()}),)


def _reload_cart(error: CartChanged, _: Around) -> tuple[WayOut, ...]:
    text = Text("Обновите корзину и проверьте её.", "Reload the cart and check it.")
    return (WayOut(text, "reload", {"cart_version": error.current}),)


ENTRIES: Entries = {
    NoValidContract: Entry(
        409, Text("Нет действующего договора", "No contract in force"), _no_contract, _another_contract
    ),
    NotSellable: Entry(409, Text("Товар снят с продажи", "Withdrawn from sale"), _not_sellable, _without),
    NotInAssortment: Entry(409, Text("Не в ассортименте", "Not in the assortment"), _not_his, _without),
    CartTooLong: Entry(422, Text("Корзина слишком велика", "Cart too long"), _too_long, _shorten),
    CartChanged: Entry(
        409,
        Text("Корзина изменилась", "Cart changed"),
        plain(
            "Корзина изменилась с тех пор, как вы её открыли.",
            "The cart has changed since you opened it.",
        ),
        _reload_cart,
    ),
    LineRemoved: Entry(
        409,
        Text("Позиция уже убрана", "Line removed meanwhile"),
        plain(
            "Эту позицию уже убрали: в другой вкладке, на другом устройстве или вместе с оформленным заказом.",
            "This line was removed meanwhile: in another tab, on another device, or with a placed order.",
        ),
        one_way(
            "Если она нужна, добавьте её снова.",
            "Add it again if you need it.",
            "add_lines",
        ),
    ),
    CartEmpty: Entry(
        409,
        Text("Корзина пуста", "Cart empty"),
        plain("В корзине нет ни одной позиции.", "There is nothing in the cart."),
        one_way("Добавьте товары.", "Add some goods.", "add_lines"),
    ),
    TotalChanged: Entry(409, Text("Сумма изменилась", "Total changed"), _total_changed, _confirm),
    DateInPast: Entry(422, Text("Дата в прошлом", "Date in the past"), _date_in_past, _later),
    KeyReused: Entry(
        422,
        Text("Ключ уже использован", "Key already used"),
        plain(
            "Под этим ключом Idempotency-Key уже оформлен другой заказ.",
            "Another order was placed under this Idempotency-Key.",
        ),
        one_way(
            "Обновите корзину и отправьте с новым ключом.",
            "Reload the cart and send with a new key.",
            "new_key",
        ),
    ),
}
