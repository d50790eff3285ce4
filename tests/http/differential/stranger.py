"""The client whose facts are private: a holding, a company, people, prices, a cart, an order, debts, a document."""

import zlib
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.storage.files import FolderFiles
from adapters.system.passwords import Argon2Passwords
from entrypoints.prove.world import METRES, SELLERS, named
from tests.http.differential.agreed import Agreed
from tests.http.differential.assortment import HER_RULE, NAME, SECTION_NAME, SKU, show_her
from tests.http.differential.canaries import Canary
from tests.http.differential.card import settle_card
from tests.http.differential.content import settle_material, settle_request
from tests.http.differential.filled import settle_filled
from tests.http.differential.inside import give_administration, settle_inside
from tests.http.differential.issued import settle_price_list
from tests.http.differential.refined import HER_FACTOR, HER_PRICE, settle_refined
from tests.quotes_base import QuotesBase
from tests.shop import CSRF, Shop, Visitor

ANNA, HER_MANAGER = "anna", "anna-manager"
CONTRACT_PRICE, COUNTERPARTY_PRICE, HOLDING_PRICE, FORMER_PRICE = "73519.37", "61847.53", "58273.91", "49681.73"
# By the level of its owner, the variant that it is for.
PRICES = ((0, 1, CONTRACT_PRICE), (1, 2, COUNTERPARTY_PRICE), (2, 3, HOLDING_PRICE))
IN_CART, IN_ORDER = "4173.619", "3.847"
LIMITS = ("91573184.62", "92684135.17", "93715246.83")
NUMBER, ERP_NUMBER, COMMENT = "ЖЦ82617354", "УТВ9164827", "Разгрузка у ворот Мухобойня"
COMPANY, HOLDING, PERSON = "Кварцитобор", "Выхухолевладение", "Аграфена Зимородкова"
CONSIGNEE, ADDRESS, MANAGER = "Склад Бузинохранилище", "Пересветово, Ложкомоев тупик", "Ферапонт Клюкводавов"
INN, KPP, PHONE, EMAIL = "7735192648", "773519264", "+79031748265", "agrafena@kvarcitobor.example"
CONTRACTS = {1: "Дог-Щавель-615", 2: "Дог-Репейник-616"}
DEBTS, ADVANCE = {1: "83641.29", 2: "74958.31"}, "9174.86"
OVERDUE, OVERDUE_SUM = "Накл-Пустельга-92", "52739.46"
DOCUMENT, DOCUMENT_SUM, DOCUMENT_TEXT = "Сч-Чечевица-77", "68142.57", "Оплата за Глухарь-Пропан"
# Entered at the desk of prices by one of the staff who has left since, changed by her manager.
BY_HAND_PRICE, BY_HAND_BEFORE, FORMER_KEEPER = "47265.91", "45183.29", "Сигизмунд Лукошкин"
FILE, COLUMN_LEFT, FILE_PRICE = "Бекасовка-Полынья.xlsx", "Скидка Хухрыча", "44071.83"
# An act of hers takes no number of those to come, which are one row for all.
FIRST_ACT = 900_001
LISTED = "Прейскурант Жужелицына"
LEAFLET, MISSED = "Листовка Чистотеловой", "Чертёж Сныткина в разрезе"
FILLED = "Мотовиловец-Кукша"
ROLE, INVITED, BUDGET, APPROVAL = "Кладовщица Чебрецова", "Пелагея Подорожникова", "86134752.91", "Порог Купырева"


@frozen
class Stranger:
    """What she owns, by the name under which an address or a request asks for it: by id, and `typed` as people do."""

    ids: dict[str, str]
    by_name: dict[str, str]
    typed: dict[str, str]
    canaries: tuple[Canary, ...]


