"""A1 at every door: what belongs to another client is, for whoever asks, not there, and nothing becomes of the asking.

The routes are those of the application itself, so that a new one with an id in its path fails here until it is
covered or named as everybody's.
"""

import re
from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

import pytest
from attrs import frozen
from falcon.inspect import inspect_routes
from falcon.testing import Result

from entrypoints.prove.world import counterparty_of, named, token
from tests.capabilities import shows
from tests.shop import PASSWORD, Shop, Visitor

pytestmark = shows("A10", "N07")

# Strangers: of two counterparties in two holdings, each kept by a manager of his own.
ANNA, BORIS = 0, 1
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Route = tuple[str, str]

# By the id in its path: whose it is, of the owner's things.
OWNED: Mapping[Route, str] = {
    ("GET", "/manage/clients/{client:uuid}/minimum"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/region"): "counterparty",
    ("GET", "/api/v1/orders/{order}"): "order",
    ("GET", "/api/v1/documents/{document}"): "document",
    ("GET", "/orders/{order:uuid}"): "order",
    ("GET", "/documents/{document:uuid}"): "document",
    ("GET", "/orders/{order:uuid}/shipments"): "order",
    ("GET", "/manage/orders/{order:uuid}/shipments"): "order",
    ("GET", "/manage/clients/{client:uuid}/credit"): "counterparty",
    ("GET", "/manage/orders/{order:uuid}"): "order",
    ("GET", "/manage/clients/{client:uuid}"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/prices"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/assortment"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/refinement"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/why"): "counterparty",
    ("GET", "/orders/{order:uuid}/change"): "order",
    ("GET", "/api/v1/orders/{order}/changes"): "order",
    ("GET", "/manage/orders/{order:uuid}/change"): "order",
    ("GET", "/manage/orders/{order:uuid}/lines/{line:int(min=1)}/why"): "order",
    ("GET", "/manage/clients/{client:uuid}/price-types"): "counterparty",
    ("GET", "/manage/prices/individual/{price:uuid}"): "price",
    ("GET", "/manage/prices/assignments/{assignment:uuid}"): "assignment",
    ("GET", "/manage/prices/uploads/{upload:uuid}"): "upload",
    ("GET", "/price-lists/{price_list:uuid}"): "price_list",
    ("GET", "/manage/price-lists/{price_list:uuid}"): "price_list",
    ("GET", "/manage/clients/{client:uuid}/price-lists"): "counterparty",
    ("GET", "/manage/clients/{client:uuid}/people"): "counterparty",
    ("GET", "/quick-order/drafts/{draft:uuid}"): "draft",
    ("GET", "/quick-order/drafts/{draft:uuid}/columns"): "draft",
    ("GET", "/materials/{material:uuid}"): "material",
    ("GET", "/content-requests/{request:uuid}/file"): "request",
    ("GET", "/manage/content-requests/{request:uuid}"): "request",
}
# Asked by a form, with the id of the owner's thing in the path.
CHANGED: Mapping[Route, str] = {
    ("POST", "/manage/clients/{client:uuid}/refinement"): "counterparty",
    ("POST", "/manage/prices/individual/{price:uuid}"): "price",
    ("POST", "/manage/prices/individual/{price:uuid}/end"): "price",
    ("POST", "/manage/prices/uploads/{upload:uuid}/apply"): "upload",
    ("POST", "/manage/clients/{client:uuid}/price-lists"): "counterparty",
    ("POST", "/manage/clients/{client:uuid}/people"): "counterparty",
    ("POST", "/manage/clients/{client:uuid}/region"): "counterparty",
    ("POST", "/manage/reviews/{review:uuid}"): "review",
    ("POST", "/quick-order/drafts/{draft:uuid}"): "draft",
    ("POST", "/quick-order/drafts/{draft:uuid}/columns"): "draft",
    ("POST", "/price-lists/feeds/{feed:uuid}/revoke"): "feed",
    ("POST", "/manage/content-requests/{request:uuid}"): "request",
    ("POST", "/orders/{order:uuid}/repeat"): "order",
    ("POST", "/addresses/{address:uuid}"): "address",
    ("POST", "/orders/{order:uuid}/shipments"): "order",
    ("POST", "/orders/{order:uuid}/change"): "order",
    ("POST", "/manage/orders/{order:uuid}/change"): "order",
    ("POST", "/manage/reserves/{order:uuid}/prolong"): "order",
}
# Of these the row is found first and then a file, which nobody has made here: see below.
FILES = ("document", "price_list", "material", "request")
# Of one person alone: not even his manager sees them.
PRIVATE = ("draft",)
ASSIGNING = "a right that no manager has; whoever has it for his own clients finds no other's, see tests/http/prices"
GROUPED = "groups are of all clients' people; a right of whoever sees all clients, see tests/http/prices"
SYNONYMS = "words of no client; a right of staff, see http/search/test_desk.py"
PROMOS = "a right of the seller's people, see tests/http/promo; a code is the seller's own"
PRICE_TYPES = "price types are the same for all the seller's people; changing one is a right, see tests/http/prices"
CONTENT = "pictures and papers of goods are the seller's own; a right of his editors, see tests/http/media"
PERMITS = "a right that no manager has; whoever has it sees all clients, see tests/http/reserves"
GOODS = "goods are the same for all; prices and stock follow the asker's own context"
PROPERTIES = "properties of goods are the seller's own; a right of staff, see tests/http/structure"
DELIVERY = "delivery is the seller's own; a right of staff, see tests/http/checkout"
LEADS = "a lead is of nobody's client; a right of staff, see tests/http/checkout"
RATES = "a right of staff, see below; a rate is the same for all"
COMPANY = "a right within the company that its buyers lack; of strangers see tests/http/company/test_strangers.py"
RULE = "a rule of prices is the seller's own; a right of staff, shown in tests/http/rules"
CONTENT = "labels and links are the seller's own and the same for all; a right of staff, see tests/http/card"
CARTS = "the asker's own carts; a colleague's and a stranger's are unknown, see tests/http/carts/test_several.py"
LISTS = "of the asker's own company, as the owner shares it, see tests/http/carts/test_lists.py"
SHARED: Mapping[Route, str] = {
    ("GET", "/api/v1/carts/{cart}"): CARTS,
    ("PUT", "/api/v1/carts/{cart}"): CARTS,
    ("DELETE", "/api/v1/carts/{cart}"): CARTS,
    ("POST", "/api/v1/carts/{cart}/restoration"): CARTS,
    ("POST", "/api/v1/carts/{cart}/activation"): CARTS,
    ("POST", "/api/v1/carts/{cart}/lines"): CARTS,
    ("DELETE", "/api/v1/carts/{cart}/lines"): CARTS,
    ("POST", "/api/v1/carts/{cart}/lines/restoration"): CARTS,
    ("GET", "/api/v1/lists/{list}"): LISTS,
    ("PUT", "/api/v1/lists/{list}"): LISTS,
    ("DELETE", "/api/v1/lists/{list}"): LISTS,
    ("POST", "/api/v1/lists/{list}/restoration"): LISTS,
    ("POST", "/api/v1/lists/{list}/lines"): LISTS,
    ("POST", "/api/v1/lists/{list}/order"): LISTS,
    ("GET", "/lists/{list:uuid}"): LISTS,
    ("POST", "/lists/{list:uuid}"): LISTS,
    ("POST", "/lists/{list:uuid}/order"): LISTS,
    (
        "POST",
        "/manage/clients/{client:uuid}/minimum",
    ): "a right that no manager has, see tests/http/carts/test_minimum.py",
    ("GET", "/api/v1/products/{product}"): GOODS,
    ("GET", "/api/v1/variants/{variant}/price"): GOODS,
    ("DELETE", "/api/v1/cart/lines/{variant}"): "a line of the asker's only cart, see below",
    ("GET", "/goods/{product:int(min=1)}"): GOODS,
    ("POST", "/goods/{product:int(min=1)}/count"): "counts, changes nothing; the goods of the asker alone",
    ("POST", "/goods/{product:int(min=1)}/review"): "a review of the asker's own client, see tests/http/card",
    ("GET", "/why/{variant:int(min=1)}"): GOODS,
    ("GET", "/catalogue/{section:int(min=1)}"): GOODS,
    ("GET", "/quick-order/table/{section:int(min=1)}"): GOODS,
    ("POST", "/quick-order/table/{section:int(min=1)}"): GOODS,
    ("GET", "/sections/{name}"): GOODS,
    ("POST", "/manage/clients/{client:uuid}/credit"): PERMITS,
    ("GET", "/manage/goods-files/{file:uuid}"): PROPERTIES,
    ("POST", "/manage/goods-files/{file:uuid}"): PROPERTIES,
    ("GET", "/manage/properties/{property:int(min=1)}"): PROPERTIES,
    ("POST", "/manage/properties/{property:int(min=1)}"): PROPERTIES,
    ("GET", "/manage/exchange/{message:int(min=1)}"): "a right of staff, see below; a message has no owner",
    ("GET", "/manage/rates/{currency}"): RATES,
    ("GET", "/manage/rates/{currency}/history.csv"): RATES,
    ("GET", "/manage/prices/types/{kind:int(min=1)}"): PRICE_TYPES,
    ("POST", "/manage/prices/types/{kind:int(min=1)}"): PRICE_TYPES,
    ("POST", "/manage/prices/types/{kind:int(min=1)}/steps"): PRICE_TYPES,
    ("GET", "/manage/prices/types/{kind:int(min=1)}/goods/{variant:int(min=1)}"): PRICE_TYPES,
    ("GET", "/manage/prices/types/{kind:int(min=1)}/regions"): PRICE_TYPES,
    ("POST", "/manage/prices/types/{kind:int(min=1)}/regions"): PRICE_TYPES,
    ("POST", "/manage/prices/assignments/{assignment:uuid}"): ASSIGNING,
    ("POST", "/manage/prices/assignments/{assignment:uuid}/end"): ASSIGNING,
    ("POST", "/manage/prices/groups/{group:uuid}"): GROUPED,
    ("GET", "/manage/delivery/methods/{id}"): DELIVERY,
    ("POST", "/manage/delivery/methods/{id}"): DELIVERY,
    ("GET", "/manage/delivery/routes/{id}"): DELIVERY,
    ("POST", "/manage/delivery/routes/{id}"): DELIVERY,
    ("GET", "/manage/leads/{lead:uuid}"): LEADS,
    ("POST", "/manage/leads/{lead:uuid}"): LEADS,
    ("GET", "/manage/promo/{promo:uuid}"): PROMOS,
    ("POST", "/manage/promo/{promo:uuid}"): PROMOS,
    ("POST", "/manage/promo/{promo:uuid}/switch"): PROMOS,
    ("GET", "/manage/rules/previews/{preview:int(min=1)}"): "of whoever asked for it, see http/rules/test_jobs.py",
    ("GET", "/manage/rules/{rule:uuid}"): RULE,
    ("POST", "/manage/rules/{rule:uuid}"): RULE,
    ("POST", "/manage/rules/{rule:uuid}/{deed}"): RULE,
    ("GET", "/admin/api/v1/rules/{rule}"): RULE,
    ("PUT", "/admin/api/v1/rules/{rule}"): RULE,
    ("POST", "/admin/api/v1/rules/{rule}/state"): RULE,
    ("GET", "/manage/media/uploads/{upload:uuid}"): CONTENT,
    ("POST", "/manage/media/uploads/{upload:uuid}"): CONTENT,
    ("POST", "/manage/media/files/{file:int(min=1)}"): CONTENT,
    ("GET", "/manage/materials/{material:uuid}"): CONTENT,
    ("POST", "/manage/materials/{material:uuid}"): CONTENT,
    ("POST", "/goods/{product:int(min=1)}/content-request"): "asks for the asker's own company, see tests/http/media",
    ("GET", "/manage/goods-documents/{document:uuid}"): CONTENT,
    ("POST", "/manage/goods-documents/{document:uuid}"): CONTENT,
    ("GET", "/manage/goods-documents/{document:uuid}/versions/{version:int(min=1)}"): CONTENT,
    ("GET", "/goods/{product:int(min=1)}/documents/{paper:uuid}"): "by the right to see the good, see tests/http/media",
    ("GET", "/manage/labels/{label:uuid}"): CONTENT,
    ("POST", "/manage/labels/{label:uuid}"): CONTENT,
    ("POST", "/manage/links/rules/{link:uuid}"): CONTENT,
    ("GET", "/feeds/{key}/{name}"): "whoever holds the key, see tests/http/filling/test_feeds.py",
    ("GET", "/watches/end/{token}"): "ends what its person waits for; nobody guesses a token of 256 bits",
    ("POST", "/watches/end/{token}"): "ends what its person waits for; nobody guesses a token of 256 bits",
    ("GET", "/manage/search/synonyms/{synonyms:uuid}"): SYNONYMS,
    ("POST", "/manage/search/synonyms/{synonyms:uuid}"): SYNONYMS,
    ("GET", "/company/people/{user:uuid}"): COMPANY,
    ("POST", "/company/people/{user:uuid}"): COMPANY,
    ("POST", "/company/invitations/{invitation:uuid}"): COMPANY,
    ("POST", "/company/roles/{role:uuid}"): COMPANY,
    ("GET", "/approvals/{request:uuid}"): COMPANY,
    ("POST", "/approvals/{request:uuid}"): COMPANY,
    ("GET", "/api/v1/approvals/{request}"): COMPANY,
    ("POST", "/api/v1/approvals/{request}/decision"): COMPANY,
    ("POST", "/api/v1/orders/{order}/changes"): "another's order is unknown, see tests/http/changes/test_rights.py",
    ("GET", "/join/{token}"): "an invitation, by a token of 256 bits that stands in one letter",
    ("POST", "/join/{token}"): "an invitation, by a token of 256 bits that stands in one letter",
    ("GET", "/static/{mark}/{name}"): "the portal's own files",
    ("GET", "/media/{key:path}"): "pictures of goods, found by the hash of their content",
    ("GET", "/problems/{code}"): "the documentation",
}
PUBLIC: Mapping[Route, str] = {
    **{route: why for route, why in SHARED.items() if route[1].startswith(("/static", "/media", "/problems"))},
    ("GET", "/feeds/{key}/{name}"): "by the key in the path; without one that is known there is nothing",
    ("POST", "/api/v1/session"): "signing in",
    ("GET", "/login"): "signing in",
    ("GET", "/request"): "for those who have no login; tells nothing of anybody",
    ("POST", "/request"): "for those who have no login; tells its number alone",
    ("POST", "/login"): "signing in",
    ("POST", "/logout"): "leads to signing in whoever was not",
    ("GET", "/join/{token}"): "an invitation, by the token of its letter; without one there is nothing",
    ("POST", "/join/{token}"): "an invitation, by the token of its letter; without one there is nothing",
    ("GET", "/api/openapi.json"): "the documentation",
    ("GET", "/api/docs"): "the documentation",
    ("GET", "/api/docs.css"): "the documentation",
    ("GET", "/watches/end/{token}"): "from a letter, by a token that nobody guesses; tells no fact of anybody",
    ("POST", "/watches/end/{token}"): "from a letter, by a token that nobody guesses",
    ("GET", "/healthz"): "for the operator's probes",
    ("GET", "/readyz"): "for the operator's probes",
    ("GET", "/metrics"): "for the operator's probes; counts alone",
}
# Where 1C signs in by itself, in its own words.
ERP = ("/bitrix/admin/1c_exchange.php", "/exchange/1c", "/erp/v1/packets", "/erp/v1/state")


@frozen
class Client:
    """What one client owns, and those who may see it."""

    number: int
    buyer: Visitor
    manager: Visitor
    order: UUID
    document: UUID
    consignee: UUID
    price: UUID
    assignment: UUID
    upload: UUID
    price_list: UUID
    review: UUID
    draft: UUID
    feed: UUID
    material: UUID
    request: UUID
    address: UUID

    @property
    def counterparty(self) -> UUID:
        return named("counterparty", self.number)

    @property
    def contract(self) -> UUID:
        return named("contract", self.number, 1)


@pytest.fixture(scope="module")
def anna(shop: Shop) -> Client:
    return client_of(shop, ANNA)


@pytest.fixture(scope="module")
def boris(shop: Shop) -> Client:
    return client_of(shop, BORIS)


def client_of(shop: Shop, number: int) -> Client:
    """A client with an order, its document, an address to ship to, and a manager."""
    assert counterparty_of(number) == number
    party, manager, document, consignee = named("counterparty", number), uuid4(), uuid4(), uuid4()
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Manager')", manager)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", manager, party)
    shop.run("INSERT INTO consignee (id, counterparty_id, name) VALUES (%s, %s, 'Склад')", consignee, party)
    buyer, staff = shop.buyer(number), staff_of(shop, manager, "manager")
    order = buyer.placed([(1, "1")], f"order of {number}")[0]
    shop.run(
        "INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, storage_key, sha256,"
        " size) VALUES (%s, %s, %s, 'invoice', '1', current_date, 1, 'RUB', %s, %s, 4)",
        *(document, order, party, f"{number:064x}", f"{number:064x}"),
    )
    agreed = prices_of(shop, party, staff)
    issued, review = price_list_of(shop, number, party), review_of(shop, number, party, order)
    files = draft_of(shop, number, party), feed_of(shop, number, party), *content_of(shop, number, party)
    address = address_of(shop, party)
    return Client(number, buyer, staff, order, document, consignee, *agreed, issued, review, *files, address)


def address_of(shop: Shop, party: UUID) -> UUID:
    address = uuid4()
    shop.run(
        "INSERT INTO delivery_address (id, counterparty_id, name, city, street) VALUES (%s, %s, 'A', 'B', 'C 1')",
        *(address, party),
    )
    return address


def review_of(shop: Shop, number: int, party: UUID, order: UUID) -> UUID:
    """One that waits to be read."""
    review = uuid4()
    shop.run(
        "INSERT INTO review (id, product_id, counterparty_id, user_id, order_id, stars, signed)"
        " VALUES (%s, 1, %s, %s, %s, 5, 'Покупатель')",
        *(review, party, named("buyer", number), order),
    )
    return review


def feed_of(shop: Shop, number: int, party: UUID) -> UUID:
    feed = uuid4()
    shop.run(
        "INSERT INTO feed_key (id, user_id, counterparty_id, name, key_hash, scopes)"
        " VALUES (%s, %s, %s, 'x', sha256(%s), '{prices}')",
        *(feed, named("buyer", number), party, str(feed).encode()),
    )
    return feed


def draft_of(shop: Shop, number: int, party: UUID) -> UUID:
    draft = uuid4()
    shop.run(
        "INSERT INTO order_draft (id, user_id, counterparty_id, name, lines) VALUES (%s, %s, %s, 'mine',"
        ' \'[{"row": 1, "article": "A", "quantity": "1"}]\')',
        *(draft, named("buyer", number), party),
    )
    return draft


def content_of(shop: Shop, number: int, party: UUID) -> tuple[UUID, UUID]:
    """A leaflet for the client alone, and an answered request of his; their files lie nowhere."""
    material, request, user = uuid4(), uuid4(), named("buyer", number)
    shop.run(
        "INSERT INTO material (id, title, filename, sha256, content_type, size, counterparties, user_id)"
        " VALUES (%s, 'Leaflet', 'a.pdf', %s, 'application/pdf', 4, ARRAY[%s::uuid], %s)",
        *(material, f"{number:064x}", party, user),
    )
    shop.run(
        "INSERT INTO content_request (id, product_id, user_id, counterparty_id, what, state, filename, sha256, size,"
        " answered_at) VALUES (%s, 1, %s, %s, 'photo', 'answered', 'a.jpg', %s, 4, now())",
        *(request, user, party, f"{number:064x}"),
    )
    return material, request


def price_list_of(shop: Shop, number: int, party: UUID) -> UUID:
    """An issued one; its file lies nowhere."""
    issued = uuid4()
    shop.run(
        "INSERT INTO price_list (id, user_id, counterparty_id, format, state, filename, sha256, size, lines, priced,"
        " read_at, pricing_version, catalogue_version, expires_at, is_kept) VALUES (%s, %s, %s, 'csv', 'ready', '',"
        " %s, 4, 1, 1, now(), 1, 1, now() + interval '1 day', true)",
        *(issued, named("buyer", number), party, f"{number:064x}"),
    )
    return issued


def prices_of(shop: Shop, party: UUID, staff: Visitor) -> tuple[UUID, UUID, UUID]:
    """A price that the portal keeps for the client, a price type assigned to him, a file that his manager sent."""
    price, assignment, upload = uuid4(), uuid4(), uuid4()
    user = shop.one("SELECT user_id FROM session WHERE token_hash = sha256(%s)", staff.token.encode())
    act = shop.one("INSERT INTO audit_log (user_id, action) VALUES (%s, 'x') RETURNING id", user)
    shop.run(
        "INSERT INTO individual_price (id, key, level, owner_id, variant_id, amount, currency, vat_included, act_id)"
        " VALUES (%s, 'x', 1, %s, 8, 1, 'RUB', true, %s)",
        *(price, party, act),
    )
    shop.run(
        "INSERT INTO price_assignment (id, key, assignee, owner_id, price_type_id, act_id)"
        " VALUES (%s, 'x', 'counterparty', %s, 1, %s)",
        *(assignment, party, act),
    )
    shop.run(
        "INSERT INTO price_upload (id, user_id, filename, sha256, size) VALUES (%s, %s, 'x.xlsx', '', 1)", upload, user
    )
    return price, assignment, upload


def staff_of(shop: Shop, manager: UUID | None, role: str) -> Visitor:
    user = uuid4()
    shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind, manager_id)"
        " VALUES (%s, %s, 'Staff', '', 'staff', %s)",
        *(user, str(user), manager),
    )
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, %s)", uuid4(), user, role)
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, 'csrf', now() + interval '1 day')",
        *(str(user).encode(), user),
    )
    return Visitor(shop.client, str(user))


