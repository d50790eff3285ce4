"""Those who must learn nothing: another buyer and his managers, a guest, a blocked client, one who was switched off."""

from hashlib import sha256
from uuid import UUID, uuid5

from attrs import frozen

from adapters.storage.files import FolderFiles
from domain.pricing.promo import promo_key
from entrypoints.prove.world import named, token
from tests.http.differential.agreed import Agreed, settle_articles
from tests.http.differential.assortment import hide
from tests.http.differential.card import settle_card, settle_showcase
from tests.http.differential.content import settle_material, settle_paper, settle_request
from tests.http.differential.filled import settle_filled
from tests.http.differential.inside import settle_administrator, settle_inside
from tests.http.differential.issued import settle_price_list
from tests.http.differential.refined import settle_refined
from tests.http.differential.stranger import ANNA, HER_MANAGER, a_file
from tests.quotes_base import QuotesBase
from tests.shop import CSRF, Shop

BORIS, BLOCKED, DISABLED = 1, 2, 3
PROMO = "FOR-ALL"
MANAGER, PRICER, ADMINISTRATOR = "boris-manager", "boris-pricer", "boris-admin"
OWN_CONTRACT = "1/1"
# Rights that the built-in roles give only to those who see all clients anyway.
PRICING = [
    "client.see-own", "individual-price.change", "price-type.set", "rates.see", "rates.change", "price-refinement.set",
]  # fmt: skip


@frozen
class Person:
    """`only_at`: with what an address begins where he differs from another who is asked for everywhere.

    knows: kinds of facts that are no secret to him: goods are the seller's, and his people know all of them.
    """

    name: str
    token: str
    only_at: tuple[str, ...] = ("",)
    knows: tuple[str, ...] = ()

    def asks(self, route: str) -> bool:
        return route.startswith(self.only_at)


OWNERS = (Person("anna", ANNA), Person("anna's manager", HER_MANAGER))
BUYER, STAFF = Person("boris", token(BORIS)), Person("boris's manager", MANAGER, knows=("goods",))
SETTER = Person("boris's manager of prices", PRICER, only_at=("/manage",), knows=("goods",))
COMPANY = Person("administrator of boris's company", ADMINISTRATOR, only_at=("/company", "/approvals", "/orders"))
GUEST = Person("guest", "")
NEIGHBOURS = (
    BUYER,
    STAFF,
    SETTER,
    COMPANY,
    GUEST,
    Person("blocked", token(BLOCKED)),
    Person("switched off", token(DISABLED)),
)


