"""The twin's page for people: orders, debts, switches, last cycle."""

import sqlite3
from decimal import Decimal
from html import escape
from typing import Any

from attrs import fields

from simulators.onec.ledger.money import figures
from simulators.onec.ledger.orders import AGREED, ASSEMBLED, CONFIRMED, FINAL, lines_of
from simulators.onec.switches import MANNERS, Switches
from simulators.onec.twin import Twin

STYLE = """body{font:15px/1.45 system-ui,sans-serif;margin:24px auto;max-width:1200px;padding:0 16px;color:#1d2733}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px}table{border-collapse:collapse;width:100%}
td,th{padding:6px 10px;border-bottom:1px solid #dde3ea;text-align:left;vertical-align:top}
th{color:#5a6878;font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#b3261e}.ok{color:#1b7f4b}form{display:inline}
button{padding:4px 10px;border:1px solid #b9c4d0;background:#f5f7fa;border-radius:6px;cursor:pointer}
input{width:90px;padding:4px}small{color:#5a6878}.wide{overflow-x:auto}"""
STAGES = {"directories": "справочники", "catalogue": "каталог", "terms": "цены и долги", "done": "завершена"}


def status(twin: Twin) -> dict[str, Any]:
    """The same for programs."""
    with twin.store.work() as db:
        rows = db.execute("SELECT * FROM orders ORDER BY erp_number").fetchall()
        problems = db.execute("SELECT at, text FROM problems ORDER BY id DESC LIMIT 20").fetchall()
        waiting = db.execute("SELECT kind, count(*) AS count FROM changes GROUP BY kind").fetchall()
        told = [_order(db, row) for row in rows]
    books = twin.books
    return {
        "sent": twin.sent,
        "stage": twin.stage,
        "cycle": int(twin.store.meta("cycle", "0")),
        "last": twin.last,
        "packet_no": int(twin.store.meta("packet_no", "0")),
        "counts": {
            "groups": len(books.groups),
            "products": len(books.products),
            "offers": len(books.offers),
            "counterparties": len(books.counterparties),
            "contracts": len(books.contracts),
            "individual_prices": len(books.individual_prices),
            "orders": len(rows),
        },
        "waiting": {row["kind"]: row["count"] for row in waiting},
        "orders": told,
        "switches": {one.name: getattr(twin.switches, one.name) for one in fields(Switches)},
        "problems": [dict(row) for row in problems],
    }


