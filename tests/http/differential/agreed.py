"""What the desk of prices keeps of one client: a price entered by hand, what it was before, a file of prices."""

from uuid import UUID

import attrs
import msgspec
from attrs import frozen

from application.price_desk.entry import Entry
from domain.catalog.folding import sku_key
from entrypoints.prove.world import VARIANTS, named
from tests.shop import Shop

# Of the variants those for which nothing else is agreed: one is entered by hand, one stands in the file.
BY_HAND, IN_FILE = 4, 5
PRICE = (
    "INSERT INTO individual_price (id, key, level, owner_id, variant_id, amount, currency, vat_included, act_id)"
    " VALUES (%s, %s, 0, %s, %s, %s, 'RUB', true, %s)"
)
FORMER = (
    "INSERT INTO individual_price_log (id, key, level, owner_id, variant_id, packaging_id, minimum, amount, currency,"
    " vat_included, told_act_id, replaced_act_id) VALUES (%s, %s, 0, %s, %s, 0, 0, %s, 'RUB', true, %s, %s)"
)
ASSIGNMENT = (
    "INSERT INTO price_assignment (id, key, assignee, owner_id, price_type_id, segment, which, act_id)"
    " VALUES (%s, %s, 'contract', %s, 1, %s, %s::jsonb, %s)"
)
UPLOAD = "INSERT INTO price_upload (id, user_id, filename, sha256, size, ignored) VALUES (%s, %s, %s, '', 1, %s::jsonb)"
ROW = (
    "INSERT INTO price_upload_row (upload_id, line, verdict, entry, owner_name, goods_name)"
    " VALUES (%s, 2, 'new', %s::jsonb, %s, 'Goods')"
)

ARTICLE = "UPDATE product p SET sku = %s, sku_key = %s FROM variant v WHERE v.id = %s AND v.product_id = p.id"


@frozen
class Agreed:
    """`number` is that of the contract; `first_act` leaves the counter of acts as it was, which is one for all."""

    whose: str
    contract: UUID
    number: str
    price: str
    former: str
    filename: str
    ignored: str
    in_file: str
    entered_by: UUID
    changed_by: UUID
    first_act: int

    def settle(self, shop: Shop) -> dict[str, UUID]:
        entered, changed = self.first_act, self.first_act + 1
        for act, by, action in ((entered, self.entered_by, "entered"), (changed, self.changed_by, "changed")):
            facts = f'{{"owner": "{self.contract}"}}'
            shop.run(
                "INSERT INTO audit_log (id, user_id, action, subject, facts) VALUES (%s, %s, %s, %s, %s::jsonb)",
                *(act, by, f"individual-price.{action}", self.number, facts),
            )
        price, upload = named(self.whose, "price by hand"), named(self.whose, "upload")
        shop.run(PRICE, price, str(price), self.contract, BY_HAND, self.price, changed)
        shop.run(FORMER, price, str(price), self.contract, BY_HAND, self.former, entered, changed)
        assignment, goods = named(self.whose, "assignment"), f'{{"products": [{IN_FILE}]}}'
        shop.run(ASSIGNMENT, assignment, str(assignment), self.contract, f"Goods {self.number}", goods, changed)
        shop.run(UPLOAD, upload, self.changed_by, self.filename, msgspec.json.encode([self.ignored]).decode())
        row = attrs.asdict(Entry(2, contract=self.number, sku=sku(IN_FILE), amount=self.in_file))
        shop.run(ROW, upload, msgspec.json.encode(row).decode(), self.number)
        return {"price": price, "upload": upload, "assignment": assignment}


def sku(variant: int) -> str:
    return f"FZ-{variant}"


def settle_articles(shop: Shop) -> None:
    """Goods are named by their articles where prices are entered."""
    for variant in VARIANTS:
        shop.run(ARTICLE, sku(variant), sku_key(sku(variant)), variant)
