"""Small files of 1C."""

import struct
import zlib

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="{at}">'
TAIL = "</КоммерческаяИнформация>"


def catalogue(*products: str, at: str = "2026-03-05T12:00:00") -> bytes:
    goods = "".join(f"<Товар><Ид>{id}</Ид><Наименование>Болт {id}</Наименование></Товар>" for id in products)
    inside = f"<Каталог><Ид>c</Ид><Наименование>К</Наименование><Товары>{goods}</Товары></Каталог>"
    return (HEAD.format(at=at) + inside + TAIL).encode()


def orders(*documents: str, at: str = "2026-03-05T12:00:00", encoding: str = "utf-8") -> bytes:
    text = HEAD.format(at=at) + "".join(documents) + TAIL
    return text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)


def document(
    number: str, *inside: str, goods: str = "", id: str = "erp-1", total: str = "1000.00", **facts: str
) -> str:
    """`facts` are requisites, by names in which a blank is an underscore."""
    rows = "".join(
        f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование>"
        f"<Значение>{value}</Значение></ЗначениеРеквизита>"
        for name, value in facts.items()
    )
    return (
        f"<Документ><Ид>{id}</Ид><Номер>{number}</Номер><Дата>2026-03-05</Дата><Время>11:00:00</Время>"
        f"<ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Курс>1</Курс>"
        f"<Сумма>{total}</Сумма>{''.join(inside)}{goods}<ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов></Документ>"
    )


def goods(*rows: tuple[str, str]) -> str:
    inside = "".join(
        f"<Товар><Ид>{id}</Ид><Наименование>Болт</Наименование><ЦенаЗаЕдиницу>100</ЦенаЗаЕдиницу>"
        f"<Количество>{quantity}</Количество><Сумма>100</Сумма></Товар>"
        for id, quantity in rows
    )
    return f"<Товары>{inside}</Товары>"


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