def routes(shop: Shop) -> list[Route]:
    """Falcon's own answers to other methods (405, OPTIONS) are called internal."""
    found = inspect_routes(shop.client.app)
    return sorted((one.method, route.path) for route in found for one in route.methods if not one.internal)


def has_id(route: Route) -> bool:
    return "{" in route[1]


def address(path: str, id: object) -> str:
    """Only the owner's thing has an id that nobody else's has; a number beside it counts from one."""
    if not isinstance(id, int):
        path = re.sub(r"\{[^}]*:int[^}]*\}", "1", path)
    return re.sub(r"\{[^}]*\}", str(id), path)


def told(answer: Result) -> tuple[int, str, str]:
    """What an answer says, but for the ids in it: those that were asked for, and its own."""
    return answer.status_code, answer.headers.get("Location", ""), ID.sub("ID", answer.text)


def everything(shop: Shop) -> dict[str, object]:
    tables = shop.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    digest = "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} AS t"
    return {table: shop.rows(digest.format(table))[0] for (table,) in tables}


def test_every_route_with_an_id_is_judged_here(shop: Shop) -> None:
    found = {route for route in routes(shop) if has_id(route)}
    assert found == OWNED.keys() | CHANGED.keys() | SHARED.keys()


@pytest.mark.parametrize("route", OWNED, ids=" ".join)
def test_what_belongs_to_another_client_is_not_there(shop: Shop, anna: Client, boris: Client, route: Route) -> None:
    method, path = route
    theirs, before = address(path, getattr(boris, OWNED[route])), everything(shop)
    for asker in (anna.buyer, anna.manager):
        nothing = told(asker.ask(method, address(path, uuid4())))
        assert told(asker.ask(method, theirs)) == nothing
        # A buyer learns of the workplace nothing but that it is not his.
        assert nothing[0] == (403 if path.startswith("/manage") and asker is anna.buyer else 404)
    assert everything(shop) == before


