"""A cart about which the ERP was asked: its answer holds for ever, and has an id that both worlds know."""

from uuid import UUID

from entrypoints.prove.world import named
from tests.quotes_base import QuotesBase
from tests.shop import Shop, Visitor

# Of the good that is agreed with her company: such a price stands in no other book.
HER_FACTOR, HER_PRICE = "1.3719", "84848.63"
SERVICE = "UPDATE connection SET quote_url = %s, quote_patience = 10 WHERE id = 1"
CONTRACTS = "UPDATE contract SET connection_id = 1, erp_id = 'of ' || number WHERE counterparty_id = %s"
FIXED = """
UPDATE price_refinement SET id = %s, asked_at = '2026-01-01T09:00:00+03:00', valid_until = '2099-01-01T00:00:00+03:00'
WHERE counterparty_id = %s
"""


def settle_refined(shop: Shop, base: QuotesBase, buyer: Visitor, whose: str, counterparty: UUID, factor: str) -> UUID:
    """The id of the answer. The base says afterwards what the portal says, to whoever asks again."""
    answer, base.factor = named(whose, "refinement"), factor
    shop.run(SERVICE, base.url)
    shop.run(CONTRACTS, counterparty)
    asked = buyer.ask("POST", "/api/v1/cart/refinement", {})
    assert asked.status_code == 200 and asked.json["refinement"]["answers"], asked.text
    shop.run(FIXED, answer, counterparty)
    base.factor = "1"
    return answer