def settle_stranger(shop: Shop, files: FolderFiles, base: QuotesBase) -> Stranger:
    """Into a shop that knows nothing of her. Its free stock and the numbers of orders to come stay as they were."""
    holding, party, consignee = named("anna", "holding"), named("anna", "counterparty"), named("anna", "consignee")
    manager, user, staff = named("anna", "manager"), named("anna", "user"), named("anna", "staff")
    contracts = {seller: named("anna", "contract", seller) for seller in SELLERS}
    shop.run("INSERT INTO manager (id, name) VALUES (%s, %s)", manager, MANAGER)
    shop.run("INSERT INTO holding (id, name) VALUES (%s, %s)", holding, HOLDING)
    shop.run(
        "INSERT INTO counterparty (id, holding_id, name, inn, kpp, phone, email, default_region_id, manager_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        *(party, holding, COMPANY, INN, KPP, PHONE, EMAIL, named("region"), manager),
    )
    shop.run(
        "INSERT INTO consignee (id, counterparty_id, name, address) VALUES (%s, %s, %s, %s)",
        *(consignee, party, CONSIGNEE, ADDRESS),
    )
    for seller, contract in contracts.items():
        shop.run(
            "INSERT INTO contract (id, number, organization_id, counterparty_id, currency, price_type_id, is_default,"
            " terms) VALUES (%s, %s, %s, %s, 'RUB', %s, true, 'limited')",
            *(contract, CONTRACTS[seller], named("seller", seller), party, seller),
        )
    show_her(shop, party)
    for owner, amount in zip((contracts[1], party, holding), LIMITS, strict=True):
        shop.run("INSERT INTO credit_limit (owner_id, currency, amount) VALUES (%s, 'RUB', %s)", owner, amount)
    shop.run("UPDATE contract SET terms = 'unlimited' WHERE id = %s", contracts[2])
    settle_prices(shop, (contracts[1], party, holding))
    settle_person(shop, user, ANNA, PERSON, "buyer")
    settle_person(shop, staff, HER_MANAGER, MANAGER, "staff")
    shop.run("UPDATE app_user SET manager_id = %s WHERE id = %s", manager, staff)
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, 'manager')", named("anna", 1), staff)
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'head')",
        *(named("anna", 2), user, party),
    )
    give_administration(shop, user, party)
    cart = named("anna", "cart")
    shop.run(
        "INSERT INTO cart (id, user_id, counterparty_id, region_id) VALUES (%s, %s, %s, %s)",
        *(cart, user, party, named("region")),
    )
    order, amount = order_and_cart(shop, consignee)
    buyer = Visitor(shop.client, ANNA)
    refinement = settle_refined(shop, base, buyer, "anna", party, HER_FACTOR)
    document = settle_papers(shop, files, order, party, contracts)
    listed, digest = settle_price_list(shop, files, (named("anna", "price list"), user, party), LISTED)
    former = named("anna", "former")
    settle_person(shop, former, "anna-former", FORMER_KEEPER, "staff")
    agreed = Agreed(
        "anna", contracts[1], CONTRACTS[1], BY_HAND_PRICE, BY_HAND_BEFORE, FILE, COLUMN_LEFT, FILE_PRICE,
        entered_by=former, changed_by=staff, first_act=FIRST_ACT,
    )  # fmt: skip
    ids: dict[str, Any] = {
        "order": order, "document": document, "counterparty": party, "contract": contracts[1], "consignee": consignee,
        "holding": holding, "manager": manager, "user": user, "cart": cart,
        "refinement": refinement,
        "price_list": listed,
        "material": settle_material(shop, files, named("anna", "material"), party, staff, LEAFLET),
        "request": settle_request(shop, files, named("anna", "request"), party, user, MISSED, staff),
        **settle_filled(shop, files, "anna", (user, party), FILLED),
        **agreed.settle(shop),
        **settle_card(shop, "anna", user, party, order),
        **settle_inside(shop, "anna", party, user, (ROLE, INVITED, BUDGET, APPROVAL)),
    }  # fmt: skip
    told = {name: str(id) for name, id in ids.items()}
    by_name = {**told, "login": ANNA, "number": NUMBER, "q": COMPANY, "sha256": digest}
    typed = {"contract": CONTRACTS[1], "inn": INN, "kpp": KPP, "holding": HOLDING, "client": COMPANY}
    content = (Canary("file", "leaflet", LEAFLET), Canary("file", "what she misses on a card", MISSED))
    issued = (*content, Canary("file", "price list", LISTED), Canary("file", "hash of the price list", digest),
              Canary("file", "her draft, her article, the name of her key", FILLED))  # fmt: skip
    return Stranger(told, by_name, typed, (*canaries(amount), *issued, *ids_of(ids)))


def settle_prices(shop: Shop, owners: tuple[UUID, UUID, UUID]) -> None:
    for level, variant, amount in PRICES:
        shop.run(
            "INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, amount, currency,"
            " vat_included, message_id) VALUES (%s, 1, %s, %s, %s, %s, %s, 'RUB', true, 0)",
            *(named("anna", "price", level), f"anna-{level}", level, owners[level], variant, amount),
        )
    shop.run(
        "INSERT INTO individual_price_log (id, key, level, owner_id, variant_id, packaging_id, minimum, amount,"
        " currency, vat_included, told_by, replaced_by) VALUES (%s, 'anna-0', 0, %s, 1, 0, 0, %s, 'RUB', true, 0, 0)",
        *(named("anna", "price", 0), owners[0], FORMER_PRICE),
    )


def settle_person(shop: Shop, id: UUID, token: str, name: str, kind: str) -> None:
    """The password is not the one that all others have, who know it."""
    shop.run(
        "INSERT INTO app_user (id, login, name, kind, email, phone, password_hash) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        *(id, token, name, kind, f"{token}.{EMAIL}", PHONE, Argon2Passwords().hash("известен ей одной")),
    )
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, %s, now() + interval '9 days')",
        *(sha256(token.encode()).digest(), id, CSRF),
    )