@pytest.mark.parametrize("route", CHANGED, ids=" ".join)
def test_what_belongs_to_another_client_is_not_changed(shop: Shop, anna: Client, boris: Client, route: Route) -> None:
    _, path = route
    theirs, before = address(path, getattr(boris, CHANGED[route])), everything(shop)
    for asker in (anna.buyer, anna.manager):
        nothing = told(asker.form(address(path, uuid4()), {}))
        assert told(asker.form(theirs, {})) == nothing
        assert nothing[0] == (403 if path.startswith("/manage") and asker is anna.buyer else 404)
    assert everything(shop) == before


@pytest.mark.parametrize("route", [route for route in OWNED if OWNED[route] not in (*FILES, *PRIVATE)], ids=" ".join)
def test_what_is_ones_own_is_there(anna: Client, boris: Client, route: Route) -> None:
    """Or the test above would pass with nothing there for anybody."""
    for client in (anna, boris):
        path = address(route[1], getattr(client, OWNED[route]))
        askers = (client.manager,) if path.startswith("/manage") else (client.buyer, client.manager)
        assert [asker.ask("GET", path).status_code for asker in askers] == [200] * len(askers), path


def test_ones_own_document_is_found_before_its_file_is_looked_for(shop: Shop, anna: Client, boris: Client) -> None:
    seen = shop.one("SELECT count(*) FROM document WHERE counterparty_id = %s", anna.counterparty)
    documents = anna.buyer.ask("GET", f"/api/v1/orders/{anna.order}").json["documents"]
    assert [document["id"] for document in documents] == [str(anna.document)]
    assert len(documents) == seen
    assert str(boris.document) not in anna.buyer.ask("GET", f"/orders/{anna.order}").text


