"""What one client keeps around cards: favourites, a comparison, a review, a watch; and what the seller wrote there."""

from uuid import UUID

from entrypoints.prove.world import named
from tests.shop import Shop

REVIEWED = 3  # the form stands on the cards of what was ordered and not reviewed yet


def settle_card(shop: Shop, whose: str, user: UUID, party: UUID, order: UUID) -> dict[str, UUID]:
    review, watch = named(whose, "review"), named(whose, "watch")
    shop.run("INSERT INTO favourite (user_id, variant_id) VALUES (%s, 1), (%s, 2)", user, user)
    shop.run("INSERT INTO compared (user_id, product_id) VALUES (%s, 1), (%s, 2)", user, user)
    shop.run(
        "INSERT INTO review (id, product_id, counterparty_id, user_id, order_id, stars, body, signed)"
        " VALUES (%s, %s, %s, %s, %s, 4, %s, %s)",
        *(review, REVIEWED, party, user, order, f"Said by {whose}", f"Signed by {whose}"),
    )
    shop.run("INSERT INTO watch_owner (user_id, token) VALUES (%s, %s)", user, f"token-of-{whose}")
    shop.run(
        "INSERT INTO goods_watch (id, user_id, counterparty_id, variant_id, quantity, of_stock, of_price, currency)"
        " VALUES (%s, %s, %s, 4, 7, false, true, 'RUB')",
        *(watch, user, party),
    )
    return {"review": review, "watch": watch}


def settle_showcase(shop: Shop, by: UUID) -> dict[str, UUID]:
    """Of the seller's: a label on goods 1, a rule of links."""
    label, link = named("label"), named("link rule")
    shop.run(
        "INSERT INTO label_binding (id, label, which, user_id) VALUES (%s, 'hit', %s::jsonb, %s)",
        *(label, '{"products": [1]}', by),
    )
    shop.run("INSERT INTO product_label (product_id, binding_id, label) VALUES (1, %s, 'hit')", label)
    shop.run(
        "INSERT INTO link_rule (id, kind, category_id, other_category_id, user_id)"
        " SELECT %s, 'recommended', id, id, %s FROM category WHERE erp_id = 'c1'",
        *(link, by),
    )
    shop.run("UPDATE label_state SET catalogue_version = (SELECT catalogue_version FROM catalogue_state)")
    return {"label": label, "link": link}
