"""Promo codes between their rows and the domain, and as a cart and a placing meet them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database
from application.pricing.rule_content import told_which, told_whom, which_of, whom_of
from domain.pricing.promo import Promo, PromoCode, PromoKind, Uses
from domain.shared.ids import CounterpartyId
from domain.shared.money import Currency

COLUMNS = (
    "id", "code", "kind", "value", "currency", "which", "whom", "minimum", "valid_from", "valid_to", "most_uses",
    "most_each", "touches_agreed", "state",
)  # fmt: skip
# A use is a placing: one that became three orders counts once, and stands until the last of them is cancelled.
OFFERED = f"""
SELECT {", ".join(f"c.{name}" for name in COLUMNS)}, u.in_all, u.of_counterparty
FROM promo_code c CROSS JOIN LATERAL (
    SELECT count(DISTINCT placing_id) AS in_all,
           count(DISTINCT placing_id) FILTER (WHERE counterparty_id = %(counterparty)s) AS of_counterparty
      FROM promo_use WHERE promo_id = c.id AND released_at IS NULL) AS u
"""
BY_ID = f"{OFFERED} WHERE c.id = %(promo)s"
BY_KEY = f"{OFFERED} WHERE c.key = %(key)s"
LOCK = "SELECT FROM promo_code WHERE id = %(promo)s FOR UPDATE"


def code_of(row: tuple[Any, ...]) -> PromoCode:
    """A row of `COLUMNS`."""
    id, code, kind, value, currency, which, whom, minimum, valid_from, valid_to, uses, each, agreed, state = row
    return PromoCode(
        UUID(str(id)), code, PromoKind(kind), Decimal(value), Currency(currency), which_of(which), whom_of(whom),
        Decimal(minimum), valid_from, valid_to, uses, each, agreed, state == "active",
    )  # fmt: skip


def promo_of(row: tuple[Any, ...] | None) -> Promo | None:
    """A row of `OFFERED`."""
    return None if row is None else Promo(code_of(row[: len(COLUMNS)]), Uses(*row[len(COLUMNS) :]))


def conditions_of(code: PromoCode) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """(which, whom) as JSON keeps them."""
    return told_which(code.which), told_whom(code.whom)


@frozen
class PostgresPromos:
    database: Database

    def of(self, promo: UUID, counterparty: CounterpartyId) -> Promo | None:
        return self._one(BY_ID, {"promo": promo, "counterparty": counterparty})

    def named(self, key: str, counterparty: CounterpartyId) -> Promo | None:
        return self._one(BY_KEY, {"key": key, "counterparty": counterparty})

    def _one(self, statement: str, asked: Mapping[str, object]) -> Promo | None:
        with self.database.driver() as connection:
            return promo_of(connection.execute(statement.encode(), asked, prepare=True).fetchone())