def test_ones_own_price_list_is_found_before_its_file_is_looked_for(anna: Client, boris: Client) -> None:
    for asker, path in ((anna.buyer, "/price-lists"), (anna.manager, "/manage/price-lists")):
        assert asker.ask("GET", f"{path}/{anna.price_list}").status_code == 410
        listed = asker.ask("GET", path).text
        assert str(anna.price_list) in listed
        assert str(boris.price_list) not in listed
        issued = {n: asker.ask("GET", f"{path}?sha256={n:064x}").text for n in (ANNA, BORIS)}
        assert "не выдавали" in issued[BORIS]
        assert "не выдавали" not in issued[ANNA]


def test_a_draft_of_ones_own_is_there_and_it_is_nobody_elses(anna: Client, boris: Client) -> None:
    for client in (anna, boris):
        path = f"/quick-order/drafts/{client.draft}"
        assert client.buyer.ask("GET", path).status_code == 200
        assert client.manager.ask("GET", path).status_code == 404
        # Its file lies nowhere.
        assert client.buyer.ask("GET", f"{path}/columns").status_code == 410
        listed = client.buyer.ask("GET", "/quick-order").text
        assert [str(one.draft) in listed for one in (anna, boris)] == [client is anna, client is boris]


Asking = Callable[[Client, Mapping[str, object]], Result]