def _order(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    names = ("number", "erp_number", "erp_date", "state", "counterparty", "counterparty_name", "contract", "warehouse")
    told = {name: row[name] for name in (*names, "currency", "amount", "remarks", "received")}
    lines = [
        {
            "line": line.line,
            "offer": line.offer,
            "name": line.name,
            **{name: f"{getattr(line, name):f}" for name in ("quantity", "reserved", "shipped", "cancelled")},
        }
        for line in lines_of(db, row["number"])
    ]
    return {**told, "lines": lines}


def page(twin: Twin) -> str:
    told = status(twin)
    last = told["last"]
    outcome = "ещё не было" if not last else f"{last['at']}: " + ("успешно" if last["ok"] else str(last.get("error")))
    mark = "ok" if not last or last["ok"] else "bad"
    return f"""<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>1С: {escape(twin.books.organizations[0].name)}</title><style>{STYLE}</style>
<h1>1С:Управление торговлей, {escape(twin.books.organizations[0].name)}</h1>
<p>Портал: {escape(twin.portal)}. Первая выгрузка: {STAGES[told["stage"]]}. Товаров {told["counts"]["products"]},
предложений {told["counts"]["offers"]}, договоров {told["counts"]["contracts"]}.</p>
<p>Последний обмен: <span class="{mark}">{escape(outcome)}</span> {_button("/cycle", "Обменяться сейчас")}</p>
<h2>Заказы с портала</h2>{_orders(twin, told["orders"])}
<h2>Взаиморасчёты</h2>{_debts(twin)}
<h2>Неисправности по желанию</h2>{_switches(told["switches"])}
<h2>Журнал замечаний</h2>{_problems(told["problems"])}"""


def _orders(twin: Twin, orders: list[dict[str, Any]]) -> str:
    if not orders:
        return "<p><small>Заказов ещё не было.</small></p>"
    places = {place.id: place.name for place in twin.books.warehouses}
    rows = "".join(
        f"<tr><td>{escape(one['number'])}<td>{escape(one['erp_number'])}<br><small>{escape(one['erp_date'][:16])}</small>"
        f"<td>{escape(one['counterparty_name'])}<br><small>{escape(one['remarks'])}</small>"
        f"<td>{escape(places.get(one['warehouse'], ''))}<td class=n>{escape(one['amount'])} {escape(one['currency'])}"
        f"<td>{len(one['lines'])}<td>{escape(one['state'])}<td>{_actions(one)}"
        for one in reversed(orders)
    )
    head = "<tr><th>На портале<th>В 1С<th>Покупатель<th>Склад<th class=n>Сумма<th>Строк<th>Состояние<th>"
    return f"<div class=wide><table>{head}{rows}</table></div>"


def _actions(order: dict[str, Any]) -> str:
    if order["state"] in FINAL:
        return ""
    base = f"/orders/{order['number']}"
    steps = {AGREED: ("confirm", "Подтвердить"), CONFIRMED: ("assemble", "В сборку"), ASSEMBLED: ("ship", "Отгрузить")}
    verb, name = steps.get(order["state"], ("ship", "Отгрузить остаток"))
    return _button(f"{base}/{verb}", name) + " " + _button(f"{base}/cancel", "Отменить")


def _debts(twin: Twin) -> str:
    names = {one.id: one.name for one in twin.books.counterparties}
    rows = []
    with twin.store.work() as db:
        for one in twin.books.contracts:
            told = figures(db, [one], twin.clock().date(), unshipped=twin.debt_with_orders)
            if not told.debt and not told.advance:
                continue
            late = sum((Decimal(row["amount"]) for row in told.overdue), Decimal(0))
            rows.append(
                f"<tr><td>{escape(names[one.counterparty])}<td>{escape(one.number)}<td class=n>{one.limit or ''}"
                f"<td class=n>{told.debt}<td class='n bad'>{late or ''}<td class=n>{told.advance or ''} {one.currency}"
                f"<td><form method=post action=/payments><input type=hidden name=contract value={one.id}>"
                f"<input name=amount value={told.debt}> <button>Оплата</button></form>"
            )
    head = "<tr><th>Контрагент<th>Договор<th class=n>Лимит<th class=n>Долг<th class=n>Просрочено<th class=n>Аванс<th>"
    return f"<div class=wide><table>{head}{''.join(rows)}</table></div>"


def _switches(told: dict[str, Any]) -> str:
    cells, form = [], "<form method=post action=/switches>"
    for name, value in told.items():
        if isinstance(value, bool):
            turned = "false" if value else "true"
            hidden = f"<input type=hidden name={name} value={turned}>"
            cells.append(f"{form}{hidden}<button>{name}: {'вкл' if value else 'выкл'}</button></form>")
        elif isinstance(value, str):
            options = "".join(f"<option{' selected' if one == value else ''}>{one}</option>" for one in MANNERS[name])
            cells.append(f"{form}{name} <select name={name}>{options}</select> <button>задать</button></form>")
        else:
            cells.append(f"{form}{name} <input name={name} value={value}> <button>задать</button></form>")
    return "<p>" + " ".join(cells) + "</p>"


def _problems(told: list[dict[str, Any]]) -> str:
    rows = "".join(f"<tr><td>{escape(one['at'])}<td>{escape(one['text'])}" for one in told)
    return f"<table>{rows}</table>" if rows else "<p><small>Замечаний нет.</small></p>"


def _button(action: str, name: str) -> str:
    return f"<form method=post action='{escape(action)}'><button>{escape(name)}</button></form>"
