"""Small exports spelt as 1C spells them, and a portal that takes them in."""

import io
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from attrs import define, field
from sqlalchemy import Connection, text
from sqlalchemy.engine import Row

from adapters.onec.reading import read
from adapters.postgres.database import Database
from adapters.postgres.importing.apply import apply_records, known_hashes
from adapters.postgres.importing.hashes import KnownHashes
from adapters.postgres.importing.merge_stock import BATCH
from adapters.postgres.importing.outcome import Outcome

ORDINALS = count(1)
T1, T2, T3 = "2026-03-05T10:00:00", "2026-03-05T11:00:00", "2026-03-05T12:00:00"


def file(body: str, at: str = T1, version: str = "2.07") -> bytes:
    formed = f' ДатаФормирования="{at}"' if at else ""
    return f'<КоммерческаяИнформация ВерсияСхемы="{version}"{formed}>{body}</КоммерческаяИнформация>'.encode()


def tag(name: str, inner: object) -> str:
    return f"<{name}>{inner}</{name}>"


def classifier(body: str, partial: bool = False) -> str:
    mark = ' СодержитТолькоИзменения="true"' if partial else ""
    return f"<Классификатор{mark}><Ид>cl</Ид><Наименование>К</Наименование>{body}</Классификатор>"


def group(erp_id: str, *inner: str, name: str = "", extra: str = "") -> str:
    below = tag("Группы", "".join(inner)) if inner else ""
    return f"<Группа><Ид>{erp_id}</Ид><Наименование>{name or erp_id}</Наименование>{extra}{below}</Группа>"


def catalog(*goods: str) -> str:
    return tag("Каталог", "<Ид>cat</Ид><Наименование>К</Наименование>" + tag("Товары", "".join(goods)))


def good(erp_id: str, extra: str = "", name: str = "Товар", status: str = "") -> str:
    mark = f' Статус="{status}"' if status else ""
    return f"<Товар{mark}><Ид>{erp_id}</Ид><Наименование>{name}</Наименование>{extra}</Товар>"


def package(*offers: str, types: Iterable[str] = (), warehouses: Iterable[str] = (), kind: str = "") -> str:
    told = "".join(
        f"<ТипЦены><Ид>{t}</Ид><Наименование>{t}</Наименование><Валюта>RUB</Валюта></ТипЦены>" for t in types
    )
    head = "<Ид>cat#</Ид><ИдКаталога>cat</ИдКаталога>" + (tag("ТипыЦен", told) if told else "")
    told = "".join(f"<Склад><Ид>{w}</Ид><Наименование>{w}</Наименование></Склад>" for w in warehouses)
    head += tag("Склады", told) if told else ""
    return tag(kind or "ПакетПредложений", head + tag("Предложения", "".join(offers)))


def offer(erp_id: str, *parts: str, name: str | None = "Товар", status: str = "") -> str:
    mark = f' Статус="{status}"' if status else ""
    named = tag("Наименование", name) if name is not None else ""
    return f"<Предложение{mark}><Ид>{erp_id}</Ид>{named}{''.join(parts)}</Предложение>"


def prices(**amounts: object) -> str:
    return tag("Цены", "".join(price(kind, amount) for kind, amount in amounts.items()))


def price(kind: str, amount: object, extra: str = "<Валюта>руб</Валюта>") -> str:
    return f"<Цена><ИдТипаЦены>{kind}</ИдТипаЦены><ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу>{extra}</Цена>"


def rest(**amounts: object) -> str:
    return "".join(f'<Склад ИдСклада="{w}" КоличествоНаСкладе="{q}"/>' for w, q in amounts.items())


def quantity(amount: object) -> str:
    return tag("Количество", amount)


class Killed(BaseException):
    """What the end of a process looks like from inside."""


@define
class Portal:
    """One connection to an ERP, and the database behind it."""

    database: Database
    connection: Row[Any]
    messages: list[int] = field(factory=list)
    known: KnownHashes | None = None

    @classmethod
    def connected(cls, database: Database) -> "Portal":
        with database.transaction() as work:
            statement = "INSERT INTO connection (name, login, password_hash) VALUES ('1С', :login, '') RETURNING *"
            return cls(database, work.execute(text(statement), {"login": f"erp{next(ORDINALS)}"}).one())

    def message(self) -> int:
        with self.database.transaction() as work:
            statement = """INSERT INTO inbox_message (connection_id, kind, name, state)
                           VALUES (:connection, 'catalog', 'x.xml', 'received') RETURNING id"""
            self.messages.append(work.execute(text(statement), {"connection": self.connection.id}).scalar_one())
        return self.messages[-1]

    def send(
        self,
        data: bytes,
        message: int | None = None,
        batch: int = BATCH,
        progress: Callable[[str, int], None] = lambda stage, done: None,
    ) -> Outcome:
        message = message or self.message()
        known = self.known = known_hashes(self.database, self.connection.id, self.known)

        def seal(work: Connection, outcome: Outcome) -> None:
            work.execute(text("UPDATE inbox_message SET state = 'applied' WHERE id = :id"), {"id": message})

        records = read(io.BytesIO(data), known)
        return apply_records(
            self.database, self.connection, message, records, progress, known=known, seal=seal, batch=batch
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """`:c` in the statement is the connection."""
        with self.database.connect() as work:
            return [tuple(row) for row in work.execute(text(statement), {"c": self.connection.id})]

    def one(self, statement: str) -> Any:
        (row,) = self.rows(statement)
        return row[0] if len(row) == 1 else row

    def prices(self) -> dict[tuple[str, str, str], str]:
        """Price by (offer, type, packaging code)."""
        return {tuple(key): f"{amount.normalize():f} {currency}" for *key, amount, currency in self.rows(PRICES)}

    def stock(self) -> dict[tuple[str, str], int]:
        """Free quantity by (offer, warehouse)."""
        return {(offer, warehouse): int(free) for offer, warehouse, free in self.rows(STOCK)}


OFFER = "CASE v.erp_id WHEN '' THEN p.erp_id ELSE p.erp_id || '#' || v.erp_id END"
PRICES = f"""
    SELECT {OFFER}, t.erp_id, coalesce(k.code, ''), r.amount, r.currency
    FROM price r JOIN variant v ON v.id = r.variant_id JOIN product p ON p.id = v.product_id
    JOIN price_type t ON t.id = r.price_type_id LEFT JOIN packaging k ON k.id = r.packaging_id
    WHERE p.connection_id = :c
"""
STOCK = f"""
    SELECT {OFFER}, w.erp_id, s.free FROM stock s JOIN variant v ON v.id = s.variant_id
    JOIN product p ON p.id = v.product_id JOIN warehouse w ON w.id = s.warehouse_id WHERE p.connection_id = :c
"""


def nothing_changed(outcome: Outcome) -> bool:
    return not any(row[m] for row in outcome.diff.values() for m in ("added", "changed", "removed"))


def codes(outcome: Outcome, weight: str) -> list[tuple[str, str]]:
    return [(each.code, each.erp_ref) for each in outcome.refusals if each.weight == weight]