def switch_api(by: Client, to: Mapping[str, object]) -> Result:
    return by.buyer.ask("PUT", "/api/v1/context", {name: str(id) for name, id in to.items()})


def switch_form(by: Client, to: Mapping[str, object]) -> Result:
    return by.buyer.form("/context", {name: str(id) for name, id in to.items()})


@pytest.mark.parametrize("ask", [switch_api, switch_form])
@pytest.mark.parametrize("what", ["counterparty", "contract"])
def test_nobody_switches_to_another_client_or_his_contract(
    shop: Shop, anna: Client, boris: Client, ask: Asking, what: str
) -> None:
    before, own = everything(shop), {"counterparty": anna.counterparty}
    refused = ask(anna, {**own, what: getattr(boris, what)})
    assert told(refused) == told(ask(anna, {**own, what: uuid4()}))
    assert refused.status_code == 404
    assert everything(shop) == before


@pytest.mark.parametrize("door", ["api", "form"])
def test_nobody_ships_to_the_address_of_another_client(shop: Shop, anna: Client, boris: Client, door: str) -> None:
    cart = anna.buyer.fill([(2, "1")])
    before = everything(shop)
    total = ";".join(f"{one['amount']} {one['currency']}" for one in cart["totals"])

    def placed(consignee: UUID) -> Result:
        if door == "api":
            return anna.buyer.order(cart, "to an address", consignee=str(consignee))
        fields = {"key": "to an address", "version": str(cart["version"]), "total": total}
        return anna.buyer.form("/checkout", {**fields, "consignee": str(consignee)})

    refused = placed(boris.consignee)
    assert refused.status_code == 404
    assert told(refused) == told(placed(uuid4()))
    assert everything(shop) == before