def settle_neighbours(shop: Shop, files: FolderFiles, base: QuotesBase) -> dict[str, str]:
    """Boris owns of everything one, so that his pages are not empty; the ids of it, by the name of what it is."""
    party, manager, staff = named("counterparty", BORIS), named("boris", "manager"), named("boris", "staff")
    consignee, document = named("boris", "consignee"), named("boris", "document")
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Manager of Boris')", manager)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", manager, party)
    shop.run("INSERT INTO consignee (id, counterparty_id, name) VALUES (%s, %s, 'Dock')", consignee, party)
    settle_staff(shop, staff, MANAGER, manager, "manager")
    shop.run("INSERT INTO role (code, name, permissions) VALUES ('pricing', 'Prices', %s)", PRICING)
    settle_staff(shop, named("boris", "pricer"), PRICER, manager, "pricing")
    settle_articles(shop)
    hide(shop)
    shop.run("INSERT INTO category (connection_id, erp_id, name) VALUES (1, 'c1', 'Section')")
    shop.run(
        "INSERT INTO product_category (category_id, product_id) SELECT c.id, p.id FROM category c CROSS JOIN product p"
        " WHERE c.erp_id = 'c1' AND p.id <> 91"
    )
    buyer = shop.buyer(BORIS)
    order = buyer.placed([(1, "2")], "of boris")[0]
    key = files.put(a_file("Invoice of Boris"))
    shop.run(
        "INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, storage_key, sha256,"
        " size) VALUES (%s, %s, %s, 'invoice', 'B-1', current_date, 1, 'RUB', %s, %s, 4)",
        *(document, order, party, key, key),
    )
    agreed = Agreed(
        "boris", named("contract", BORIS, 1), OWN_CONTRACT, "95.30", "94.20", "prices.xlsx", "Discount", "93.10",
        entered_by=staff, changed_by=staff, first_act=800_001,
    )  # fmt: skip
    shop.run(
        "INSERT INTO promo_code (id, code, key, kind, value) VALUES (%s, %s, %s, 'percent', 10)",
        *(named("promo"), PROMO, promo_key(PROMO)),
    )
    # Words of the search are nobody's: the same in both worlds.
    words = "INSERT INTO search_synonym (id, words) VALUES (%s, ARRAY['divan', 'sofa'])"
    shop.run(words, named("synonyms"))
    shop.run("INSERT INTO search_miss (key, text) VALUES ('lost', 'lost')")
    for number in (BORIS, BLOCKED):
        shop.buyer(number).fill([(2, "3"), (3, "1")])
    refinement = settle_refined(shop, base, buyer, "boris", party, "1")
    shop.run("UPDATE counterparty SET status = 'blocked' WHERE id = %s", named("counterparty", BLOCKED))
    shop.run("UPDATE app_user SET disabled = true WHERE id = %s", named("buyer", DISABLED))
    issued = named("boris", "price list"), named("buyer", BORIS), party
    ids = {
        "order": order,
        "document": document,
        "counterparty": party,
        "contract": named("contract", BORIS, 1),
        "consignee": consignee,
        "refinement": refinement,
        "region": named("region"),
        "address": settle_address(shop, party),
        "list": settle_list(shop, party, named("buyer", BORIS)),
        "cart": shop.one("SELECT id FROM cart WHERE user_id = %s AND active", named("buyer", BORIS)),
        "synonyms": named("synonyms"),
        "user": named("buyer", BORIS),
        "price_list": settle_price_list(shop, files, issued, "List of Boris")[0],
        "paper": settle_paper(shop, files, staff),
        "material": settle_material(shop, files, named("boris", "material"), party, staff, "Leaflet of Boris"),
        "request": settle_request(
            shop, files, named("boris", "request"), party, named("buyer", BORIS), "A photo for Boris", staff
        ),
        **settle_filled(shop, files, "boris", issued[1:], "Order of Boris"),
        **agreed.settle(shop),
        **settle_card(shop, "boris", named("buyer", BORIS), party, order),
        **settle_showcase(shop, staff),
        **settle_inside(
            shop, "boris", party, settle_administrator(shop, ADMINISTRATOR, party),
            ("Loader", "Invited by Boris", "5000000.00", "Rule of Boris"),
        ),
    }
    return {name: str(id) for name, id in ids.items()}


def settle_list(shop: Shop, party: UUID, owner: UUID) -> UUID:
    """An order list that his colleagues may change."""
    told = named("boris", "list")
    shop.run(
        "INSERT INTO order_list (id, counterparty_id, owner_id, name, sharing, changed_by)"
        " VALUES (%s, %s, %s, 'Weekly', 'change', %s)",
        *(told, party, owner, owner),
    )
    shop.run("INSERT INTO order_list_line (list_id, variant_id, packaging_id, quantity) VALUES (%s, 2, 0, 3)", told)
    return told


def settle_address(shop: Shop, party: UUID) -> UUID:
    address = named("boris", "address")
    shop.run(
        "INSERT INTO delivery_address (id, counterparty_id, name, city, street) VALUES (%s, %s, 'Yard', 'Perm', 'L 5')",
        *(address, party),
    )
    return address


def settle_staff(shop: Shop, id: UUID, login: str, manager: UUID, role: str) -> None:
    """Whoever keeps Boris for a client, with this role."""
    shop.run(
        "INSERT INTO app_user (id, login, name, kind, manager_id, password_hash)"
        " SELECT %s, %s, 'Manager of Boris', 'staff', %s, min(password_hash) FROM app_user",
        *(id, login, manager),
    )
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, %s)", uuid5(id, "role"), id, role)
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, %s, now() + interval '9 days')",
        *(sha256(login.encode()).digest(), id, CSRF),
    )
