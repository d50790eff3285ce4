"""What a price list says in words, in each language that it is written in, whatever the form of its file."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from attrs import frozen

from application.price_lists.ports import ListHead, ListLine
from application.shared.sheets import Cell, Column, Form
from application.shared.words import NBSP, instant_text, percent_text
from domain.pricing.ask import QuotedLine
from domain.pricing.travel import By

RU: Mapping[str, str] = {
    "sheet": "Прайс-лист",
    "title": "Прайс-лист на {at}",
    "client": "Клиент: {client}",
    "inn": "ИНН {inn}",
    "contract": "{seller}, договор № {contract}, вид цен «{price_type}», {currency}",
    "contract-bare": "{seller}, договор № {contract}, {currency}",
    "contracts": "Договоры: {contracts}",
    "no-contracts": "Действующих договоров нет",
    "region": "Регион: {region}; остатки на {at}",
    "everything": "Весь ассортимент",
    "sections": "Разделы: {sections}",
    "present": "Цены и остатки на {at}; за единицу, без порога от суммы заказа и промокода",
    "recorded": "ПЕРЕСЧИТАНО: цены, которые клиент видел {moment}, по тому, что портал знал тогда. Сделано {at}; товары"
    " и продавцы на этот день, остатки прошлого неизвестны",
    "validity": "ПЕРЕСЧИТАНО: цены, которые действовали {moment}, по тому, что известно теперь. Сделано {at}; товары"
    " и продавцы на этот день, остатки прошлого неизвестны",
    "basis": "Основание: версия цен {pricing}, версия каталога {catalogue}, файл {id}",
    "on-request": "цена по запросу",
    "no-contract": "нет действующего договора с продавцом",
    "no-price-then": "цены на этот момент нет",
    "order": "Заказ",
    "row-key": "Ключ строки",
    "order-how": "Впишите количества в столбец «Заказ» и загрузите файл в «Быстрый заказ»: вернётся отчёт по строкам",
    "off-step": "Заказ не кратен упаковке: будет округлён вверх.",
    "no-vat": "без НДС",
    "vat-included": "с НДС {rate}",
    "vat-on-top": "НДС {rate} сверху",
}
EN: Mapping[str, str] = {
    "sheet": "Price list",
    "title": "Price list as of {at}",
    "client": "Client: {client}",
    "inn": "TIN {inn}",
    "contract": "{seller}, contract No. {contract}, price type “{price_type}”, {currency}",
    "contract-bare": "{seller}, contract No. {contract}, {currency}",
    "contracts": "Contracts: {contracts}",
    "no-contracts": "There is no contract in force",
    "region": "Region: {region}; stock as of {at}",
    "everything": "The whole assortment",
    "sections": "Sections: {sections}",
    "present": "Prices and stock as of {at}; of a unit, without the threshold of an order's total and promo codes",
    "recorded": "COMPUTED AGAIN: the prices that the client saw at {moment}, by what the portal knew then. Made {at};"
    " goods and sellers as of that day, stock of the past is not known",
    "validity": "COMPUTED AGAIN: the prices that were in force at {moment}, by what is known now. Made {at};"
    " goods and sellers as of that day, stock of the past is not known",
    "basis": "Basis: pricing version {pricing}, catalogue version {catalogue}, file {id}",
    "on-request": "price on request",
    "no-contract": "no contract in force with the seller",
    "no-price-then": "no price at that moment",
    "order": "Order",
    "row-key": "Row key",
    "order-how": "Type quantities into the column “Order” and send the file to the quick order: a report comes back",
    "off-step": "The quantity is off its multiple and will be raised.",
    "no-vat": "no VAT",
    "vat-included": "VAT {rate} included",
    "vat-on-top": "VAT {rate} on top",
}  # fmt: skip
HEADINGS = {
    "ru": ("Раздел", "Артикул", "Наименование", "Ед.", "Упаковки", "Мин. заказ", "Кратность", "Цена", "Валюта", "НДС",
           "Остаток", "Договор", "Примечание"),
    "en": ("Section", "Article", "Name", "Unit", "Packagings", "Least order", "Multiple", "Price", "Currency", "VAT",
           "In stock", "Contract", "Remark"),
}  # fmt: skip
SHAPES = (
    (40, Form.TEXT), (16, Form.TEXT), (52, Form.TEXT), (7, Form.TEXT), (30, Form.TEXT), (11, Form.QUANTITY),
    (11, Form.QUANTITY), (13, Form.PRICE), (8, Form.TEXT), (14, Form.TEXT), (11, Form.QUANTITY), (14, Form.TEXT),
    (26, Form.TEXT),
)  # fmt: skip


@frozen
class ListWords:
    language: str
    zone: ZoneInfo

    def say(self, code: str, **facts: object) -> str:
        return (EN if self.language == "en" else RU)[code].format(**facts)

    def columns(self) -> tuple[Column, ...]:
        names = HEADINGS["en" if self.language == "en" else "ru"]
        return tuple(Column(name, width, form) for name, (width, form) in zip(names, SHAPES, strict=True))

    def head(self, head: ListHead) -> list[str]:
        """The first is the title. Always as many, so that programs may skip them."""
        at = instant_text(head.at, self.zone)
        moment = instant_text(head.moment.at, self.zone) if head.moment else at
        inn = f", {self.say('inn', inn=head.inn)}" if head.inn else ""
        return [
            self.say("title", at=moment),
            self.say("client", client=head.client) + inn,
            self._contracts(head),
            self.say("region", region=head.region or "—", at=at) if head.moment is None else "",
            self.say("sections", sections="; ".join(head.sections)) if head.sections else self.say("everything"),
            self._clock(head, at, moment),
            self.say("basis", pricing=head.pricing_version, catalogue=head.catalogue_version, id=head.id),
        ]

    def order_columns(self) -> tuple[Column, Column]:
        """What makes an order form of a list: where quantities are typed, and the key that names the line."""
        return Column(self.say("order"), 12, Form.QUANTITY), Column(self.say("row-key"), 40)

    def _contracts(self, head: ListHead) -> str:
        if not head.basis:
            return self.say("no-contracts")
        told = (
            self.say(
                "contract" if one.price_type else "contract-bare", seller=one.seller, contract=one.contract,
                price_type=one.price_type, currency=one.currency,
            )
            for one in head.basis
        )  # fmt: skip
        return self.say("contracts", contracts="; ".join(told))

    def _clock(self, head: ListHead, at: str, moment: str) -> str:
        if head.moment is None:
            return self.say("present", at=at)
        code = "recorded" if head.moment.by is By.RECORDED else "validity"
        return self.say(code, moment=moment, at=at)

    def vat(self, price: QuotedLine) -> str:
        if price.vat_rate is None:
            return self.say("no-vat")
        code = "vat-included" if price.vat_included else "vat-on-top"
        return self.say(code, rate=percent_text(price.vat_rate, self.language))

    def packs(self, line: ListLine) -> str:
        """«упак = 12 шт; короб = 144 шт»."""
        unit = line.goods.unit
        return "; ".join(f"{pack.name} = {_size(pack.numerator, pack.denominator)}{NBSP}{unit}"
                         for pack in line.packagings)  # fmt: skip


def _size(numerator: Decimal, denominator: Decimal) -> str:
    size = (numerator / denominator).quantize(Decimal("0.001")).normalize()
    return f"{size:f}".replace(".", ",")


def cells(line: ListLine, words: ListWords, vats: dict[tuple[bool, Decimal | None], str]) -> Sequence[Cell]:
    """In the order of the headings. `vats`: remarks repeat, and are said once."""
    price, goods = line.price, line.goods
    vat = ""
    if price is not None:
        key = price.vat_included, price.vat_rate
        vat = vats.get(key) or vats.setdefault(key, words.vat(price))
    return (
        line.section,
        goods.sku,
        goods.name,
        goods.unit,
        words.packs(line) if line.packagings else "",
        line.steps.minimum or None,
        line.steps.multiple or None,
        None if price is None else price.price,
        "" if price is None else price.currency.value,
        vat,
        line.available,
        line.contract,
        words.say(line.why) if line.why else "",
    )