def test_filters_and_lists_of_ids_open_nothing(anna: Client, boris: Client) -> None:
    for asker in (anna.buyer, anna.manager):
        for theirs, nobodys in (
            (f"/api/v1/orders?counterparty={boris.counterparty}", f"/api/v1/orders?counterparty={uuid4()}"),
            (f"/orders?counterparty={boris.counterparty}", f"/orders?counterparty={uuid4()}"),
            (f"/placed?orders={boris.order}", f"/placed?orders={uuid4()}"),
            (f"/placed?orders={anna.order},{boris.order}", f"/placed?orders={anna.order},{uuid4()}"),
            (f"/manage/orders?counterparty={boris.counterparty}", f"/manage/orders?counterparty={uuid4()}"),
        ):
            found = asker.ask("GET", theirs)
            assert told(found) == told(asker.ask("GET", nobodys)), theirs
            assert str(boris.order) not in found.text.replace(theirs, "")
    mine = {order["id"] for order in anna.buyer.ask("GET", "/api/v1/orders").json["orders"]}
    assert mine == {str(anna.order)}
    managed = anna.manager.ask("GET", "/manage/clients").text
    assert str(anna.counterparty) in managed
    assert str(boris.counterparty) not in managed
    prices = anna.manager.ask("GET", "/manage/prices/individual").text
    assert str(anna.price) in prices
    assert str(boris.price) not in prices
    assigned = anna.manager.ask("GET", "/manage/prices/assignments").text
    assert str(anna.assignment) in assigned
    assert str(boris.assignment) not in assigned


