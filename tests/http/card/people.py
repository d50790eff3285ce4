"""People at the card: what they see, and the seller's people who write of it."""

from attrs import frozen

from entrypoints.prove.world import named
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff, staff_of
from tests.shop import Shop, Visitor

CONTENT = (
    "favourite, compared, product_label, label_binding, product_link, link_rule, card_text, review, product_rating,"
    " goods_watch, watch_owner, watch_digest, price_rule, price_rule_log"
)


@frozen
class Office:
    shop: Shop

    def person(self, role: str) -> Staff:
        return staff_of(self.shop, role)

    def hide(self, section: int, client: int) -> None:
        """From one client, by a rule of the head of sales."""
        self.person("sales_head").saved(
            {
                "effect": "hide",
                "value": "",
                f"category-{section}": "1",
                f"counterparty-{named('counterparty', client)}": "1",
            }
        )

    def withdraw(self, product: int) -> None:
        self.shop.run("UPDATE product SET deleted = true WHERE id = %s", product)
        self.shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def text(who: Visitor, path: str) -> str:
    answer = who.ask("GET", path)
    assert answer.status_code == 200, answer.text
    return seen(answer.text).replace("\u00a0", " ")