def order_and_cart(shop: Shop, consignee: UUID) -> tuple[UUID, str]:
    """The order, its amount, and a cart filled after it. What it reserves the ERP has contained already."""
    buyer = Visitor(shop.client, ANNA)
    cart = buyer.fill([(1, "3"), (METRES, IN_ORDER)])
    placed = buyer.order(cart, "of the stranger", consignee=str(consignee), comment=COMMENT)
    assert placed.status_code == 201, placed.text
    order = UUID(placed.json["orders"][0]["id"])
    shop.run("UPDATE sales_order SET number = %s, erp_number = %s WHERE id = %s", NUMBER, ERP_NUMBER, order)
    shop.run("UPDATE reservation SET uncontained = 0 WHERE order_id = %s", order)
    buyer.fill([(METRES, IN_CART), (2, "2"), (3, "2")])
    return order, placed.json["orders"][0]["total"]["amount"]


def settle_papers(shop: Shop, files: FolderFiles, order: UUID, party: UUID, contracts: dict[int, UUID]) -> UUID:
    """Debts, what is overdue of them, and a document with a file: the last, since a debt would stop the order."""
    for seller, contract in contracts.items():
        shop.run(
            "INSERT INTO credit_balance (owner_id, id, currency, debt, advance, includes_unshipped, as_of)"
            " VALUES (%s, %s, 'RUB', %s, %s, false, now())",
            *(contract, named("anna", "balance", seller), DEBTS[seller], ADVANCE),
        )
    shop.run(
        "INSERT INTO overdue_document (owner_id, document, due, amount, currency)"
        " VALUES (%s, %s, current_date - 9, %s, 'RUB')",
        *(contracts[1], OVERDUE, OVERDUE_SUM),
    )
    document, file = named("anna", "document"), a_file(DOCUMENT_TEXT)
    key = files.folder.keep(BytesIO(file), "application/pdf").sha256
    shop.run(
        "INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, storage_key, sha256,"
        " size) VALUES (%s, %s, %s, 'invoice', %s, current_date, %s, 'RUB', %s, %s, %s)",
        *(document, order, party, DOCUMENT, DOCUMENT_SUM, key, key, len(file)),
    )
    return document


def a_file(text: str) -> bytes:
    """The shape of a PDF: what it says stands compressed."""
    packed = zlib.compress(text.encode())
    return b"%PDF-1.7\n1 0 obj <</Filter /FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n"


def canaries(amount: str) -> tuple[Canary, ...]:
    told = {
        "price": {"of the contract": CONTRACT_PRICE, "of the company": COUNTERPARTY_PRICE,
                  "of the holding": HOLDING_PRICE, "former price": FORMER_PRICE,
                  "refined by the ERP": HER_PRICE, "entered by hand": BY_HAND_PRICE, "by hand before": BY_HAND_BEFORE},
        "name": {"company": COMPANY, "holding": HOLDING, "person": PERSON, "consignee": CONSIGNEE, "address": ADDRESS,
                 "manager": MANAGER, "former keeper": FORMER_KEEPER, "first contract": CONTRACTS[1],
                 "second contract": CONTRACTS[2]},
        "requisite": {"INN": INN, "KPP": KPP, "phone": PHONE, "e-mail": EMAIL},
        "cart": {"quantity in the cart": IN_CART},
        "order": {"number": NUMBER, "number in the ERP": ERP_NUMBER, "comment": COMMENT, "amount": amount,
                  "quantity ordered": IN_ORDER},
        "credit": {"debt by the first contract": DEBTS[1], "debt by the second": DEBTS[2], "advance": ADVANCE,
                   "overdue document": OVERDUE, "overdue": OVERDUE_SUM, "limit of the contract": LIMITS[0],
                   "limit of the company": LIMITS[1], "limit of the holding": LIMITS[2]},
        "file": {"name": FILE, "column left aside": COLUMN_LEFT, "price in the file": FILE_PRICE},
        "goods": {"goods that only she has": NAME, "their article": SKU, "their section": SECTION_NAME},
        "assortment": {"rule that shows them": HER_RULE},
        "company": {"role": ROLE, "invited": INVITED, "budget": BUDGET, "rule of approval": APPROVAL},
        "document": {"number": DOCUMENT, "total": DOCUMENT_SUM, "text": DOCUMENT_TEXT},
    }  # fmt: skip
    return tuple(Canary(kind, what, text) for kind, facts in told.items() for what, text in facts.items())


def ids_of(ids: dict[str, Any]) -> tuple[Canary, ...]:
    return tuple(Canary("id", f"id of {name}", str(id)) for name, id in ids.items())