def test_a_line_is_taken_out_of_ones_own_cart_alone(shop: Shop, anna: Client, boris: Client) -> None:
    for client in (anna, boris):
        client.buyer.fill([(3, "2"), (4, "1")])
    assert anna.buyer.ask("DELETE", "/api/v1/cart/lines/3").status_code == 200
    assert anna.buyer.form("/cart/lines", {"remove": "4"}).status_code < 400
    left = {int(line["variant"]) for line in boris.buyer.ask("GET", "/api/v1/cart").json["lines"]}
    assert {3, 4} <= left


def test_the_journal_of_the_exchange_is_a_right_of_its_own(shop: Shop, anna: Client) -> None:
    message = shop.one(
        "INSERT INTO inbox_message (connection_id, kind, name, state)"
        " VALUES (1, 'catalog', 'x', 'applied') RETURNING id"
    )
    path = f"/manage/exchange/{message}"
    assert staff_of(shop, None, "administrator").ask("GET", path).status_code == 200
    for asker in (anna.buyer, anna.manager):
        assert {asker.ask("GET", each).status_code for each in (path, "/manage/exchange/999999")} == {403}


def test_rates_are_a_right_of_staff_and_changing_them_is_another(shop: Shop, anna: Client) -> None:
    before = everything(shop)
    seen = ("/manage/rates", "/manage/rates/USD", "/manage/rates/USD/history.csv")
    changes = {
        "/manage/rates": {"currency": "USD", "day": "2026-11-23", "rate": "81,4"},
        "/manage/rates/markup": {"markup": "2"},
        "/manage/rates/take": {},
    }
    for asker, sees in ((anna.buyer, 403), (anna.manager, 200)):
        assert {asker.ask("GET", path).status_code for path in seen} == {sees}
        assert {asker.form(path, fields).status_code for path, fields in changes.items()} == {403}
    assert everything(shop) == before


