"""The media of one card, in one statement whatever there is."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from adapters.postgres.media.frames import FRAME_PATH
from application.queries.card_media import CardAnswer, CardPaper, FoundMedia, Shot

# A section binds all that stands below it; a value of a property, whatever good has it, also one that comes tomorrow.
BOUND = """
SELECT b.document_id FROM tech_document_binding b WHERE b.product_id = p.id
UNION
SELECT b.document_id FROM tech_document_binding b JOIN (
    WITH RECURSIVE up(id, parent_id, depth) AS (
        SELECT c.id, c.parent_id, 0 FROM product_category pc JOIN category c ON c.id = pc.category_id
         WHERE pc.product_id = p.id
        UNION
        SELECT c.id, c.parent_id, depth + 1 FROM up JOIN category c ON c.id = up.parent_id WHERE depth < 32
    ) SELECT DISTINCT id FROM up
) AS section ON section.id = b.category_id
UNION
SELECT b.document_id FROM jsonb_each(p.properties) AS told(property, "values")
CROSS JOIN jsonb_array_elements_text(told."values") AS value(text)
JOIN tech_document_binding b ON b.property_id = told.property::int AND b.value = value.text
"""
# Frames that people uploaded, else those of the ERP.
MEDIA = f"""
SELECT (SELECT jsonb_agg(jsonb_build_array(sha256, width, height)) FROM picture
         WHERE sha256 = ANY(%(pictures)s) AND state = 'ready'),
       coalesce(
       (SELECT jsonb_agg(jsonb_build_array(o.sha256, c.width, c.height) ORDER BY o.place, o.id)
          FROM product_picture o JOIN picture c USING (sha256)
         WHERE o.product_id = p.id AND o.kind = 'turn' AND o.ended_by IS NULL AND c.state <> 'refused'),
       (SELECT jsonb_agg(jsonb_build_array(m.sha256, c.width, c.height) ORDER BY sent.place)
          FROM unnest(p.pictures) WITH ORDINALITY AS sent(path, place)
          JOIN media m ON m.connection_id = p.connection_id AND m.path = sent.path
          JOIN picture c USING (sha256)
         WHERE sent.path ~ {FRAME_PATH} AND c.state <> 'refused')),
       (SELECT jsonb_agg(jsonb_build_array(d.id, d.kind, d.title, d.number, d.valid_to, v.filename, v.size)
                         ORDER BY d.valid_to < %(today)s, d.kind, d.title, d.id)
          FROM tech_document d JOIN tech_document_version v ON v.document_id = d.id AND v.version = d.version
         WHERE d.withdrawn_at IS NULL AND coalesce(d.valid_from <= %(today)s, true) AND d.id IN ({BOUND})),
       (SELECT jsonb_agg(jsonb_build_array(r.id, r.what, r.filename, r.size) ORDER BY r.answered_at)
          FROM content_request r WHERE r.product_id = p.id AND r.is_public AND r.sha256 IS NOT NULL)
FROM product p WHERE p.id = %(product)s
"""


def media_found(row: Sequence[Any], today: date) -> FoundMedia:
    sides, frames, papers, answers = row
    return FoundMedia(
        {key: (width, height) for key, width, height in sides or ()},
        [Shot(key, width or 0, height or 0) for key, width, height in frames or ()],
        [paper_of(one, today) for one in papers or ()],
        [CardAnswer(UUID(id), what, filename, size) for id, what, filename, size in answers or ()],
    )


def paper_of(row: list[Any], today: date) -> CardPaper:
    id, kind, title, number, valid_to, filename, size = row
    until = None if valid_to is None else date.fromisoformat(valid_to)
    return CardPaper(UUID(id), kind, title, number, until, filename, size, until is not None and until < today)
