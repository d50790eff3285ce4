"""Addresses of sections that stand, of those that moved, and of those that are gone."""

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.section_address import Trail
from domain.shared.ids import CategoryId

SLUG = """
SELECT id FROM portal_section WHERE slug = %(slug)s
UNION ALL SELECT section_id FROM portal_slug WHERE slug = %(slug)s
UNION ALL (SELECT id FROM portal_section_gone WHERE slug = %(slug)s ORDER BY went_at DESC) LIMIT 1
"""
# From the section up, over those that are gone, too.
UP = """
WITH RECURSIVE known AS (
    SELECT id, parent_id, false AS gone FROM portal_section
    UNION ALL SELECT id, parent_id, true FROM portal_section_gone
), up AS (
    SELECT id, parent_id, gone, 0 AS depth FROM known WHERE id = %(id)s
    UNION ALL
    SELECT k.id, k.parent_id, k.gone, depth + 1 FROM up JOIN known k ON k.id = up.parent_id WHERE depth < 32
) SELECT id, gone FROM up ORDER BY depth
"""
# A group of the ERP leads to where its goods went: by its own rule, else by one of a group above it.
GROUP = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, 0 AS depth FROM category WHERE id = %(id)s
    UNION ALL
    SELECT c.id, c.parent_id, depth + 1 FROM up JOIN category c ON c.id = up.parent_id WHERE depth < 32
) SELECT r.section_id FROM up JOIN section_rule r ON r.group_id = up.id AND (r.below OR up.depth = 0)
ORDER BY up.depth, r.position
"""


@frozen
class PostgresSectionAddresses:
    database: Database

    def trail(self, address: str) -> Trail | None:
        with self.database.snapshot() as connection:
            id: int | None = int(address) if address.isascii() and address.isdigit() and len(address) < 10 else None
            if id is None:
                row = connection.execute(SLUG, {"slug": address[:200]}).fetchone()
                if row is None:
                    return None
                id = row[0]
            up = connection.execute(UP, {"id": id}).fetchall()
            if up:
                return Trail(up[0][1], tuple(CategoryId(section) for section, gone in up if not gone))
            groups = connection.execute(GROUP, {"id": id}).fetchall()
            return Trail(False, tuple(CategoryId(section) for (section,) in groups)) if groups else None
