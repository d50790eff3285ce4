"""Promo codes of a shop, straight in its tables: what the manager's page would have left there."""

from uuid import UUID, uuid4

from domain.pricing.promo import promo_key
from tests.shop import Shop

INSERT = """
INSERT INTO promo_code (id, code, key, kind, value, minimum, most_uses, most_each, valid_from, valid_to, whom, currency)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
"""


def made(
    shop: Shop,
    code: str,
    value: str = "10",
    kind: str = "percent",
    minimum: str = "0",
    uses: int | None = None,
    each: int | None = None,
    valid_from: object = None,
    valid_to: object = None,
    whom: str = "{}",
    currency: str = "RUB",
) -> UUID:
    id, key = uuid4(), promo_key(code)
    shop.run(INSERT, id, code, key, kind, value, minimum, uses, each, valid_from, valid_to, whom, currency)
    return id


def put_on(shop: Shop, promo: UUID, *users: UUID) -> None:
    """On their carts, as if each had named it: naming itself is limited, and a race needs many rounds."""
    shop.run("UPDATE cart SET promo_code_id = %s, version = version + 1 WHERE user_id = ANY(%s)", promo, list(users))
