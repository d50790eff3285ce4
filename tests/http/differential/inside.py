"""What a company keeps inside: an administrator, a role of its own, who is invited, a budget, a rule of approval."""

from hashlib import sha256
from uuid import UUID

from entrypoints.prove.world import named
from tests.shop import CSRF, Shop

ROLE_RIGHTS = ["catalogue.see", "cart.change"]


def settle_administrator(shop: Shop, token: str, party: UUID) -> UUID:
    id = named(token, "administrator")
    shop.run(
        "INSERT INTO app_user (id, login, name, kind, password_hash, default_counterparty_id)"
        " SELECT %s, %s, 'Administrator', 'buyer', min(password_hash), %s FROM app_user",
        *(id, token, party),
    )
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, %s, now() + interval '9 days')",
        *(sha256(token.encode()).digest(), id, CSRF),
    )
    shop.run(
        "INSERT INTO cart (id, user_id, counterparty_id, region_id) VALUES (%s, %s, %s, %s)",
        *(named(token, "cart"), id, party, named("region")),
    )
    give_administration(shop, id, party)
    return id


def give_administration(shop: Shop, user: UUID, party: UUID) -> None:
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'company_admin')",
        *(named(str(user), "administration"), user, party),
    )


def settle_inside(shop: Shop, whose: str, party: UUID, by: UUID, told: tuple[str, str, str, str]) -> dict[str, UUID]:
    """`told`: the name of the role, who is invited, the sum of his budget, the name of the rule."""
    role_name, invited, budget, rule_name = told
    role, invitation = named(whose, "role"), named(whose, "invitation")
    shop.run(
        "INSERT INTO role (code, name, permissions, counterparty_id) VALUES (%s, %s, %s, %s)",
        *(str(role), role_name, ROLE_RIGHTS, party),
    )
    shop.run(
        "INSERT INTO invitation (id, counterparty_id, email, name, roles, invited_by, invited_at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, '2026-01-01', now() + interval '9 days')",
        *(invitation, party, f"{whose}-invited@k.example", invited, [str(role)], by),
    )
    shop.run(
        "INSERT INTO budget (id, counterparty_id, period, amount, set_at) VALUES (%s, %s, 'year', %s, '2026-01-01')",
        *(named(whose, "budget"), party, budget),
    )
    # Above what anybody here orders, so that nothing waits for it.
    shop.run(
        "INSERT INTO approval_rule (id, counterparty_id, name, step, kind, amount, made_at)"
        " VALUES (%s, %s, %s, 1, 'sum', 99999999, '2026-01-01')",
        *(named(whose, "rule of approval"), party, rule_name),
    )
    return {"role": role, "invitation": invitation}
