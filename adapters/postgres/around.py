"""What stands around a card, in one statement: the questions of marks, reviews and media, side by side."""

from datetime import datetime

from attrs import frozen

from adapters.postgres.database import Database
from adapters.postgres.media.card import MEDIA, media_found
from adapters.postgres.reviews import STANDING, own_review
from adapters.postgres.shelf import array
from adapters.postgres.showcase import MARKS, marks_of
from application.around.card import AskAround, FoundAround
from application.reviews.ports import ShownReview, Standing
from domain.catalog.mark import UNMARKED

AROUND = f"""
SELECT m.*, t.texts, r.shown, r.total, s.*, d.*
FROM ({MARKS}) AS m
CROSS JOIN (
    SELECT jsonb_object_agg(newest.place, newest.body) AS texts
    FROM (SELECT DISTINCT ON (place) place, body FROM card_text ORDER BY place, version DESC) AS newest
) AS t
CROSS JOIN (
    SELECT jsonb_agg(jsonb_build_array(stars, body, signed, written_at) ORDER BY written_at DESC, id) AS shown,
           max(total) AS total
    FROM (SELECT id, stars, body, signed, written_at, count(*) OVER () AS total FROM review
          WHERE product_id = %(product)s AND state = 'published'
          ORDER BY written_at DESC, id OFFSET %(offset)s LIMIT %(limit)s) AS listed
) AS r
CROSS JOIN ({STANDING}) AS s
LEFT JOIN ({MEDIA}) AS d ON true
"""


@frozen
class PostgresAroundCards:
    database: Database

    def of(self, ask: AskAround) -> FoundAround:
        facts = {
            "ids": array([ask.product]), "product": ask.product, "user": ask.user, "client": ask.client,
            "day": ask.day, "today": ask.today, "pictures": list(ask.pictures), "offset": ask.offset,
            "limit": ask.limit,
        }  # fmt: skip
        with self.database.driver() as connection:
            row = connection.execute(AROUND.encode(), facts, prepare=True).fetchone()
        assert row is not None
        marks, (texts, shown, total), (order, *own), media = row[:4], row[4:7], row[7:17], row[17:]
        return FoundAround(
            marks_of(marks).get(ask.product, UNMARKED),
            texts or {},
            [ShownReview(stars, body, by, datetime.fromisoformat(at)) for stars, body, by, at in shown or ()],
            total or 0,
            Standing(order, own_review(tuple(own)) if own[0] is not None else None),
            media_found(media, ask.today),
        )
