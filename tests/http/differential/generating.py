"""The askings of each route, made of the router's table, the API's table, and what the pages show."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import attrs
import msgspec
from attrs import evolve, frozen

from entrypoints.api.asking import name_of
from entrypoints.api.resource import headers_asked
from entrypoints.api.table import OPERATIONS, PREFIX
from entrypoints.prove.world import named
from tests.http.differential.agreed import IN_FILE, sku
from tests.http.differential.askings import METHODS, SAFE, Asking, CannotBeAsked, Route, form, parts, trusted
from tests.http.differential.bodies import Bodies
from tests.http.differential.learning import Form, Learned
from tests.http.differential.neighbours import OWN_CONTRACT
from tests.http.differential.pools import ALSO, QUANTITIES, Pools
from tests.http.differential.workbooks import HIS, LINKS
from tests.shop import CSRF

FIELD = re.compile(r"\{(\w+)(?::(\w+)(?:\([^)]*\))?)?\}")
SERIALS = ("1", "3", "8", "999999999")
RANDOM_ONES = 4
MOST_PATHS = 14
BY_API: Mapping[Route, Any] = {(one.method, PREFIX + one.path): one for one in OPERATIONS}

EXCHANGE = ("type=catalog&mode=checkauth", "type=catalog&mode=init", "type=sale&mode=query", "type=sale&mode=info",
            "type=catalog&mode=file&filename=import.xml", "type=nothing&mode=query")  # fmt: skip
# What no page shows in a form and the API's table does not know: the query and the body by hand.
BY_HAND: Mapping[Route, tuple[tuple[str, bytes], ...]] = {
    **{
        (method, path): tuple((query, b"<xml/>") for query in EXCHANGE)
        for method, path in product(("GET", "POST"), ("/bitrix/admin/1c_exchange.php", "/exchange/1c"))
    },
    # Nobody who is asked for here sees all clients, so no page shows him the forms of promo codes.
    **{
        ("POST", f"/manage/promo/{path}"): (("", b"code=X&companies=7700000007&to=off&seen=1"), ("", b"{}"))
        for path in ("new", "{promo:uuid}", "{promo:uuid}/switch")
    },
    # Nor the address of the base that is asked for prices.
    ("POST", "/manage/exchange/prices"): (("", b"base=1&url=https://1c.example.ru/hs/b2b/v1&patience=5"), ("", b"{}")),
    # Groups are of all clients' people; their forms stand on a page that none of the askers may open.
    ("POST", "/manage/prices/groups"): (("", b"name=Group&logins=anna"), ("", b"{}")),
    ("POST", "/manage/prices/groups/{group:uuid}"): (("", b"name=Group&logins=anna"), ("", b"{}")),
    ("POST", "/erp/v1/packets"): (("", b"{}"), ("", b"no packet")),
    # Pictures and papers of goods are changed by the seller's editors, whom none of the askers is.
    **{
        ("POST", path): (("", b"do=undo"), ("", b"{}"))
        for path in (
            "/manage/media",
            "/manage/media/kept",
            "/manage/media/uploads/{upload:uuid}",
            "/manage/media/files/{file:int(min=1)}",
            "/manage/goods-documents",
            "/manage/goods-documents/{document:uuid}",
            "/manage/materials",
            "/manage/materials/{material:uuid}",
        )
    },
    # A good is named first; the texts of cards are the administrator's.
    ("POST", "/manage/links"): (("", b"{}"),),
    ("POST", "/manage/card-texts"): (("", b"{}"),),
    # Delivery is set up, and leads are answered, by those who see all clients; nobody has left a lead here.
    **{
        ("POST", path): (("", b"do=forget&day=2027-01-04"), ("", b"{}"))
        for path in (
            "/manage/delivery",
            "/manage/delivery/methods/{id}",
            "/manage/delivery/routes/{id}",
            "/manage/leads/{lead:uuid}",
        )
    },
    # From letters alone.
    ("POST", "/watches/end/{token}"): (("", b""),),
    ("POST", "/join/{token}"): (("", b"password=long-enough-for-all&again=long-enough-for-all"), ("", b"{}")),
    # Nobody acts for a client here, and his cart changes between two pages alone.
    ("POST", "/acting/end"): (("", b""),),
    ("POST", "/cart/changes"): (("", b"version=1"), ("", b"{}")),
    # Its form is shown by another page than the bare address.
    ("POST", "/company/roles"): (
        ("", f"id={named('boris', 'role')}&name=Loader&permission=catalogue.see&csrf={CSRF}".encode()),
        ("", f"id={named('anna', 'role')}&name=Loader&permission=catalogue.see&csrf={CSRF}".encode()),
        ("", b"{}"),
    ),
    # Nobody waits for approval here; a policy and a permission are of the head of sales.
    **{
        ("POST", path): (("", told), ("", b"{}"))
        for path, told in (
            ("/approvals/{request:uuid}", b"do=refuse&reason=No"),
            ("/manage/clients/{client:uuid}/credit", b"do=permit&kind=overdue&amount=100&reason=Paid&until=2027-01-31"),
            ("/manage/reserves/policies", b"do=put&hours=24&warn_hours=4"),
        )
    },
    # Rules speak of all clients; their forms stand on pages that none of the askers may open.
    **dict.fromkeys(
        (
            ("POST", "/manage/rules/new"),
            ("POST", "/manage/rules/{rule:uuid}"),
            ("POST", "/manage/rules/{rule:uuid}/{deed}"),
            ("POST", "/admin/api/v1/rules"),
            ("PUT", "/admin/api/v1/rules/{rule}"),
            ("POST", "/admin/api/v1/rules/{rule}/state"),
            ("POST", "/admin/api/v1/rules/preview"),
        ),
        (("", b"{}"), ("", b"name=Rule&effect=percent&value=-3")),
    ),
    # The catalogue is edited by a right that none of the askers has.
    **dict.fromkeys(
        (
            ("POST", "/manage/structure"),
            ("POST", "/manage/structure/unmapped"),
            ("POST", "/manage/properties/{property:int(min=1)}"),
            ("POST", "/manage/goods-files"),
            ("POST", "/manage/goods-files/{file:uuid}"),
        ),
        (("", b"{}"), ("", b"do=add&name=Section&c0=sku&c1=name&type=text&confirm=1")),
    ),
    # Of his client's page, by his contract and by hers.
    ("GET", "/manage/clients/{client:uuid}/prices"): (
        ("", b""),
        *(
            (f"contract={id}&articles=1&at=2026-01-01T00:00", b"")
            for id in (named("contract", 1, 1), named("anna", "contract", 1))
        ),
    ),
    ("GET", "/manage/clients/{client:uuid}/why"): (
        ("", b""),
        *(
            (f"contract={id}&variant=1&quantity=2", b"")
            for id in (named("contract", 1, 1), named("anna", "contract", 1))
        ),
    ),
}
# With what a form passes that is shown empty.
FILLED: Mapping[str, Mapping[str, str]] = {
    "/manage/prices/individual/new": {"contract": OWN_CONTRACT, "sku": sku(IN_FILE), "amount": "96,50"},
    "/manage/prices/individual/{price:uuid}": {"amount": "95,40"},
    "/manage/prices/assignments/new": {
        "assignee": "contract",
        "owner": OWN_CONTRACT,
        "price_type": "1",
        "segment": "Cable",
    },
    "/manage/prices/assignments/{assignment:uuid}": {"price_type": "1", "segment": "Cable"},
    "/manage/prices/assignments/{assignment:uuid}/end": {"last": "2099-12-31"},
    "/manage/prices/uploads": {"file": HIS},
    "/manage/content-requests/{request:uuid}": {"answer": "Here it is", "file": HIS},
    "/manage/labels/new": {"articles": sku(1)},
    "/company/people": {"email": "hired@k.example", "name": "Hired", "role": "buyer"},
    "/orders/{order:uuid}/change": {"q1": "1", "do": "change"},
    "/manage/orders/{order:uuid}/change": {"q1": "1", "do": "change"},
    "/manage/links/rules": {"section": "Section", "other": "Section"},
    "/manage/links/file": {"file": LINKS},
    "/quick-order/drafts/{draft:uuid}/columns": {"header": "1", "c-0": "article", "c-1": "quantity"},
    "/addresses": {"city": "Perm", "street": "Lenina 5"},
    "/addresses/{address:uuid}": {"city": "Perm", "street": "Lenina 6"},
    "/manage/rates": {"currency": "USD", "rate": "81,4025", "confirmed": "1"},
    "/manage/rates/markup": {"markup": "1,5"},
}
# What stands in an address and is neither an id nor a number.
WORDS_IN_PATHS: Mapping[str, tuple[str, ...]] = {
    "line": ("1",),  # every order has one
    "currency": ("USD", "CNY", "RUB", "no-such"),
    "token": ("no-such",),
    "id": ("new", "no-such"),
    "name": ("goods.json", "goods.csv", "goods.yml", "no-such", "1"),
    "deed": ("switch-off", "switch-on", "undo", "no-such"),
}
TELL = (
    "{} {} takes a body that nobody has told: no page shows a form for it and the table of the API does not name it. "
    "Show the form on a page that boris opens, or add its query and body to BY_HAND in "
    "tests/http/differential/generating.py"
)


@frozen
class Generator:
    """`known`: values by name with which a request of the neighbour's passes. The same `seed`, the same askings.

    Hers are `by_name`, mostly ids, and `typed` as people write them. `files`: what a form may send, by its name.
    """

    seed: int
    own: Mapping[str, str]
    hers: Mapping[str, str]
    by_name: Mapping[str, str]
    facts: tuple[Any, ...]
    typed: Mapping[str, str]
    files: Mapping[str, bytes]
    known: Mapping[str, Any]
    learned: Learned

    def askings(self, route: str, offered: frozenset[str]) -> list[Asking]:
        """By a generator of its own, so that a new route changes nothing of the others. Raises CannotBeAsked."""
        pools = Pools(self.own, self.hers, self.facts, Random(f"{self.seed} {route}"))
        found: list[Asking] = []
        for method in METHODS:
            bare = Asking(method, route, "")
            if method not in offered:
                first = [next(iter(values)) for values in candidates(route, pools)]
                found.append(evolve(bare, path=address(route, first), is_offered=False))
                continue
            found += self.of_method(bare, pools)
        return found

    def of_method(self, bare: Asking, pools: Pools) -> Iterator[Asking]:
        ways = list(addresses(bare.route, pools))
        contents = list(self.contents(bare, pools))
        # Every id with the plain request, every other request with hers or his.
        yield from (evolve(contents[0], path=path) for path in ways)
        yield from (evolve(content, path=pools.random.choice(ways[:2])) for content in contents[1:])

    def contents(self, bare: Asking, pools: Pools) -> Iterator[Asking]:
        if (bare.method, bare.route) in BY_HAND:
            for query, body in BY_HAND[bare.method, bare.route]:
                yield evolve(bare, query=query, body=body, headers=trusted({"Content-Type": "application/json"}))
        elif (operation := BY_API.get((bare.method, bare.route))) is not None:
            yield from self.of_api(bare, operation, pools)
        elif bare.method in SAFE or bare.method == "DELETE":
            yield from self.of_pages(bare, pools)
        else:
            yield from self.of_forms(bare, pools)

    def of_api(self, bare: Asking, operation: Any, pools: Pools) -> Iterator[Asking]:
        in_path = {name for name, _ in FIELD.findall(bare.route)}
        apart, fields = headers_asked(operation.asks), [name_of(one) for one in attrs.fields(operation.asks)]
        valid = Bodies(pools, self.known, not operation.has_body, is_valid=True).of
        random = Bodies(pools, self.known, not operation.has_body, is_valid=False).of
        made = [valid(operation.asks)]
        made += [valid(operation.asks) | hers for hers in self.naming_hers(fields)]
        made += [random(operation.asks) for _ in range(RANDOM_ONES if fields else 0)]
        for number, one in enumerate(made):
            told = {name: value for name, value in one.items() if name not in in_path}
            headers = {name: quote(str(told.pop(name))) for name in apart if name in told}
            if operation.has_body:
                whole = {**headers, "Content-Type": "application/json"}
                yield evolve(bare, body=msgspec.json.encode(told), headers=trusted(whole))
                if number == 0:
                    yield evolve(bare, body=msgspec.json.encode(told), headers=trusted(whole, "forged"))
                    yield evolve(bare, body=b"{", headers=trusted(whole))
            else:
                yield evolve(bare, query="" if number == 0 else urlencode(told), headers=trusted(headers))

    def of_pages(self, bare: Asking, pools: Pools) -> Iterator[Asking]:
        yield evolve(bare, headers=trusted({}))
        own = sorted(self.learned.names[bare.route])
        yield from (evolve(bare, query=urlencode(hers), headers=trusted({})) for hers in self.naming_hers(own))
        others = sorted(self.learned.values.keys() - own)
        for number in range(RANDOM_ONES + 1 if own else 1):
            names = own if number == 0 else pools.random.sample(own, min(2, len(own)))
            names = [*names, *pools.random.sample(others, min(1, len(others)))]
            query = [(name, pools.fact() if name == "q" else self.of_name(name, pools)) for name in names]
            yield evolve(bare, query=urlencode(query), headers=trusted({}))

    def of_forms(self, bare: Asking, pools: Pools) -> Iterator[Asking]:
        """Raises CannotBeAsked."""
        forms = self.learned.forms[bare.route]
        if not forms:
            raise CannotBeAsked(TELL.format(bare.method, bare.route))
        for shown in forms:
            plain = {name: self.known.get(name, value) for name, value in reversed(shown.fields)}
            plain |= FILLED.get(bare.route, {})
            # What passes comes first, since it is asked of every id.
            yield self.sent(bare, plain, shown)
            yield self.sent(bare, plain | {"csrf": "forged"}, shown)
            yield from (self.sent(bare, plain | hers, shown) for hers in self.naming_hers(sorted(shown.names)))
            for name in sorted(shown.files):
                yield from (self.sent(bare, plain | {name: file}, shown) for file in self.files)
            for name, value in {name: (name, value) for name, value in reversed(shown.buttons)}.values():
                yield self.sent(bare, self.filled(plain, pools) | {name: value}, shown)
            for _ in range(RANDOM_ONES):
                yield self.sent(bare, self.changed(shown, plain, pools), shown)

    def naming_hers(self, fields: Iterable[str]) -> list[dict[str, str]]:
        """One field at a time that asks for hers, so that all the rest of the request passes."""
        named = [(name, self.by_name.get(ALSO.get(name, name), "")) for name in fields]
        named += [(name, self.typed.get(name, "")) for name in fields]
        return [{name: value} for name, value in named if value]

    def changed(self, shown: Form, plain: Mapping[str, str], pools: Pools) -> dict[str, str]:
        fields = self.filled(plain, pools)
        for name in sorted(fields.keys() - {"csrf"}):
            if not name.startswith("q-") and pools.random.random() < 0.4:
                fields[name] = self.of_name(name, pools)
        pressed = pools.random.choice([("pressed", ""), *shown.buttons])
        return fields | {pressed[0]: pressed[1]}

    def filled(self, plain: Mapping[str, str], pools: Pools) -> dict[str, str]:
        """Quantities in some of the fields for them."""
        named = [name for name in plain if name.startswith("q-")]
        some = pools.random.sample(named, min(2, len(named)))
        return dict(plain) | {name: pools.one_of(QUANTITIES) for name in some}

    def sent(self, bare: Asking, fields: Mapping[str, str], shown: Form) -> Asking:
        files = {name: (fields[name], self.files.get(fields[name], b"")) for name in shown.files}
        plain = {name: value for name, value in fields.items() if name not in files}
        body, headers = parts(plain, files) if files else form(plain)
        return evolve(bare, body=body, headers=headers)

    def of_name(self, name: str, pools: Pools) -> str:
        shown = sorted(self.learned.values[name]) if name in self.learned.values else []
        return pools.one_of(shown) if shown and pools.random.random() < 0.4 else pools.text(name)


def candidates(route: str, pools: Pools) -> list[list[str]]:
    """For each field of the path. One of no known kind may be anything that somebody could ask by."""
    found = []
    for name, converter in FIELD.findall(route):
        if converter == "uuid":
            found.append(pools.ids(name))
        elif name in WORDS_IN_PATHS:
            found.append(list(WORDS_IN_PATHS[name]))
        elif converter == "int" or name in ("product", "variant", "section"):
            found.append(list(SERIALS))
        elif name in pools.own or name in pools.hers:
            found.append(pools.ids(name))
        else:
            found.append([*pools.ids(name)[:6], *SERIALS[:2], pools.fact(), "no-such"])
    return found


def addresses(route: str, pools: Pools) -> Iterator[str]:
    ways = [address(route, chosen) for chosen in product(*candidates(route, pools))]
    yield from ways if len(ways) <= MOST_PATHS else [*ways[:2], *pools.random.sample(ways[2:], MOST_PATHS - 2)]


def address(route: str, chosen: list[str] | tuple[str, ...]) -> str:
    values = iter(chosen)
    return FIELD.sub(lambda _: quote(next(values)), route)