def test_guests_get_no_further_than_the_door(shop: Shop, anna: Client) -> None:
    guest, before, opened = Visitor(shop.client), everything(shop), []
    ids = {"order": anna.order, "document": anna.document, "counterparty": anna.counterparty}
    ids |= {"price": anna.price, "upload": anna.upload, "price_list": anna.price_list}
    for method, path in routes(shop):
        if (method, path) in PUBLIC or path in ERP:
            continue
        body: object = {} if method in ("POST", "PUT") else None
        some = uuid4() if ":uuid" in path else 1
        owned = {**OWNED, **CHANGED}.get((method, path), "")
        answer = guest.ask(method, address(path, ids.get(owned, some)), body)
        is_api = path.startswith(("/api/", "/admin/api/"))
        shut = answer.status_code == (401 if is_api else 303)
        if not shut or not (is_api or answer.headers["Location"].startswith("/login")):
            opened.append((method, path, answer.status_code))
    assert opened == []
    assert PUBLIC.keys() <= set(routes(shop))
    assert everything(shop) == before


@pytest.mark.parametrize("path", ERP)
def test_the_doors_of_1c_want_its_login(shop: Shop, path: str) -> None:
    before = everything(shop)
    for method in {method for method, found in routes(shop) if found == path}:
        for query in ("type=catalog&mode=init", "type=sale&mode=query", "type=catalog&mode=file&filename=x.xml"):
            answer = shop.client.simulate_request(method, path, query_string=query, body="{}")
            assert answer.status_code in (401, 403) or answer.text.startswith("failure\n"), (method, answer.text)
    assert everything(shop) == before


def test_a_session_of_the_portal_is_none_of_1c(shop: Shop, anna: Client) -> None:
    for path in ERP[2:]:
        assert anna.buyer.ask("GET" if path.endswith("state") else "POST", path).status_code == 401


def test_who_has_left_the_client_sees_nothing_of_it_any_more(shop: Shop) -> None:
    leaver = 5
    buyer = shop.buyer(leaver)
    order = buyer.placed([(1, "1")], "before leaving")[0]
    shop.run("UPDATE membership SET valid_to = current_date - 2 WHERE user_id = %s", named("buyer", leaver))
    for path in ("/api/v1/orders/{}", "/orders/{}"):
        gone = buyer.ask("GET", path.format(order))
        assert gone.status_code == 403
        assert told(gone) == told(buyer.ask("GET", path.format(uuid4())))
    for path in ("/api/v1/cart", "/api/v1/products", "/api/v1/debts", "/api/v1/orders", "/catalogue", "/orders"):
        assert buyer.ask("GET", path).status_code in (403, 404), path


def test_whose_account_is_switched_off_is_a_guest_at_once(shop: Shop) -> None:
    buyer = shop.buyer(6)
    assert buyer.ask("GET", "/api/v1/session").status_code == 200
    shop.run("UPDATE app_user SET disabled = true WHERE id = %s", named("buyer", 6))
    assert buyer.ask("GET", "/api/v1/session").status_code == 401
    refused = Visitor(shop.client).ask("POST", "/api/v1/session", {"login": "prove-6", "password": PASSWORD})
    assert refused.status_code == 401
    assert token(6) not in refused.text
